//! Values put into SQL.

use std::collections::BTreeMap;

use review_core::result::ColumnType;
use review_pack::Literal;
use review_pack::parameters::{SubstituteError, parse_value, render_script, substitute};

use sqlparser::dialect::{Dialect, PostgreSqlDialect, RedshiftSqlDialect};
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::support::edited;

fn text(text: &str) -> Literal {
    Literal::Text(text.to_owned())
}

fn number(text: &str) -> Literal {
    Literal::Number(text.to_owned())
}

fn put(sql: &str, literal: Literal) -> String {
    substitute(sql, &BTreeMap::from([("n".to_owned(), literal)])).expect("substitutes")
}

#[test]
fn only_placeholders_change_and_everything_else_stays_to_the_byte() {
    let sql = "select  ':n' as \":n\", a::n, b\t-- :n\r\n/* :n /* :n */ */ from t where x>:n and e = E'\\':n' ;  ";
    assert_eq!(put(sql, number("5")), sql.replace(">:n ", ">5 "));
}

#[test]
fn a_value_cannot_end_its_literal_or_glue_to_its_neighbours() {
    assert_eq!(put("a = :n", text("x' or '1'='1")), "a = 'x'' or ''1''=''1'");
    assert_eq!(put("a = :n", text("\\' or 1=1 --")), "a = ('' || chr(92) || ''' or 1=1 --')");
    assert_eq!(put("a -:n", number("-5")), "a -(-5)");
    assert_eq!(put("1 and:n", number("5")), "1 and 5");
    assert_eq!(put("'a':n\"b\"", text("x")), "'a' 'x' \"b\"");
    assert_eq!(put(":n::int", text("ä\u{1F600}")), "'ä\u{1F600}'::int");
    assert_eq!(put("ä = :n /* \u{1F600} */ or b = :n", number("1")), "ä = 1 /* \u{1F600} */ or b = 1");
}

#[test]
fn a_name_without_a_value_is_an_error() {
    let error = substitute("a = :m", &BTreeMap::new());
    assert_eq!(error, Err(SubstituteError::UnknownName { name: "m".to_owned(), offset: 4 }));
    assert!(matches!(substitute("a = 'x", &BTreeMap::new()), Err(SubstituteError::Unreadable { .. })));
}

#[test]
fn a_script_is_rendered_with_values_of_exactly_the_declared_types() {
    let kinds = [
        ("\"text\", \"value\": \"a'b\"", "x", "'x'"),
        ("\"integer\", \"value\": 7", "30", "30"),
        ("\"decimal(10,2)\", \"value\": 1.5", "5", "cast(5 as decimal(10,2))"),
        ("\"float\", \"value\": 7", "0.5", "cast(0.5 as double precision)"),
        ("\"date\", \"value\": \"2026-01-01\"", "2026-11-22", "cast('2026-11-22' as date)"),
        (
            "\"timestamp\", \"value\": \"2026-01-01 00:00:00\"",
            "2026-11-22T07:30:00Z",
            "cast('2026-11-22 07:30:00' as timestamp)",
        ),
        ("\"boolean\", \"value\": true", "false", "false"),
    ];
    for (declared, given, rendered) in kinds {
        let files = edited(&[("config.json", "\"integer\", \"value\": 7", declared)]);
        let pack = review_pack::check(&files).pack.expect("a pack");
        let name = "TableInfo".parse().expect("a name");
        let value = parse_value(pack.parameters["days"].kind, given).expect("a value");
        let sql = render_script(&pack, &name, &BTreeMap::from([("days".to_owned(), value)])).expect("renders");
        assert_eq!(sql.lines().last(), Some(format!("where day > getdate() - {rendered}").as_str()), "{declared}");
    }
}

#[test]
fn values_that_do_not_fit_are_refused_with_the_type_in_the_message() {
    let error = parse_value(ColumnType::Integer, "7 or 1=1").expect_err("not a number");
    assert_eq!(error.to_string(), "`7 or 1=1` does not read as integer; write a whole number such as 42");
    let pack = review_pack::check(&edited(&[])).pack.expect("a pack");
    let name = "TableInfo".parse().expect("a name");
    let given = |parameter: &str, value| {
        render_script(&pack, &name, &BTreeMap::from([(parameter.to_owned(), value)])).expect_err("refused").to_string()
    };
    assert_eq!(
        given("days", text("x")),
        "parameter `days`: `x` does not read as integer; write a whole number such as 42"
    );
    assert_eq!(given("dais", number("1")), "the pack has no parameter `dais`");
}

/// The strings among the tokens of some SQL, as a database of that dialect reads them.
fn strings(dialect: &dyn Dialect, sql: &str) -> Vec<String> {
    let tokens = Tokenizer::new(dialect, sql).tokenize().expect("tokens");
    let string = |token| match token {
        Token::SingleQuotedString(text) => Some(text),
        _ => None,
    };
    tokens.into_iter().filter_map(string).collect()
}

proptest::proptest! {
    /// Whatever a text holds, both Redshift (which reads a backslash as an escape) and PostgreSQL (which does not)
    /// read it back as it was, between parts of SQL that stay as they were.
    #[test]
    fn any_text_reads_back_from_its_literal(value in "(.|\\\\|'|--|/\\*|;){0,20}") {
        let sql = put("select 'a' where x = :n and y = 'b'", Literal::Text(value.clone()));
        let dialects: [&dyn Dialect; 2] = [&RedshiftSqlDialect {}, &PostgreSqlDialect {}];
        for dialect in dialects {
            let strings = strings(dialect, &sql);
            proptest::prop_assert_eq!(strings.first().map(String::as_str), Some("a"));
            proptest::prop_assert_eq!(strings.last().map(String::as_str), Some("b"));
            proptest::prop_assert_eq!(strings[1..strings.len() - 1].join("\\"), value.clone());
        }
    }
}
