//! Small plans for tests.

use crate::ids::{LaneId, QueryId, Round};
use crate::plan::{Lane, Limits, Plan, PlannedQuery, Stage};
use crate::time::{Seconds, Timestamp};

pub(crate) const LANE: LaneId = LaneId { stage: 1, lane: 1 };

/// A plan of one lane with `queries` queries `Q0`, `Q1`, ...; a threshold of one second each.
pub(crate) fn one_lane(queries: u32, max_rounds: u16) -> Plan {
    let planned = (0..queries).map(|number| query(&format!("Q{number}"))).collect();
    Plan {
        run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
        stages: vec![Stage { lanes: vec![Lane { id: LANE, queries: planned }] }],
        limits: Limits {
            max_rounds: Round(max_rounds),
            lanes_in_flight: 2,
            deadline: None,
            max_warehouse_seconds: None,
            cancel_tries: 2,
            retry_time_outs: true,
            round_pause: Seconds(2),
            poll: Limits::POLL,
        },
    }
}

pub(crate) fn query(name: &str) -> PlannedQuery {
    PlannedQuery {
        id: QueryId::warehouse(name.parse().expect("a query name")),
        script: format!("scripts/{name}.sql"),
        call: None,
        threshold_seconds: 1,
        max_rows: 100,
        skip: None,
    }
}

pub(crate) fn second(number: i64) -> Timestamp {
    Timestamp::from_micros(number * 1_000_000)
}
