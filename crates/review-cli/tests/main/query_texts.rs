//! What is kept of the texts of other people's queries.

use crate::program::Folder;

/// A literal and a name in the text of one query of the sample; see `sample:troubled`, the month's close.
const LITERAL: &str = "2026-10-31";
const NAME: &str = "finance.ledger_entries l join";

/// Where the run folder holds the literal, and the JSON of the result that the texts are in.
fn run(options: &[&str]) -> (Vec<String>, String) {
    let folder = Folder::new();
    let query = "Top50QueriesByRunTime";
    folder.run(&[&["run", "--quiet", "--warehouse", "sample:troubled", "--only", query], options].concat()).exits(0);
    let run = folder.only_run();
    let files = ["results/Top50QueriesByRunTime.json", "csv/Top50QueriesByRunTime.csv", "findings.json", "report.html"];
    let holds = |file: &&&str| run.text(file).contains(LITERAL);
    (files.iter().filter(holds).map(|file| (*file).to_owned()).collect(), run.text(files[0]))
}

#[test]
fn literals_are_replaced_before_anything_is_stored() {
    let (holding, result) = run(&[]);
    assert_eq!(holding, Vec::<String>::new());
    assert!(result.contains(NAME) && result.contains("booked_on <= ?"), "the rest of the text is there");
}

#[test]
fn texts_are_kept_whole_or_not_at_all_where_that_is_asked_for() {
    let (holding, _) = run(&["--query-text", "full"]);
    assert!(holding.contains(&"results/Top50QueriesByRunTime.json".to_owned()), "{holding:?}");
    let (holding, result) = run(&["--query-text", "none"]);
    assert_eq!(holding, Vec::<String>::new());
    assert!(!result.contains(NAME), "no text is left");
    let folder = Folder::new();
    let refused = folder.run(&["run", "--query-text", "some"]).exits(4);
    assert!(refused.stderr.contains("write none, masked or full"), "{}", refused.stderr);
}
