//! Bad input: a diagnostic and an exit code, never a panic, never a run folder that looks like one.

use crate::program::Folder;

#[test]
fn a_broken_pack_shows_every_problem_at_once_and_nothing_runs() {
    let folder = Folder::new();
    folder.run(&["init", "mine"]).exits(0);
    let config = folder.read("mine/config.json");
    folder.write("mine/config.json", &config.replacen("\"queries\"", "\"querys\"", 1));
    folder.write("mine/recommendations.yaml", "- not\n- a map\n");
    let said = folder.run(&["check", "mine"]).exits(3);
    assert!(said.stderr.contains("config.json:") && said.stderr.contains("recommendations.yaml:"), "{}", said.stderr);
    assert!(said.stderr.contains("did you mean") || said.stderr.contains("queries"), "{}", said.stderr);
    let said = folder.run(&["run", "mine"]).exits(3);
    assert!(said.stderr.contains("nothing ran"), "{}", said.stderr);
    assert!(!folder.at("reviews").exists());
}

#[test]
fn diagnostics_are_json_on_request() {
    let folder = Folder::new();
    folder.write("mine/config.json", "{ \"pack\": \"x\", ");
    let said = folder.run(&["check", "mine", "--json"]).exits(3);
    let list: serde_json::Value = serde_json::from_str(&said.stdout).expect("JSON");
    assert!(list[0]["code"].as_str().expect("a code").starts_with('C'));
}

#[test]
fn what_does_not_exist_is_named_with_what_does() {
    let folder = Folder::new();
    let pack = folder.run(&["run", "nowhere"]).exits(3);
    assert!(pack.stderr.contains("nowhere") && pack.stderr.contains("redshift"), "{}", pack.stderr);
    let warehouse = folder.run(&["run", "--warehouse", "mysql://x"]).exits(4);
    assert!(warehouse.stderr.contains("postgres://"), "{}", warehouse.stderr);
    let sample = folder.run(&["run", "--warehouse", "sample:broken"]).exits(4);
    assert!(sample.stderr.contains("troubled"), "{}", sample.stderr);
    folder.run(&["resume", "latest"]).exits(3);
    folder.run(&["run", "--only", "Nope"]).exits(4);
    folder.run(&["run", "--workflow", "nope"]).exits(4);
}

#[test]
fn a_base_that_cannot_be_written_is_said() {
    let folder = Folder::new();
    folder.write("file", "in the way");
    let said = folder.run(&["run", "--quiet", "--base", "file"]).exits(3);
    assert!(said.stderr.contains("file"), "{}", said.stderr);
}

#[test]
fn a_damaged_state_is_said_and_not_run_over() {
    let folder = Folder::new();
    let mut child = folder.start(&["run", "--quiet", "--warehouse", "sample:troubled?slow=TableInfo:600"]);
    let began = std::time::Instant::now();
    while !folder.at("reviews/sample-troubled/redshift").is_dir() {
        assert!(began.elapsed().as_secs() < 60);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let run = loop {
        assert!(began.elapsed().as_secs() < 60);
        let entries = std::fs::read_dir(folder.at("reviews/sample-troubled/redshift")).expect("runs");
        if entries.flatten().any(|run| run.path().join("state/s1-l01.json").exists()) {
            break folder.only_run();
        }
    };
    child.kill().expect("killed");
    child.wait().expect("ended");
    std::fs::write(run.path.join("state/s1-l01.json"), "{ \"format\": 1, ").expect("written");
    let said = folder.run(&["resume", "latest", "--quiet"]).exits(3);
    assert!(said.stderr.contains("state/s1-l01.json"), "{}", said.stderr);
}
