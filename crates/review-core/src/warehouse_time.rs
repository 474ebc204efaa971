//! The time that a run's statements take in the warehouse, and when a limit on it is used up.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{LaneId, QueryId};
use crate::plan::Plan;
use crate::record::Record;
use crate::time::{Seconds, Timestamp};

const MICROS: i64 = 1_000_000;

/// What a run has spent of the warehouse's time: every statement from its submission to its end, those that run
/// now included.
///
/// The end is the time at which its record says that the outcome was known, so that fetching the result counts:
/// the warehouse works for that, too. A statement that a driver left behind without a record does not count: nobody
/// knows when it ended. A call to AWS is none of them, whatever it takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarehouseTime {
    /// Microseconds of the attempts that have ended.
    ended_micros: i64,
    /// When the statement of a lane was submitted; a lane has at most one in flight.
    in_flight: BTreeMap<LaneId, Timestamp>,
}

impl WarehouseTime {
    /// What attempts of the plan's queries have spent that are recorded.
    pub fn of<'a>(plan: &Plan, records: impl IntoIterator<Item = &'a Record>) -> Self {
        let asked: BTreeSet<&QueryId> =
            plan.queries().filter(|query| query.call.is_some()).map(|query| &query.id).collect();
        let mut time = Self::default();
        for record in records.into_iter().filter(|record| !asked.contains(&record.query)) {
            time.add(record.submitted_at, record.ended_at);
        }
        time
    }

    /// A statement of the lane was submitted.
    pub fn begins(&mut self, lane: LaneId, since: Timestamp) {
        self.in_flight.insert(lane, since);
    }

    /// The attempt of the lane is over; its record says when it was submitted, if it was, and when it ended.
    pub fn ends(&mut self, lane: LaneId, submitted_at: Option<Timestamp>, ended_at: Timestamp) {
        self.in_flight.remove(&lane);
        self.add(submitted_at, ended_at);
    }

    /// What is spent at `now`, rounded down to whole seconds.
    pub fn seconds(&self, now: Timestamp) -> u64 {
        u64::try_from(self.micros(now) / MICROS).unwrap_or_default()
    }

    /// How long it takes from `now`, with the statements now in flight, until `limit` is used up, rounded up to
    /// whole seconds; 0 when it is, `None` when nothing is in flight that would use it up.
    pub fn used_up_in(&self, limit: Seconds, now: Timestamp) -> Option<Seconds> {
        let left = i64::from(limit.0).saturating_mul(MICROS).saturating_sub(self.micros(now));
        if left <= 0 {
            return Some(Seconds(0));
        }
        let running = i64::try_from(self.in_flight.len()).ok().filter(|running| *running > 0)?;
        let micros_each = running.saturating_mul(MICROS);
        let whole = left / micros_each + i64::from(left % micros_each > 0);
        Some(Seconds(u32::try_from(whole).unwrap_or(u32::MAX)))
    }

    fn micros(&self, now: Timestamp) -> i64 {
        let running = self.in_flight.values().map(|since| between(*since, now));
        running.fold(self.ended_micros, i64::saturating_add)
    }

    fn add(&mut self, submitted_at: Option<Timestamp>, ended_at: Timestamp) {
        let took = submitted_at.map_or(0, |since| between(since, ended_at));
        self.ended_micros = self.ended_micros.saturating_add(took);
    }
}

/// Microseconds from `since` to `until`; 0 when a clock that differs makes them negative.
fn between(since: Timestamp, until: Timestamp) -> i64 {
    until.micros().saturating_sub(since.micros()).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::CallName;
    use crate::ids::{Position, Round};
    use crate::lane::Outcome;
    use crate::plan::{Lane, PlannedQuery, Stage};
    use crate::record::RECORD_FORMAT;

    fn lane(lane: u16) -> LaneId {
        LaneId { stage: 1, lane }
    }

    fn tenths(tenths: i64) -> Timestamp {
        Timestamp::from_micros(tenths * MICROS / 10)
    }

    #[test]
    fn what_runs_counts_up_to_now_and_what_ended_to_its_end() {
        let mut time = WarehouseTime::default();
        time.begins(lane(1), tenths(0));
        time.begins(lane(2), tenths(15));
        assert_eq!(time.seconds(tenths(30)), 4, "3 s and 1.5 s");
        time.ends(lane(1), Some(tenths(0)), tenths(30));
        assert_eq!(time.seconds(tenths(45)), 6, "3 s and 3 s");
        time.ends(lane(2), Some(tenths(15)), tenths(45));
        assert_eq!(time.seconds(tenths(9_999)), 6, "nothing runs any more");
    }

    #[test]
    fn an_attempt_that_was_never_submitted_and_a_clock_that_went_back_count_nothing() {
        let mut time = WarehouseTime::default();
        time.ends(lane(1), None, tenths(50));
        time.ends(lane(1), Some(tenths(50)), tenths(40));
        time.begins(lane(2), tenths(90));
        assert_eq!(time.seconds(tenths(80)), 0);
    }

    #[test]
    fn a_call_to_aws_takes_none_of_the_warehouses_time() {
        let query = |name: &str, call| PlannedQuery {
            id: name.parse().expect("a query"),
            script: String::new(),
            call,
            threshold_seconds: 60,
            max_rows: 100,
            skip: None,
        };
        let queries = vec![query("TableInfo", None), query("Snapshots", Some(CallName::DescribeClusterSnapshots))];
        let lane = Lane { id: lane(1), queries };
        assert_eq!([0, 1].map(|place| lane.takes_warehouse_time(Position(place))), [true, false]);
        let text = r#"{"max_rounds":1,"lanes_in_flight":1,"deadline":null,"cancel_tries":3,"retry_time_outs":true,"round_pause":5}"#;
        let plan = Plan {
            run: "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id"),
            stages: vec![Stage { lanes: vec![lane] }],
            limits: serde_json::from_str(text).expect("limits"),
        };
        let record = |name: &str| Record {
            format: RECORD_FORMAT,
            query: name.parse().expect("a query"),
            round: Round(1),
            attempt: 1,
            statement_name: String::new(),
            statement: None,
            script_sha256: String::new(),
            submitted_at: Some(tenths(0)),
            ended_at: tenths(70),
            outcome: Outcome::Finished,
            error: None,
            result: None,
            overran: false,
            left_behind: false,
            remarks: Vec::new(),
        };
        let spent = WarehouseTime::of(&plan, &[record("TableInfo"), record("Snapshots")]);
        assert_eq!(spent.seconds(tenths(900)), 7);
    }

    #[test]
    fn two_statements_use_up_what_is_left_twice_as_fast() {
        let limit = Seconds(10);
        let mut time = WarehouseTime::default();
        assert_eq!(time.used_up_in(limit, tenths(0)), None, "nothing runs that would use it up");
        time.begins(lane(1), tenths(0));
        assert_eq!(time.used_up_in(limit, tenths(0)), Some(Seconds(10)));
        time.begins(lane(2), tenths(0));
        assert_eq!(time.used_up_in(limit, tenths(0)), Some(Seconds(5)));
        assert_eq!(time.used_up_in(limit, tenths(5)), Some(Seconds(5)), "4.5 s, rounded up");
        assert_eq!(time.used_up_in(limit, tenths(50)), Some(Seconds(0)));
        assert_eq!(time.used_up_in(limit, tenths(99)), Some(Seconds(0)));
    }
}
