//! The page that lists all queries, and counts them.

use std::fmt::Write as _;

use review_core::identity::Deployment;

use super::{RECOMMENDATIONS, about, cell, deployment, link, needs, part, rights, sections, signals_of};
use crate::model::{Pack, Query};

/// Every query by its section, how many there are of what, and what rights they need.
pub(super) fn page(pack: &Pack) -> String {
    let signals: usize = pack.signals.iter().map(|of| of.signals.len()).sum();
    let advice = pack.recommendations.len();
    let queries = pack.queries.len();
    let mut page = format!(
        "# The pack `{}`\n\n{queries} queries, {signals} signals, {advice} [recommendations]({RECOMMENDATIONS}). These \
         pages are made from the pack by `redshift-review document`.\n",
        pack.name
    );
    counts(pack, &mut page);
    rights::summary(pack, &mut page);
    for section in sections(pack) {
        let _ = write!(page, "\n## {section}\n\n| query | shows | runs on | signals |\n| --- | --- | --- | --- |\n");
        for query in pack.queries.iter().filter(|query| query.section == section) {
            let parts = about(query);
            let shows = cell(part(&parts, "Shows").unwrap_or_default());
            let signals: Vec<String> = signals_of(pack, query).map(|one| link(query, one)).collect();
            let name = &query.name;
            let _ =
                writeln!(page, "| [{name}](queries/{name}.md) | {shows} | {} | {} |", needs(query), signals.join(", "));
        }
    }
    page
}

/// How many queries and signals each section has on each kind of deployment.
fn counts(pack: &Pack, page: &mut String) {
    let kinds: Vec<Deployment> = Deployment::ALL
        .into_iter()
        .filter(|kind| pack.queries.iter().any(|query| query.needs.contains(kind)))
        .collect();
    if kinds.is_empty() {
        return;
    }
    let names: Vec<&str> = kinds.iter().map(|kind| deployment(*kind)).collect();
    let _ = write!(
        page,
        "\n## Counts\n\nQueries / signals.\n\n| section | all | {} |\n| --- |{}\n",
        names.join(" | "),
        " --- |".repeat(kinds.len() + 1)
    );
    let of_kind = |queries: &[&Query], kind: Deployment| {
        let here = queries.iter().filter(|query| query.needs.is_empty() || query.needs.contains(&kind));
        count(pack, here.copied())
    };
    let line = |title: &str, queries: &[&Query], page: &mut String| {
        let cells: Vec<String> = kinds.iter().map(|kind| of_kind(queries, *kind)).collect();
        let _ = writeln!(page, "| {title} | {} | {} |", count(pack, queries.iter().copied()), cells.join(" | "));
    };
    for section in sections(pack) {
        let queries: Vec<&Query> = pack.queries.iter().filter(|query| query.section == section).collect();
        line(section, &queries, page);
    }
    line("**all**", &pack.queries.iter().collect::<Vec<_>>(), page);
}

fn count<'q>(pack: &Pack, queries: impl Iterator<Item = &'q Query>) -> String {
    let signals: Vec<usize> = queries.map(|query| signals_of(pack, query).count()).collect();
    format!("{} / {}", signals.len(), signals.iter().sum::<usize>())
}
