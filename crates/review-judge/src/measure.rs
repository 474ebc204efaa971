//! The measures of a run, and the time it covers.

use std::collections::BTreeSet;

use review_core::measure::{Found, Measured, Window};
use review_core::result::{Cell, ColumnType};
use review_core::{QueryId, QueryName, Timestamp};
use review_pack::{Measure, QuerySignals};

use crate::bench::Bench;
use crate::convert::convert;
use crate::evaluate::check_uses;
use crate::input::{JudgeInput, QueryResult, ResultState};
use crate::moment::moment;
use crate::prepare::{Step, prepare_measures};
use crate::reason::Reason;
use crate::tables::Tables;

/// Every measure of the pack over the results of a run, in the order of the pack. A measure of a query that was not
/// asked for is left out; whatever else stands in the way is its reason.
pub(crate) async fn measures(input: &JudgeInput<'_>) -> Vec<Measured> {
    let prepared = prepare_measures(input.pack);
    let mut all = vec![];
    for (own, prepared) in input.pack.signals.iter().zip(&prepared) {
        if own.measures.is_empty() || !input.results.contains_key(&own.query) {
            continue;
        }
        let tables = Tables::of_run(input, &needed(own, prepared));
        let bench = Bench::new(&tables, input.as_of);
        for (measure, step) in own.measures.iter().zip(prepared) {
            all.push(measured(own, measure, value(&bench, own, measure, step).await));
        }
    }
    all
}

fn needed<'a>(own: &'a QuerySignals, prepared: &'a [Result<Step, Reason>]) -> BTreeSet<&'a QueryName> {
    prepared.iter().flatten().flat_map(|step| step.uses.sub_selects.keys()).chain([&own.query]).collect()
}

/// The number of one measure.
pub(crate) async fn value(
    bench: &Bench<'_>,
    own: &QuerySignals,
    measure: &Measure,
    step: &Result<Step, Reason>,
) -> Result<Option<String>, Reason> {
    let step = step.as_ref().map_err(Reason::clone)?;
    let table = bench.tables.get(&own.query)?;
    if let Some(gap) = &table.gap {
        return Err(gap.clone());
    }
    check_uses(bench, table, &step.uses)?;
    let others = step.uses.sub_selects.keys().filter(|query| **query != own.query);
    bench.begin(own, table, others)?.number(&step.sql, measure.digits).await
}

fn measured(own: &QuerySignals, measure: &Measure, value: Result<Option<String>, Reason>) -> Measured {
    let (value, reason) = match value {
        Ok(value) => (value, None),
        Err(reason) => (None, Some(reason.to_string())),
    };
    Measured {
        id: measure.id.clone(),
        query: own.query.clone(),
        words: measure.words.clone(),
        one: measure.one.clone(),
        better: measure.better,
        told: measure.told,
        expression: measure.value.sql.trim().to_owned(),
        value,
        reason,
    }
}

/// The time asked for and found, where the pack says in which column to look and the run asked for its query. Without
/// a result of that, what was asked for and why it is not known what was found.
pub(crate) fn window(input: &JudgeInput<'_>) -> Option<Window> {
    let (own, window) = input.pack.signals.iter().find_map(|own| Some((own, own.window.as_ref()?)))?;
    let asked_days = input.parameters.get(&window.days).and_then(|days| days.trim().parse().ok());
    let query = || own.query.clone();
    let unknown = |reason: Reason| Window {
        query: QueryId::warehouse(query()),
        asked_days,
        found: None,
        reason: Some(reason.to_string()),
    };
    let results = match input.results.get(&own.query)? {
        ResultState::Have(results) | ResultState::Partial { have: results, .. } => results,
        ResultState::Missing { reason } => {
            return Some(unknown(Reason::Missing { query: query(), reason: reason.clone() }));
        }
        ResultState::OwnOnly { reason } => {
            return Some(unknown(Reason::OwnOnly { query: query(), reason: reason.clone() }));
        }
    };
    let query = results.first()?.query.clone();
    let moments = results.iter().flat_map(|result| moments(result, &window.column));
    let found = moments.fold(None, |found: Option<Found>, at| {
        Some(found.map_or(Found { from: at, until: at }, |found| Found {
            from: found.from.min(at),
            until: found.until.max(at),
        }))
    });
    Some(Window { query, asked_days, found, reason: None })
}

fn moments<'a>(result: &'a QueryResult, name: &str) -> impl Iterator<Item = Timestamp> + use<'a> {
    let at = result.columns.iter().position(|column| column.name.eq_ignore_ascii_case(name));
    let column = at.map(|at| (at, &result.columns[at]));
    let cells = column.into_iter().flat_map(|(at, column)| {
        result.rows.iter().filter_map(move |row| convert(column, row.get(at)?, ColumnType::Timestamp).ok())
    });
    cells.filter_map(|cell| match cell {
        Cell::Text(text) => moment(&text),
        _ => None,
    })
}
