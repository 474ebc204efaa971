//! Reads the file of a call.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use review_core::call::{CallName, METRICS_MAX, MetricNamespace, Taken};

use super::columns::{self, Context};
use super::{CallTemplate, Number};
use crate::codes::Code;
use crate::config::Config;
use crate::model::Literal;
use crate::nearest::did_you_mean;
use crate::problems::{Problem, Problems};
use crate::tree::{Fields, Node, Reader, Scalar, Source, Value};

pub(crate) const KEYS: [&str; 7] = ["about", "call", "rows", "namespace", "period_seconds", "days", "columns"];

/// How long a period of metrics may be: CloudWatch keeps periods of 5 minutes for 63 days and hours for 455 (CloudWatch
/// user guide, "Metrics retention").
pub(super) const PERIOD_SECONDS: RangeInclusive<u32> = 300..=86_400;
/// How far back metrics may be asked for, by the same page.
pub(super) const DAYS: RangeInclusive<u32> = 1..=63;

/// The call in a file; `None` when something is wrong with it. Adds the parameters it uses to `used`.
pub(crate) fn read(
    source: &Source,
    config: &Config,
    used: &mut BTreeSet<String>,
    problems: &Problems,
) -> Option<CallTemplate> {
    let tree = source.tree(problems)?;
    let reader = Reader { source, problems };
    let fields = reader.fields(&tree, "a call", &KEYS)?;
    let words = CallName::ALL.map(CallName::word);
    let call = fields.required("call");
    let call = call.and_then(|node| reader.word(node, "call", Code::UnknownCall, &words, CallName::from_word));
    let about = about(reader, fields);
    let rows = fields.get("rows").map(|node| reader.text(node, "`rows`").map(|text| text.text.clone()));
    let namespace = fields.get("namespace").map(|node| namespace(reader, node));
    let period = fields.get("period_seconds").map(|node| number(reader, config, used, node, PERIOD_SECONDS));
    let days = fields.get("days").map(|node| number(reader, config, used, node, DAYS));
    let entries = fields.required("columns").and_then(|node| reader.map(node, "`columns`"));
    let (call, entries) = (call?, entries?);
    let is_metrics = call == CallName::GetMetricData;
    report_form(reader, fields, is_metrics);
    let namespace = some(namespace)?.unwrap_or_default();
    let context = Context { reader, call, namespace, rows: rows.clone().flatten().unwrap_or_default() };
    let read: Vec<_> = entries.iter().map(|entry| columns::read(&context, entry)).collect();
    let columns = read.into_iter().collect::<Option<Vec<_>>>()?;
    let metrics = columns.iter().filter(|column| matches!(column.taken, Taken::Metric(_))).count();
    if columns.is_empty() || (is_metrics && !(1..=METRICS_MAX).contains(&metrics)) {
        let what =
            if is_metrics { "a call for metrics has 1 to 500 of them" } else { "a call has at least one column" };
        form(reader, fields.start(), what, "add a column");
        return None;
    }
    if is_metrics {
        columns::report_rows(&context, entries, &columns);
    }
    let (rows, period_seconds, days) = (some(rows)?, some(period)?, some(days)?);
    Some(CallTemplate { about, call, rows, namespace, period_seconds, days, columns })
}

fn namespace(reader: Reader<'_>, node: &Node) -> Option<MetricNamespace> {
    let words = MetricNamespace::ALL.map(MetricNamespace::word);
    reader.word(node, "namespace", Code::UnknownWord, &words, MetricNamespace::from_word)
}

/// What is there must also have been read.
fn some<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(None) => None,
        Some(Some(value)) => Some(Some(value)),
        None => Some(None),
    }
}

fn about(reader: Reader<'_>, fields: Fields<'_>) -> Vec<(String, String)> {
    let entries = fields.get("about").and_then(|node| reader.map(node, "`about`")).unwrap_or_default();
    let text = |node| reader.text(node, "a text about the call").map(|scalar| scalar.text.clone());
    let said = entries.iter().filter_map(|entry| Some((entry.key.clone(), text(&entry.value)?)));
    said.map(|(word, text)| (word, text.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

/// Metrics have a period and a look-back and no place for rows; the other calls the other way round.
fn report_form(reader: Reader<'_>, fields: Fields<'_>, is_metrics: bool) {
    let keys = [("namespace", is_metrics), ("period_seconds", is_metrics), ("days", is_metrics), ("rows", !is_metrics)];
    for (key, wanted) in keys {
        match (fields.entry(key), wanted) {
            (Some(entry), false) => {
                let what = match is_metrics {
                    true => "rows of metrics are made of their periods".to_owned(),
                    false => format!("`{key}` belongs to cloudwatch:GetMetricData"),
                };
                form(reader, reader.place(entry.key_span), &what, "take it out");
            }
            (None, true) if is_metrics && key != "namespace" => missing(reader, fields, key),
            (Some(_) | None, _) => {}
        }
    }
}

fn missing(reader: Reader<'_>, fields: Fields<'_>, key: &str) {
    form(reader, fields.start(), &format!("a call for metrics needs `{key}`"), "add it, a number or a parameter");
}

/// Reports parts of a call that do not belong together.
pub(super) fn form(reader: Reader<'_>, place: review_core::diagnostic::Place, what: &str, help: &str) {
    reader.add(Problem::new(Code::CallForm, place, what).label("cannot be asked like this").help(help));
}

/// A number, or `:name` of an integer parameter.
fn number(
    reader: Reader<'_>,
    config: &Config,
    used: &mut BTreeSet<String>,
    node: &Node,
    range: RangeInclusive<u32>,
) -> Option<Number> {
    if let Value::Scalar(Scalar { literal: Literal::Text(text), .. }) = &node.value
        && let Some(name) = text.strip_prefix(':')
    {
        used.insert(name.to_owned());
        if config.parameters.contains_key(name) {
            return Some(Number::Parameter(name.to_owned()));
        }
        let known: Vec<&str> = config.parameters.keys().map(String::as_str).collect();
        reader.add(
            Problem::new(
                Code::UnknownParameter,
                reader.place(node.span),
                format!("the pack has no parameter `{name}`"),
            )
            .label("nobody declares it")
            .help(did_you_mean(name, &known)),
        );
        return None;
    }
    let range = u64::from(*range.start())..=u64::from(*range.end());
    let value = reader.integer(node, "a number or a parameter such as :days", range)?;
    u32::try_from(value).ok().map(Number::Value)
}
