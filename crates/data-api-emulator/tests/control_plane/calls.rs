//! The calls of queries through the official SDKs, answered by a sample warehouse.

use std::sync::Arc;

use data_api_emulator::{Emulator, Options};
use review_core::Timestamp;
use review_core::call::{CallColumn, CallName, CallScript, EACH, Metric, MetricNamespace, Taken, rows_of};
use review_core::error_class::ErrorClass;
use review_core::result::ColumnType;
use review_sample::SampleWarehouse;
use review_warehouse::aws::{AwsCalls, Kind};
use review_warehouse::{Calls as _, Warehouse as _};
use serde_json::Value;

use crate::fixture::{CLUSTER, USER_KEY, WORKGROUP, config};

async fn emulator(sample: &str) -> Emulator {
    let options =
        Options { clusters: vec![CLUSTER.to_owned()], workgroups: vec![WORKGROUP.to_owned()], ..Options::default() };
    let warehouse = SampleWarehouse::open(sample).expect("a sample");
    Emulator::start(Arc::new(warehouse), options).await.expect("an emulator")
}

async fn calls(emulator: &Emulator, kind: Kind) -> AwsCalls {
    let name = if kind == Kind::Cluster { CLUSTER } else { WORKGROUP };
    AwsCalls::new(&config(emulator, USER_KEY).await, kind, name, None).expect("a Region")
}

fn script(call: CallName) -> CallScript {
    let metric =
        Metric { name: "HealthStatus".into(), statistic: "Minimum".into(), unit: None, dimensions: Default::default() };
    let at = CallColumn { name: "at".into(), kind: ColumnType::Timestamp, taken: Taken::At("/Timestamp".into()) };
    let health = CallColumn { name: "health".into(), kind: ColumnType::Float, taken: Taken::Metric(metric) };
    CallScript { period_seconds: Some(3_600), days: Some(7), ..CallScript::new(call, vec![at, health]) }
}

fn until() -> Timestamp {
    "2026-11-20T06:00:00Z".parse().expect("a time")
}

/// What the SDKs read is what the sample said, but for what it left out.
async fn arrives_as_it_was_said(sample: &str, kind: Kind, call: CallName) {
    script_arrives_as_it_was_said(sample, kind, &script(call)).await;
}

async fn script_arrives_as_it_was_said(sample: &str, kind: Kind, script: &CallScript) {
    let emulator = emulator(sample).await;
    let read = calls(&emulator, kind).await.ask(script, until()).await;
    let read = read.unwrap_or_else(|error| panic!("{}: {error}", script.call)).json;
    let warehouse = SampleWarehouse::open(sample).expect("a sample");
    let said = warehouse.aws_calls().expect("calls").ask(script, until()).await.expect("an answer").json;
    assert_eq!(without_nothing(read), without_nothing(said), "{}", script.call);
}

/// A script of one metric.
fn of_metric(namespace: MetricNamespace, name: &str, dimension: Option<(&str, &str)>) -> CallScript {
    let dimensions = dimension.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let metric = Metric { name: name.into(), statistic: "Maximum".into(), unit: None, dimensions };
    let columns = vec![CallColumn { name: "value".into(), kind: ColumnType::Float, taken: Taken::Metric(metric) }];
    let script = CallScript::new(CallName::GetMetricData, columns);
    CallScript { namespace, period_seconds: Some(3_600), days: Some(7), ..script }
}

#[tokio::test]
async fn what_the_sdks_read_of_a_workgroups_metrics_is_what_was_said() {
    let of = |name, dimension| of_metric(MetricNamespace::Serverless, name, dimension);
    let capacity = of("ComputeCapacity", None);
    script_arrives_as_it_was_said("serverless", Kind::Workgroup, &capacity).await;
    let waiting = of("QueryRuntimeBreakdown", Some(("Stage", "QueryWaiting")));
    script_arrives_as_it_was_said("serverless", Kind::Workgroup, &waiting).await;
    let each = of("QueriesRunning", Some(("QueryType", EACH)));
    script_arrives_as_it_was_said("serverless", Kind::Workgroup, &each).await;
}

#[tokio::test]
async fn each_queue_that_a_search_finds_has_its_rows() {
    let mut script = of_metric(MetricNamespace::Redshift, "WLMQueueWaitTime", Some(("QueueName", EACH)));
    script_arrives_as_it_was_said("troubled", Kind::Cluster, &script).await;
    let queue = CallColumn { name: "queue".into(), kind: ColumnType::Text, taken: Taken::At("/QueueName".into()) };
    script.columns.push(queue);
    let emulator = emulator("troubled").await;
    let answer = calls(&emulator, Kind::Cluster).await.ask(&script, until()).await.expect("an answer");
    let (_, rows) = rows_of(&script, &answer).expect("rows");
    let queues: std::collections::BTreeSet<String> = rows.iter().filter_map(|row| row[1].text()).collect();
    assert_eq!(queues.into_iter().collect::<Vec<_>>(), ["Default queue", "adhoc", "bi", "etl"]);
    assert_eq!(rows.len(), 4 * 168);
}

/// Without members that are NULL or empty objects.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().map(|(name, member)| (name, without_nothing(member)));
            let is_there = |member: &Value| !member.is_null() && member.as_object().is_none_or(|one| !one.is_empty());
            Value::Object(kept.filter(|(_, member)| is_there(member)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nothing).collect()),
        other => other,
    }
}

#[tokio::test]
async fn what_the_sdks_read_of_a_cluster_is_what_was_said() {
    for call in [
        CallName::DescribeClusterParameters,
        CallName::DescribeClusterSnapshots,
        CallName::DescribeLoggingStatus,
        CallName::DescribeUsageLimits,
        CallName::ListRecommendations,
        CallName::GetMetricData,
    ] {
        arrives_as_it_was_said("troubled", Kind::Cluster, call).await;
    }
}

#[tokio::test]
async fn what_the_sdks_read_of_a_workgroup_is_what_was_said() {
    for call in [CallName::GetNamespace, CallName::ListUsageLimits, CallName::ListRecommendations] {
        arrives_as_it_was_said("serverless", Kind::Workgroup, call).await;
    }
}

#[tokio::test]
async fn a_denial_names_the_action_and_the_statement_that_mends_it() {
    let emulator = emulator("troubled").await;
    let calls = calls(&emulator, Kind::Cluster).await;
    for call in [CallName::DescribeClusterSnapshots, CallName::ListRecommendations, CallName::GetMetricData] {
        assert_eq!(calls.denied(call).await, None, "{call}");
        emulator.deny(call.word(), true);
        let denied = calls.denied(call).await.unwrap_or_else(|| panic!("{call} is denied"));
        assert_eq!(denied.action, call.word());
        assert!(denied.remedy.contains(&format!("\"Action\": \"{call}\"")), "{}", denied.remedy);
        let error = calls.ask(&script(call), until()).await.expect_err("denied");
        assert_eq!(error.class, ErrorClass::Permission);
    }
}

#[tokio::test]
async fn the_parameters_of_a_cluster_need_its_description_too() {
    let emulator = emulator("troubled").await;
    emulator.deny("redshift:DescribeClusters", true);
    let denied = calls(&emulator, Kind::Cluster).await.denied(CallName::DescribeClusterParameters).await;
    assert_eq!(denied.map(|denied| denied.action).as_deref(), Some("redshift:DescribeClusters"));
}
