//! Stored values to declared types: exactly or not at all.

use proptest::prelude::*;
use review_core::result::{Cell, Column, ColumnType};
use review_judge::convert::{convert, convert_literal};
use review_pack::Literal;

use crate::support::{cell, judged, result, rows, short};

/// What the stored text becomes, as text; `-` for a value that does not convert, `NULL` for NULL.
fn becomes(type_name: &str, text: &str, declared: &str) -> String {
    let declared = ColumnType::from_words(declared).expect("a declared type");
    match convert(&Column::new("c", type_name), &cell(type_name, Some(text)), declared) {
        Ok(cell) => cell.text().unwrap_or_else(|| "NULL".to_owned()),
        Err(_) => "-".to_owned(),
    }
}

#[test]
fn values_convert_exactly_or_not_at_all() {
    let cases = [
        // integer <-> decimal without fraction
        ("int8", "5", "integer", "5"),
        ("int8", "5", "decimal(5,2)", "5.00"),
        ("numeric", "5.00", "integer", "5"),
        ("numeric", "-0.00", "integer", "0"),
        ("numeric", "5.01", "integer", "-"),
        ("numeric", "9223372036854775807.0", "integer", "9223372036854775807"),
        ("numeric", "9223372036854775808", "integer", "-"),
        ("int8", "-9223372036854775808", "integer", "-9223372036854775808"),
        // decimals keep every digit
        ("numeric", "12.30", "decimal(4,1)", "12.3"),
        ("numeric", "12.34", "decimal(4,1)", "-"),
        ("numeric", "1234.5", "decimal(4,1)", "-"),
        ("numeric", "0.05", "decimal(2,2)", "0.05"),
        ("numeric", "-0.5", "decimal(3,2)", "-0.50"),
        (
            "numeric",
            "12345678901234567890123456789012345678",
            "decimal(38,0)",
            "12345678901234567890123456789012345678",
        ),
        // number -> float
        ("int8", "5", "float", "5"),
        ("numeric", "0.1", "float", "0.1"),
        ("float8", "0.1", "float", "0.1"),
        ("float8", "5", "integer", "-"),
        ("float8", "5", "decimal(5,2)", "-"),
        ("float8", "0.1", "text", "-"),
        // NaN is NULL, infinity is no number
        ("float8", "NaN", "float", "NULL"),
        ("numeric", "NaN", "decimal(5,2)", "NULL"),
        ("varchar", "NaN", "float", "-"),
        ("float8", "Infinity", "float", "-"),
        // text -> number when all of it is one
        ("varchar", "5", "integer", "5"),
        ("varchar", "5.0", "integer", "5"),
        ("varchar", "1e3", "integer", "1000"),
        ("varchar", "+1.5e-1", "decimal(5,3)", "0.150"),
        ("varchar", "1e999999999", "decimal(5,3)", "-"),
        ("varchar", "auto", "integer", "-"),
        ("varchar", "5 ", "integer", "-"),
        ("varchar", "5x", "integer", "-"),
        ("varchar", "", "integer", "-"),
        ("varchar", "1.5", "float", "1.5"),
        ("varchar", "inf", "float", "-"),
        ("varchar", "0x10", "integer", "-"),
        ("varchar", ".", "float", "-"),
        // booleans
        ("bool", "t", "boolean", "t"),
        ("varchar", "TRUE", "boolean", "t"),
        ("varchar", "y", "boolean", "t"),
        ("varchar", "1", "boolean", "t"),
        ("int4", "0", "boolean", "f"),
        ("varchar", "n", "boolean", "f"),
        ("bpchar", "f   ", "boolean", "f"),
        ("varchar", "yes", "boolean", "-"),
        ("int4", "2", "boolean", "-"),
        ("bool", "t", "integer", "-"),
        // text
        ("bpchar", "ab  ", "text", "ab"),
        ("varchar", "ab  ", "text", "ab  "),
        ("int8", "5", "text", "5"),
        ("numeric", "5.10", "text", "5.10"),
        ("bool", "t", "text", "t"),
        // moments and days
        ("timestamp", "2026-11-22 07:30:00", "timestamp", "2026-11-22 07:30:00"),
        ("timestamp", "2026-11-22 07:30:00.5", "timestamp", "2026-11-22 07:30:00.500000"),
        ("timestamptz", "2026-11-22 07:30:00+02", "timestamp", "2026-11-22 05:30:00"),
        ("timestamptz", "2026-11-22 07:30:00-05:30", "timestamp", "2026-11-22 13:00:00"),
        ("varchar", "2026-11-22T07:30:00Z", "timestamp", "2026-11-22 07:30:00"),
        ("timestamp", "2026-11-22 07:30:00.1234567", "timestamp", "-"),
        ("timestamp", "infinity", "timestamp", "-"),
        ("timestamp", "0044-03-15 12:00:00 BC", "timestamp", "-"),
        ("timestamp", "2026-11-22 25:00:00", "timestamp", "-"),
        ("date", "2026-11-22", "date", "2026-11-22"),
        ("date", "2026-11-22", "timestamp", "2026-11-22 00:00:00"),
        ("timestamp", "2026-11-22 00:00:00", "date", "2026-11-22"),
        ("timestamp", "2026-11-22 07:30:00", "date", "-"),
        ("date", "2026-02-29", "date", "-"),
        ("varchar", "2026-1-2", "date", "-"),
        ("varchar", "ÄÖÜäöüÄÖÜ", "date", "-"),
    ];
    let got =
        cases.map(|(type_name, text, declared, _)| (type_name, text, declared, becomes(type_name, text, declared)));
    let want = cases.map(|(type_name, text, declared, want)| (type_name, text, declared, want.to_owned()));
    assert_eq!(got, want);
}

#[test]
fn null_is_null_in_every_type() {
    for declared in ["text", "integer", "decimal(5,2)", "float", "boolean", "timestamp", "date"] {
        let declared = ColumnType::from_words(declared).expect("a declared type");
        assert_eq!(convert(&Column::new("c", "varchar"), &Cell::NULL, declared), Ok(Cell::NULL));
        assert_eq!(convert_literal(&Literal::Null, declared), Ok(Cell::NULL));
    }
}

#[test]
fn literals_of_cases_convert_by_the_same_rules() {
    let decimal = ColumnType::Decimal { precision: 5, scale: 2 };
    let number = |text: &str| Literal::Number(text.to_owned());
    assert_eq!(convert_literal(&number("3.99"), decimal), Ok(Cell::Text("3.99".to_owned())));
    assert_eq!(convert_literal(&number("5"), ColumnType::Integer), Ok(Cell::Long(5)));
    assert_eq!(convert_literal(&number("5"), ColumnType::Text), Ok(Cell::Text("5".to_owned())));
    assert!(convert_literal(&number("3.999"), decimal).is_err());
    assert!(convert_literal(&Literal::Boolean(true), decimal).is_err());
}

#[test]
fn a_long_value_is_shortened_in_its_reason() {
    let long = Cell::Text("ä".repeat(1000));
    let misfit = convert(&Column::new("c", "varchar"), &long, ColumnType::Integer).expect_err("it is no integer");
    assert_eq!(misfit.to_string(), format!("`{}…` is not an integer", "ä".repeat(60)));
}

proptest! {
    #[test]
    fn any_integer_survives_the_way_through_a_decimal(value in any::<i64>()) {
        let text = value.to_string();
        prop_assert_eq!(becomes("int8", &text, "decimal(19,0)"), text.clone());
        prop_assert_eq!(becomes("numeric", &format!("{text}.000"), "integer"), text);
    }

    #[test]
    fn no_text_makes_a_conversion_panic(text in "\\PC{0,40}") {
        for declared in ["text", "integer", "decimal(38,10)", "float", "boolean", "timestamp", "date"] {
            becomes("varchar", &text, declared);
        }
    }

    #[test]
    fn no_text_that_looks_like_a_moment_makes_a_conversion_panic(text in "[0-9TZ:.+ -]{0,32}") {
        becomes("timestamptz", &text, "timestamp");
        becomes("varchar", &text, "date");
        becomes("varchar", &text, "decimal(38,38)");
    }
}

#[tokio::test]
async fn conditions_see_the_declared_type_of_every_kind() {
    let columns = "i: integer, d: decimal(10,2), f: float, b: boolean, s: text, t: timestamp, y: date";
    let stored = "i numeric, d int8, f numeric, b varchar, s bpchar, t timestamptz, y varchar";
    let row: &[&str] = &["7.00", "5", "0.25", "y", "ab  ", "2026-11-22 08:30:00+01", "2026-11-22"];
    let condition = "i = 7 and d = 5.00 and f = 0.25 and b and s = 'ab' and t = getdate() and y = date '2026-11-22'";
    let verdict = judged(columns, rows("all-kinds", condition), result("Q", stored, &[row])).await;
    assert_eq!(short(&verdict), "fired 1 of 1");
}

#[tokio::test]
async fn null_in_a_condition_is_not_true() {
    let stored = result("Q", "a int8, b int8", &[&["-", "1"], &["5", "-"], &["5", "1"]]);
    let verdict = judged("a: integer, b: integer", rows("with-null", "a > b"), stored).await;
    assert_eq!(short(&verdict), "fired 1 of 3");
}
