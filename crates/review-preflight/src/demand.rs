//! What a plan asks of the warehouse: the relations of each query and its limits.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryId;
use review_core::plan::{Plan, SkipReason};
use review_pack::parameters::render_script;
use review_pack::{Pack, Reads, RelationName, reads};

/// What one planned query asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Which query, and in which database.
    pub id: QueryId,
    /// What its script reads; why that is not known, where our parser cannot read it.
    pub reads: Result<Reads, String>,
    /// The rows kept of its result.
    pub max_rows: u64,
    /// Whether it asks AWS instead of the warehouse.
    pub asks_aws: bool,
    /// Why it never runs, if so.
    pub skip: Option<SkipReason>,
}

/// The demands of every planned query, in the order of the plan. Parameters have the pack's own values.
pub fn demands(pack: &Pack, plan: &Plan) -> Vec<Demand> {
    // A query of scope `database` stands in the plan once for each database, with one script.
    let mut read: BTreeMap<_, Result<Reads, String>> = BTreeMap::new();
    let queries = plan.queries().map(|query| {
        let name = &query.id.name;
        let found = read.entry(name.clone()).or_insert_with(|| {
            // A call reads nothing of the warehouse; whether it is allowed, the plan says.
            if query.call.is_some() {
                return Ok(Reads::default());
            }
            let script = render_script(pack, name, &BTreeMap::new()).map_err(|error| error.to_string())?;
            reads(&script).map_err(|error| error.to_string())
        });
        Demand {
            id: query.id.clone(),
            reads: found.clone(),
            max_rows: query.max_rows,
            asks_aws: query.call.is_some(),
            skip: query.skip.clone(),
        }
    });
    queries.collect()
}

/// The names of all relations that queries which run would read.
pub(crate) fn names(demands: &[Demand]) -> BTreeSet<&str> {
    let running = demands.iter().filter(|demand| demand.skip.is_none());
    let relations = running.filter_map(|demand| demand.reads.as_ref().ok()).flat_map(|reads| &reads.relations);
    relations.map(|relation: &RelationName| relation.name.as_str()).collect()
}
