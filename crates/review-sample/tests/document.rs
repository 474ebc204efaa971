//! The list of troubles, `docs/SAMPLE.md` and the shipped pack say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use review_sample::{Side, planted_table, troubles, unshown};

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

/// Query and id of every signal of the shipped pack.
fn signals() -> BTreeSet<(String, String)> {
    let mut signals = BTreeSet::new();
    let folder = fs::read_dir(in_repository("packs/redshift/signals")).expect("the shipped pack");
    for file in folder {
        let path = file.expect("a file of the pack").path();
        let text = fs::read_to_string(&path).expect("a file of signals");
        let query = path.file_stem().expect("a name").to_string_lossy().into_owned();
        // Measures have ids as well; those of the signals stand below their own key.
        let below = text.lines().skip_while(|line| *line != "signals:").skip(1);
        let own = below.take_while(|line| line.is_empty() || line.starts_with([' ', '#']));
        let ids = own.filter_map(|line| line.strip_prefix("  - id: "));
        signals.extend(ids.map(|id| (query.clone(), id.trim().to_owned())));
    }
    signals
}

#[test]
fn the_shipped_pack_has_every_query_and_signal_in_the_list() {
    let signals = signals();
    for planted in troubles() {
        let query = |(query, _): &(String, String)| query == planted.query;
        assert!(signals.iter().any(query), "the shipped pack has no signals of {}", planted.query);
        let named = (planted.query.to_owned(), planted.signal.to_owned());
        assert!(planted.signal.is_empty() || signals.contains(&named), "the shipped pack has no signal {named:?}");
    }
}

#[test]
fn every_signal_is_a_trouble_of_some_sample_or_has_a_reason_why_not() {
    let shipped: BTreeSet<String> = signals().into_iter().map(|(_, id)| id).collect();
    let planted = troubles().filter(|planted| planted.side == Side::Trouble).map(|planted| planted.signal);
    let planted: BTreeSet<String> = planted.filter(|signal| !signal.is_empty()).map(str::to_owned).collect();
    let reasoned: BTreeSet<String> = unshown().iter().map(|(signal, _)| (*signal).to_owned()).collect();
    let twice: Vec<_> = planted.intersection(&reasoned).collect();
    assert!(twice.is_empty(), "planted, and yet with a reason why not: {twice:?}");
    assert_eq!(&planted | &reasoned, shipped);
}

#[test]
fn the_list_has_both_sides() {
    let count = |side| troubles().filter(|planted| planted.side == side).count();
    let (troubled, near) = (count(Side::Trouble), count(Side::NearMiss));
    assert!(troubled >= 40 && near >= 20, "{troubled} troubles, {near} near misses");
}
