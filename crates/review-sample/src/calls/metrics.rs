//! Metrics of the provisioned samples, hour by hour.

use review_core::call::{CallScript, Metric, metric_id};
use serde_json::{Value, json};

use super::moment;
use crate::clock::{BEGIN, DAY, HISTORY, HOUR, NOW, PATCHED, hour_of, is_weekend, november};
use crate::variant::Variant;

/// The answer: a value for each period of the days asked for, as far back as the sample goes, the newest first as
/// CloudWatch has them.
pub(super) fn answer(variant: Variant, script: &CallScript) -> Value {
    let period = i64::from(script.period_seconds.unwrap_or(3_600)) * crate::clock::SECOND;
    let days = i64::from(script.days.unwrap_or(7));
    let begin = BEGIN.max(NOW.micros() - (days * DAY).min(HISTORY));
    let count = (NOW.micros() - begin) / period;
    let moments: Vec<i64> = (1..=count).map(|number| NOW.micros() - number * period).collect();
    let results = script.metrics().map(|(place, metric)| {
        json!({
            "Id": metric_id(place),
            "Timestamps": moments.iter().map(|at| moment(*at)).collect::<Vec<_>>(),
            "Values": moments.iter().map(|at| value(variant, metric, *at)).collect::<Vec<_>>(),
        })
    });
    json!({"MetricDataResults": results.collect::<Vec<_>>()})
}

/// The value of a metric in the hour of a moment; nothing depends on chance.
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
        "QueryRuntimeBreakdown" if troubled && is_office && hour_of(at) == 14 => 5_400_000.0,
        "QueryRuntimeBreakdown" => 12_000.0,
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
