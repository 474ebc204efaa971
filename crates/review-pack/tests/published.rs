//! `docs/PUBLISHED_SIGNALS.md` names signals that the pack has, and counts what it lists.

use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = include_str!("../../../docs/PUBLISHED_SIGNALS.md");

/// The cells of each line of the table.
fn lines() -> Vec<Vec<&'static str>> {
    let table = PAGE.lines().skip_while(|line| !line.starts_with("| section |")).skip(2);
    let lines = table.take_while(|line| line.starts_with("| "));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// What stands in back quotes and looks like the id of a signal.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.contains('-') && name.chars().all(|one| one.is_ascii_lowercase() || one == '-'))
}

#[test]
fn every_signal_that_is_named_is_in_the_pack() {
    let pack = crate::document::shipped("redshift");
    let known: BTreeSet<&str> =
        pack.signals.iter().flat_map(|of| &of.signals).map(|signal| signal.id.as_str()).collect();
    let unknown: Vec<&str> = named(PAGE).filter(|name| !known.contains(name)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
    assert!(named(PAGE).count() > 60, "{}", named(PAGE).count());
}

#[test]
fn every_published_signal_has_a_fate_a_signal_or_a_reason_and_the_counts_are_those_of_the_table() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cells in lines() {
        let [_, published, _, fate, by, why] = cells[..] else { panic!("six cells: {cells:?}") };
        *counts.entry(fate).or_default() += 1;
        assert_eq!(fate == "left out", by.is_empty(), "{published}: by what");
        assert!(fate == "in" || !why.is_empty(), "{published}: why");
    }
    assert_eq!(counts.keys().copied().collect::<Vec<_>>(), ["in", "left out", "replaced"]);
    let (taken, replaced, left) = (counts["in"], counts["replaced"], counts["left out"]);
    let sum = format!("{} signals: {taken} in, {replaced} replaced, {left} left out.", taken + replaced + left);
    assert!(PAGE.contains(&sum), "the page says otherwise than: {sum}");
}
