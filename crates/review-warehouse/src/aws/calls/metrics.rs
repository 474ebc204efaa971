//! Metrics of a cluster.

use aws_sdk_cloudwatch::Client;
use aws_sdk_cloudwatch::primitives::{DateTime, DateTimeFormat};
use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat, StandardUnit};
use review_core::Timestamp;
use review_core::call::{CallColumn, CallName, CallScript, Metric as Wanted, Taken, metric_id};
use review_core::result::ColumnType;
use serde_json::{Value, json};

use super::adapter::Asking;
use crate::WarehouseError;
use crate::aws::errors::{Call, from_sdk_at};

const CALL: Call = Call::new("cloudwatch", "GetMetricData");
const NAMESPACE: &str = "AWS/Redshift";
const MICROS: i64 = 1_000_000;
const SECONDS_IN_DAY: i64 = 86_400;

/// The metrics of a script over its days before `until`, in whole periods.
pub(super) async fn get(asking: &Asking<'_>, script: &CallScript, until: Timestamp) -> Result<Value, WarehouseError> {
    let period = i64::from(script.period_seconds.unwrap_or(3_600));
    let (start, end) = span(until, period, i64::from(script.days.unwrap_or(1)));
    let queries = script.metrics().map(|(place, wanted)| query(place, wanted, period, asking.name));
    let request = Client::new(asking.config)
        .get_metric_data()
        .set_metric_data_queries(Some(queries.collect()))
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
                "Timestamps": moments.collect::<Vec<_>>(),
                "Values": result.values(),
            }));
        }
    }
    Ok(json!({"MetricDataResults": found}))
}

/// One metric of one hour: enough to know whether the call is allowed.
pub(super) async fn probe(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let wanted = Wanted {
        name: "HealthStatus".to_owned(),
        statistic: "Minimum".to_owned(),
        unit: None,
        dimensions: Default::default(),
    };
    let column = CallColumn { name: "probe".to_owned(), kind: ColumnType::Float, taken: Taken::Metric(wanted) };
    let script = CallScript {
        call: CallName::GetMetricData,
        rows: None,
        period_seconds: Some(3_600),
        days: Some(1),
        columns: vec![column],
    };
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

fn query(place: usize, wanted: &Wanted, period: i64, cluster: &str) -> MetricDataQuery {
    let own = Dimension::builder().name("ClusterIdentifier").value(cluster).build();
    let others = wanted.dimensions.iter().map(|(name, value)| Dimension::builder().name(name).value(value).build());
    let metric = Metric::builder()
        .namespace(NAMESPACE)
        .metric_name(&wanted.name)
        .set_dimensions(Some(std::iter::once(own).chain(others).collect()))
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(i32::try_from(period).unwrap_or(i32::MAX))
        .stat(&wanted.statistic)
        .set_unit(wanted.unit.as_deref().map(StandardUnit::from))
        .build();
    MetricDataQuery::builder().id(metric_id(place)).metric_stat(stat).build()
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
        let query = query(3, &wanted, 3_600, "sales");
        let stat = query.metric_stat().expect("a statistic");
        let dimensions = stat.metric().expect("a metric").dimensions().iter();
        let dimensions: Vec<_> = dimensions.map(|one| (one.name(), one.value())).collect();
        assert_eq!(query.id(), Some("m3"));
        assert_eq!(dimensions, [(Some("ClusterIdentifier"), Some("sales")), (Some("stage"), Some("QueryWaiting"))]);
        assert_eq!((stat.stat(), stat.unit()), (Some("Sum"), Some(&StandardUnit::Milliseconds)));
    }
}
