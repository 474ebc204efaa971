//! Cells become values of the declared types without loss, or an error names them.

use review_core::result::{Cell, ColumnType};
use review_sql::{Bounds, Engine, SqlType, Table};

use crate::support::{cell, line, run_in, session};

fn stored(sql_type: SqlType, words: &str) -> Result<String, String> {
    let table =
        Table::new("t", vec![("c".into(), sql_type)], vec![vec![cell(words)]]).map_err(|error| error.message)?;
    let engine = Engine::new(session()).with_tables([table]);
    let output = run_in(&engine, "select c from t", Bounds::default()).expect("runs");
    Ok(line(&output.rows[0]))
}

#[test]
fn exact_conversions_are_made() {
    let decimal = SqlType::Decimal { precision: 38, scale: 2 };
    for (sql_type, given, kept) in [
        (SqlType::BigInt, "#9223372036854775807", "#9223372036854775807"),
        (SqlType::BigInt, "42", "#42"),
        (SqlType::BigInt, "42.00", "#42"),
        (SqlType::BigInt, "~3", "#3"),
        (SqlType::Integer, "#-5", "#-5"),
        (SqlType::Oid, "4294967295", "#4294967295"),
        (decimal, "123456789012345678901234567890123456.78", "123456789012345678901234567890123456.78"),
        (decimal, "#7", "7.00"),
        (decimal, "~0.1", "0.10"),
        (decimal, "-0.5", "-0.50"),
        (decimal, "1e2", "100.00"),
        (SqlType::Double, "#7", "~7"),
        (SqlType::Double, "0.1", "~0.1"),
        (SqlType::Double, "NaN", "_"),
        (SqlType::Real, "~0.1", "~0.1"),
        (SqlType::Boolean, "y", "!t"),
        (SqlType::Boolean, "#0", "!f"),
        (SqlType::Boolean, "f", "!f"),
        (SqlType::Char(10), "t         ", "t"),
        (SqlType::Varchar(10), "a  ", "a  "),
        (SqlType::Varchar(0), "#5", "5"),
        (SqlType::Timestamp, "2026-11-20 06:00:00.120000", "2026-11-20 06:00:00.12"),
        (SqlType::Timestamp, "2026-11-20T06:00:00Z", "2026-11-20 06:00:00"),
        (SqlType::Timestamp, "2026-11-20 06:00:00+02", "2026-11-20 04:00:00"),
        (SqlType::Timestamp, "2026-11-20", "2026-11-20 00:00:00"),
        (SqlType::Date, "2026-11-20", "2026-11-20"),
        (SqlType::Date, "2026-11-20 00:00:00", "2026-11-20"),
        (SqlType::Timestamp, "_", "_"),
    ] {
        assert_eq!(stored(sql_type, given), Ok(kept.to_owned()), "{given} as {sql_type}");
    }
}

#[test]
fn what_would_lose_something_is_an_error() {
    for (sql_type, given) in [
        (SqlType::BigInt, "42.5"),
        (SqlType::BigInt, "auto"),
        (SqlType::BigInt, "!t"),
        (SqlType::BigInt, ""),
        (SqlType::SmallInt, "#40000"),
        (SqlType::Decimal { precision: 4, scale: 2 }, "123.00"),
        (SqlType::Decimal { precision: 38, scale: 2 }, "0.001"),
        (SqlType::Double, "ten"),
        (SqlType::Boolean, "maybe"),
        (SqlType::Timestamp, "yesterday"),
        (SqlType::Timestamp, "#5"),
        (SqlType::Date, "2026-11-20 06:00:00"),
        (SqlType::Date, "2026-02-30"),
    ] {
        let error = stored(sql_type, given).expect_err(given);
        assert!(error.starts_with("row 1, column c of t: `"), "{error}");
    }
}

#[test]
fn the_row_and_column_are_named() {
    let columns = vec![("a".into(), SqlType::BigInt), ("b".into(), SqlType::BigInt)];
    let mut rows = vec![vec![Cell::Long(1), Cell::Long(1)]; 300];
    rows[200][1] = Cell::Text("auto".into());
    let error = Table::new("T", columns.clone(), rows).expect_err("not a number");
    assert_eq!(error.message, "row 201, column b of t: `auto` is not bigint");
    let error = Table::new("t", columns, vec![vec![Cell::NULL]]).expect_err("a cell short");
    assert_eq!(error.message, "row 1 of t has 1 cells for 2 columns");
}

#[test]
fn declared_types_become_types_of_redshift() {
    assert_eq!(SqlType::from(ColumnType::Integer), SqlType::BigInt);
    assert_eq!(SqlType::from(ColumnType::Float), SqlType::Double);
    assert_eq!(SqlType::from(ColumnType::Text), SqlType::Varchar(0));
    let decimal = ColumnType::Decimal { precision: 12, scale: 3 };
    assert_eq!(SqlType::from(decimal), SqlType::Decimal { precision: 12, scale: 3 });
}
