//! What an answer holds: the members of each call that a script may name.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{CallName, MetricNamespace};
use crate::result::ColumnType;

/// What a member is, by the service's model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Double,
    /// True or false.
    Boolean,
    /// A moment.
    Timestamp,
}

impl MemberKind {
    /// Whether a column of that type can hold it without loss.
    pub const fn fits(self, column: ColumnType) -> bool {
        match column {
            ColumnType::Text => true,
            ColumnType::Integer => matches!(self, Self::Integer),
            ColumnType::Float | ColumnType::Decimal { .. } => matches!(self, Self::Integer | Self::Double),
            ColumnType::Boolean => matches!(self, Self::Boolean),
            ColumnType::Timestamp | ColumnType::Date => matches!(self, Self::Timestamp),
        }
    }

    /// The kind in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::String => "text",
            Self::Integer => "a whole number",
            Self::Double => "a number",
            Self::Boolean => "true or false",
            Self::Timestamp => "a moment",
        }
    }
}

#[derive(Deserialize)]
struct Document {
    calls: BTreeMap<String, BTreeMap<String, MemberKind>>,
    metrics: BTreeMap<MetricNamespace, BTreeMap<String, Vec<String>>>,
}

fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        serde_json::from_str(include_str!("../../data/aws_calls.json")).expect("the embedded list of members is valid")
    })
}

/// The members of a call's answer that a script may name: JSON pointers, in which `*` stands for any place of a list.
/// These are exactly the ones that every source hands over; `data/aws_calls.json` says where they are documented.
///
/// # Panics
/// When the embedded list cannot be read: a mistake in this crate, met by its first test.
pub fn members(call: CallName) -> &'static BTreeMap<String, MemberKind> {
    &document().calls[call.word()]
}

/// The metrics of a namespace that a script may name.
pub fn metrics(namespace: MetricNamespace) -> impl Iterator<Item = &'static str> {
    document().metrics[&namespace].keys().map(String::as_str)
}

/// The dimensions that a metric needs beside the one that names the warehouse; `None` when there is no such metric.
pub fn metric_dimensions(namespace: MetricNamespace, metric: &str) -> Option<&'static [String]> {
    document().metrics[&namespace].get(metric).map(Vec::as_slice)
}

/// The member at a pointer of an answer; numbers in it are places of lists.
pub fn member(call: CallName, pointer: &str) -> Option<MemberKind> {
    let is_place = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = pointer.split('/').map(|part| if is_place(part) { "*" } else { part });
    members(call).get(&parts.collect::<Vec<_>>().join("/")).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_members_and_a_place_of_a_list_is_any_place() {
        for call in CallName::ALL {
            assert!(!members(call).is_empty(), "{call}");
        }
        let group = "/Clusters/0/ClusterParameterGroups/0/ParameterGroupName";
        assert_eq!(member(CallName::DescribeClusters, group), Some(MemberKind::String));
        assert_eq!(member(CallName::DescribeClusters, "/Clusters/0/Encrypted"), Some(MemberKind::Boolean));
        assert_eq!(member(CallName::DescribeClusters, "/Clusters/0/MasterUserPassword"), None);
    }

    #[test]
    fn each_namespace_has_metrics_of_its_own_and_each_dimension_can_be_a_column() {
        for namespace in MetricNamespace::ALL {
            assert!(metrics(namespace).count() > 5, "{namespace}");
            for dimension in metrics(namespace).filter_map(|metric| metric_dimensions(namespace, metric)).flatten() {
                let pointer = format!("/{dimension}");
                assert_eq!(member(CallName::GetMetricData, &pointer), Some(MemberKind::String), "{dimension}");
            }
        }
        assert_eq!(metric_dimensions(MetricNamespace::Serverless, "CPUUtilization"), None);
        let of_queries = metric_dimensions(MetricNamespace::Serverless, "QueriesQueued").expect("a metric");
        assert_eq!(of_queries, ["QueryType"]);
    }
}
