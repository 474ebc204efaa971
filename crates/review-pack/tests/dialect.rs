//! Scripts are judged by Redshift's dialect, each by the deployments its queries name.

use review_core::diagnostic::Level;
use review_pack::PackFiles;

use crate::support::{check_edits, edited, short};

const QUEUES: &str = "scripts/Queues.sql";

/// Level and place of what a script leads to when its query names these deployments.
fn found(needs: &str, script: &str) -> Vec<(Level, String)> {
    let files = edited(&[("config.json", "", &config(needs)), (QUEUES, "", script)]);
    let diagnostics = review_pack::check(&files).diagnostics;
    let of_script = diagnostics.into_iter().filter(|diagnostic| diagnostic.place.file == QUEUES);
    of_script.map(|diagnostic| (diagnostic.level, short(&diagnostic))).collect()
}

fn config(needs: &str) -> String {
    let query = |name: &str, more: &str| format!(r#"{{"name": "{name}", "script": "scripts/{name}.sql"{more}}}"#);
    let queries = [query("TableInfo", ""), query("Queues", &format!(r#", "needs": {needs}"#))].join(", ");
    let workflows = r#"{"default": {"order": "serial"}}"#;
    let parameters = r#"{"days": {"type": "integer", "value": 7}}"#;
    format!(r#"{{"pack": "base", "parameters": {parameters}, "queries": [{queries}], "workflows": {workflows}}}"#)
}

#[test]
fn what_redshift_refuses_stops_a_pack_that_names_redshift() {
    let script = "select service_class,\n  sum(x) over (order by y) as slots from t";
    let place = "D201 scripts/Queues.sql:2:3".to_owned();
    assert_eq!(found(r#"["single_az"]"#, script), [(Level::Error, place.clone())]);
    // It may be meant for another warehouse: nothing stops then.
    assert_eq!(found("[]", script), [(Level::Warning, place.clone())]);
    assert_eq!(found(r#"["single_az", "postgresql"]"#, script), [(Level::Warning, place)]);
    assert_eq!(found(r#"["postgresql"]"#, script), []);
}

#[test]
fn views_are_judged_by_every_deployment_that_is_named() {
    let script = "select query as slots from stl_query where userid > 1";
    assert_eq!(found(r#"["single_az"]"#, script), []);
    let place = "scripts/Queues.sql:1:28";
    let both = [(Level::Error, format!("D401 {place}")), (Level::Error, format!("D402 {place}"))];
    assert_eq!(found(r#"["single_az", "multi_az", "serverless"]"#, script), both);
}

#[test]
fn what_the_parser_reads_only_as_a_mistake_is_named_as_one() {
    // FILTER does not read as Redshift's: its rule says so, and C019 need not.
    check_edits(
        &[(QUEUES, "", "select count(*) filter (where x > 1) as slots from t")],
        &["D217 scripts/Queues.sql:1:8"],
    );
    check_edits(&[(QUEUES, "", "select from where group")], &["C019 scripts/Queues.sql:1:13"]);
}

fn shipped() -> PackFiles {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/redshift");
    let mut files = PackFiles::new();
    for part in ["", "scripts", "signals"] {
        for entry in std::fs::read_dir(folder.join(part)).expect("a folder of the pack") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(&folder).expect("within the pack").to_string_lossy().replace('\\', "/");
                files.insert(name, std::fs::read(&path).expect("a file of the pack"));
            }
        }
    }
    files
}

#[test]
fn the_shipped_pack_breaks_no_rule_but_those_it_allows_with_a_reason() {
    let checked = review_pack::check(&shipped());
    let left: Vec<String> = checked
        .diagnostics
        .iter()
        .filter(|diagnostic| (diagnostic.code.as_str(), diagnostic.level) != ("D001", Level::Hint))
        .map(|diagnostic| format!("{} {}", short(diagnostic), diagnostic.message))
        .collect();
    assert!(left.is_empty(), "{}", left.join("\n"));
}
