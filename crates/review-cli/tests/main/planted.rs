//! What is planted in the sample warehouses is found, and nothing else: precision and recall of the shipped pack.

use std::collections::BTreeSet;

use crate::program::Folder;

/// The signals that `docs/SAMPLE.md` lists as troubles of a sample. That table is tested against the sample's own
/// list, and each of its lines against the sample's rows.
fn planted(sample: &str) -> BTreeSet<String> {
    let document = include_str!("../../../../docs/SAMPLE.md");
    let troubles = document.split("### Troubles").nth(1).and_then(|rest| rest.split("###").next()).expect("troubles");
    let mut signals = BTreeSet::new();
    for line in troubles.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [_, _, _, signal, samples] = cells[..] else { panic!("a line of five cells: {line}") };
        if samples.split(", ").any(|one| one == sample) {
            signals.insert(signal.trim_matches('`').to_owned());
        }
    }
    signals
}

fn found(sample: &str) -> BTreeSet<String> {
    let folder = Folder::new();
    folder.run(&["run", "--quiet", "--warehouse", &format!("sample:{sample}")]).exits(0);
    let findings = folder.only_run().json("findings.json");
    let signals = findings["signals"].as_array().expect("signals").iter();
    signals
        .filter(|one| one["verdict"] == "fired")
        .map(|one| one["signal"].as_str().expect("an id").to_owned())
        .collect()
}

#[track_caller]
fn finds_what_is_planted(sample: &str) {
    let (planted, found) = (planted(sample), found(sample));
    let missed: Vec<_> = planted.difference(&found).collect();
    let invented: Vec<_> = found.difference(&planted).collect();
    assert!(missed.is_empty() && invented.is_empty(), "{sample}: missed {missed:?}, not planted {invented:?}");
}

#[test]
fn every_trouble_of_the_troubled_sample_is_found_and_nothing_else() {
    assert!(planted("troubled").len() > 40, "the table was read");
    finds_what_is_planted("troubled");
}

#[test]
fn the_healthy_sample_has_no_finding() {
    assert_eq!(found("healthy"), BTreeSet::new());
}

#[test]
fn serverless_and_multi_az_show_what_can_be_seen_there() {
    finds_what_is_planted("serverless");
    finds_what_is_planted("multi-az");
}
