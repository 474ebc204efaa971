//! Mistakes in scripts.

use crate::support::{check_case, check_edits, check_table};

const FILE: &str = "scripts/Queues.sql";

#[test]
fn a_script_is_one_statement_that_only_reads() {
    let table: &[(&str, &str, &[&str])] = &[
        ("", "", &["C015 scripts/Queues.sql:0:0"]),
        ("", "-- nothing\n/* here */ ;\n", &["C015 scripts/Queues.sql:0:0"]),
        ("", "\n  delete from t", &["C016 scripts/Queues.sql:2:3"]),
        ("", "create table x as select 1", &["C016 scripts/Queues.sql:1:1"]),
        ("", "with gone as (delete from t returning a) select a from gone", &["C016 scripts/Queues.sql:1:15"]),
        ("", "select 1 as slots into copy from t", &["C016 scripts/Queues.sql:1:19"]),
        ("", "select pg_terminate_backend(1) as slots", &["C016 scripts/Queues.sql:1:8"]),
        ("", "select 1 as slots;\nselect 2", &["C017 scripts/Queues.sql:2:1"]),
        ("", "select 'it", &["C018 scripts/Queues.sql:1:8"]),
        ("", "select /* 1 as slots", &["C018 scripts/Queues.sql:1:21"]),
        ("", "select 1 as slots from t where", &["C019 scripts/Queues.sql:1:30"]),
        ("", "select :dais as slots", &["C055 scripts/Queues.sql:1:8"]),
    ];
    check_table(FILE, table);
}

#[test]
fn what_only_looks_like_a_mistake_is_none() {
    let good = [
        "select 1 as slots;\n-- the end\n",
        "(select 1 as slots) union all select 2",
        "select 'delete; :days' as \"into\", a::int, ':x' /* :y */ as c from t -- :z",
        "select approximate count(distinct a) as slots from t",
        "select a from t limit :days",
        "\u{feff}select 1\r\nas slots\r\n",
        "with q as (select 1 as a) select a from q",
    ];
    for script in good {
        check_case((FILE, "", script), &[]);
    }
}

#[test]
fn a_script_is_text() {
    let mut files = crate::support::base();
    files.insert(FILE.to_owned(), b"select 1\n as \xff".to_vec());
    let found: Vec<String> = review_pack::check(&files).diagnostics.iter().map(crate::support::short).collect();
    assert_eq!(found, ["C001 scripts/Queues.sql:2:5"]);
}

#[test]
fn files_that_nothing_reads_are_named() {
    check_case(("scripts/Old.sql", "", "select 1"), &["C020 scripts/Old.sql:0:0"]);
    check_case(("signals/notes.txt", "", "x"), &["C020 signals/notes.txt:0:0"]);
    check_case(("README.md", "", "x"), &[]);
    check_case(("scripts/../../x.sql", "", "select 1"), &["C011 scripts/../../x.sql:0:0"]);
    check_case(("C:/x.sql", "", "select 1"), &["C011 C:/x.sql:0:0"]);
}

#[test]
fn a_parameter_that_no_script_uses_is_named() {
    check_edits(&[("scripts/TableInfo.sql", ":days", "7")], &["C056 config.json:4:19"]);
    check_edits(&[("scripts/TableInfo.sql", ":days", "':days'")], &["C056 config.json:4:19"]);
}
