//! Calls a second.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use review_core::Timestamp;

use crate::clock;
use crate::operations::Operation;
use crate::options::Rates;

const WINDOW: Duration = Duration::from_secs(1);

/// Counts the calls of the last second, operation by operation, of all callers together.
#[derive(Debug, Default)]
pub(crate) struct Meter(Mutex<HashMap<Operation, VecDeque<Timestamp>>>);

impl Meter {
    /// Whether one more call is within the rate; only those that are count.
    pub(crate) fn admits(&self, operation: Operation, rates: &Rates, now: Timestamp) -> bool {
        let Some(most) = limit(operation, rates) else { return true };
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let calls = calls.entry(operation).or_default();
        while calls.front().is_some_and(|at| clock::since(*at, now) >= WINDOW) {
            calls.pop_front();
        }
        let admitted = calls.len() < most;
        if admitted {
            calls.push_back(now);
        }
        admitted
    }
}

const fn limit(operation: Operation, rates: &Rates) -> Option<usize> {
    match operation {
        Operation::ExecuteStatement => rates.execute,
        Operation::BatchExecuteStatement => rates.batch_execute,
        Operation::DescribeStatement => rates.describe,
        Operation::GetStatementResult | Operation::GetStatementResultV2 => rates.get_result,
        Operation::CancelStatement => rates.cancel,
        Operation::ListStatements | Operation::ListDatabases => rates.list,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_counts_for_one_second() {
        let meter = Meter::default();
        let at = |millis: i64| Timestamp::from_micros(millis * 1000);
        let cancel = |millis| meter.admits(Operation::CancelStatement, &Rates::AWS, at(millis));
        assert_eq!([0, 0, 500, 600, 999].map(cancel), [true, true, true, false, false]);
        assert_eq!([1000, 1001, 1499, 1500].map(cancel), [true, true, false, true]);
        assert!(meter.admits(Operation::ListStatements, &Rates::AWS, at(600)), "each operation has its own");
        assert!((0..99).all(|_| meter.admits(Operation::DescribeStatement, &Rates::default(), at(0))));
    }
}
