//! What is planted in the samples: one list, from which the tests and `docs/SAMPLE.md` are made.

mod access;
mod aws;
mod cluster;
mod cost;
mod feeds;
mod lake;
mod loads;
mod maintenance;
mod queries;
mod tables;
mod unshown;
mod workload;

use std::fmt::Write as _;

use crate::variant::Variant;

/// On which side of a threshold something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A review has to find it, and finds nothing of the kind in the healthy sample.
    Trouble,
    /// It stands just on the good side of a threshold, in the healthy sample too: a review has to stay silent.
    NearMiss,
}

/// Something planted in the samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The query of the shipped pack that shows it.
    pub query: &'static str,
    /// The object it is about, as a review names it.
    pub object: &'static str,
    /// What is to be seen there.
    pub sign: &'static str,
    /// The signal of the shipped pack that speaks of it; empty when it has none.
    pub signal: &'static str,
    /// The side of the threshold.
    pub side: Side,
    /// The samples it can be seen in.
    pub variants: &'static [Variant],
    /// SQL that returns at least one row where it is planted, and none in the healthy sample when it is a trouble; of
    /// what AWS says, `ask`, a call and what stands in its answer.
    pub proof: &'static str,
}

/// The lists, an area each.
#[rustfmt::skip]
const LISTS: &[&[Trouble]] = &[
    cluster::PLANTED,
    queries::PLANTED,
    tables::PLANTED,
    loads::PLANTED,
    lake::PLANTED,
    feeds::PLANTED,
    maintenance::PLANTED,
    workload::PLANTED,
    cost::PLANTED,
    access::PLANTED,
    aws::PLANTED,
];

/// Everything planted.
pub fn troubles() -> impl Iterator<Item = &'static Trouble> {
    LISTS.iter().copied().flatten()
}

/// The samples whose tables can be seen: two availability zones hide the SVV views.
const TABLES: &[Variant] = &[Variant::Troubled, Variant::Serverless];
/// The samples in which queues exist and can be seen.
const CLUSTER: &[Variant] = &[Variant::Troubled];
/// All troubled samples: SYS views answer everywhere.
const EVERYWHERE: &[Variant] = &[Variant::Troubled, Variant::Serverless, Variant::MultiAz];
/// The troubled samples that are clusters.
const CLUSTERS: &[Variant] = &[Variant::Troubled, Variant::MultiAz];
/// Near misses on tables.
const TABLES_AND_HEALTHY: &[Variant] = &[Variant::Troubled, Variant::Healthy, Variant::Serverless];
/// Near misses in SYS views.
const ALL: &[Variant] = &Variant::ALL;
/// Near misses that exist only beside a trouble of the same kind.
const BESIDE: &[Variant] = EVERYWHERE;

/// A row of the lists below.
const fn trouble(
    query: &'static str,
    object: &'static str,
    sign: &'static str,
    signal: &'static str,
    variants: &'static [Variant],
    proof: &'static str,
) -> Trouble {
    Trouble { query, object, sign, signal, side: Side::Trouble, variants, proof }
}

/// A row of the lists below.
const fn near_miss(
    query: &'static str,
    object: &'static str,
    sign: &'static str,
    signal: &'static str,
    variants: &'static [Variant],
    proof: &'static str,
) -> Trouble {
    Trouble { query, object, sign, signal, side: Side::NearMiss, variants, proof }
}

/// The signals of the shipped pack that no sample shows, each with the reason.
pub fn unshown() -> &'static [(&'static str, &'static str)] {
    unshown::UNSHOWN
}

/// The tables of `docs/SAMPLE.md`, in Markdown.
pub fn planted_table() -> String {
    let mut table = String::new();
    for (side, title) in [(Side::Trouble, "Troubles"), (Side::NearMiss, "Near misses")] {
        let _ = writeln!(
            table,
            "### {title}\n\n| query | object | sign | signal | samples |\n| --- | --- | --- | --- | --- |"
        );
        for planted in troubles().filter(|planted| planted.side == side) {
            let samples: Vec<&str> = planted.variants.iter().map(|variant| variant.word()).collect();
            let signal = if planted.signal.is_empty() { String::new() } else { format!("`{}`", planted.signal) };
            let Trouble { query, object, sign, .. } = planted;
            let _ = writeln!(table, "| {query} | {object} | {sign} | {signal} | {} |", samples.join(", "));
        }
        table.push('\n');
    }
    table.push_str("### Shown by no sample\n\nTheir truth cases stand for them.\n\n| signal | why |\n| --- | --- |\n");
    for (signal, why) in unshown() {
        let _ = writeln!(table, "| `{signal}` | {why} |");
    }
    table.push('\n');
    table
}
