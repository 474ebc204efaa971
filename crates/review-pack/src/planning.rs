//! From a workflow to the plan of one run, and both as a tree to look at.

mod new_run;
mod tree;

use std::collections::BTreeSet;

use review_core::call::{CallName, CallRights};
use review_core::identity::{Deployment, Identity, OtherDatabase};
use review_core::plan::{Lane, Limits, Plan, PlannedQuery, SkipReason, Stage};
use review_core::{LaneId, QueryId, QueryName, Round, RunId, Seconds, Timestamp, keys};

use crate::databases::{DatabaseLists, DatabasePattern};
use crate::model::{Pack, Query, Scope, Workflow};
use crate::nearest::nearest;

pub use new_run::{NewRunError, NewRunRequest, new_run};
pub use tree::{plan_tree, workflow_tree};

/// What is asked of one run.
#[derive(Clone, Debug)]
pub struct PlanRequest<'a> {
    /// The run's id.
    pub run: RunId,
    /// The workflow's name.
    pub workflow: &'a str,
    /// The only queries to run; empty means all. The others are planned as skipped, so that they are accounted for.
    pub only: &'a [QueryName],
    /// What the warehouse said of itself.
    pub identity: &'a Identity,
    /// The databases asked for: what is included takes the place of the pack's list, what is excluded adds to it.
    pub databases: &'a DatabaseLists,
    /// When the run begins; the deadline counts from here.
    pub started: Timestamp,
    /// Limits set for this run alone.
    pub overrides: Overrides,
    /// Which calls the run may make; [`calls_needed`] says which ones matter.
    pub calls: &'a CallRights,
}

/// Limits set for one run instead of the pack's defaults; `None` leaves the pack's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The time threshold of every query, its own included.
    pub time_threshold_seconds: Option<u32>,
    /// The rows kept of every result.
    pub max_rows: Option<u64>,
    /// The passes of a lane.
    pub max_rounds: Option<u16>,
    /// The lanes in flight at once.
    pub lanes_in_flight: Option<u16>,
    /// The longest the run may take.
    pub deadline_seconds: Option<u32>,
    /// The most time that all statements of the run together may take.
    pub max_warehouse_seconds: Option<u32>,
    /// Whether a query that passed its threshold is repeated.
    pub retry_time_outs: Option<bool>,
    /// The longest a driver waits before it asks again; no pack sets it.
    pub poll: Option<Seconds>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The pack has no such workflow.
    #[error("the pack has no workflow `{name}`; it has {known}")]
    UnknownWorkflow {
        /// The name asked for.
        name: String,
        /// The names there are, in words.
        known: String,
    },
    /// The pack has no such query.
    #[error("the pack has no query `{name}`{}", did_you_mean(.near))]
    UnknownQuery {
        /// The name asked for.
        name: QueryName,
        /// The nearest name there is.
        near: Option<String>,
    },
    /// A pattern that was asked for names no local database.
    #[error("no database fits `{pattern}`; {}", databases_there(.known, .other))]
    NoSuchDatabase {
        /// The pattern asked for.
        pattern: String,
        /// The local databases there are.
        known: Vec<String>,
        /// A database that fits and that no query is run in.
        other: Option<OtherDatabase>,
    },
    /// The query exists, but the workflow does not name it.
    #[error("workflow `{workflow}` does not run query `{query}`")]
    NotInWorkflow {
        /// The query asked for.
        query: QueryName,
        /// The workflow.
        workflow: String,
    },
}

fn databases_there(known: &[String], other: &Option<OtherDatabase>) -> String {
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let known = format!("the warehouse has {}", crate::nearest::list(&known));
    match other {
        None => known,
        Some(OtherDatabase { name, kind }) => format!("`{name}` is {}; {known}", kind.words()),
    }
}

fn did_you_mean(near: &Option<String>) -> String {
    near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The plan of a run: the workflow's stages and lanes, with everything that never runs marked and why.
///
/// # Errors
/// When the workflow, a query of `only`, or a database that was asked for is not there.
pub fn plan(pack: &Pack, request: &PlanRequest<'_>) -> Result<Plan, PlanError> {
    let workflow = workflow(pack, request.workflow)?;
    check_only(pack, request, workflow)?;
    check_databases(request)?;
    let databases = pack.databases.with(request.databases);
    let stages = (1..).zip(&workflow.stages).map(|(stage, lanes)| Stage {
        lanes: (1..)
            .zip(lanes)
            .map(|(lane, names)| Lane {
                id: LaneId { stage, lane },
                queries: planned(pack, request, &databases, names),
            })
            .collect(),
    });
    Ok(Plan { run: request.run.clone(), stages: stages.collect(), limits: limits(pack, request) })
}

/// The calls that queries of a workflow would make on this kind of deployment: whether they are allowed is to be found
/// out before there is a plan. None when there is no such workflow.
pub fn calls_needed(pack: &Pack, workflow: &str, only: &[QueryName], deployment: Deployment) -> BTreeSet<CallName> {
    let names =
        pack.workflows.get(workflow).into_iter().flat_map(|workflow| workflow.stages.iter().flatten().flatten());
    let asked = names.filter(|name| only.is_empty() || only.contains(name)).filter_map(|name| pack.query(name));
    let fitting = asked.filter(|query| needs(query).is_empty() || needs(query).contains(&deployment));
    fitting.filter_map(|query| Some(query.call.as_ref()?.call)).collect()
}

fn workflow<'p>(pack: &'p Pack, name: &str) -> Result<&'p Workflow, PlanError> {
    pack.workflows.get(name).ok_or_else(|| {
        let known: Vec<&str> = pack.workflows.keys().map(String::as_str).collect();
        PlanError::UnknownWorkflow { name: name.to_owned(), known: crate::nearest::list(&known) }
    })
}

fn check_only(pack: &Pack, request: &PlanRequest<'_>, workflow: &Workflow) -> Result<(), PlanError> {
    let runs: BTreeSet<&QueryName> = workflow.stages.iter().flatten().flatten().collect();
    let Some(name) = request.only.iter().find(|name| !runs.contains(name)) else { return Ok(()) };
    if pack.query(name).is_some() {
        return Err(PlanError::NotInWorkflow { query: name.clone(), workflow: request.workflow.to_owned() });
    }
    let known = pack.queries.iter().map(|query| query.name.as_str());
    Err(PlanError::UnknownQuery { name: name.clone(), near: nearest(name.as_str(), known).map(str::to_owned) })
}

/// Whoever asks for a database means one that is there: were the slip of a hand only planned away, the run would
/// end well and have seen nothing.
fn check_databases(request: &PlanRequest<'_>) -> Result<(), PlanError> {
    let Identity { databases, other_databases, .. } = request.identity;
    let fits_none = |pattern: &&DatabasePattern| !databases.iter().any(|database| pattern.matches(database));
    match request.databases.include.iter().find(fits_none) {
        // A warehouse that lists no database cannot say what there is.
        Some(pattern) if !databases.is_empty() => Err(PlanError::NoSuchDatabase {
            pattern: pattern.to_string(),
            known: databases.clone(),
            other: other_databases.iter().find(|other| pattern.matches(&other.name)).cloned(),
        }),
        Some(_) | None => Ok(()),
    }
}

/// The queries of a lane. One of scope `database` stands there once for each database, side by side.
fn planned(
    pack: &Pack,
    request: &PlanRequest<'_>,
    databases: &DatabaseLists,
    names: &[QueryName],
) -> Vec<PlannedQuery> {
    let queries = names.iter().filter_map(|name| pack.query(name));
    queries.flat_map(|query| ids(query, request.identity).map(|id| one(query, id, request, databases))).collect()
}

fn ids(query: &Query, identity: &Identity) -> impl Iterator<Item = QueryId> {
    let databases = match query.scope {
        Scope::Warehouse => vec![None],
        // A warehouse that lists no database has at least the one the run is connected to.
        Scope::Database if identity.databases.is_empty() => vec![Some(identity.database.clone())],
        Scope::Database => identity.databases.iter().cloned().map(Some).collect(),
    };
    databases.into_iter().map(|database| QueryId { name: query.name.clone(), database })
}

fn one(query: &Query, id: QueryId, request: &PlanRequest<'_>, databases: &DatabaseLists) -> PlannedQuery {
    let left_out = id.database.as_deref().and_then(|database| databases.skip(database));
    PlannedQuery {
        id,
        script: match &query.call {
            Some(_) => keys::call_script(&query.name),
            None => keys::script(&query.name),
        },
        call: query.call.as_ref().map(|template| template.call),
        threshold_seconds: request.overrides.time_threshold_seconds.unwrap_or(query.time_threshold_seconds),
        max_rows: request.overrides.max_rows.unwrap_or(query.max_rows),
        // First what the lists say: that holds for all queries of a database alike.
        skip: left_out.or_else(|| skip(query, request)),
    }
}

fn skip(query: &Query, request: &PlanRequest<'_>) -> Option<SkipReason> {
    if !request.only.is_empty() && !request.only.contains(&query.name) {
        return Some(SkipReason::NotAskedFor);
    }
    let needs = needs(query);
    if !needs.is_empty() && !needs.contains(&request.identity.deployment) {
        return Some(SkipReason::Deployment(needs.iter().map(|need| need.word().to_owned()).collect()));
    }
    query.call.as_ref().and_then(|template| request.calls.skip(template.call))
}

/// The kinds of deployment a query runs on: those it names, else those its call can be asked about.
fn needs(query: &Query) -> &[Deployment] {
    match &query.call {
        Some(template) if query.needs.is_empty() => template.deployments(),
        Some(_) | None => &query.needs,
    }
}

fn limits(pack: &Pack, request: &PlanRequest<'_>) -> Limits {
    let (defaults, overrides) = (&pack.defaults, request.overrides);
    let deadline_seconds = overrides.deadline_seconds.unwrap_or(defaults.deadline_seconds);
    Limits {
        max_rounds: Round(overrides.max_rounds.unwrap_or(defaults.max_rounds)),
        lanes_in_flight: overrides.lanes_in_flight.unwrap_or(defaults.lanes_in_flight),
        deadline: Some(request.started.plus(Seconds(deadline_seconds))),
        max_warehouse_seconds: overrides.max_warehouse_seconds.or(defaults.max_warehouse_seconds).map(Seconds),
        cancel_tries: defaults.cancel_tries,
        retry_time_outs: overrides.retry_time_outs.unwrap_or(defaults.retry_time_outs),
        round_pause: Seconds(defaults.round_pause_seconds),
        poll: overrides.poll.unwrap_or(Limits::POLL),
    }
}

#[cfg(test)]
mod tests;
