//! What a run costs: bounds from the plan, and what an earlier run took.

use review_core::identity::Deployment;
use review_core::plan::{Plan, Stage};
use serde::Serialize;

use crate::answer::Cost;
use crate::demand::Demand;
use crate::facts::Facts;

/// Serverless charges at least so many seconds whenever it is woken, also for queries on system tables
/// (management guide, "Billing for Amazon Redshift Serverless").
const CHARGED_SECONDS_MIN: u64 = 60;

/// What the newest complete run of the same pack on the same warehouse took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earlier {
    /// The run.
    pub run: String,
    /// Seconds from its first submission to its last end.
    pub seconds: u64,
    /// Statements it sent.
    pub statements: u64,
    /// Rows it kept.
    pub rows: u64,
}

/// What the run of a plan costs. `started` to the deadline is taken from the plan's limits.
pub(crate) fn cost(
    plan: &Plan,
    demands: &[Demand],
    facts: &Facts,
    earlier: Option<Earlier>,
    deadline: Option<u64>,
) -> Cost {
    let running: Vec<&Demand> = demands.iter().filter(|demand| demand.skip.is_none()).collect();
    let calls = running.iter().filter(|demand| demand.asks_aws).count() as u64;
    let statements = running.len() as u64 - calls;
    let row_limit = |demand: &&Demand| demand.reads.as_ref().ok().and_then(|reads| reads.row_limit);
    let rows = |demand: &&Demand| row_limit(demand).map_or(demand.max_rows, |limit| limit.min(demand.max_rows));
    let is_serverless = facts.identity.deployment == Deployment::Serverless;
    let expected = earlier.as_ref().map(|earlier| earlier.seconds.max(CHARGED_SECONDS_MIN));
    Cost {
        statements,
        statements_at_most: statements.saturating_mul(u64::from(plan.limits.max_rounds.0)),
        calls,
        at_once: plan.limits.lanes_in_flight,
        probes: facts.statements,
        rows_at_most: running.iter().map(rows).fold(0, u64::saturating_add),
        tables: facts.rights.tables.clone(),
        first_round_seconds_at_most: plan.stages.iter().map(|stage| longest(stage, plan.limits.lanes_in_flight)).sum(),
        deadline_seconds: deadline,
        earlier,
        charged_seconds_at_least: is_serverless.then_some(CHARGED_SECONDS_MIN),
        charged_seconds_expected: expected.filter(|_| is_serverless),
    }
}

/// How long a stage takes when every query takes as long as it may: lanes are started in order, as places get free.
fn longest(stage: &Stage, at_once: u16) -> u64 {
    let mut places = vec![0_u64; usize::from(at_once.max(1))];
    for lane in &stage.lanes {
        let queries = lane.queries.iter().filter(|query| query.skip.is_none());
        let seconds: u64 = queries.map(|query| u64::from(query.threshold_seconds)).sum();
        if let Some(first_free) = places.iter_mut().min() {
            *first_free = first_free.saturating_add(seconds);
        }
    }
    places.into_iter().max().unwrap_or(0)
}
