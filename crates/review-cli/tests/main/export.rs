//! The report in other forms.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::program::Folder;

/// The fingerprints of a run's SARIF.
fn fingerprints(folder: &Folder) -> BTreeSet<String> {
    let said = folder.run(&["export", "latest", "--as", "sarif"]).exits(0);
    let sarif: Value = serde_json::from_str(&said.stdout).expect("JSON alone on stdout");
    let results = sarif["runs"][0]["results"].as_array().expect("results").iter();
    results.map(|result| result["partialFingerprints"].to_string()).collect()
}

#[test]
fn a_report_is_written_in_every_form_and_objects_keep_their_fingerprint() {
    let folder = Folder::new();
    let run = |folder: &Folder| {
        folder.run(&["run", "--quiet", "--only", "TableInfo", "--warehouse", "sample:troubled"]).exits(0);
    };
    run(&folder);
    let first = fingerprints(&folder);
    assert!(first.len() >= 5, "{first:?}");
    run(&folder);
    assert_eq!(fingerprints(&folder), first);

    let markdown = folder.run(&["export", "latest", "--as", "markdown"]).exits(0).stdout;
    assert!(markdown.contains("| high |") && markdown.contains("dev.sales.order\\_items"), "{markdown}");
    let json = folder.run(&["export", "latest", "--as", "json"]).exits(0).stdout;
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["run"]["warehouse"], "sample-troubled");
    let wrote = folder.run(&["export", "latest", "--as", "junit", "--gate", "high", "--out", "review.xml"]).exits(0);
    assert_eq!(wrote.stdout, "review.xml\n");
    let junit = folder.read("review.xml");
    assert!(junit.contains("<failure message=\"high: "), "{junit}");
    assert!(!junit.contains("<failure message=\"medium: "), "{junit}");

    let wrong = folder.run(&["export", "latest", "--as", "pdf"]).exits(4);
    assert!(wrong.stderr.contains("markdown, junit, sarif or json"), "{}", wrong.stderr);
}
