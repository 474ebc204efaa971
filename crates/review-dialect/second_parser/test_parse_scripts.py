"""The second parser finds what it is there for."""

import logging
import unittest

from parse_scripts import problem, with_values


class Scripts(unittest.TestCase):
    def setUp(self):
        logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

    def test_parameters_become_numbers_and_nothing_else_changes(self):
        sql = "/* :a */ select ':b' as t, x::int as c from t where d > dateadd(day, -:days, getdate()) -- :e\nlimit :rows"
        self.assertEqual(with_values(sql), sql.replace(":days", "1").replace(":rows", "1"))

    def test_a_query_of_redshift_parses(self):
        sql = "with a as (select listagg(b, ',') within group (order by b) as l from t) select l from a limit :rows;"
        self.assertIsNone(problem(sql))

    def test_what_does_not_parse_is_told(self):
        for sql in ["select a from t where", "select (a from t", "select 'open"]:
            self.assertIsNotNone(problem(sql), sql)

    def test_only_one_query_is_one(self):
        self.assertIn("2 statements", problem("select 1; select 2"))
        self.assertIn("not a query", problem("vacuum t"))
        self.assertIn("0 statements", problem("-- nothing"))


if __name__ == "__main__":
    unittest.main()
