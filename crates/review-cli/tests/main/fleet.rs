//! Several warehouses in one go.

use std::path::Path;

use review_warehouse::testing::PostgresServer;
use serde_json::Value;

use crate::crash::{ended, signal, until};
use crate::program::{Folder, Said};
use crate::shipped;

/// Nobody listens on port 1.
const DEAD: &str = "postgres://me@127.0.0.1:1/x?sslmode=disable";

/// The one document about the whole fleet.
fn fleet_document(folder: &Folder) -> Value {
    let names = std::fs::read_dir(folder.at("reviews")).expect("the base folder");
    let names = names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with("fleet-")).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    serde_json::from_str(&folder.read(&format!("reviews/{}", names[0]))).expect("JSON")
}

/// Whether a row of the table begins like this, its columns one blank apart.
fn has_row(said: &Said, start: &str) -> bool {
    let row = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    said.stdout.lines().any(|line| row(line).starts_with(start))
}

#[test]
fn one_that_is_down_does_not_stop_the_others_and_is_reported() {
    let folder = Folder::new();
    let arguments = ["run", "--only", "TableInfo", "--warehouse", "sample:troubled", "--warehouse", DEAD];
    let arguments = [&arguments[..], &["--warehouse", "sample:healthy", "--warehouse", "sample:healthy"]].concat();
    let said = folder.run_with(&arguments, &[("PGPASSWORD", "x")]).exits(3);
    assert_eq!(folder.runs().len(), 3, "one run folder each, also for the same warehouse twice");
    let reports: Vec<&str> = said.stdout.lines().rev().take_while(|line| line.ends_with("report.html")).collect();
    assert_eq!(reports.len(), 3, "{}", said.stdout);
    assert!(reports.iter().all(|report| folder.at(report).exists()), "{reports:?}");
    let others = shipped::planned() - 1;
    for row in [
        format!("sample:troubled complete 0 1 6 2 0 0 1 0 0 {others} "),
        "postgres://127.0.0.1:1/x could not run - - - - - - - - - - -".to_owned(),
        format!("sample:healthy (2) complete 0 0 0 0 0 1 0 0 0 {others} "),
    ] {
        assert!(has_row(&said, &row), "{row}: {}", said.stdout);
    }
    assert!(said.stdout.contains("postgres://127.0.0.1:1/x: could not run: cannot open"), "{}", said.stdout);
    assert!(said.stderr.contains("postgres://127.0.0.1:1/x: error: cannot open"), "{}", said.stderr);
    assert!(said.stderr.contains("sample:troubled: [  1/1] finished  TableInfo"), "{}", said.stderr);
    assert!(said.stdout.contains("help: "), "what to do is said: {}", said.stdout);
    let document = fleet_document(&folder);
    assert_eq!(document["exit"], 3);
    let dead = &document["warehouses"][1];
    assert_eq!((dead["outcome"].as_str(), dead["exit"].as_u64()), (Some("could not run"), Some(3)));
    assert!(dead["folder"].is_null() && dead["error"].as_str().is_some_and(|error| error.contains("127.0.0.1")));
    let troubled = &document["warehouses"][0];
    assert!(folder.at(troubled["folder"].as_str().expect("a folder")).join("run.json").exists());
    assert_eq!(troubled["queries"]["planned"], shipped::planned());
}

const FLEET: &str = "
warehouses:
  - { name: sales, url: 'sample:troubled', tags: { stage: prod, region: eu } }
  - { name: finance, url: 'sample:troubled', tags: { stage: prod }, databases: { exclude: [d*] } }
  - { name: trial, url: 'sample:healthy', tags: { stage: test } }
";

#[test]
fn a_fleet_file_names_warehouses_and_tags_select_them() {
    let folder = Folder::new();
    folder.write("fleet.yaml", FLEET);
    let arguments = ["run", "--fleet", "fleet.yaml", "--tag", "stage=prod", "--only", "TableInfo", "--json"];
    // Of finance nothing could be reviewed.
    let said = folder.run(&arguments).exits(2);
    let events: Vec<Value> = said.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of = |name: &str| events.iter().filter(|event| event["warehouse"] == name).count();
    assert!(of("sales") > 3 && of("finance") > 3);
    assert_eq!(of("sales") + of("finance"), events.len(), "every event says of which warehouse it speaks");
    let document = fleet_document(&folder);
    let names: Vec<&str> =
        document["warehouses"].as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["sales", "finance"]);
    let skipped = |place: usize| document["warehouses"][place]["queries"]["skipped"].clone();
    assert_eq!(skipped(0), shipped::planned() - 1, "TableInfo ran, and not the others");
    assert_eq!(skipped(1), shipped::planned(), "its one database is left out");
    assert!(
        said.stdout.contains("finance: not visited database dev: left out: `exclude` holds `d*`"),
        "{}",
        said.stdout
    );
}

#[test]
fn a_fleet_of_one_answers_as_one_warehouse_does() {
    let folder = Folder::new();
    folder.write("fleet.yaml", FLEET);
    let arguments = ["run", "--fleet", "fleet.yaml", "--tag", "stage=test", "--only", "TableInfo"];
    let said = folder.run(&arguments).exits(0);
    assert!(said.stdout.starts_with("no findings"), "{}", said.stdout);
    assert!(said.stderr.starts_with("reviewing: "), "{}", said.stderr);
    let said = folder.run(&["run", "--fleet", "fleet.yaml", "--tag", "stage=gone"]).exits(4);
    assert!(said.stderr.contains("no warehouse of the fleet has stage=gone"), "{}", said.stderr);
    assert!(said.stderr.contains("region=eu, stage=prod, stage=test"), "{}", said.stderr);
    folder.run(&["run", "--fleet", "fleet.yaml", "--warehouse", "sample:healthy"]).exits(4);
    folder.run(&["run", "--tag", "stage=prod"]).exits(4);
    folder.run(&["run", "--fleet", "nowhere.yaml"]).exits(3);
}

#[test]
fn every_mistake_of_a_fleet_file_is_named_with_its_place_and_no_secret_is_shown() {
    let folder = Folder::new();
    let text = "warehouses:
  - { name: a, url: 'postgres://me:hunter2@127.0.0.1:1/x', tgas: { password: hunter2 } }
  - name: A
    url: 'mysql://hunter2'
    password: hunter2
  - name: c
    url: sample:troublde
    databases: { include: ['x%'] }
";
    folder.write("fleet.yaml", text);
    let said = folder.run(&["run", "--fleet", "fleet.yaml"]).exits(3);
    for expected in [
        "error[C006]: a warehouse has no key `tgas`",
        "--> fleet.yaml:2:60",
        "error[C067]: the address of `a` cannot be used",
        "--> fleet.yaml:2:21",
        "error[C068]: warehouse `A` is listed twice",
        "first listed here at fleet.yaml:2:13",
        "--> fleet.yaml:3:11",
        "error[C067]: the address of `A` cannot be used",
        "error[C006]: a warehouse has no key `password`",
        "--> fleet.yaml:5:5",
        "error[C067]: the address of `c` cannot be used",
        "error[C065]: this is no pattern for databases",
        "--> fleet.yaml:8:28",
        "nothing ran",
    ] {
        assert!(said.stderr.contains(expected), "{expected}:\n{}", said.stderr);
    }
    assert!(!said.stderr.contains("hunter2") && !said.stdout.contains("hunter2"), "{}", said.stderr);
    assert!(!folder.at("reviews").exists());
    assert!(folder.run(&["explain", "C067"]).exits(0).stdout.contains("## What to do"));
    assert!(folder.run(&["schema", "fleet"]).exits(0).stdout.contains("\"warehouses\""));
}

#[test]
fn the_worst_exit_code_counts() {
    let two = |one: &str, more: &[&str]| {
        let arguments = ["run", "--only", "TableInfo", "--quiet", "--warehouse", one, "--warehouse", "sample:healthy"];
        Folder::new().run(&[&arguments[..], more].concat())
    };
    let said = two("sample:troubled", &["--fail-on", "medium"]).exits(1);
    assert!(has_row(&said, "sample:troubled findings "), "{}", said.stdout);
    assert_eq!(said.stderr, "");
    let said = two("sample:troubled?deny=TableInfo", &["--fail-on", "medium"]).exits(2);
    assert!(said.stdout.contains("sample:troubled: failed TableInfo"), "{}", said.stdout);
    let said = two("sample:troubled", &["--workflow", "nightly"]).exits(4);
    assert_eq!(said.stderr.matches("no workflow `nightly`").count(), 1, "said once: {}", said.stderr);
}

#[test]
fn an_interrupt_reaches_all_of_them_and_each_can_be_resumed() {
    let folder = Folder::new();
    let slow = "sample:troubled?slow=WorkloadEvaluation:600";
    let arguments = ["run", "--warehouses-in-flight", "2", "--warehouse", slow, "--warehouse", slow];
    let child = folder.start(&[&arguments[..], &["--warehouse", "sample:healthy"]].concat());
    until("two runs", || folder.runs().len() == 2 && folder.runs().iter().all(|run| !run.list("records").is_empty()));
    signal(&child, "-INT");
    let said = ended(child).exits(130);
    assert!(said.stderr.contains("not begun, to be run again: sample:healthy"), "{}", said.stderr);
    assert!(has_row(&said, "sample:troubled (2) interrupted "), "{}", said.stdout);
    let runs = folder.runs();
    assert_eq!(runs.len(), 2);
    for run in runs {
        let path = run.path.strip_prefix(folder.path.path()).unwrap_or(Path::new("")).display().to_string();
        assert!(said.stderr.contains(&format!("redshift-review resume {path}")), "{path}: {}", said.stderr);
        let healed = run.text("run.json").replace(slow, "sample:troubled");
        std::fs::write(run.path.join("run.json"), healed).expect("written");
        folder.run(&["resume", &path, "--quiet"]).exits(0);
    }
    assert_eq!(fleet_document(&folder)["exit"], 130);
}

#[test]
fn a_real_postgresql_beside_a_sample() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    let url = server.url(PostgresServer::SUPERUSER, "postgres");
    let arguments = ["run", "postgresql", "--warehouse", "sample:healthy", "--warehouse", &url, "--quiet"];
    let said = folder.run_with(&arguments, &[("PGPASSWORD", server.password())]).exits(2);
    assert_eq!(folder.runs().len(), 2);
    let document = fleet_document(&folder);
    let queries = |index: usize| &document["warehouses"][index]["queries"];
    assert_eq!(queries(0)["skipped"], queries(0)["planned"], "the pack needs PostgreSQL");
    assert_eq!((queries(1)["failed"].as_u64(), queries(1)["skipped"].as_u64()), (Some(0), Some(0)), "{}", said.stdout);
    assert!(!said.stdout.contains(server.password()));
}
