//! Only what reads is handed over.
//!
//! The wire adapter runs every script in a read-only transaction, wherever Redshift allows it. A lone
//! `ExecuteStatement` has no such thing, so this module reads the script's tokens and refuses, before anything is
//! sent, what is not one statement that reads. Tokens are enough: they need no grammar of Redshift's, whose newest
//! syntax no parser knows.
//!
//! Two readers of tokens look at every script, one that takes a backslash in a text for an escape (as Redshift
//! does) and one that does not (as PostgreSQL does). Both must find it good, so that a quotation mark behind a
//! backslash cannot hide a second statement from either.
//!
//! What this cannot see is what a view or a function of the warehouse's own does inside. The last line of defence is
//! a user who may only read.

mod functions;

use review_core::error_class::ErrorClass;
use sqlparser::dialect::{Dialect, PostgreSqlDialect, RedshiftSqlDialect};
use sqlparser::tokenizer::{Token, Tokenizer, Whitespace};

use crate::WarehouseError;

const READS: &str = "use one statement that reads: SELECT, WITH ... SELECT, SHOW or EXPLAIN";

/// Whether the script is one statement that reads.
///
/// # Errors
/// Class `syntax` when it is no SQL, empty, several statements or of an unknown kind; class `permission` when it
/// would write.
pub(crate) fn check(sql: &str) -> Result<(), WarehouseError> {
    if sql.contains('\0') {
        return Err(refused(
            ErrorClass::Syntax,
            "the script holds a zero byte",
            "write the script as plain UTF-8 text",
        ));
    }
    check_as(sql, &RedshiftSqlDialect {})?;
    check_as(sql, &PostgreSqlDialect {}).map_err(|error| match sql.contains('\\') {
        false => error,
        true => refused(
            error.class,
            "the script means different things to readers that take a backslash for an escape and to those that \
             do not",
            "write a quotation mark inside a text as '' and leave backslashes before quotation marks out",
        ),
    })
}

fn check_as(sql: &str, dialect: &dyn Dialect) -> Result<(), WarehouseError> {
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize()
        .map_err(|error| refused(ErrorClass::Syntax, &format!("the script is no SQL: {error}"), "mend the script"))?;
    if tokens.iter().any(hides_something) {
        return Err(refused(
            ErrorClass::Syntax,
            "the script holds a comment inside a comment or a text between dollar signs, which not every reader takes \
             for one",
            "write comments side by side, and texts between '",
        ));
    }
    let tokens: Vec<Token> = tokens.into_iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect();
    let mut statements = tokens.split(|token| *token == Token::SemiColon).filter(|tokens| !tokens.is_empty());
    let Some(statement) = statements.next() else {
        return Err(refused(ErrorClass::Syntax, "the script is empty", READS));
    };
    if statements.next().is_some() {
        let message = "the script holds several statements";
        return Err(refused(ErrorClass::Syntax, message, "give every statement a query of its own"));
    }
    check_statement(statement)
}

fn hides_something(token: &Token) -> bool {
    match token {
        Token::Whitespace(Whitespace::MultiLineComment(text)) => text.contains("/*"),
        Token::DollarQuotedString(_) => true,
        _ => false,
    }
}

fn check_statement(statement: &[Token]) -> Result<(), WarehouseError> {
    let begins = statement.iter().position(|token| *token != Token::LParen).unwrap_or(0);
    let (first, rest) = statement[begins..].split_first().map_or((String::new(), &[][..]), |(t, rest)| (word(t), rest));
    match first.as_str() {
        "SELECT" | "WITH" => check_query(statement),
        "SHOW" if begins == 0 => Ok(()),
        "EXPLAIN" if begins == 0 => {
            let query = rest.iter().position(|token| !matches!(word(token).as_str(), "VERBOSE" | "ANALYZE"));
            match &rest[query.unwrap_or(rest.len())..] {
                query if matches!(query.first().map(word).as_deref(), Some("SELECT" | "WITH")) => check_query(query),
                _ => Err(refused(ErrorClass::Permission, "the script explains what is not a query", READS)),
            }
        }
        other if WRITES.contains(&other) => {
            Err(refused(ErrorClass::Permission, &format!("the script does not read: it begins with {other}"), READS))
        }
        "" => Err(refused(ErrorClass::Syntax, "the script does not begin with a word", READS)),
        other => {
            Err(refused(ErrorClass::Syntax, &format!("the script begins with `{other}`, not with a query"), READS))
        }
    }
}

/// What statements that do anything but read begin with. Everything else that is not a query is refused too, as a
/// mistake of syntax; these say more clearly why.
const WRITES: [&str; 42] = [
    "ABORT",
    "ALTER",
    "ANALYZE",
    "ATTACH",
    "BEGIN",
    "CALL",
    "CANCEL",
    "CLOSE",
    "COMMENT",
    "COMMIT",
    "COPY",
    "CREATE",
    "DEALLOCATE",
    "DECLARE",
    "DELETE",
    "DETACH",
    "DISCARD",
    "DO",
    "DROP",
    "END",
    "EXECUTE",
    "FETCH",
    "GRANT",
    "INSERT",
    "LOCK",
    "MERGE",
    "NOTIFY",
    "PREPARE",
    "REFRESH",
    "REINDEX",
    "RENAME",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "SET",
    "START",
    "TRUNCATE",
    "UNLOAD",
    "UPDATE",
    "USE",
    "VACUUM",
    "LISTEN",
];

/// Looks for what makes a query write: INTO, a data-changing statement inside or behind WITH, a lock, a function
/// with an effect. A name that happens to be one of these words has to be quoted.
fn check_query(query: &[Token]) -> Result<(), WarehouseError> {
    let no = |message: String| Err(refused(ErrorClass::Permission, &message, "use only what reads, and quote names"));
    for (index, token) in query.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| query.get(before));
        let after = query.get(index + 1);
        match word(token).as_str() {
            "INTO" => return no("the script writes: it holds INTO".to_owned()),
            verb @ ("INSERT" | "UPDATE" | "DELETE" | "MERGE")
                if matches!(before, Some(Token::LParen | Token::RParen)) =>
            {
                return no(format!("the script writes: it holds {verb}"));
            }
            "FOR" if matches!(after.map(word).as_deref(), Some("UPDATE" | "SHARE" | "NO" | "KEY")) => {
                return no("the script locks rows: it holds FOR UPDATE or FOR SHARE".to_owned());
            }
            _ => {}
        }
        if after == Some(&Token::LParen)
            && let Token::Word(name) = token
            && let Some(effect) = functions::effect(&name.value)
        {
            return no(format!("the script calls {}, which {effect}", name.value));
        }
    }
    Ok(())
}

/// An unquoted word in capitals; empty for everything else.
fn word(token: &Token) -> String {
    match token {
        Token::Word(word) if word.quote_style.is_none() => word.value.to_ascii_uppercase(),
        _ => String::new(),
    }
}

fn refused(class: ErrorClass, message: &str, remedy: &str) -> WarehouseError {
    WarehouseError { remedy: Some(remedy.to_owned()), ..WarehouseError::new(class, message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reads_is_let_through() {
        for sql in [
            "select 1",
            "select 1;  -- done\n",
            ";select 1;;",
            "/* a; b */ with a as (select 1) select * from a",
            "(select 1) union all (select 2)",
            "select 'insert into t; drop table t' as label, \"update\" from \"delete\"",
            "select 'it''s', 'a\\\\_b', E'x\\n' from t where note like '%; %'",
            "select x[0], a.b.c from super_table",
            "select pg_sleep(1), count(*) from stl_query",
            "select convert_timezone('UTC', getdate())::timestamp, substring(a for 3) from t",
            "select datediff(second, a, b), trim(both ' ' from c) from sys_query_history",
            "show tables from schema dev.public",
            "explain select 1",
            "explain verbose with a as (select 1) select * from a",
            "select nextval from numbers",
            "select user_name as \"into\" from svl_user_info",
        ] {
            assert_eq!(check(sql), Ok(()), "{sql}");
        }
    }

    #[test]
    fn every_script_of_the_shipped_packs_is_let_through() {
        let packs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs");
        let mut scripts = 0;
        for pack in std::fs::read_dir(packs).expect("the packs are there") {
            for script in std::fs::read_dir(pack.expect("a pack").path().join("scripts")).expect("scripts") {
                let path = script.expect("a script").path();
                // The others are calls of AWS.
                if path.extension().is_none_or(|ending| ending != "sql") {
                    continue;
                }
                let sql = std::fs::read_to_string(&path).expect("it can be read");
                assert_eq!(check(&sql), Ok(()), "{}", path.display());
                scripts += 1;
            }
        }
        assert!(scripts > 10, "{scripts} scripts");
    }

    fn class(sql: &str) -> ErrorClass {
        let error = check(sql).expect_err(sql);
        assert!(error.remedy.is_some() && !error.class.is_repeated(), "{sql}: refused for good");
        error.class
    }

    #[test]
    fn what_writes_is_refused_before_it_is_sent() {
        for sql in [
            "insert into t values (1)",
            "with a as (insert into t values (1) returning a) select a from a",
            "with a as (delete from t returning a) select a from a",
            "with a as (select 1) delete from t",
            "with a (x) as (select 1) update t set a = 2",
            "select * into made from t",
            "select * from (merge x)",
            "create temporary table made (a int)",
            "Unload ('select 1') to 's3://x'",
            "copy t to stdout",
            "call p()",
            "set x = 1",
            "explain insert into t values (1)",
            "explain analyze insert into t values (1)",
            "explain analyze select * into made from t",
            "select * from t for update",
            "select * from t for no key update",
            "select nextval('numbers')",
            "select pg_catalog.\"nextval\"('numbers')",
            "select PG_TERMINATE_BACKEND (1)",
            "select set_config('a', 'b', false)",
            "select lo_import('/etc/passwd')",
            "select * from dblink('dbname=x', 'delete from t') as t(a int)",
        ] {
            assert_eq!(class(sql), ErrorClass::Permission, "{sql}");
        }
    }

    #[test]
    fn what_is_no_single_statement_is_a_mistake_of_syntax() {
        for sql in ["", " \n -- nothing\n", ";;", "select 1; select 2", "selec 1", "'select'", "select 'a", "\0", "1"] {
            assert_eq!(class(sql), ErrorClass::Syntax, "{sql}");
        }
    }

    #[test]
    fn nothing_hides_behind_a_backslash_a_nested_comment_or_dollar_signs() {
        for sql in [
            // Redshift reads one text to the end, PostgreSQL a short text and a second statement.
            "select '\\'; drop table t; --'",
            // The other way round: the backslash escapes itself for Redshift only.
            "select 'a\\\\', 'b\\'; drop table t; --'",
            "select 1 /* /* */; drop table t; -- */",
            "select $$ ' $$; drop table t; --'",
            "select x[a;drop table t]",
        ] {
            class(sql);
        }
    }
}
