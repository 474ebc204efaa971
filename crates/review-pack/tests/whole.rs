//! What a pack without mistakes becomes.

use review_core::result::ColumnType;
use review_pack::{Literal, Scope, Test};

use crate::support::{base, check_edits, edited};

#[test]
fn the_base_pack_has_no_problem_and_reads_as_written() {
    let checked = review_pack::check(&base());
    assert_eq!(checked.diagnostics, vec![]);
    let pack = checked.pack.expect("a pack");
    assert_eq!(pack.queries.len(), 2);
    assert_eq!((pack.queries[0].time_threshold_seconds, pack.queries[1].section.as_str()), (60, "General"));
    assert_eq!(pack.queries[1].scope, Scope::Database);
    assert_eq!(pack.defaults.max_rows, 50_000);

    let tables = &pack.signals[0];
    assert_eq!(tables.file, "signals/TableInfo.yaml");
    let signal = &tables.signals[0];
    assert_eq!(signal.population.as_ref().map(|expression| expression.sql.as_str()), Some("tbl_rows > :large"));
    let Test::Rows(condition) = &signal.test else { panic!("a condition") };
    assert_eq!(condition.sql, "skew >= :limit\nand table_name not like 'tmp%'");
    assert_eq!((condition.place.line, condition.place.column, condition.place.length), (11, 7, 14));
    assert_eq!(signal.thresholds["limit"].value, Literal::Number("4".into()));
    assert_eq!(signal.fires[0].rows[0]["skew"], Literal::Number("4.0".into()));
    assert_eq!((signal.place.line, signal.place.column), (6, 9));

    let queues = &pack.signals[1];
    assert_eq!(queues.columns, [("database_name".into(), ColumnType::Text), ("slots".into(), ColumnType::Integer)]);
    let case = &queues.signals[0].fires[0];
    let table: review_core::QueryName = "TableInfo".parse().expect("a name");
    assert_eq!((case.rows.len(), case.with[&table].len()), (1, 2));
}

#[test]
fn the_digest_changes_with_every_path_and_byte_and_with_nothing_else() {
    let digest = |edits: &[_]| review_pack::check(&edited(edits)).pack.expect("a pack").digest;
    let plain = digest(&[]);
    assert_eq!(plain, digest(&[]));
    assert_eq!(plain.len(), 64);
    let note = digest(&[("notes/a.md", "", "x")]);
    assert_ne!(plain, note);
    assert_ne!(note, digest(&[("notes/a.md", "", "y")]));
    assert_ne!(note, digest(&[("notes/b.md", "", "x")]));
    assert_ne!(digest(&[("notes/a", "", "bc")]), digest(&[("notes/ab", "", "c")]));
}

#[test]
fn signals_may_be_json_and_config_may_be_yaml() {
    let mut files = base();
    let signals = r#"{ "query": "Queues", "columns": { "slots": "integer" }, "signals": [] }"#;
    files.remove("signals/Queues.yml");
    files.insert("signals/Queues.json".into(), signals.into());
    let config = files.remove("config.json").expect("there");
    files.insert("config.yaml".into(), config);
    let checked = review_pack::check(&files);
    assert_eq!(checked.diagnostics, vec![]);
}

#[test]
fn line_ends_of_windows_and_byte_order_marks_change_nothing() {
    let mut files = base();
    for content in files.values_mut() {
        let text = String::from_utf8_lossy(content).replace('\n', "\r\n");
        *content = format!("\u{feff}{text}").into_bytes();
    }
    let checked = review_pack::check(&files);
    assert_eq!(checked.diagnostics, vec![]);
    let (windows, plain) = (checked.pack.expect("a pack"), review_pack::check(&base()).pack.expect("a pack"));
    assert_eq!(windows.signals, plain.signals);
    assert_eq!(windows.workflows, plain.workflows);
}

#[test]
fn a_broken_file_hides_no_mistake_of_another_and_causes_none() {
    let typing = ("signals/TableInfo.yaml", "observed: skew", "observed: skw");
    let said = "C028 signals/TableInfo.yaml:13:15";
    check_edits(&[("config.json", "{\n  \"pack\"", "{{\n  \"pack\""), typing], &["C003 config.json:1:2", said]);
    check_edits(&[("signals/Queues.yml", "signals:", "signals: ["), typing], &["C003 signals/Queues.yml:5:3", said]);
    check_edits(&[("recommendations.yaml", "mend:", "mend: ["), typing], &["C003 recommendations.yaml:3:7", said]);
    check_edits(&[("scripts/Queues.sql", "1", "'1"), typing], &["C018 scripts/Queues.sql:1:8", said]);
}
