//! One signal over the tables it reads: population, then test, then verdict.
//!
//! What is certain is said, what is not certain is not:
//!
//! - Rows beyond a cut, or in a database without a result, could still fire. So a row that fires is a finding,
//!   with a note on what is not there; silence and an empty population are not evaluated.
//! - An aggregate and a sub-select speak of all rows. Over rows that are not all there they are not evaluated,
//!   whichever way they would answer; nor when a row could not be placed in the population.
//! - A row on which an expression fails is not judged. It is counted, and the rest stands; when no row is left,
//!   the signal is not evaluated.

use review_core::finding::Verdict;
use review_pack::QuerySignals;

use crate::bench::{Bench, Work};
use crate::prepare::Prepared;
use crate::reason::{Reason, What};
use crate::table::ResultTable;
use crate::uses::Uses;

/// What a signal came to.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// Rows known to be in the population.
    pub(crate) population_rows: usize,
    /// Rows on which the population or the condition fails.
    pub(crate) not_judged_rows: usize,
    /// Why the first of those fails, and what of the result is not there.
    pub(crate) note: Option<String>,
    /// The rows that fired, by their index in the table.
    pub(crate) firing: Vec<usize>,
    /// Whether the test was asked and answered anything but true.
    pub(crate) answered_no: bool,
}

/// Judges one signal over the rows of `own`.
pub(crate) async fn evaluate(bench: &Bench<'_>, own: &QuerySignals, prepared: &Result<Prepared, Reason>) -> Outcome {
    let mut outcome = Outcome {
        verdict: Verdict::Silent,
        population_rows: 0,
        not_judged_rows: 0,
        note: None,
        firing: vec![],
        answered_no: false,
    };
    let verdict = match prepared {
        Ok(prepared) => judge_prepared(bench, own, prepared, &mut outcome).await,
        Err(reason) => Err(reason.clone()),
    };
    outcome.verdict = verdict.unwrap_or_else(|reason| Verdict::NotEvaluated(reason.to_string()));
    outcome
}

async fn judge_prepared(
    bench: &Bench<'_>,
    own: &QuerySignals,
    prepared: &Prepared,
    outcome: &mut Outcome,
) -> Result<Verdict, Reason> {
    let table = bench.tables.get(&own.query)?;
    check_sources(bench, own, table, prepared)?;
    let mut work = bench.begin(own, table, prepared.other_queries(&own.query))?;
    let population = find_population(&work, own, prepared, table.rows.len(), outcome).await?;
    outcome.population_rows = population.size;
    if let Some(rows) = &population.rows {
        work.keep_rows(rows)?;
    }
    if prepared.is_aggregate {
        let answer = work.judge_all(&prepared.test.sql).await?;
        outcome.answered_no = answer != Some(true);
        return Ok(if answer == Some(true) { Verdict::Fired } else { Verdict::Silent });
    }
    if population.size == 0 {
        return table.gap.clone().map_or(Ok(Verdict::NotApplicable), Err);
    }
    judge_rows(&work, prepared, &population, outcome).await?;
    verdict_of_rows(table, outcome)
}

async fn find_population(
    work: &Work<'_>,
    own: &QuerySignals,
    prepared: &Prepared,
    row_count: usize,
    outcome: &mut Outcome,
) -> Result<Population, Reason> {
    let Some(step) = &prepared.population else { return Ok(Population { rows: None, size: row_count }) };
    let judged = work.judge_rows(&step.sql, What::Population).await?;
    if let Some((_, first)) = judged.failed.first() {
        outcome.not_judged_rows = judged.failed.len();
        outcome.note = Some(first.clone());
        if judged.holds.is_empty() || prepared.is_about_all_rows(&own.query) {
            return Err(Reason::PopulationUnknown { rows: judged.failed.len(), first: first.clone() });
        }
    }
    Ok(Population { size: judged.holds.len(), rows: Some(judged.holds) })
}

async fn judge_rows(
    work: &Work<'_>,
    prepared: &Prepared,
    population: &Population,
    outcome: &mut Outcome,
) -> Result<(), Reason> {
    let judged = work.judge_rows(&prepared.test.sql, What::Condition).await?;
    outcome.answered_no = judged.holds.len() + judged.failed.len() < population.size;
    outcome.not_judged_rows += judged.failed.len();
    if let Some((_, first)) = judged.failed.first() {
        outcome.note.get_or_insert_with(|| first.clone());
        if judged.failed.len() == population.size {
            return Err(Reason::NoRowJudged { rows: population.size, first: first.clone() });
        }
    }
    outcome.firing = judged.holds.into_iter().map(|row| population.row(row)).collect();
    Ok(())
}

fn verdict_of_rows(table: &ResultTable<'_>, outcome: &mut Outcome) -> Result<Verdict, Reason> {
    match (&table.gap, outcome.firing.is_empty()) {
        (None, true) => Ok(Verdict::Silent),
        (None, false) => Ok(Verdict::Fired),
        (Some(gap), true) => Err(gap.clone()),
        (Some(gap), false) => {
            let note = format!("{gap}; what is not there is not judged");
            outcome.note = Some(match outcome.note.take() {
                Some(first) => format!("{first}; {note}"),
                None => note,
            });
            Ok(Verdict::Fired)
        }
    }
}

/// The rows a signal speaks of.
struct Population {
    /// Their indices in the table; `None` means all.
    rows: Option<Vec<usize>>,
    size: usize,
}

impl Population {
    fn row(&self, index: usize) -> usize {
        self.rows.as_ref().map_or(index, |rows| rows[index])
    }
}

/// Refuses to judge from columns that are not there or do not convert, or from part of what a sub-select or an
/// aggregate speaks of.
fn check_sources(
    bench: &Bench<'_>,
    own: &QuerySignals,
    table: &ResultTable<'_>,
    prepared: &Prepared,
) -> Result<(), Reason> {
    if prepared.is_about_all_rows(&own.query)
        && let Some(gap) = &table.gap
    {
        return Err(gap.clone());
    }
    prepared.uses().try_for_each(|uses| check_uses(bench, table, uses))
}

/// Refuses what reads columns that are not there or do not convert, or part of another query.
pub(crate) fn check_uses(bench: &Bench<'_>, table: &ResultTable<'_>, uses: &Uses) -> Result<(), Reason> {
    if let Some(reason) = table.problem_with(&uses.own) {
        return Err(reason);
    }
    for (query, columns) in &uses.sub_selects {
        let other = bench.tables.get(query)?;
        if let Some(reason) = other.gap.clone().or_else(|| other.problem_with(columns)) {
            return Err(reason);
        }
    }
    Ok(())
}
