//! The columns of a call.

use std::collections::BTreeMap;

use review_core::call::{
    CallColumn, CallName, EACH, MemberKind, Metric, MetricNamespace, TAKEN_FROM, Taken, member, members,
    metric_dimensions, metrics,
};
use review_core::result::ColumnType;

use super::read::form;
use crate::codes::Code;
use crate::config::column_type;
use crate::names;
use crate::nearest::did_you_mean;
use crate::problems::Problem;
use crate::tree::{Entry, Fields, Node, Reader};

pub(crate) const KEYS: [&str; 9] =
    ["type", "at", "hours_since", "count", "list", "metric", "statistic", "unit", "dimensions"];
/// The keys that only a column of a metric has.
const METRIC_KEYS: [&str; 3] = ["statistic", "unit", "dimensions"];
/// What CloudWatch computes (CloudWatch user guide, "Statistics"); percentiles are `p50` and the like.
const STATISTICS: [&str; 5] = ["Average", "Maximum", "Minimum", "Sum", "SampleCount"];

/// What all columns of a call share.
pub(super) struct Context<'a> {
    pub(super) reader: Reader<'a>,
    pub(super) call: CallName,
    /// Where its metrics are.
    pub(super) namespace: MetricNamespace,
    /// Where the rows stand; empty for the whole answer.
    pub(super) rows: String,
}

/// A column; `None` when something is wrong with it.
pub(super) fn read(context: &Context<'_>, entry: &Entry) -> Option<CallColumn> {
    let reader = context.reader;
    let named = names::COLUMN.check(&entry.key, reader, entry.key_span);
    let fields = reader.fields(&entry.value, "a column of a call", &KEYS)?;
    let kind = fields.required("type").and_then(|node| column_type(reader, node));
    let said: Vec<&str> = TAKEN_FROM.into_iter().filter(|key| fields.get(key).is_some()).collect();
    let [from] = said[..] else {
        let help = format!("write one of `{}`", TAKEN_FROM.join("`, `"));
        form(reader, fields.start(), "a column comes from exactly one place", &help);
        return None;
    };
    let node = fields.get(from)?;
    if from != "metric"
        && let Some(key) = METRIC_KEYS.into_iter().find_map(|key| fields.entry(key))
    {
        form(reader, reader.place(key.key_span), "only a metric has this key", "take it out");
        return None;
    }
    let kind = kind?;
    let taken = match from {
        "at" => Taken::At(pointer(context, node, kind)?),
        "hours_since" => Taken::HoursSince(moment(context, node, kind)?),
        "count" => Taken::Count(list(context, node, kind, ColumnType::Integer)?),
        "list" => Taken::List(list(context, node, kind, ColumnType::Text)?),
        _ => Taken::Metric(metric(context, fields, node, kind)?),
    };
    named.then(|| CallColumn { name: entry.key.clone(), kind, taken })
}

/// A place that holds something a column of this type can take.
fn pointer(context: &Context<'_>, node: &Node, kind: ColumnType) -> Option<String> {
    let (pointer, found) = known(context, node)?;
    if !found.fits(kind) {
        let message = format!("a column of type {kind} cannot hold {}", found.words());
        refuse(context, node, message, "another type", "give the column a type that can; text holds everything");
        return None;
    }
    Some(pointer)
}

fn moment(context: &Context<'_>, node: &Node, kind: ColumnType) -> Option<String> {
    let (pointer, found) = known(context, node)?;
    if found != MemberKind::Timestamp {
        let message = format!("hours pass since a moment, and this is {}", found.words());
        refuse(context, node, message, "no moment", "name a member that is a moment, or use `at`");
        return None;
    }
    if !matches!(kind, ColumnType::Float | ColumnType::Decimal { .. }) {
        refuse(context, node, format!("hours are no {kind}"), "hours", "give the column the type decimal(9,2)");
        return None;
    }
    Some(pointer)
}

/// A list, in a column of the type that what is taken from it has.
fn list(context: &Context<'_>, node: &Node, kind: ColumnType, needed: ColumnType) -> Option<String> {
    let (pointer, _) = known_at(context, node, "/0")?;
    if kind != needed {
        refuse(context, node, format!("this is {needed}, and the column {kind}"), "another type", "change the type");
        return None;
    }
    Some(pointer)
}

/// A pointer to a documented member.
fn known(context: &Context<'_>, node: &Node) -> Option<(String, MemberKind)> {
    known_at(context, node, "")
}

/// The same, where the member stands further within what the pointer names.
fn known_at(context: &Context<'_>, node: &Node, within: &str) -> Option<(String, MemberKind)> {
    let scalar = context.reader.text(node, "a JSON pointer")?;
    // A row is any place of a list, or the object itself.
    let list = format!("{}/*", context.rows);
    let is_list = members(context.call).keys().any(|path| path.starts_with(&list));
    let row = if is_list { list } else { context.rows.clone() };
    if let Some(kind) = member(context.call, &format!("{row}{}{within}", scalar.text)) {
        return Some((scalar.text.clone(), kind));
    }
    let end = within.replace('0', "*");
    let paths = members(context.call).keys().filter_map(|path| path.strip_prefix(row.as_str()));
    let there: Vec<&str> = paths.filter_map(|path| path.strip_suffix(end.as_str())).collect();
    let what = if within.is_empty() { "nothing" } else { "no list" };
    let message = format!("the answer of {} holds {what} at `{}`", context.call, scalar.text);
    let help = match there.is_empty() {
        true => format!("no row stands at `{}`; see the API reference of {}", context.rows, context.call),
        false => did_you_mean(&scalar.text, &there),
    };
    refuse(context, node, message, "not documented", &help);
    None
}

fn metric(context: &Context<'_>, fields: Fields<'_>, node: &Node, kind: ColumnType) -> Option<Metric> {
    let reader = context.reader;
    if context.call != CallName::GetMetricData {
        form(reader, reader.place(node.span), "only cloudwatch:GetMetricData has metrics", "name a place with `at`");
        return None;
    }
    let name = reader.text(node, "`metric`")?.text.clone();
    let statistic = statistic(reader, fields)?;
    let dimensions = dimensions(reader, fields)?;
    let Some(needed) = metric_dimensions(context.namespace, &name) else {
        let known: Vec<&str> = metrics(context.namespace).collect();
        let message = format!("the namespace {} has no metric `{name}`", context.namespace);
        refuse(context, node, message, "not documented", &did_you_mean(&name, &known));
        return None;
    };
    if !needed.iter().eq(dimensions.keys()) {
        let message = match needed {
            [] => format!("`{name}` takes no dimension but the warehouse, which is put in"),
            [one, ..] => format!("`{name}` is measured for each `{one}`"),
        };
        let help =
            if needed.is_empty() { "take `dimensions` out" } else { "name exactly that dimension with its value" };
        form(reader, reader.place(node.span), &message, help);
        return None;
    }
    if !matches!(kind, ColumnType::Float | ColumnType::Decimal { .. }) {
        refuse(context, node, format!("a metric is a number, and {kind} cannot hold it"), "a number", "write `float`");
        return None;
    }
    let unit = fields.get("unit").map(|node| reader.text(node, "`unit`").map(|text| text.text.clone()));
    let metric = Metric { name, statistic, unit: unit.flatten(), dimensions };
    if metric.unit.is_some() && metric.each().is_some() {
        form(reader, reader.place(node.span), "a search for each value knows no unit", "take `unit` out");
        return None;
    }
    Some(metric)
}

fn statistic(reader: Reader<'_>, fields: Fields<'_>) -> Option<String> {
    let node = fields.required("statistic")?;
    let is_percentile = |word: &str| {
        let number = word.strip_prefix('p').and_then(|digits| digits.parse::<f64>().ok());
        number.is_some_and(|number| number > 0.0 && number < 100.0)
    };
    let read = |word: &str| (STATISTICS.contains(&word) || is_percentile(word)).then(|| word.to_owned());
    reader.word(node, "statistic", Code::UnknownWord, &STATISTICS, read)
}

fn dimensions(reader: Reader<'_>, fields: Fields<'_>) -> Option<BTreeMap<String, String>> {
    let Some(node) = fields.get("dimensions") else { return Some(BTreeMap::new()) };
    let entries = reader.map(node, "`dimensions`")?.iter();
    entries.map(|entry| Some((entry.key.clone(), reader.text(&entry.value, "a dimension")?.text.clone()))).collect()
}

/// Reports columns whose rows would not be the same: with each value of one dimension, all metrics are asked for, or none.
pub(super) fn report_rows(context: &Context<'_>, entries: &[Entry], columns: &[CallColumn]) {
    let of_metrics = || {
        columns.iter().filter_map(|column| match &column.taken {
            Taken::Metric(metric) => Some(metric.each()),
            Taken::At(_) | Taken::HoursSince(_) | Taken::Count(_) | Taken::List(_) => None,
        })
    };
    let each = of_metrics().next().flatten();
    for (entry, column) in entries.iter().zip(columns) {
        let place = || context.reader.place(entry.key_span);
        match &column.taken {
            Taken::Metric(metric) if metric.each() != each => {
                let help = format!("write `{EACH}` for the same dimension of all metrics, or make two queries of them");
                form(context.reader, place(), "its rows are not those of the metrics before", &help);
            }
            Taken::At(pointer) if pointer != "/Timestamp" && each != pointer.strip_prefix('/') => {
                let help = format!("write `{EACH}` as the value of that dimension of every metric");
                let what = format!("`{pointer}` is known only where each of its values is asked for");
                form(context.reader, place(), &what, &help);
            }
            _ => {}
        }
    }
}

fn refuse(context: &Context<'_>, node: &Node, message: String, label: &str, help: &str) {
    let place = context.reader.place(node.span);
    context.reader.add(Problem::new(Code::CallMember, place, message).label(label).help(help));
}
