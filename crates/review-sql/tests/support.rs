//! What the tests share: an engine with a few tables, and checks in one line.

use review_core::result::{Cell, Row};
use review_sql::{Bounds, Engine, Output, Session, SqlError, SqlErrorKind, SqlType, Table};

/// 2026-11-20 06:00:00.123456 UTC.
pub(crate) const NOW: &str = "2026-11-20T06:00:00.123456Z";

pub(crate) fn session() -> Session {
    Session {
        now: NOW.parse().expect("a time"),
        user: "reviewer".into(),
        database: "dev".into(),
        version: "PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.75379".into(),
    }
}

/// A cell in few letters: `_` is NULL, `#1` an integer, `~1.5` a float, `!t` a boolean, all else text.
pub(crate) fn cell(words: &str) -> Cell {
    match words.split_at_checked(1) {
        Some(("_", "")) => Cell::NULL,
        Some(("#", number)) => Cell::Long(number.parse().expect("an integer")),
        Some(("~", number)) => Cell::Double(number.parse().expect("a float")),
        Some(("!", truth)) => Cell::Boolean(truth == "t"),
        _ => Cell::Text(words.to_owned()),
    }
}

/// Rows of cells parted by `|`.
pub(crate) fn rows(lines: &[&str]) -> Vec<Row> {
    lines.iter().map(|line| line.split('|').map(cell).collect()).collect()
}

pub(crate) fn table(name: &str, columns: &[(&str, SqlType)], lines: &[&str]) -> Table {
    let columns = columns.iter().map(|(column, sql_type)| ((*column).to_owned(), *sql_type)).collect();
    Table::new(name, columns, rows(lines)).expect("a table of the tests")
}

pub(crate) fn engine() -> Engine {
    let numeric = |precision, scale| SqlType::Decimal { precision, scale };
    let queries = [
        ("query", SqlType::Integer),
        ("userid", SqlType::Integer),
        ("label", SqlType::Varchar(30)),
        ("starttime", SqlType::Timestamp),
        ("endtime", SqlType::Timestamp),
        ("elapsed", SqlType::BigInt),
        ("aborted", SqlType::Integer),
    ];
    let infos = [
        ("schema", SqlType::Varchar(128)),
        ("table", SqlType::Varchar(128)),
        ("tbl_rows", numeric(38, 0)),
        ("skew_rows", numeric(19, 2)),
        ("share", SqlType::Double),
        ("unsorted", SqlType::Boolean),
    ];
    Engine::new(session()).with_tables([
        table(
            "stl_query",
            &queries,
            &[
                "#1|#100|default|2026-11-19 10:00:00|2026-11-19 10:00:05.5|#5500000|#0",
                "#2|#100|etl|2026-11-19 11:30:00|2026-11-19 12:10:00|#2400000000|#0",
                "#3|#101|etl|2026-11-20 00:00:00|2026-11-20 00:00:01|#1000000|#1",
                "#4|#102|_|2026-11-20 05:59:59|_|_|#0",
            ],
        ),
        table(
            "svv_table_info",
            &infos,
            &["public|orders|#5000000|4.00|~0.5|!t", "public|items|#10|1.25|~0.25|!f", "sales|Orders|#0|_|_|_"],
        ),
        table("nothing", &[("n", SqlType::Integer)], &[]),
        table(
            "numbers",
            &[("n", SqlType::BigInt), ("d", numeric(12, 2)), ("t", SqlType::Varchar(0))],
            &["#1|1.50|a", "#2|2.25|b ", "#3|_|a ", "_|4.75|_"],
        ),
        table(
            "padded",
            &[("flag", SqlType::Char(10)), ("day", SqlType::Date), ("id", SqlType::Oid)],
            &["t         |2026-01-31|#7", "f|2026-02-28|#4294967295"],
        ),
    ])
}

pub(crate) fn run_in(engine: &Engine, sql: &str, bounds: Bounds) -> Result<Output, SqlError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(async { engine.start(sql, bounds).finished().await })
}

pub(crate) fn run(sql: &str) -> Result<Output, SqlError> {
    run_in(&engine(), sql, Bounds::default())
}

/// A row in the letters of [`cell`].
pub(crate) fn line(row: &Row) -> String {
    let words = row.iter().map(|cell| match cell {
        Cell::Null(_) => "_".to_owned(),
        Cell::Long(value) => format!("#{value}"),
        Cell::Double(value) => format!("~{value}"),
        Cell::Boolean(value) => if *value { "!t" } else { "!f" }.to_owned(),
        Cell::Text(text) => text.clone(),
    });
    words.collect::<Vec<_>>().join("|")
}

fn lines(sql: &str) -> Vec<String> {
    match run(sql) {
        Ok(output) => output.rows.iter().map(line).collect(),
        Err(error) => panic!("{sql}\nfailed: {error:?}"),
    }
}

/// Each statement gives these rows.
pub(crate) fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(sql, expected)| {
            let found = std::panic::catch_unwind(|| lines(sql)).unwrap_or_else(|_| vec!["(failed)".into()]);
            (found != *expected).then(|| format!("{sql}\n   wanted {expected:?}\n   found  {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Each expression gives this value.
pub(crate) fn check_values(cases: &[(&str, &str)]) {
    let statements: Vec<(String, [&str; 1])> =
        cases.iter().map(|(expression, value)| (format!("select {expression}"), [*value])).collect();
    let cases: Vec<(&str, &[&str])> = statements.iter().map(|(sql, lines)| (sql.as_str(), lines.as_slice())).collect();
    check(&cases);
}

/// Each statement fails so, with a message that holds these words.
pub(crate) fn check_errors(cases: &[(&str, SqlErrorKind, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(sql, kind, words)| match run(sql) {
            Ok(output) => Some(format!("{sql}\n   wanted {kind:?} {words}\n   found  {:?}", output.rows)),
            Err(error) if error.kind == *kind && error.message.contains(words) => None,
            Err(error) => Some(format!("{sql}\n   wanted {kind:?} {words}\n   found  {error:?}")),
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
