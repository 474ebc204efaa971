//! Metrics of a warehouse.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::{DateTime, DateTimeFormat};
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat, StandardUnit};
use review_core::Timestamp;
use review_core::call::{CallColumn, CallName, CallScript, EACH, Metric as Wanted, MetricNamespace, Taken, metric_id};
use review_core::result::ColumnType;
use serde_json::{Value, json};

use super::adapter::Asking;
use crate::WarehouseError;
use crate::aws::Kind;
use crate::aws::errors::{Call, from_sdk_at};

const CALL: Call = Call::new("cloudwatch", "GetMetricData");
const MICROS: i64 = 1_000_000;
const SECONDS_IN_DAY: i64 = 86_400;

/// The metrics of a script over its days before `until`, in whole periods.
pub(super) async fn get(asking: &Asking<'_>, script: &CallScript, until: Timestamp) -> Result<Value, WarehouseError> {
    let period = i64::from(script.period_seconds.unwrap_or(3_600));
    let (start, end) = span(until, period, i64::from(script.days.unwrap_or(1)));
    let query = |(place, wanted)| match Wanted::each(wanted) {
        None => measured(script.namespace, place, wanted, period, asking.name),
        Some(each) => searched(script.namespace, place, wanted, each, period, asking.name),
    };
    let request = Client::new(asking.config)
        .get_metric_data()
        .set_metric_data_queries(Some(script.metrics().map(query).collect()))
        .start_time(DateTime::from_secs(start))
        .end_time(DateTime::from_secs(end));
    let mut pages = request.into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(CALL, asking.place, &error))?;
        for result in page.metric_data_results() {
            let moments = result.timestamps().iter().map(|at| at.fmt(DateTimeFormat::DateTime).unwrap_or_default());
            found.push(json!({
                "Id": result.id(),
                "Label": result.label(),
                "Timestamps": moments.collect::<Vec<_>>(),
                "Values": result.values(),
            }));
        }
    }
    Ok(json!({"MetricDataResults": found}))
}

/// One metric of one hour: enough to know whether the call is allowed.
pub(super) async fn probe(asking: &Asking<'_>, kind: Kind) -> Result<Value, WarehouseError> {
    let namespace = match kind {
        Kind::Cluster => MetricNamespace::Redshift,
        Kind::Workgroup => MetricNamespace::Serverless,
    };
    let wanted = Wanted {
        // Of the few that both namespaces have.
        name: "DatabaseConnections".to_owned(),
        statistic: "Maximum".to_owned(),
        unit: None,
        dimensions: Default::default(),
    };
    let column = CallColumn { name: "probe".to_owned(), kind: ColumnType::Float, taken: Taken::Metric(wanted) };
    let script = CallScript { namespace, ..CallScript::new(CallName::GetMetricData, vec![column]) };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let now = Timestamp::from_micros(i64::try_from(now.as_micros()).unwrap_or(i64::MAX));
    get(asking, &script, now).await
}

/// Begin and end in seconds, both at the border of a period.
const fn span(until: Timestamp, period: i64, days: i64) -> (i64, i64) {
    let seconds = until.micros().div_euclid(MICROS);
    let end = seconds - seconds.rem_euclid(period);
    (end - days * SECONDS_IN_DAY, end)
}

/// One time series, named by all its dimensions.
fn measured(namespace: MetricNamespace, place: usize, wanted: &Wanted, period: i64, name: &str) -> MetricDataQuery {
    let own = Dimension::builder().name(namespace.own_dimension()).value(name).build();
    let others = wanted.dimensions.iter().map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let metric = Metric::builder()
        .namespace(namespace.word())
        .metric_name(&wanted.name)
        .set_dimensions(Some(std::iter::once(own).chain(others).collect()))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(seconds(period))
        .stat(&wanted.statistic)
        .set_unit(wanted.unit.as_deref().map(StandardUnit::from))
        .build();
    MetricDataQuery::builder().id(metric_id(place)).metric_stat(stat).build()
}

/// Every time series with these dimensions, whatever the value of one of them: what that is, is their label (CloudWatch
/// user guide, "CloudWatch search expression syntax" and "Use dynamic labels").
fn searched(
    namespace: MetricNamespace,
    place: usize,
    wanted: &Wanted,
    each: &str,
    period: i64,
    name: &str,
) -> MetricDataQuery {
    let own = (namespace.own_dimension(), name);
    let others = wanted.dimensions.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let dimensions: Vec<(&str, &str)> = std::iter::once(own).chain(others).collect();
    let names = dimensions.iter().map(|(name, _)| quoted(name));
    let schema: Vec<String> = std::iter::once(quoted(namespace.word())).chain(names).collect();
    let known = dimensions.iter().copied().filter(|(_, value)| *value != EACH);
    let terms = std::iter::once(("MetricName", wanted.name.as_str())).chain(known);
    let terms: Vec<String> = terms.map(|(name, value)| format!("{name}={}", quoted(value))).collect();
    let expression = format!("SEARCH('{{{}}} {}', '{}')", schema.join(","), terms.join(" "), wanted.statistic);
    MetricDataQuery::builder()
        .id(metric_id(place))
        .expression(expression)
        .label(format!("${{PROP('Dim.{each}')}}"))
        .period(seconds(period))
        .build()
}

fn seconds(period: i64) -> i32 {
    i32::try_from(period).unwrap_or(i32::MAX)
}

/// A name or value to be matched as it is.
fn quoted(text: &str) -> String {
    let escaped: String =
        text.chars().flat_map(|c| ['"', '\\', '(', ')'].contains(&c).then_some('\\').into_iter().chain([c])).collect();
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_periods_are_asked_for() {
        let until = "2026-11-20T06:20:00Z".parse().expect("a time");
        let (start, end) = span(until, 3_600, 7);
        assert_eq!(end, 1_795_154_400, "06:00");
        assert_eq!(end - start, 7 * SECONDS_IN_DAY);
    }

    #[test]
    fn a_metric_is_asked_for_by_cluster_and_its_further_dimensions() {
        let wanted = Wanted {
            name: "QueryRuntimeBreakdown".into(),
            statistic: "Sum".into(),
            unit: Some("Milliseconds".into()),
            dimensions: [("stage".to_owned(), "QueryWaiting".to_owned())].into(),
        };
        let query = measured(MetricNamespace::Redshift, 3, &wanted, 3_600, "sales");
        let stat = query.metric_stat().expect("a statistic");
        let dimensions = stat.metric().expect("a metric").dimensions().iter();
        let dimensions: Vec<_> = dimensions.map(|one| (one.name(), one.value())).collect();
        assert_eq!(query.id(), Some("m3"));
        assert_eq!(dimensions, [(Some("ClusterIdentifier"), Some("sales")), (Some("stage"), Some("QueryWaiting"))]);
        assert_eq!((stat.stat(), stat.unit()), (Some("Sum"), Some(&StandardUnit::Milliseconds)));
    }

    #[test]
    fn a_metric_of_a_workgroup_is_one_of_its_namespace() {
        let wanted = Wanted {
            name: "ComputeCapacity".into(),
            statistic: "Maximum".into(),
            unit: None,
            dimensions: Default::default(),
        };
        let query = measured(MetricNamespace::Serverless, 1, &wanted, 3_600, "etl");
        let metric = query.metric_stat().and_then(MetricStat::metric).expect("a metric");
        assert_eq!(metric.namespace(), Some("AWS/Redshift-Serverless"));
        let dimensions: Vec<_> = metric.dimensions().iter().map(|one| (one.name(), one.value())).collect();
        assert_eq!(dimensions, [(Some("Workgroup"), Some("etl"))]);
    }

    #[test]
    fn each_value_of_a_dimension_is_searched_for_and_labels_what_is_found() {
        let dimensions = [("QueueName".to_owned(), EACH.to_owned())].into();
        let wanted = Wanted { name: "WLMQueueLength".into(), statistic: "Maximum".into(), unit: None, dimensions };
        let query = searched(MetricNamespace::Redshift, 2, &wanted, "QueueName", 3_600, "sales");
        let expression = r#"SEARCH('{"AWS/Redshift","ClusterIdentifier","QueueName"} MetricName="WLMQueueLength" ClusterIdentifier="sales"', 'Maximum')"#;
        assert_eq!(query.expression(), Some(expression));
        assert_eq!((query.id(), query.period()), (Some("m2"), Some(3_600)));
        assert_eq!(query.label(), Some("${PROP('Dim.QueueName')}"));
        assert_eq!(quoted(r#"a "b" (c)\d"#), r#""a \"b\" \(c\)\\d""#);
    }
}
