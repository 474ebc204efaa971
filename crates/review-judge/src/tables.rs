//! Every query's rows, or why there are none.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryName;
use review_pack::{Case, Pack, QuerySignals, Scope};

use crate::input::{JudgeInput, QueryResult, ResultState};
use crate::reason::Reason;
use crate::table::ResultTable;

/// Tables by query.
pub(crate) struct Tables<'a>(BTreeMap<QueryName, Result<ResultTable<'a>, Reason>>);

impl<'a> Tables<'a> {
    /// The tables of a run that are `needed`. Typed rows are many times a result's size, so no more of them than
    /// the signals of one query read stand side by side.
    pub(crate) fn of_run(input: &'a JudgeInput<'_>, needed: &BTreeSet<&QueryName>) -> Self {
        let table = |signals: &QuerySignals| (signals.query.clone(), of_query(input, signals));
        Self(input.pack.signals.iter().filter(|signals| needed.contains(&signals.query)).map(table).collect())
    }

    /// The tables of a truth case of a signal over `own`.
    pub(crate) fn of_case(pack: &Pack, own: &QuerySignals, case: &Case) -> Self {
        let table = |signals: &QuerySignals| {
            let rows = if signals.query == own.query { Some(&case.rows) } else { case.with.get(&signals.query) };
            let missing = || Reason::CaseWithout(signals.query.clone());
            rows.ok_or_else(missing).and_then(|rows| ResultTable::from_case(signals, rows))
        };
        Self(pack.signals.iter().map(|signals| (signals.query.clone(), table(signals))).collect())
    }

    /// The table of `query`.
    pub(crate) fn get(&self, query: &QueryName) -> Result<&ResultTable<'a>, Reason> {
        let table = self.0.get(query).ok_or_else(|| Reason::NotPlanned(query.clone()))?;
        table.as_ref().map_err(Reason::clone)
    }
}

fn of_query<'a>(input: &'a JudgeInput<'_>, signals: &QuerySignals) -> Result<ResultTable<'a>, Reason> {
    let query = &signals.query;
    let (results, gap): (&[QueryResult], _) = match input.results.get(query) {
        None => return Err(Reason::NotPlanned(query.clone())),
        Some(ResultState::Missing { reason }) => {
            return Err(Reason::Missing { query: query.clone(), reason: reason.clone() });
        }
        Some(ResultState::OwnOnly { reason }) => {
            return Err(Reason::OwnOnly { query: query.clone(), reason: reason.clone() });
        }
        Some(ResultState::Have(results)) => (results, None),
        Some(ResultState::Partial { have, missing }) if missing.is_empty() => (have, None),
        Some(ResultState::Partial { have, missing }) => (have, Some(Reason::PartMissing(missing.clone()))),
    };
    if results.is_empty() {
        let nothing = || Reason::Missing { query: query.clone(), reason: "no database was read".to_owned() };
        return Err(gap.unwrap_or_else(nothing));
    }
    let per_database = input.pack.query(query).is_some_and(|query| query.scope == Scope::Database);
    Ok(ResultTable::from_results(signals, results, per_database, gap))
}
