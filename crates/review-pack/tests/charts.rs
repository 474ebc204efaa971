//! Charts, and mistakes in them.

use review_core::chart::{ChartKind, Combine};

use crate::support::{check_edits, check_rows, edited};

const FILE: &str = "signals/TableInfo.yaml";
const OTHER: &str = "signals/Queues.yml";

/// A chart after line 4 of the file, in one line: what differs from a chart without a mistake, and what is said.
#[track_caller]
fn charts(table: &[(&str, &str, &[&str])]) {
    let good = "{ title: Rows, kind: bars, x: table_name, y: [tbl_rows], unit: rows }";
    for (find, replace, expected) in table {
        assert_eq!(good.matches(find).count(), 1, "`{find}` stands once");
        let chart = format!("unit: tables\ncharts:\n  - {}", good.replace(find, replace));
        check_rows(&[(&[(FILE, "unit: tables", &chart)], expected)]);
    }
}

#[test]
fn a_chart_is_read_as_it_is_written() {
    let text = "unit: tables\ncharts:\n  - title: Skew\n    kind: line\n    x: seen\n    y: [skew]\n    by: hot\n    unit: '%'\n    \
                combine: max\n    note: The greatest of each day.\n    summary: true\n  - { title: Rows, kind: bars, x: n, \
                y: [tbl_rows], unit: rows }";
    let checked = review_pack::check(&edited(&[(FILE, "unit: tables", text)]));
    let pack = checked.pack.unwrap_or_else(|| panic!("{:?}", checked.diagnostics));
    let of = pack.signals.iter().find(|of| of.query.as_str() == "TableInfo").expect("the file");
    let [skew, rows] = of.charts.as_slice() else { panic!("two charts") };
    assert_eq!((skew.kind, skew.combine, skew.summary), (ChartKind::Line, Combine::Max, true));
    assert_eq!(
        (skew.x.as_str(), skew.y.as_slice(), skew.by.as_deref()),
        ("seen", ["skew".to_owned()].as_slice(), Some("hot"))
    );
    assert_eq!((skew.unit.as_str(), skew.note.as_deref()), ("%", Some("The greatest of each day.")));
    assert_eq!(
        (rows.kind, rows.combine, rows.summary, rows.note.as_deref()),
        (ChartKind::Bars, Combine::Sum, false, None)
    );
    let page = &review_pack::documentation(&pack)["queries/TableInfo.md"];
    let line = "- **Skew** (%): line of `skew` along `seen`, a series for each `hot`. The greatest of each day. Also on \
                the first screen.\n";
    assert!(page.contains(line), "{page}");
}

#[test]
fn words_and_keys_of_a_chart_are_known() {
    charts(&[
        ("title: Rows, ", "", &["C007 signals/TableInfo.yaml:6:5"]),
        ("title: Rows", "title: ' '", &["C008 signals/TableInfo.yaml:6:14"]),
        ("kind: bars", "kind: pie", &["C060 signals/TableInfo.yaml:6:26"]),
        ("unit: rows", "units: rows", &["C007 signals/TableInfo.yaml:6:5", "C006 signals/TableInfo.yaml:6:62"]),
        ("unit: rows", "unit: rows, combine: mean", &["C060 signals/TableInfo.yaml:6:83"]),
        ("unit: rows", "unit: rows, summary: often", &["C008 signals/TableInfo.yaml:6:83"]),
        ("y: [tbl_rows]", "y: tbl_rows", &["C008 signals/TableInfo.yaml:6:50", "C073 signals/TableInfo.yaml:6:50"]),
    ]);
}

#[test]
fn columns_are_declared_and_can_be_drawn() {
    charts(&[
        ("x: table_name", "x: table_nam", &["C028 signals/TableInfo.yaml:6:35"]),
        ("[tbl_rows]", "[tbl_row]", &["C028 signals/TableInfo.yaml:6:51"]),
        ("unit: rows", "unit: rows, by: ho", &["C028 signals/TableInfo.yaml:6:78"]),
        (
            "[tbl_rows]",
            "[tbl_rows, made, hot]",
            &["C072 signals/TableInfo.yaml:6:61", "C072 signals/TableInfo.yaml:6:67"],
        ),
        ("x: table_name", "x: skew", &["C075 signals/TableInfo.yaml:6:35"]),
        ("kind: bars, x: table_name", "kind: line, x: table_name", &["C075 signals/TableInfo.yaml:6:35"]),
        ("kind: bars, x: table_name", "kind: line, x: made", &[]),
        ("kind: bars, x: table_name", "kind: stacked, x: hot", &[]),
    ]);
}

#[test]
fn series_can_be_told_apart() {
    charts(&[
        ("[tbl_rows]", "[]", &["C073 signals/TableInfo.yaml:6:50"]),
        ("[tbl_rows]", "[n, n]", &["C073 signals/TableInfo.yaml:6:54"]),
        ("[tbl_rows], unit: rows", "[n, skew], by: hot, unit: rows", &["C073 signals/TableInfo.yaml:6:50"]),
        ("[tbl_rows]", "[n, skew, tbl_rows]", &[]),
    ]);
    let columns = "  slots: integer\n  b: integer\n  c: integer\n  d: integer\n  e: integer\n  f: integer\ncharts:\n  - \
                   { title: T, kind: bars, x: slots, y: [slots, b, c, d, e, f], unit: slots }";
    check_edits(&[(OTHER, "  slots: integer", columns)], &["C073 signals/Queues.yml:10:42"]);
}

#[test]
fn a_title_stands_once_in_a_file() {
    let chart = |title: &str| format!("  - {{ title: {title}, kind: bars, x: n, y: [n], unit: rows }}");
    let two = format!("unit: tables\ncharts:\n{}\n{}", chart("Same"), chart("Same"));
    check_edits(&[(FILE, "unit: tables", &two)], &["C074 signals/TableInfo.yaml:7:14"]);
    let one = format!("unit: tables\ncharts:\n{}", chart("Same"));
    let queues = "  slots: integer\ncharts:\n  - { title: Same, kind: bars, x: slots, y: [slots], unit: slots }";
    check_edits(&[(FILE, "unit: tables", &one), (OTHER, "  slots: integer", queues)], &[]);
}

#[test]
fn texts_of_queries_are_not_drawn() {
    let chart = "unit: tables\ncharts:\n  - { title: T, kind: bars, x: table_name, y: [n], unit: rows }";
    let texts = "\"name\": \"TableInfo\", \"query_texts\": [\"table_name\"]";
    check_edits(
        &[(FILE, "unit: tables", chart), ("config.json", "\"name\": \"TableInfo\"", texts)],
        &["C075 signals/TableInfo.yaml:6:32"],
    );
}

#[test]
fn the_first_screen_has_room_for_two() {
    let chart = |title: &str| format!("  - {{ title: {title}, kind: bars, x: n, y: [n], unit: rows, summary: true }}");
    let three = format!("unit: tables\ncharts:\n{}\n{}\n{}", chart("A"), chart("B"), chart("C"));
    check_edits(&[(FILE, "unit: tables", &three)], &["C076 signals/TableInfo.yaml:8:64"]);
    let queues = "  slots: integer\ncharts:\n  - { title: A, kind: bars, x: database_name, y: [slots], unit: slots, \
                  summary: true }";
    check_edits(
        &[(OTHER, "  slots: integer", queues)],
        &["C075 signals/Queues.yml:5:32", "C076 signals/Queues.yml:5:81"],
    );
}
