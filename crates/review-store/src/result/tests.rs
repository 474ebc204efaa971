use std::sync::Arc;

use proptest::prelude::*;
use review_core::QueryId;
use review_core::record::StoredResult;
use review_core::result::{Cell, Column, Row};

use super::*;
use crate::error::StoreError;
use crate::faults::FaultyFolder;
use crate::memory::MemoryFolder;
use crate::port::RunFolder;

const KEPT: ResultOptions = ResultOptions { max_rows: 1_000_000, csv_formula_guard: false };

fn query() -> QueryId {
    "TableInfo".parse().expect("a query's id")
}

fn text(value: &str) -> Cell {
    Cell::Text(value.to_owned())
}

async fn store(folder: &dyn RunFolder, columns: &[Column], rows: &[Row], options: ResultOptions) -> StoredResult {
    let mut writer = ResultWriter::begin(folder, &query(), columns, options).await.expect("begun");
    for rows in rows.chunks(3) {
        writer.write(rows).await.expect("written");
    }
    writer.finish().await.expect("finished")
}

fn file(folder: &MemoryFolder, key: &str) -> String {
    String::from_utf8(folder.files()[key].clone()).expect("UTF-8")
}

#[tokio::test]
async fn a_result_is_json_in_the_data_apis_form_and_csv() {
    let folder = MemoryFolder::default();
    let columns = [Column::new("name", "varchar"), Column::decimal("size", 18, 2), Column::new("at", "timestamp")];
    let rows = [
        vec![text("a \"b\""), text("-1.50"), text("2026-11-22 07:30:00.123456")],
        vec![text(""), Cell::NULL, Cell::NULL],
    ];
    let stored = store(&folder, &columns, &rows, KEPT).await;
    let json = r#"{"ColumnMetadata":[
{"name":"name","typeName":"varchar","precision":0,"scale":0,"length":0,"nullable":2},
{"name":"size","typeName":"numeric","precision":18,"scale":2,"length":0,"nullable":2},
{"name":"at","typeName":"timestamp","precision":0,"scale":0,"length":0,"nullable":2}
],
"Records":[
[{"stringValue":"a \"b\""},{"stringValue":"-1.50"},{"stringValue":"2026-11-22 07:30:00.123456"}],
[{"stringValue":""},{"isNull":true},{"isNull":true}]
],
"TotalNumRows":2}
"#;
    assert_eq!(file(&folder, "results/TableInfo.json"), json);
    let csv = "name,size,at\r\n\"a \"\"b\"\"\",-1.50,2026-11-22 07:30:00.123456\r\n\"\",,\r\n";
    assert_eq!(file(&folder, "csv/TableInfo.csv"), csv);
    assert_eq!((stored.rows, stored.cut), (2, false));
    let files = crate::fingerprint(&folder).await.expect("readable");
    assert_eq!(files, [stored.csv, stored.json], "the fingerprints are those of the files");
}

#[tokio::test]
async fn rows_past_the_limit_are_dropped_and_the_result_says_so() {
    let rows: Vec<Row> = (0..5).map(|number| vec![Cell::Long(number)]).collect();
    let columns = [Column::new("n", "int8")];
    for (max_rows, kept, cut) in [(5, 5, false), (4, 4, true), (0, 0, true)] {
        let folder = MemoryFolder::default();
        let stored = store(&folder, &columns, &rows, ResultOptions { max_rows, ..KEPT }).await;
        assert_eq!((stored.rows, stored.cut), (kept, cut), "max_rows {max_rows}");
        assert_eq!(file(&folder, "results/TableInfo.json").contains("\"Cut\":true"), cut);
        let read = read_result(&folder, &stored.json.key, 2).await.expect("readable").expect("there");
        assert_eq!((read.total, read.cut), (kept, cut));
        assert_eq!(read.rows, rows[..read.rows.len()]);
        assert_eq!(read.rows.len() as u64, kept.min(2), "the reader has a limit of its own");
    }
}

#[tokio::test]
async fn a_result_without_rows_or_without_columns_is_a_result() {
    for columns in [vec![Column::new("a", "int8"), Column::new("", "text")], vec![]] {
        let folder = MemoryFolder::default();
        let stored = store(&folder, &columns, &[], KEPT).await;
        let read = read_result(&folder, &stored.json.key, 9).await.expect("readable").expect("there");
        assert_eq!(read, ReadResult { columns: columns.clone(), rows: vec![], total: 0, cut: false });
        let header = if columns.is_empty() { "\r\n" } else { "a,\"\"\r\n" };
        assert_eq!(file(&folder, "csv/TableInfo.csv"), header);
    }
    let folder = MemoryFolder::default();
    assert!(read_result(&folder, "results/None.json", 9).await.expect("readable").is_none());
    assert!(csv_from_json(&folder, &query(), false).await.expect("readable").is_none());
}

#[tokio::test]
async fn a_row_of_another_width_is_refused_and_nothing_is_left() {
    let folder = MemoryFolder::default();
    let mut writer = ResultWriter::begin(&folder, &query(), &[Column::new("a", "int8")], KEPT).await.expect("begun");
    let error = writer.write(&[vec![Cell::NULL, Cell::NULL]]).await.expect_err("two cells").to_string();
    assert!(error.ends_with("row 1 has 2 cells for 1 columns"), "{error}");
    drop(writer);
    assert!(folder.files().is_empty());
}

#[tokio::test]
async fn a_float_that_json_cannot_hold_is_text() {
    let folder = MemoryFolder::default();
    let row = |value| vec![Cell::Double(value)];
    let rows = [row(f64::NAN), row(f64::INFINITY), row(f64::NEG_INFINITY), row(1.5)];
    let stored = store(&folder, &[Column::new("f", "float8")], &rows, KEPT).await;
    let read = read_result(&folder, &stored.json.key, 9).await.expect("readable").expect("there");
    let expected = [text("NaN"), text("Infinity"), text("-Infinity"), Cell::Double(1.5)];
    assert_eq!(read.rows.concat(), expected);
    assert_eq!(file(&folder, "csv/TableInfo.csv"), "f\r\nNaN\r\nInfinity\r\n-Infinity\r\n1.5\r\n");
}

#[tokio::test]
async fn the_formula_guard_reaches_header_and_text_alone_and_never_the_json() {
    let columns = [Column::new("=h", "varchar"), Column::new("n", "numeric")];
    let rows = [vec![text("=1+1"), text("-1")]];
    let (plain, guarded) = (MemoryFolder::default(), MemoryFolder::default());
    store(&plain, &columns, &rows, KEPT).await;
    store(&guarded, &columns, &rows, ResultOptions { csv_formula_guard: true, ..KEPT }).await;
    assert_eq!(file(&plain, "csv/TableInfo.csv"), "=h,n\r\n=1+1,-1\r\n");
    assert_eq!(file(&guarded, "csv/TableInfo.csv"), "'=h,n\r\n'=1+1,-1\r\n");
    assert_eq!(file(&plain, "results/TableInfo.json"), file(&guarded, "results/TableInfo.json"));
}

/// What is said of `json` as a stored result.
async fn complaint(json: &str) -> String {
    let folder = MemoryFolder::default();
    folder.put("results/TableInfo.json", json.as_bytes()).await.expect("written");
    let error = read_result(&folder, "results/TableInfo.json", 9).await.expect_err("it must not read");
    assert!(csv_from_json(&folder, &query(), false).await.is_err(), "nor make a CSV");
    assert!(!folder.files().contains_key("csv/TableInfo.csv"));
    assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
    error.to_string()
}

#[tokio::test]
async fn a_damaged_result_says_where() {
    let head = "{\"ColumnMetadata\":[\n{\"name\":\"a\",\"typeName\":\"int8\"}\n],\n\"Records\":[\n";
    for (rest, problem) in [
        ("[{\"longValue\":1}],\n[{\"longVal", "line 6, column 10: EOF while parsing a string"),
        (
            "[{\"longValue\":1}]\n],\n\"TotalNumRows\":2}",
            "line 7, column 17: TotalNumRows is 2, and there are 1 records",
        ),
        ("[{\"longValue\":1}]\n]}", "line 6, column 2: missing field `TotalNumRows`"),
        ("[{\"longValue\":1},{\"isNull\":true}]", "line 5, column 33: a record has 2 cells for 1 columns"),
        ("[{\"longValue\":9223372036854775808}]", "line 5, column 34: invalid value"),
        ("[{\"intValue\":1}]", "line 5, column 12: unknown variant `intValue`"),
        ("],\n\"TotalNumRows\":0} x", "line 6, column 19: trailing characters"),
        ("],\"Records\":[],\"TotalNumRows\":0}", "line 5, column 15: Records stands twice"),
    ] {
        let complaint = complaint(&format!("{head}{rest}")).await;
        let expected = format!("`results/TableInfo.json` in memory does not read: {problem}");
        assert!(complaint.starts_with(&expected), "{complaint}\nexpected {expected}");
        assert!(
            complaint.ends_with("; run the query again in a new run, or restore the file from a copy"),
            "{complaint}"
        );
    }
    assert!(complaint("").await.contains("line 1, column 0: EOF"));
    assert!(complaint("[]").await.contains("a result: an object with ColumnMetadata"));
    assert!(complaint("{\"Records\":[]}").await.contains("Records stand before ColumnMetadata"));
}

#[tokio::test]
async fn what_the_data_api_itself_returns_reads_too() {
    let json = r#"{ "TotalNumRows": 1, "NextToken": null,
        "ColumnMetadata": [ { "isCaseSensitive": true, "label": "a", "name": "a", "typeName": "varchar", "length": 5,
                              "precision": 5, "scale": 0, "nullable": 1, "tableName": "t" } ],
        "Records": [ [ { "stringValue": "x" } ] ] }"#;
    let folder = MemoryFolder::default();
    folder.put("results/TableInfo.json", json.as_bytes()).await.expect("written");
    let read = read_result(&folder, "results/TableInfo.json", 9).await.expect("readable").expect("there");
    assert_eq!((read.columns[0].length, read.columns[0].nullable), (5, 1));
    assert_eq!(read.rows, [vec![text("x")]]);
}

#[tokio::test]
async fn a_reader_gives_rows_in_batches_and_may_be_dropped_early() {
    let folder = MemoryFolder::default();
    let rows: Vec<Row> = (0..5_000).map(|number| vec![Cell::Long(number)]).collect();
    let stored = store(&folder, &[Column::new("n", "int8")], &rows, KEPT).await;
    let mut reader = ResultReader::open(&folder, &stored.json.key).await.expect("readable").expect("there");
    assert_eq!((reader.columns()[0].name.as_str(), reader.end()), ("n", None));
    let (mut read, mut batches) = (Vec::new(), 0);
    while let Some(batch) = reader.next().await.expect("readable") {
        assert!(!batch.is_empty() && batch.len() < 1_000, "a batch is bounded");
        read.extend(batch);
        batches += 1;
    }
    assert!(read == rows && batches > 5);
    assert_eq!(reader.end(), Some(ResultEnd { total: 5_000, cut: false }));
    assert_eq!(reader.next().await.expect("still at its end"), None);

    let mut early = ResultReader::open(&folder, &stored.json.key).await.expect("readable").expect("there");
    early.next().await.expect("readable").expect("rows");
    // The runtime would wait for ever at its end if the thread that parses did not notice.
    drop(early);
}

#[tokio::test]
async fn rows_are_handed_on_as_they_come() {
    let folder = FaultyFolder::new(Arc::new(MemoryFolder::default()));
    let mut writer = ResultWriter::begin(&folder, &query(), &[Column::new("a", "text")], KEPT).await.expect("begun");
    for megabytes in 1..=3 {
        for _ in 0..1_000 {
            writer.write(&[vec![text(&"x".repeat(1_000))]]).await.expect("written");
        }
        // Two files, in pieces of some 64 kB each.
        assert!(folder.writes() >= megabytes * 28, "{} writes after {megabytes} MB", folder.writes());
    }
}

fn cells() -> impl Strategy<Value = Cell> {
    prop_oneof![
        2 => Just(Cell::NULL),
        1 => any::<bool>().prop_map(Cell::Boolean),
        2 => any::<i64>().prop_map(Cell::Long),
        // Every finite double, by its bits: the huge, the tiny, the odd last digits.
        2 => any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |value| value.is_finite()).prop_map(Cell::Double),
        1 => Just(text("")),
        2 => "[-+]?[0-9]{1,38}(\\.[0-9]{1,20})?".prop_map(Cell::Text),
        3 => "[\"',;=+@\\-\t\r\n a]{0,12}".prop_map(Cell::Text),
        3 => any::<String>().prop_map(Cell::Text),
    ]
}

fn results() -> impl Strategy<Value = (Vec<Column>, Vec<Row>)> {
    let names = prop_oneof!["[a-z_]{1,10}", "[\",=\n a]{0,4}"];
    let types =
        proptest::sample::select(vec!["varchar", "int8", "numeric(38,10)", "float8", "bool", "timestamp", "super"]);
    let columns = proptest::collection::vec((names, types).prop_map(|(name, kind)| Column::new(name, kind)), 1..5);
    columns.prop_flat_map(|columns| {
        let row = proptest::collection::vec(cells(), columns.len());
        (Just(columns), proptest::collection::vec(row, 0..12))
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
}

/// What a spreadsheet or a database makes of a CSV: each field's text, and whether it was quoted.
fn parse_csv(csv: &str) -> Vec<Vec<(String, bool)>> {
    let (mut lines, mut line, mut field) = (Vec::new(), Vec::new(), (String::new(), false));
    let mut rest = csv;
    while let Some(next) = rest.chars().next() {
        if next == '"' {
            field.1 = true;
            let mut parts = rest[1..].char_indices();
            let end = loop {
                let (at, char) = parts.next().expect("a quote is closed");
                if char != '"' {
                    field.0.push(char);
                } else if rest[at + 2..].starts_with('"') {
                    field.0.push('"');
                    parts.next();
                } else {
                    break at + 2;
                }
            };
            rest = &rest[end..];
        } else if next == ',' {
            line.push(std::mem::take(&mut field));
            rest = &rest[1..];
        } else if let Some(after) = rest.strip_prefix("\r\n") {
            line.push(std::mem::take(&mut field));
            lines.push(std::mem::take(&mut line));
            rest = after;
        } else {
            field.0.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    assert!(line.is_empty() && field == (String::new(), false), "the last line has an end");
    lines
}

proptest! {
    #[test]
    fn a_stored_result_reads_back_as_it_was((columns, rows) in results()) {
        let folder = MemoryFolder::default();
        let read = runtime().block_on(async {
            let stored = store(&folder, &columns, &rows, KEPT).await;
            read_result(&folder, &stored.json.key, u64::MAX).await
        });
        let read = read.expect("readable").expect("there");
        prop_assert_eq!(read.columns, columns);
        // Compared as text, so that -0.0 is not 0.0.
        prop_assert_eq!(format!("{:?}", read.rows), format!("{rows:?}"));
    }

    #[test]
    fn the_csv_made_up_from_the_json_is_the_one_written_with_it(
        (columns, rows) in results(), csv_formula_guard in any::<bool>(),
    ) {
        let folder = MemoryFolder::default();
        let (stored, made_up) = runtime().block_on(async {
            let stored = store(&folder, &columns, &rows, ResultOptions { csv_formula_guard, ..KEPT }).await;
            let written = folder.read(&stored.csv.key).await;
            folder.put(&stored.csv.key, b"").await.expect("emptied");
            let made_up = csv_from_json(&folder, &query(), csv_formula_guard).await.expect("made up").expect("there");
            assert_eq!(folder.read(&made_up.key).await.expect("readable"), written.expect("readable"));
            (stored, made_up)
        });
        prop_assert_eq!(stored.csv, made_up);
    }

    #[test]
    fn a_csv_says_what_the_cells_say((columns, rows) in results()) {
        let folder = MemoryFolder::default();
        runtime().block_on(store(&folder, &columns, &rows, KEPT));
        let lines = parse_csv(&file(&folder, "csv/TableInfo.csv"));
        prop_assert_eq!(lines.len(), rows.len() + 1);
        for (column, (field, _)) in columns.iter().zip(&lines[0]) {
            prop_assert_eq!(&column.name, field);
        }
        for (row, line) in rows.iter().zip(&lines[1..]) {
            prop_assert_eq!(row.len(), line.len());
            for (cell, (field, quoted)) in row.iter().zip(line) {
                prop_assert_eq!(cell.is_null(), field.is_empty() && !quoted);
                match cell {
                    Cell::Double(value) => prop_assert_eq!(field.parse::<f64>().map(f64::to_bits), Ok(value.to_bits())),
                    other => prop_assert_eq!(&other.text().unwrap_or_default(), field),
                }
            }
        }
    }
}
