//! The plan of a run: what runs, in which order, within which limits. Frozen when the run begins.

use serde::{Deserialize, Serialize};

use crate::call::CallName;
use crate::ids::{LaneId, Position, QueryId, Round, RunId};
use crate::time::{Seconds, Timestamp};

/// Everything a driver needs to know about the order and the limits of a run; part of `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The run.
    pub run: RunId,
    /// Stages, one after another.
    pub stages: Vec<Stage>,
    /// Limits of the whole run.
    pub limits: Limits,
}

/// Lanes that run side by side. The next stage starts when every lane of this one has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// The lanes.
    pub lanes: Vec<Lane>,
}

/// Queries that run one after another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lane {
    /// The lane's id; stages and lanes count from 1.
    pub id: LaneId,
    /// Its queries, in order. A [`Position`] is an index into this list.
    pub queries: Vec<PlannedQuery>,
}

/// One query of a lane.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedQuery {
    /// Which query, and in which database.
    pub id: QueryId,
    /// The key of the exact SQL to send, or of the call to make, within the run folder.
    pub script: String,
    /// The call that is made instead of running SQL, for a query that asks AWS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallName>,
    /// The longest its statement may take, counted from submission.
    pub threshold_seconds: u32,
    /// How many rows are kept; a longer result is cut and marked.
    pub max_rows: u64,
    /// Why the query does not run at all, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<SkipReason>,
}

/// Why a planned query never runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It needs another kind of deployment; holds the words of those it needs.
    Deployment(Vec<String>),
    /// The user asked for other queries only.
    NotAskedFor,
    /// It asks AWS, and no AWS account is known behind the warehouse's address.
    NoAccount,
    /// It asks AWS, which does not allow it.
    NotAllowed {
        /// The action that IAM would have to allow.
        action: String,
        /// What mends it, as an imperative.
        remedy: String,
    },
    /// The lists of databases leave its database out.
    DatabaseLeftOut {
        /// The pattern of `exclude` that names it; none when no pattern of `include` does.
        excluded_by: Option<String>,
    },
}

/// Limits of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many passes a lane makes at most, the first included.
    pub max_rounds: Round,
    /// How many lanes, and so statements, are in flight at once.
    pub lanes_in_flight: u16,
    /// When the run is halted, if ever.
    pub deadline: Option<Timestamp>,
    /// The most time that all statements of the run together may take, each from its submission to its end; `None`
    /// sets no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_warehouse_seconds: Option<Seconds>,
    /// How often a cancellation is tried before the statement is given up.
    pub cancel_tries: u8,
    /// Whether a query that passed its threshold is repeated in the next round.
    pub retry_time_outs: bool,
    /// How long a lane rests before its second round; twice as long before the third, and so on, so that a
    /// warehouse that restarts or throttles is not asked three times within a second.
    pub round_pause: Seconds,
    /// The longest a driver waits before it asks again what is due, so that a request to stop is seen.
    #[serde(default = "usual_poll", skip_serializing_if = "is_usual_poll")]
    pub poll: Seconds,
}

const fn usual_poll() -> Seconds {
    Limits::POLL
}

fn is_usual_poll(poll: &Seconds) -> bool {
    *poll == Limits::POLL
}

impl Limits {
    /// How long a driver on one machine waits at most. Own choice: a person who stops a run looks at the screen for
    /// that long.
    pub const POLL: Seconds = Seconds(5);

    /// How long a lane rests before `round`; nothing before the first.
    pub fn pause_before(&self, round: Round) -> Seconds {
        match u32::from(round.0).checked_sub(2) {
            Some(doublings) => Seconds(self.round_pause.0.saturating_mul(2u32.saturating_pow(doublings))),
            None => Seconds(0),
        }
    }
}

impl Plan {
    /// Every lane with its index over all stages, in order.
    pub fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.stages.iter().flat_map(|stage| &stage.lanes)
    }

    /// The lane of that id.
    pub fn lane(&self, id: LaneId) -> Option<&Lane> {
        let stage = self.stages.get(usize::from(id.stage).checked_sub(1)?)?;
        stage.lanes.get(usize::from(id.lane).checked_sub(1)?).filter(|lane| lane.id == id)
    }

    /// Whether only some of its queries were asked for (`run --only`): the run is part of a review.
    pub fn is_partial(&self) -> bool {
        self.queries().any(|query| query.skip == Some(SkipReason::NotAskedFor))
    }

    /// Every planned query, stage by stage and lane by lane.
    pub fn queries(&self) -> impl Iterator<Item = &PlannedQuery> {
        self.lanes().flat_map(|lane| &lane.queries)
    }
}

impl Lane {
    /// The query at `position`.
    pub fn query(&self, position: Position) -> Option<&PlannedQuery> {
        self.queries.get(position.0 as usize)
    }

    /// Whether the query at `position` takes the warehouse's time: of a call to AWS the warehouse hears nothing.
    pub fn takes_warehouse_time(&self, position: Position) -> bool {
        self.query(position).is_none_or(|query| query.call.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_an_earlier_version_has_no_limit_to_its_warehouse_time() {
        let text = r#"{"max_rounds":3,"lanes_in_flight":2,"deadline":null,"cancel_tries":3,"retry_time_outs":true,"round_pause":5}"#;
        let limits: Limits = serde_json::from_str(text).expect("limits as they were written before");
        assert_eq!(limits.max_warehouse_seconds, None);
        assert_eq!(serde_json::to_string(&limits).expect("limits"), text, "and an earlier version reads them");
    }
}
