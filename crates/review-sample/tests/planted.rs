//! Everything in the list of troubles is there, and nothing of it in the healthy sample.

use review_sample::{Side, Variant, troubles};

use review_core::Timestamp;
use review_core::call::{CallColumn, CallName, CallScript, Metric, Taken};
use review_core::result::ColumnType;
use review_sample::SampleWarehouse;
use review_warehouse::Warehouse as _;
use serde_json::Value;

use crate::steps::{rows, sample};

/// Whether a proof holds in a sample.
async fn is_seen(warehouse: &SampleWarehouse, proof: &str) -> bool {
    let Some(asked) = proof.strip_prefix("ask ") else { return !rows(warehouse, proof).await.is_empty() };
    let words: Vec<&str> = asked.split(' ').collect();
    let call = CallName::from_word(words[0]).expect("a call");
    if !call.deployments().contains(&warehouse.variant().deployment()) {
        return false;
    }
    let script = script(call, words[1]);
    let calls = warehouse.aws_calls().expect("a sample answers calls");
    let answer = calls.ask(&script, Timestamp::from_micros(0)).await.expect("an answer").json;
    if call == CallName::GetMetricData {
        let values = answer["MetricDataResults"][0]["Values"].as_array().expect("values");
        let wanted: f64 = words[2].parse().expect("a value");
        let hours: usize = words.get(3).map_or(1, |hours| hours.parse().expect("a number"));
        return values.iter().filter(|value| value.as_f64() == Some(wanted)).count() >= hours;
    }
    answer.pointer(words[1]).is_some_and(|value| text(value) == words[2..].join(" "))
}

fn script(call: CallName, metric: &str) -> CallScript {
    let metric =
        Metric { name: metric.to_owned(), statistic: "Average".into(), unit: None, dimensions: Default::default() };
    let column = CallColumn { name: "seen".into(), kind: ColumnType::Float, taken: Taken::Metric(metric) };
    CallScript { call, rows: None, period_seconds: Some(3_600), days: Some(7), columns: vec![column] }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[tokio::test]
async fn everything_planted_can_be_seen_in_its_samples() {
    for variant in Variant::ALL {
        let warehouse = sample(variant);
        for planted in troubles().filter(|planted| planted.variants.contains(&variant)) {
            assert!(
                is_seen(&warehouse, planted.proof).await,
                "{variant}: nothing shows `{}` of {}",
                planted.sign,
                planted.object
            );
        }
    }
}

#[tokio::test]
async fn no_trouble_can_be_seen_in_the_healthy_sample() {
    let healthy = sample(Variant::Healthy);
    for planted in troubles().filter(|planted| planted.side == Side::Trouble) {
        assert!(!planted.variants.contains(&Variant::Healthy), "{}: a trouble in the healthy sample", planted.object);
        assert!(!is_seen(&healthy, planted.proof).await, "healthy has `{}`", planted.sign);
    }
}
