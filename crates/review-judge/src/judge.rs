//! A run's results to its findings.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryName;
use review_core::finding::{
    Evidence, FINDINGS_FORMAT, Findings, Recommendation, SignalVerdict, ThresholdUsed, Verdict,
};
use review_pack::{Literal, QuerySignals, Signal, Test, Threshold};

use crate::bench::Bench;
use crate::evaluate::{Outcome, evaluate};
use crate::input::{JudgeInput, Overrides};
use crate::measure::{measures, window};
use crate::prepare::{Prepared, prepare_all};
use crate::reason::Reason;
use crate::tables::Tables;

/// Judges every signal of the pack over the results of a run.
///
/// Never fails as a whole: what cannot be judged is [`Verdict::NotEvaluated`] with its reason. Signals stand in
/// the order [`Findings::signals`] promises. Over a result that was cut or lacks a database, a row condition that
/// fires is a finding whose `not_judged_reason` says what is not there; anything else is not evaluated.
pub async fn judge(input: &JudgeInput<'_>) -> Findings {
    let prepared = prepare_all(input.pack, &input.overrides);
    let mut signals = vec![];
    for (own, prepared) in input.pack.signals.iter().zip(&prepared) {
        let tables = Tables::of_run(input, &needed(own, prepared));
        let bench = Bench::new(&tables, input.as_of);
        for (signal, prepared) in own.signals.iter().zip(prepared) {
            let outcome = evaluate(&bench, own, prepared).await;
            let evidence = evidence(&tables, own, &outcome);
            signals.push(verdict(own, signal, &input.overrides, outcome, evidence));
        }
    }
    // Stable: within a rank the order of the pack stays.
    signals.sort_by_key(|signal| match signal.verdict {
        Verdict::Fired => (0, Some(signal.severity)),
        Verdict::Suppressed | Verdict::Silent | Verdict::NotApplicable | Verdict::NotEvaluated(_) => (1, None),
    });
    let recommendations = recommendations(input, &signals);
    let measures = measures(input).await;
    Findings {
        format: FINDINGS_FORMAT,
        run: input.run.clone(),
        as_of: input.as_of,
        signals,
        recommendations,
        measures,
        compared_when_same: compared_when_same(input),
        window: window(input),
        suppressions: vec![],
    }
}

/// What the pack says must be the same, for the signals of the run.
fn compared_when_same(input: &JudgeInput<'_>) -> BTreeMap<String, Vec<String>> {
    let of_run = input.pack.signals.iter().filter(|own| input.results.contains_key(&own.query));
    let signals = of_run.flat_map(|own| &own.signals).filter(|signal| !signal.compared_when_same.is_empty());
    signals.map(|signal| (signal.id.clone(), signal.compared_when_same.clone())).collect()
}

/// The queries whose rows the signals of `own` read.
fn needed<'a>(own: &'a QuerySignals, prepared: &'a [Result<Prepared, Reason>]) -> BTreeSet<&'a QueryName> {
    let others = prepared.iter().flatten().flat_map(|prepared| prepared.other_queries(&own.query));
    others.chain([&own.query]).collect()
}

fn verdict(
    own: &QuerySignals,
    signal: &Signal,
    overrides: &Overrides,
    outcome: Outcome,
    evidence: Evidence,
) -> SignalVerdict {
    SignalVerdict {
        signal: signal.id.clone(),
        query: own.query.clone(),
        title: signal.title.clone(),
        severity: signal.severity,
        shows: signal.shows,
        verdict: outcome.verdict,
        unit: own.unit.clone(),
        object: own.object.clone(),
        observed: signal.observed.clone(),
        population: signal.population.as_ref().map(|population| population.sql.clone()),
        condition: signal.test.expression().sql.clone(),
        aggregate: matches!(signal.test, Test::Aggregate(_)),
        thresholds: thresholds_used(signal, overrides),
        population_rows: count(outcome.population_rows),
        not_judged_rows: count(outcome.not_judged_rows),
        not_judged_reason: outcome.note,
        evidence,
        set_aside: vec![],
        recommendations: signal.recommendations.clone(),
    }
}

fn thresholds_used(signal: &Signal, overrides: &Overrides) -> BTreeMap<String, ThresholdUsed> {
    let used = |(name, threshold): (&String, &Threshold)| {
        let set = overrides.get(&(signal.id.clone(), name.clone()));
        let value = as_written(set.unwrap_or(&threshold.value));
        (name.clone(), ThresholdUsed { value, source: threshold.source.clone(), overridden: set.is_some() })
    };
    signal.thresholds.iter().map(used).collect()
}

fn as_written(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(text) | Literal::Text(text) => text.clone(),
    }
}

/// The rows that fired, as stored; a signal that did not fire has none.
fn evidence(tables: &Tables<'_>, own: &QuerySignals, outcome: &Outcome) -> Evidence {
    match tables.get(&own.query) {
        Ok(table) if outcome.verdict == Verdict::Fired && !outcome.firing.is_empty() => Evidence {
            columns: table.stored_columns(),
            rows: outcome.firing.iter().take(Evidence::MAX_ROWS).map(|row| table.stored_row(*row)).collect(),
            total: count(outcome.firing.len()),
        },
        _ => Evidence::default(),
    }
}

fn recommendations(input: &JudgeInput<'_>, signals: &[SignalVerdict]) -> BTreeMap<String, Recommendation> {
    let fired = signals.iter().filter(|signal| signal.verdict == Verdict::Fired);
    let named = fired.flat_map(|signal| &signal.recommendations);
    named.filter_map(|id| Some((id.clone(), input.pack.recommendations.get(id)?.clone()))).collect()
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}
