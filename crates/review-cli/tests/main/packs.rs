//! Commands about packs.

use crate::program::Folder;

#[test]
fn the_shipped_packs_have_no_problem_and_their_truth_cases_hold() {
    let folder = Folder::new();
    for pack in ["redshift", "postgresql"] {
        let said = folder.run(&["check", pack, "--deny-warnings"]).exits(0);
        assert!(said.stdout.contains("0 errors, 0 warnings"), "{}", said.stdout);
    }
}

#[test]
fn a_started_pack_passes_check_and_runs() {
    let folder = Folder::new();
    let said = folder.run(&["init", "mine"]).exits(0);
    assert!(said.stdout.contains("redshift-review check mine"), "{}", said.stdout);
    folder.run(&["check", "mine", "--deny-warnings"]).exits(0);
    folder.run(&["run", "mine", "--quiet"]).exits(0);
    assert!(folder.only_run().exists("report.html"));
    let again = folder.run(&["init", "mine"]).exits(3);
    assert!(again.stderr.contains("not empty"), "{}", again.stderr);
}

#[test]
fn a_pack_is_documented_from_itself() {
    let folder = Folder::new();
    let said = folder.run(&["document", "postgresql", "--out", "pages"]).exits(0);
    assert!(said.stdout.contains("pages"), "{}", said.stdout);
    let index = folder.read("pages/README.md");
    let page = index.split("](queries/").nth(1).and_then(|rest| rest.split(')').next()).expect("a link to a page");
    assert!(folder.read(&format!("pages/queries/{page}")).contains("## Columns"));
    folder.run(&["document", "nope", "--out", "pages"]).exits(3);
}

#[test]
fn a_workflow_is_shown_as_a_tree() {
    let folder = Folder::new();
    let said = folder.run(&["plan", "redshift", "--workflow", "all-serial"]).exits(0);
    assert!(said.stdout.contains("TableInfo") && said.stdout.contains("stage 1"), "{}", said.stdout);
    let wrong = folder.run(&["plan", "redshift", "--workflow", "nope"]).exits(4);
    assert!(wrong.stderr.contains("all-parallel"), "{}", wrong.stderr);
}

#[test]
fn a_code_is_explained_and_an_unknown_one_is_a_usage_error() {
    let folder = Folder::new();
    let list = folder.run(&["explain"]).exits(0);
    let first = list.stdout.split_whitespace().next().expect("a code").to_owned();
    assert!(folder.run(&["explain", &first]).exits(0).stdout.len() > 80);
    folder.run(&["explain", "C999"]).exits(4);
}

#[test]
fn help_shows_every_command_and_the_exit_codes() {
    let folder = Folder::new();
    let said = folder.run(&["--help"]).exits(0);
    for word in ["run", "resume", "stop", "evaluate", "render", "check", "plan", "init", "explain", "130"] {
        assert!(said.stdout.contains(word), "{word} in {}", said.stdout);
    }
    folder.run(&["run", "--nonsense"]).exits(4);
    folder.run(&[]).exits(4);
}

#[test]
fn the_schema_of_each_kind_of_file_is_json() {
    let folder = Folder::new();
    for name in ["config", "signals", "recommendations", "fleet", "report"] {
        let said = folder.run(&["schema", name]).exits(0);
        let schema: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
        assert!(schema["$schema"].is_string(), "{name}");
    }
    assert!(folder.run(&["schema", "nope"]).exits(4).stderr.contains("config"));
}
