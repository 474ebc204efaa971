//! Metrics of the samples, period by period.

use review_core::call::{CallScript, Metric, metric_id};
use serde_json::{Value, json};

use super::moment;
use super::workload::{self, QUEUES, Series};
use crate::clock::{BEGIN, DAY, HISTORY, HOUR, NOW, PATCHED, SECOND, hour_of, is_weekend, november};
use crate::variant::Variant;
use crate::world::World;
use crate::world::runs::Run;

/// What the dimension `QueryType` is in the samples.
const QUERY_TYPES: [&str; 8] = ["INSERT", "DELETE", "UPDATE", "UNLOAD", "LOAD", "SELECT", "CTAS", "OTHER"];

/// The answer: the values of the days asked for, as far back as the sample goes, the newest first as CloudWatch has them.
/// A namespace in which the sample has no metrics holds none.
pub(super) fn answer(variant: Variant, script: &CallScript) -> Value {
    let is_there = script.namespace.deployments().contains(&variant.deployment());
    let asked = script.metrics().filter(|_| is_there);
    let results = asked.flat_map(|(place, metric)| {
        named(variant, metric).into_iter().map(move |metric| (place, metric)).collect::<Vec<_>>()
    });
    let results = results.map(|(place, (label, metric))| result(variant, script, &metric_id(place), label, &metric));
    json!({"MetricDataResults": results.collect::<Vec<_>>()})
}

/// The metric with each value of the dimension of which each is asked for, and that value.
fn named(variant: Variant, metric: &Metric) -> Vec<(Option<&'static str>, Metric)> {
    let Some(each) = metric.each() else { return vec![(None, metric.clone())] };
    let values: Vec<&str> = match each {
        "QueueName" => queue_names(variant),
        "QueryType" => QUERY_TYPES.to_vec(),
        _ => Vec::new(),
    };
    let with = |value: &'static str| {
        let mut metric = metric.clone();
        let each = each.to_owned();
        metric.dimensions.insert(each, value.to_owned());
        (Some(value), metric)
    };
    values.into_iter().map(with).collect()
}

/// The short queries' queue is there where somebody ran through it.
fn queue_names(variant: Variant) -> Vec<&'static str> {
    let is_used = |name: &&str| World::of(variant).runs.iter().any(|run| run.queue.name(variant) == *name);
    QUEUES.map(|queue| queue.name(variant)).into_iter().filter(is_used).collect()
}

fn result(variant: Variant, script: &CallScript, id: &str, label: Option<&str>, metric: &Metric) -> Value {
    let period = i64::from(script.period_seconds.unwrap_or(3_600)) * SECOND;
    let days = i64::from(script.days.unwrap_or(7));
    let begin = BEGIN.max(NOW.micros() - (days * DAY).min(HISTORY));
    let count = (NOW.micros() - begin) / period;
    let measured = measured(variant, metric, period);
    let value = |at: i64| match &measured {
        Some(series) => series.get(&at).copied().or_else(|| quiet(variant, metric, at)),
        None => Some(value(variant, metric, at)),
    };
    let points = (1..=count).map(|number| NOW.micros() - number * period);
    let points: Vec<(i64, f64)> = points.filter_map(|at| Some((at, value(at)?))).collect();
    json!({
        "Id": id,
        "Label": label,
        "Timestamps": points.iter().map(|(at, _)| moment(*at)).collect::<Vec<_>>(),
        "Values": points.iter().map(|(_, value)| value).collect::<Vec<_>>(),
    })
}

/// What is counted from the sample's statements; none where a metric is about something else.
fn measured(variant: Variant, metric: &Metric, period: i64) -> Option<Series> {
    let world = World::of(variant);
    let dimension = |name: &str| metric.dimensions.get(name).map(String::as_str);
    let in_queue = |run: &Run| dimension("QueueName") == Some(run.queue.name(variant));
    let of_type = |run: &Run| dimension("QueryType") == Some(workload::query_type(run));
    let is_waiting = ["stage", "Stage"].into_iter().any(|name| dimension(name) == Some("QueryWaiting"));
    Some(match metric.name.as_str() {
        "QueryRuntimeBreakdown" if is_waiting => workload::waited(world, period, &|_| true),
        "WLMQueueWaitTime" => workload::waited(world, period, &in_queue),
        "WLMQueueLength" => workload::in_line(world, period, &in_queue),
        "WLMRunningQueries" => workload::running(world, period, &in_queue),
        "QueriesQueued" => workload::in_line(world, period, &of_type),
        "QueriesRunning" => workload::running(world, period, &of_type),
        "ComputeCapacity" => workload::capacity(world, period),
        _ => return None,
    })
}

/// What a period has in which nothing was counted: a cluster is always on, and a workgroup that sleeps has no value.
fn quiet(variant: Variant, metric: &Metric, at: i64) -> Option<f64> {
    let is_on = variant != Variant::Serverless
        || metric.name != "ComputeCapacity" && workload::capacity(World::of(variant), HOUR).contains_key(&at);
    is_on.then_some(0.0)
}

/// The value of any other metric in the hour of a moment; nothing depends on chance.
fn value(variant: Variant, metric: &Metric, at: i64) -> f64 {
    let troubled = variant.is_troubled();
    let hour = at - at.rem_euclid(HOUR);
    let is_patched = hour == PATCHED - PATCHED.rem_euclid(HOUR);
    let is_office = !is_weekend(at) && (8..18).contains(&hour_of(at));
    match metric.name.as_str() {
        "CPUUtilization" if hour_of(at) == 3 => 84.0,
        "CPUUtilization" if troubled => {
            if is_office {
                61.5
            } else {
                7.5
            }
        }
        "CPUUtilization" => {
            if is_office {
                58.0
            } else {
                44.0
            }
        }
        "PercentageDiskSpaceUsed" => 0.1,
        "MaintenanceMode" => f64::from(u8::from(is_patched)),
        "HealthStatus" => {
            let is_overloaded = troubled && hour == november(18, 14);
            f64::from(u8::from(!is_patched && !is_overloaded))
        }
        "CommitQueueLength" if troubled && (hour == november(18, 3) || hour == november(19, 3)) => 11.0,
        "CommitQueueLength" if hour == november(18, 11) => 3.0,
        "DatabaseConnections" => {
            if is_office {
                46.0
            } else {
                18.0
            }
        }
        _ => 0.0,
    }
}
