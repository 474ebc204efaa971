//! `preflight`: one screen before a run, on every sample and on a real PostgreSQL.

use std::fs;

use review_warehouse::testing::PostgresServer;
use serde_json::Value;

use crate::program::{Folder, Said};
use crate::shipped;

/// Runs it on a sample, where the answer is the same on every machine.
fn sample(name: &str) -> Said {
    Folder::new().run(&["preflight", "--warehouse", &format!("sample:{name}")])
}

fn screen(said: &Said) -> &str {
    let widest = said.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(100), "{widest:?}\n{}", said.stdout);
    &said.stdout
}

/// The screen without what changes whenever the pack gets a query: a line for each part, names of queries and numbers
/// of what is planned taken out.
fn steady(said: &Said) -> String {
    let names = shipped::names();
    let is_name = |word: &str| names.iter().any(|name| *name == word.trim_end_matches([',', ';']));
    let number = |word: &str| match word.starts_with(|c: char| c.is_ascii_digit()) {
        true => "N".to_owned() + word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ','),
        false => word.to_owned(),
    };
    let mut parts: Vec<Vec<String>> = Vec::new();
    for line in screen(said).lines() {
        if !line.starts_with(' ') {
            parts.push(Vec::new());
        }
        let is_planned =
            |part: &Vec<String>| part.first().is_some_and(|word| ["queries", "cost", "in"].contains(&word.as_str()));
        let Some(part) = parts.last_mut() else { continue };
        for word in line.split_whitespace().filter(|word| !is_name(word)) {
            let word = if is_planned(part) { number(word) } else { word.to_owned() };
            part.push(word);
        }
    }
    parts.iter().map(|part| part.join(" ")).collect::<Vec<_>>().join("\n")
}

/// The line of the plan, with the numbers of the pack.
fn says_the_plan(said: &Said, kind: &str) -> bool {
    let planned = shipped::planned();
    said.stdout.contains(&format!("{planned} planned, {} run", planned - shipped::not_for(kind)))
}

#[test]
fn the_screen_of_a_cluster() {
    let said = sample("troubled").exits(0);
    assert!(says_the_plan(&said, "single_az"), "{}", said.stdout);
    insta::assert_snapshot!(steady(&said));
}

#[test]
fn the_screen_of_a_healthy_cluster() {
    insta::assert_snapshot!(steady(&sample("healthy").exits(0)));
}

#[test]
fn the_screen_of_a_workgroup() {
    let said = sample("serverless").exits(0);
    assert!(says_the_plan(&said, "serverless"), "{}", said.stdout);
    insta::assert_snapshot!(steady(&said));
}

#[test]
fn the_screen_of_a_cluster_in_two_zones() {
    // Whether the roles can be asked at all is a question there: the views that hold them are withheld.
    let said = sample("multi-az").exits(2);
    assert!(said.stdout.contains(&format!("{} planned, ", shipped::planned())), "{}", said.stdout);
    insta::assert_snapshot!(steady(&said));
}

#[test]
fn an_earlier_run_says_what_a_run_takes() {
    let folder = Folder::new();
    folder.run(&["run", "--quiet"]).exits(0);
    let said = folder.run(&["preflight", "--json"]).exits(0);
    let answer: Value = serde_json::from_str(&said.stdout).expect("JSON");
    let earlier = &answer["cost"]["earlier"];
    let run = folder.only_run();
    assert!(run.name().ends_with(earlier["run"].as_str().expect("a run")), "{earlier}");
    let accounting = run.json("run-manifest.json")["accounting"].clone();
    let ran = accounting["planned"].as_u64().expect("a number") - accounting["skipped"].as_u64().expect("a number");
    let calls = answer["cost"]["calls"].as_u64().expect("a number");
    assert!(calls > 0, "some queries ask AWS");
    assert_eq!(earlier["statements"].as_u64(), Some(ran - calls));
    assert_eq!(answer["cost"]["statements"].as_u64(), Some(ran - calls), "the plan is that of the run");
    assert!(earlier["rows"].as_u64() > Some(100), "{earlier}");
    assert_eq!(answer["ready"], true);
}

#[test]
fn a_workgroup_is_not_woken_by_accident() {
    let folder = Folder::new();
    for command in ["preflight", "run"] {
        for url in ["redshift://sales/dev?kind=workgroup", "postgres://me@127.0.0.1:1/dev?deployment=serverless"] {
            let said = folder.run(&[command, "--warehouse", url]).exits(4);
            assert!(said.stderr.contains("no statement was sent") && said.stderr.contains("--wake"), "{}", said.stderr);
        }
    }
    // With it, the workgroup is asked: here nobody answers.
    let url = "postgres://me@127.0.0.1:1/dev?deployment=serverless&sslmode=disable";
    let said = folder.run_with(&["preflight", "--wake", "--warehouse", url], &[("PGPASSWORD", "x")]).exits(3);
    assert!(said.stderr.contains("127.0.0.1"), "{}", said.stderr);
}

/// The statements that the screen tells an administrator to run.
fn printed(stdout: &str) -> Vec<String> {
    let lines = stdout.lines().skip_while(|line| !line.contains("an administrator runs:")).skip(1);
    lines.map(str::trim).take_while(|line| line.ends_with(';')).map(str::to_owned).collect()
}

#[test]
fn the_statements_that_are_printed_really_mend() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    server.execute("create user \"Reviewer-1\" password 'secret'");
    server.execute("create schema ops; create table ops.notes (note text); create table public.t (a int)");
    server.execute("create database closed");
    server.execute("revoke connect on database closed from public");
    let files = [
        ("mine/config.json", CONFIG),
        ("mine/scripts/Notes.sql", "select n.note from ops.notes as n"),
        ("mine/scripts/Sessions.sql", "select a.pid from pg_stat_activity as a"),
        ("mine/scripts/Settings.sql", "select s.name from pg_settings as s"),
        ("mine/scripts/Classes.sql", "select c.relname from pg_class as c"),
    ];
    for (path, content) in files {
        folder.write(path, content);
    }
    let url = server.url("Reviewer-1", "postgres");
    let environment = [("PGPASSWORD", "secret")];
    let preflight = || folder.run_with(&["preflight", "mine", "--warehouse", &url], &environment);

    let before = preflight().exits(2);
    // What differs from machine to machine is left out.
    let shown = screen(&before).replace(&server.port().to_string(), "PORT");
    let version = |line: &str| line.trim_start().starts_with("a PostgreSQL server");
    let shown: Vec<&str> = shown.lines().filter(|line| !version(line)).collect();
    insta::assert_snapshot!(shown.join("\n"));
    let statements = printed(&before.stdout);
    assert_eq!(statements.len(), 4, "{statements:#?}");
    for statement in &statements {
        server.execute(statement);
    }
    let after = preflight().exits(0);
    assert!(after.stdout.contains("ready: every query"), "{}", after.stdout);
    assert_eq!(printed(&after.stdout), Vec::<String>::new());

    // And the run says the same.
    folder.run_with(&["run", "mine", "--warehouse", &url, "--quiet"], &environment).exits(0);
    let everything = format!("{}{}", before.stdout, after.stdout);
    assert!(!everything.contains("secret"), "no secret is shown");
}

const CONFIG: &str = r#"{
  "pack": "mine",
  "queries": [
    { "name": "Notes", "script": "scripts/Notes.sql", "section": "S" },
    { "name": "Sessions", "script": "scripts/Sessions.sql", "section": "S" },
    { "name": "Settings", "script": "scripts/Settings.sql", "section": "S" },
    { "name": "Classes", "script": "scripts/Classes.sql", "section": "S" }
  ],
  "workflows": { "default": { "order": "serial" } }
}"#;

#[test]
fn the_shipped_pack_turns_green_with_pg_monitor() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    server.execute("create user reviewer password 'secret'");
    let url = server.url("reviewer", "postgres");
    let preflight = || folder.run_with(&["preflight", "postgresql", "--warehouse", &url], &[("PGPASSWORD", "secret")]);
    let before = preflight().exits(2);
    assert_eq!(printed(&before.stdout), ["GRANT pg_monitor TO \"reviewer\";"], "{}", before.stdout);
    server.execute("grant pg_monitor to reviewer");
    preflight().exits(0);
}

#[test]
fn a_user_who_is_not_there_is_told_how_to_become_one() {
    let server = PostgresServer::start();
    let folder = Folder::new();
    let url = server.url("nobody", "postgres");
    let said = folder.run_with(&["preflight", "postgresql", "--warehouse", &url], &[("PGPASSWORD", "x")]).exits(3);
    let setup = "CREATE USER \"nobody\"; GRANT pg_monitor TO \"nobody\";";
    assert!(said.stderr.contains(setup), "{}", said.stderr);
    assert!(said.stdout.is_empty(), "{}", said.stdout);
}

/// The screen in the documentation is the one that the program shows.
#[test]
fn the_document_shows_the_screen_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/PREFLIGHT.md");
    let document = fs::read_to_string(path).expect("docs/PREFLIGHT.md");
    let shown = sample("serverless").exits(0).stdout;
    assert!(document.contains(shown.trim_end()), "docs/PREFLIGHT.md is behind; the screen is now:\n{shown}");
}
