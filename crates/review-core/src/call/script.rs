//! What a script of a call says, its parameters put in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CallName, MetricNamespace};
use crate::result::ColumnType;

/// The words that say where a column comes from; a column has exactly one of them.
pub const TAKEN_FROM: [&str; 5] = ["at", "hours_since", "count", "list", "metric"];

/// How many metrics one call may ask for (API reference, GetMetricData: 500 queries).
pub const METRICS_MAX: usize = 500;

/// The value of a dimension that stands for each value there is: a row for each of them then.
pub const EACH: &str = "*";

/// A call as it is made: what lies under `scripts/` of a run folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallScript {
    /// Which call.
    pub call: CallName,
    /// Where the rows stand in the answer, a JSON pointer to a list, or to an object that is one row; `None` means
    /// the whole answer, or for metrics a row for each period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<String>,
    /// Where its metrics are; without a meaning for other calls.
    #[serde(default, skip_serializing_if = "MetricNamespace::is_default")]
    pub namespace: MetricNamespace,
    /// How long one row of metrics is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_seconds: Option<u32>,
    /// How far back metrics are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// The columns, in order.
    pub columns: Vec<CallColumn>,
}

/// A column of the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Where its values come from.
    #[serde(flatten)]
    pub taken: Taken,
}

/// Where the values of a column come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Taken {
    /// From this place within a row, a JSON pointer. In a row of metrics `/Timestamp` is the period's begin, and a
    /// dimension's name the value it has there.
    At(String),
    /// From the moment at this place: how many hours have passed since.
    HoursSince(String),
    /// From the list at this place: how many items it has.
    Count(String),
    /// From the list at this place: its items, a comma between them.
    List(String),
    /// From this metric.
    Metric(Metric),
}

/// A metric of a warehouse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// Its name in the script's namespace, `CPUUtilization`.
    pub name: String,
    /// How the values of a period become one: `Average`, `Maximum`, `Minimum`, `Sum`, `SampleCount` or `pNN`.
    pub statistic: String,
    /// Its unit, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Dimensions beside the one that names the warehouse; at most one is [`EACH`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dimensions: BTreeMap<String, String>,
}

impl Metric {
    /// The dimension of which each value is asked for.
    pub fn each(&self) -> Option<&str> {
        self.dimensions.iter().find(|(_, value)| *value == EACH).map(|(name, _)| name.as_str())
    }
}

impl CallScript {
    /// A call with these columns, and nothing else said of it.
    pub fn new(call: CallName, columns: Vec<CallColumn>) -> Self {
        let namespace = MetricNamespace::default();
        Self { call, rows: None, namespace, period_seconds: None, days: None, columns }
    }

    /// The script in its text, if it reads as one.
    ///
    /// # Errors
    /// When it does not.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The text that lies in the run folder.
    pub fn text(&self) -> String {
        // A script has string keys only, so that it always serializes.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The metrics, each with the place of its column.
    pub fn metrics(&self) -> impl Iterator<Item = (usize, &Metric)> {
        self.columns.iter().enumerate().filter_map(|(place, column)| match &column.taken {
            Taken::Metric(metric) => Some((place, metric)),
            Taken::At(_) | Taken::HoursSince(_) | Taken::Count(_) | Taken::List(_) => None,
        })
    }
}

/// The id that a metric has in a request and its answer, from the place of its column.
pub fn metric_id(place: usize) -> String {
    format!("m{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_reads_back_as_it_was_written() {
        let metric = Metric {
            name: "CPUUtilization".into(),
            statistic: "Average".into(),
            unit: None,
            dimensions: BTreeMap::new(),
        };
        let columns = vec![
            CallColumn { name: "hour".into(), kind: ColumnType::Timestamp, taken: Taken::At("/Timestamp".into()) },
            CallColumn { name: "cpu".into(), kind: ColumnType::Float, taken: Taken::Metric(metric) },
        ];
        let of_metrics = CallScript::new(CallName::GetMetricData, columns);
        let script = CallScript { period_seconds: Some(3600), days: Some(7), ..of_metrics };
        assert_eq!(CallScript::parse(&script.text()).expect("a script"), script);
        assert_eq!(script.metrics().map(|(place, _)| place).collect::<Vec<_>>(), [1]);
        assert!(!script.text().contains("namespace"), "{}", script.text());
        assert!(CallScript::parse("select 1").is_err());
        let serverless = CallScript { namespace: MetricNamespace::Serverless, ..script };
        assert_eq!(CallScript::parse(&serverless.text()).expect("a script"), serverless);
    }
}
