//! Everything in the list of troubles is there, and nothing of it in the healthy sample.

use review_sample::{Side, Variant, troubles};

use review_core::Timestamp;
use review_core::call::{CallColumn, CallName, CallScript, Metric, MetricNamespace, Taken};
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
    let script = script(call, words[1], warehouse.variant());
    let calls = warehouse.aws_calls().expect("a sample answers calls");
    let answer = calls.ask(&script, Timestamp::from_micros(0)).await.expect("an answer").json;
    if call == CallName::GetMetricData {
        let values = answer["MetricDataResults"][0]["Values"].as_array().cloned().unwrap_or_default();
        let hours: usize = words.get(3).map_or(1, |hours| hours.parse().expect("a number"));
        return values.iter().filter_map(Value::as_f64).filter(|value| is_wanted(words[2], *value)).count() >= hours;
    }
    answer.pointer(words[1]).is_some_and(|value| text(value) == words[2..].join(" "))
}

/// Whether a value is the one that a proof names, or at least that.
fn is_wanted(wanted: &str, value: f64) -> bool {
    let number = |text: &str| text.parse::<f64>().expect("a value");
    wanted.strip_prefix(">=").map_or_else(|| value == number(wanted), |least| value >= number(least))
}

/// A metric is `Name` or `Name{Dimension=value}`, and is looked for where the sample has its metrics.
fn script(call: CallName, metric: &str, variant: Variant) -> CallScript {
    let (name, dimension) = metric.split_once('{').unwrap_or((metric, ""));
    let dimensions = dimension.trim_end_matches('}').split_once('=').map(|(name, value)| (name.into(), value.into()));
    let dimensions = dimensions.into_iter().collect();
    let metric = Metric { name: name.to_owned(), statistic: "Average".into(), unit: None, dimensions };
    let column = CallColumn { name: "seen".into(), kind: ColumnType::Float, taken: Taken::Metric(metric) };
    let namespace = MetricNamespace::ALL.into_iter().find(|one| one.deployments().contains(&variant.deployment()));
    let namespace = namespace.expect("every warehouse has metrics");
    CallScript { namespace, period_seconds: Some(3_600), days: Some(7), ..CallScript::new(call, vec![column]) }
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
