"""Parses scripts with sqlglot's dialect for Redshift.

usage: parse_scripts.py FILE...: exit status 1 when a script does not parse, is not one query, or keeps a part that the
parser passed over without understanding it.
"""

import logging
import sys
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel, SqlglotError
from sqlglot.tokens import TokenType


def with_values(sql):
    """The script with a number in place of each `:name`; casts `::name`, texts and comments stay as they are."""
    tokens = sqlglot.tokenize(sql, read="redshift")
    pieces, end = [], 0
    for colon, name in zip(tokens, tokens[1:]):
        # A colon right before a word, and not part of `::`, which is one token.
        if colon.token_type == TokenType.COLON and name.start == colon.end + 1:
            pieces += [sql[end : colon.start], "1"]
            end = name.end + 1
    return "".join([*pieces, sql[end:]])


def problem(sql):
    """What is wrong with a script; None when nothing is."""
    try:
        statements = [tree for tree in sqlglot.parse(with_values(sql), read="redshift", error_level=ErrorLevel.RAISE) if tree]
    except SqlglotError as error:
        return str(error).split("\n")[0]
    if len(statements) != 1:
        return f"{len(statements)} statements, not one"
    if not isinstance(statements[0], exp.Query):
        # What sqlglot does not understand it keeps as a Command, with a warning.
        return f"a {type(statements[0]).__name__}, not a query"
    return None


def main(paths):
    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    failed = 0
    for path in paths:
        found = problem(Path(path).read_text(encoding="utf-8"))
        if found:
            failed += 1
            print(f"{path}: {found}")
    print(f"second_parser: sqlglot {sqlglot.__version__} read {len(paths) - failed} of {len(paths)} scripts")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
