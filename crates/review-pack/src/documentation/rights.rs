//! What the pages say of rights: of each query by itself, and of all together.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use review_core::identity::Deployment;

use crate::model::{Pack, Query};
use crate::rights::{OPENING_ROLE, Rights, rights};

/// Whether a query is made for Redshift, whose roles these are.
fn is_for_redshift(query: &Query) -> bool {
    query.needs.iter().any(|need| *need != Deployment::Postgresql)
}

/// The lines of a query's table.
pub(super) fn lines(query: &Query, page: &mut String) {
    if !is_for_redshift(query) {
        return;
    }
    // A script that our parser cannot read has a warning of its own.
    let Ok(needed) = rights(&query.script) else { return };
    if needed.is_open() {
        let _ = writeln!(page, "| rights | none beyond a connection |");
        return;
    }
    let _ = writeln!(page, "| rights | `GRANT ROLE {OPENING_ROLE} TO \"reviewer\";` |");
    let _ = writeln!(page, "| without them | {} |", needed.words());
}

/// What a pack needs in all, for the page of all queries.
pub(super) fn summary(pack: &Pack, page: &mut String) {
    let read = pack.queries.iter().filter(|query| is_for_redshift(query));
    let needed: Vec<Rights> = read.filter_map(|query| rights(&query.script).ok()).collect();
    if needed.is_empty() {
        return;
    }
    let count = |wanted: fn(&Rights) -> bool| needed.iter().filter(|rights| wanted(rights)).count();
    let denied = count(|rights| !rights.denied.is_empty());
    let own =
        count(|rights| rights.denied.is_empty() && !(rights.own_rows.is_empty() && rights.own_metadata.is_empty()));
    let open = count(Rights::is_open);
    let _ = write!(
        page,
        "\n## Rights\n\n`GRANT ROLE {OPENING_ROLE} TO \"reviewer\";` opens all that these queries read; a superuser is not \
         needed. Without it {denied} of them are denied, {own} see only what is the reviewer's own, and {open} see all. \
         What a user sees of a view is as Amazon documents it of each.\n"
    );
    let names = |wanted: fn(&Rights) -> &BTreeSet<String>, prefix: &str| {
        let all: BTreeSet<&String> = needed.iter().flat_map(wanted).filter(|name| name.starts_with(prefix)).collect();
        all.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>()
    };
    let unknown = names(|rights| &rights.unknown, "");
    if !unknown.is_empty() {
        let _ = writeln!(page, "Of these no page tells who sees what: {}.", unknown.join(", "));
    }
    let catalogue = names(|rights| &rights.open, "pg_");
    let unverified = [catalogue, unknown].concat();
    page.push_str("\n## Columns\n\n`check` holds every column of a system view against the page of that view.");
    if !unverified.is_empty() {
        let _ = write!(
            page,
            " Of the relations read, {} have no page with their columns, so that nothing could be verified there: {}.",
            unverified.len(),
            unverified.join(", ")
        );
    }
    page.push('\n');
}
