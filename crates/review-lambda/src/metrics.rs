//! Metrics in CloudWatch's embedded metric format: a line of the log that CloudWatch makes metrics of.
//!
//! One dimension, the name prefix of the stack: what its alarms ask for. Each further one would be a metric more to
//! pay for, and the function's name stands in the line as a field.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use review_core::Timestamp;
use serde_json::{Map, Value, json};

use crate::settings::Settings;

const NAMESPACE: &str = "REVIEW_METRICS_NAMESPACE";
const DEFAULT_NAMESPACE: &str = "RedshiftReview";
const NAME_PREFIX: &str = "REVIEW_NAME_PREFIX";
/// Set by Lambda.
const FUNCTION_NAME: &str = "AWS_LAMBDA_FUNCTION_NAME";
/// The most values of one metric in one line (CloudWatch, embedded metric format: specification).
const VALUES_MAX: usize = 100;

/// What is counted and measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Queries whose result was stored.
    QueriesStored,
    /// Queries that ended without a result.
    QueriesFailed,
    /// From a statement's submission to its end, in seconds.
    QuerySeconds,
    /// Rows that were stored.
    RowsStored,
    /// Runs that began.
    RunsStarted,
    /// Runs that could not begin.
    RunsRefused,
    /// Runs that ended with every query's result.
    CompleteRuns,
    /// Runs that ended without some.
    IncompleteRuns,
    /// Hours since the last run that ended with every query's result.
    HoursSinceCompleteRun,
    /// Calls that ended in an error.
    Errors,
}

impl Metric {
    /// Its name in CloudWatch.
    pub const fn name(self) -> &'static str {
        match self {
            Self::QueriesStored => "QueriesStored",
            Self::QueriesFailed => "QueriesFailed",
            Self::QuerySeconds => "QuerySeconds",
            Self::RowsStored => "RowsStored",
            Self::RunsStarted => "RunsStarted",
            Self::RunsRefused => "RunsRefused",
            Self::CompleteRuns => "CompleteRuns",
            Self::IncompleteRuns => "IncompleteRuns",
            Self::HoursSinceCompleteRun => "HoursSinceCompleteRun",
            Self::Errors => "Errors",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::QuerySeconds => "Seconds",
            // CloudWatch knows no hours.
            Self::HoursSinceCompleteRun => "None",
            Self::QueriesStored
            | Self::QueriesFailed
            | Self::RowsStored
            | Self::RunsStarted
            | Self::RunsRefused
            | Self::CompleteRuns
            | Self::IncompleteRuns
            | Self::Errors => "Count",
        }
    }
}

/// Whose metrics they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    namespace: String,
    name_prefix: String,
    function_name: String,
}

impl Owner {
    pub(crate) fn of(settings: &Settings, function: &str) -> Self {
        let function_name = settings.optional(FUNCTION_NAME).unwrap_or(function).to_owned();
        // The stack's templates name functions `<name prefix>-<function>`.
        let by_name = function_name.strip_suffix(function).and_then(|prefix| prefix.strip_suffix('-'));
        let name_prefix = settings.optional(NAME_PREFIX).or(by_name).unwrap_or(&function_name).to_owned();
        let namespace = settings.optional(NAMESPACE).unwrap_or(DEFAULT_NAMESPACE).to_owned();
        Self { namespace, name_prefix, function_name }
    }
}

/// The values of one call.
#[derive(Debug, Default)]
pub(crate) struct Values {
    values: Mutex<BTreeMap<Metric, Vec<f64>>>,
}

impl Values {
    pub(crate) fn add(&self, metric: Metric, value: f64) {
        self.values.lock().unwrap_or_else(PoisonError::into_inner).entry(metric).or_default().push(value);
    }

    /// The lines that report them, and no values left.
    pub(crate) fn lines(&self, owner: &Owner, now: Timestamp) -> Vec<String> {
        let values = std::mem::take(&mut *self.values.lock().unwrap_or_else(PoisonError::into_inner));
        let longest = values.values().map(Vec::len).max().unwrap_or_default();
        let lines = (0..longest).step_by(VALUES_MAX).map(|first| {
            let piece = |values: &Vec<f64>| values.iter().skip(first).take(VALUES_MAX).copied().collect::<Vec<f64>>();
            let pieces = values.iter().map(|(metric, values)| (*metric, piece(values)));
            line(owner, now, &pieces.filter(|(_, values)| !values.is_empty()).collect())
        });
        lines.collect()
    }
}

fn line(owner: &Owner, now: Timestamp, values: &BTreeMap<Metric, Vec<f64>>) -> String {
    let declared = values.keys().map(|metric| json!({ "Name": metric.name(), "Unit": metric.unit() }));
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.micros() / 1_000,
            "CloudWatchMetrics": [{
                "Namespace": owner.namespace,
                "Dimensions": [["NamePrefix"]],
                "Metrics": declared.collect::<Vec<Value>>(),
            }],
        }),
    );
    line.insert("NamePrefix".to_owned(), owner.name_prefix.as_str().into());
    line.insert("FunctionName".to_owned(), owner.function_name.as_str().into());
    for (metric, values) in values {
        let value = match values.as_slice() {
            [one] => json!(one),
            several => json!(several),
        };
        line.insert(metric.name().to_owned(), value);
    }
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner() -> Owner {
        let settings = Settings::of(&[(FUNCTION_NAME, "my-reviews-query"), (NAMESPACE, "Ours")]);
        Owner::of(&settings, "query")
    }

    #[test]
    fn a_line_is_in_the_embedded_metric_format() {
        let values = Values::default();
        values.add(Metric::QueriesStored, 1.0);
        values.add(Metric::QuerySeconds, 2.5);
        values.add(Metric::QuerySeconds, 3.0);
        let lines = values.lines(&owner(), Timestamp::from_micros(1_700_000_000_123_456));
        let [line] = lines.as_slice() else { panic!("one line: {lines:?}") };
        let line: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(
            line,
            json!({
                "_aws": { "Timestamp": 1_700_000_000_123_i64, "CloudWatchMetrics": [{
                    "Namespace": "Ours", "Dimensions": [["NamePrefix"]],
                    "Metrics": [{ "Name": "QueriesStored", "Unit": "Count" }, { "Name": "QuerySeconds", "Unit": "Seconds" }]
                }] },
                "NamePrefix": "my-reviews", "FunctionName": "my-reviews-query",
                "QueriesStored": 1.0, "QuerySeconds": [2.5, 3.0]
            })
        );
        assert!(values.lines(&owner(), Timestamp::from_micros(0)).is_empty(), "nothing is reported twice");
    }

    #[test]
    fn more_values_than_a_line_takes_go_into_several() {
        let values = Values::default();
        (0..250).for_each(|second| values.add(Metric::QuerySeconds, f64::from(second)));
        values.add(Metric::Errors, 1.0);
        let lines = values.lines(&owner(), Timestamp::from_micros(0));
        let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let counts: Vec<usize> = lines.iter().map(|line| line["QuerySeconds"].as_array().map_or(1, Vec::len)).collect();
        assert_eq!(counts, [100, 100, 50]);
        assert_eq!(lines.iter().filter(|line| line.get("Errors").is_some()).count(), 1);
    }
}
