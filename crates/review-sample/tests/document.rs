//! The list of troubles, `docs/SAMPLE.md` and the shipped pack say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use review_sample::{Side, planted_table, troubles};

const BEGIN: &str = "<!-- planted: begin -->\n";
const END: &str = "<!-- planted: end -->";

fn in_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Set `UPDATE_DOCS=1` to write the table anew.
#[test]
fn the_document_has_the_list_as_it_is() {
    let path = in_repository("docs/SAMPLE.md");
    let document = fs::read_to_string(&path).expect("docs/SAMPLE.md");
    let (before, rest) = document.split_once(BEGIN).expect("a place for the list");
    let (listed, after) = rest.split_once(END).expect("an end of the list");
    let current = planted_table();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{current}{END}{after}")).expect("the document can be written");
        return;
    }
    assert_eq!(listed, current, "docs/SAMPLE.md is behind the list: run the test with UPDATE_DOCS=1");
}

#[test]
fn the_shipped_pack_has_every_query_and_signal_in_the_list() {
    let mut signals = BTreeSet::new();
    let folder = fs::read_dir(in_repository("packs/redshift/signals")).expect("the shipped pack");
    for file in folder {
        let path = file.expect("a file of the pack").path();
        let text = fs::read_to_string(&path).expect("a file of signals");
        let query = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let ids = text.lines().filter_map(|line| line.strip_prefix("  - id: "));
        signals.extend(ids.map(|id| (query.clone(), id.trim().to_owned())));
    }
    for planted in troubles() {
        let query = |(query, _): &(String, String)| query == planted.query;
        assert!(signals.iter().any(query), "the shipped pack has no signals of {}", planted.query);
        let named = (planted.query.to_owned(), planted.signal.to_owned());
        assert!(planted.signal.is_empty() || signals.contains(&named), "the shipped pack has no signal {named:?}");
    }
}

#[test]
fn the_list_has_both_sides() {
    let count = |side| troubles().filter(|planted| planted.side == side).count();
    let (troubled, near) = (count(Side::Trouble), count(Side::NearMiss));
    assert!(troubled >= 40 && near >= 20, "{troubled} troubles, {near} near misses");
}
