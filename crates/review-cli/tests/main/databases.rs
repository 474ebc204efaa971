//! Queries of scope `database` on a real PostgreSQL: one that keeps us out, one that goes away, and the lists.

use review_warehouse::testing::PostgresServer;

use crate::crash::{ended, until};
use crate::program::Folder;

const PASSWORD: &str = "reviewer-pw";

const CONFIG: &str = r#"{
  "pack": "sizes",
  "defaults": { "max_rounds": 1 },
  "queries": [
    { "name": "First", "script": "scripts/First.sql" },
    { "name": "Size", "script": "scripts/Size.sql", "scope": "database" }
  ],
  "workflows": { "default": { "order": "serial" } }
}"#;

/// A pack whose first query gives the test time to change the server.
fn folder(first_takes_seconds: u32) -> Folder {
    let folder = Folder::new();
    folder
        .write("pack/config.json", CONFIG)
        .write("pack/scripts/First.sql", &format!("select 1 as n, pg_sleep({first_takes_seconds})::text as slept"))
        .write("pack/scripts/Size.sql", "select pg_database_size(current_database()) as bytes");
    folder
}

fn server(databases: &[&str]) -> (PostgresServer, String) {
    let server = PostgresServer::start();
    server.execute(&format!("create role reviewer login password '{PASSWORD}'"));
    for database in databases {
        server.execute(&format!("create database {database}"));
    }
    let url = server.url("reviewer", "postgres");
    (server, url)
}

const ENVIRONMENT: [(&str, &str); 1] = [("PGPASSWORD", PASSWORD)];

#[test]
fn a_database_that_keeps_us_out_fails_with_the_grant_and_the_others_go_on() {
    let (server, url) = server(&["closed", "sales"]);
    server.execute("revoke connect on database closed from public");
    let folder = folder(0);
    let said = folder.run_with(&["run", "pack", "--warehouse", &url, "--quiet"], &ENVIRONMENT).exits(2);
    let run = folder.only_run();
    let queries = run.json("run-manifest.json")["accounting"]["queries"].clone();
    let statuses: Vec<String> = queries
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| format!("{} {}", one["query"].as_str().unwrap_or("?"), one["status"].as_str().unwrap_or("?")))
        .collect();
    assert_eq!(statuses, ["First ok", "Size@closed failed", "Size@postgres ok", "Size@sales ok"]);
    let error = run.json("errors/Size@closed.json")["error"].clone();
    assert_eq!(error["class"], "permission");
    let grant = "GRANT CONNECT ON DATABASE closed TO reviewer;";
    assert!(error["remedy"].as_str().is_some_and(|remedy| remedy.contains(grant)), "{error}");
    assert!(run.text("report.html").contains(grant));
    assert!(said.stdout.contains("failed    Size@closed: permission"), "{}", said.stdout);
}

#[test]
fn the_lists_leave_databases_out_and_the_answer_says_so() {
    let (_server, url) = server(&["sales", "sales_tmp"]);
    let folder = folder(0);
    let run = |more: &[&str]| {
        let arguments = [&["run", "pack", "--warehouse", &url, "--quiet"][..], more].concat();
        folder.run_with(&arguments, &ENVIRONMENT)
    };
    let said = run(&["--database", "SALES*", "--skip-database", "*_tmp"]).exits(0);
    assert!(said.stdout.contains("4 planned = 2 ok"), "{}", said.stdout);
    for line in [
        "not visited database postgres: left out: nothing in `include` names it",
        "not visited database sales_tmp: left out: `exclude` holds `*_tmp`",
    ] {
        assert!(said.stdout.contains(line), "{line}: {}", said.stdout);
    }
    let report = folder.only_run().text("report.html");
    assert!(report.contains("<strong>postgres</strong>: left out: "), "the report says so");
    let said = run(&["--database", "slaes"]).exits(4);
    assert!(said.stderr.contains("no database fits `slaes`; the warehouse has `postgres`, `sales`"), "{}", said.stderr);
    let said = run(&["--skip-database", "x%"]).exits(4);
    assert!(said.stderr.contains("write `*` for any characters"), "{}", said.stderr);
}

#[test]
fn a_database_that_goes_away_before_its_query_is_a_missing_object_and_the_others_go_on() {
    let (server, url) = server(&["gone", "sales"]);
    let folder = folder(4);
    let mut command = folder.command(&["run", "pack", "--warehouse", &url, "--quiet"]);
    let child = command.envs(ENVIRONMENT).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = child.spawn().expect("the program starts");
    until("run.json", || folder.try_only_run().is_some());
    server.execute("drop database gone");
    server.execute("create database born");
    let said = ended(child).exits(2);
    assert!(said.stdout.contains("failed    Size@gone: missing object"), "{}", said.stdout);
    let run = folder.only_run();
    assert_eq!(run.list("results"), ["First.json", "Size@postgres.json", "Size@sales.json"]);
    assert!(!run.text("run.json").contains("born"), "what came later is seen by the next run");
}

#[test]
fn a_time_threshold_counts_from_submission_on_a_real_server() {
    let (server, url) = server(&[]);
    let folder = folder(60);
    folder.write(
        "pack/config.json",
        &CONFIG.replace("\"max_rounds\": 1", "\"max_rounds\": 1, \"time_threshold_seconds\": 2"),
    );
    let said = folder.run_with(&["run", "pack", "--warehouse", &url, "--quiet"], &ENVIRONMENT).exits(2);
    assert!(said.stdout.contains("timed out First: "), "{}", said.stdout);
    let record = folder.only_run().json("records/First/1-1.json");
    let moment =
        |key: &str| -> review_core::Timestamp { record[key].as_str().expect("a time").parse().expect("a time") };
    let took = moment("submitted_at").seconds_until(moment("ended_at")).0;
    assert!((2..=10).contains(&took), "{took} s from submission to end");
    let left = server.execute("select count(*) from pg_stat_activity where usename = 'reviewer' and state = 'active'");
    assert_eq!(left.trim(), "0", "it is gone from the server");
}
