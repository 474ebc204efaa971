//! The truth cases of a pack, run on the engine by the same path as a run's results.

use std::collections::BTreeMap;

use review_core::Timestamp;
use review_core::diagnostic::{Diagnostic, Level, Place};
use review_core::finding::Verdict;
use review_pack::{Case, Pack, QuerySignals, Signal};

use crate::bench::Bench;
use crate::evaluate::{Outcome, evaluate};
use crate::input::Overrides;
use crate::measure::value;
use crate::prepare::{Prepared, prepare_all, prepare_measures};
use crate::reason::Reason;
use crate::tables::Tables;

/// What `getdate()` is in truth cases: 2026-01-01T00:00:00Z, a fixed day, so that cases hold for ever.
pub const PROVED_AT: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);

/// Runs every truth case of every signal, with the thresholds of the pack, and `getdate()` at [`PROVED_AT`].
///
/// - `C101`: a firing case stays silent.
/// - `C102`: a silent case fires.
/// - `C103`: a case, or a measure of no rows, cannot be evaluated; says why.
/// - `C104` (a warning): the condition gives one answer for all cases: no silent case gets past the population,
///   say, and so nothing shows that the condition ever says no.
pub async fn prove(pack: &Pack) -> Vec<Diagnostic> {
    let prepared = prepare_all(pack, &Overrides::new());
    let mut diagnostics = vec![];
    for (own, prepared) in pack.signals.iter().zip(&prepared) {
        for (signal, prepared) in own.signals.iter().zip(prepared) {
            diagnostics.extend(prove_signal(pack, own, signal, prepared).await);
        }
    }
    diagnostics.extend(prove_measures(pack).await);
    review_core::diagnostic::in_reading_order(diagnostics)
}

/// A measure has no cases; that it can be computed at all shows on no rows and on one without values.
async fn prove_measures(pack: &Pack) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    for (own, steps) in pack.signals.iter().zip(&prepare_measures(pack)) {
        for (measure, step) in own.measures.iter().zip(steps) {
            for rows in [vec![], vec![BTreeMap::new()]] {
                let with = pack.signals.iter().map(|of| (of.query.clone(), vec![])).collect();
                let case = Case { rows, with, place: measure.value.place.clone() };
                let tables = Tables::of_case(pack, own, &case);
                if let Err(reason) = value(&Bench::new(&tables, PROVED_AT), own, measure, step).await {
                    let message = format!("measure `{}` cannot be computed: {reason}", measure.id);
                    let help = "mend the expression; what fails here fails in a review too".to_owned();
                    diagnostics.push(diagnostic("C103", Level::Error, message, case.place, "fails", help));
                    break;
                }
            }
        }
    }
    diagnostics
}

async fn prove_signal(
    pack: &Pack,
    own: &QuerySignals,
    signal: &Signal,
    prepared: &Result<Prepared, Reason>,
) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    let (mut said_yes, mut said_no) = (false, false);
    let fires = signal.fires.iter().map(|case| (case, true));
    let silent = signal.silent.iter().map(|case| (case, false));
    for (case, must_fire) in fires.chain(silent) {
        let tables = Tables::of_case(pack, own, case);
        let outcome = evaluate(&Bench::new(&tables, PROVED_AT), own, prepared).await;
        said_yes |= outcome.verdict == Verdict::Fired;
        said_no |= outcome.answered_no;
        diagnostics.extend(judged_case(signal, case, must_fire, &outcome));
    }
    if diagnostics.is_empty() && said_yes != said_no {
        diagnostics.push(one_answer(signal));
    }
    diagnostics
}

fn judged_case(signal: &Signal, case: &Case, must_fire: bool, outcome: &Outcome) -> Option<Diagnostic> {
    let id = &signal.id;
    let (code, message, help) = match (&outcome.verdict, must_fire) {
        // A case knows no settings, so nothing of it is ever set aside.
        (Verdict::Suppressed, _) => return None,
        (Verdict::Fired, true) | (Verdict::Silent | Verdict::NotApplicable, false) => return None,
        (Verdict::NotEvaluated(reason), _) => (
            "C103",
            format!("a case of signal `{id}` cannot be evaluated: {reason}"),
            "mend the case or the condition; what fails here fails in a review too".to_owned(),
        ),
        (Verdict::NotApplicable, true) => (
            "C101",
            format!("signal `{id}` stays silent on a case in which it must fire: no row is in its population"),
            "give the case a row for which the population holds".to_owned(),
        ),
        (Verdict::Silent, true) => {
            let not_judged = match (&outcome.note, outcome.not_judged_rows) {
                (Some(note), rows) if rows > 0 => format!(" ({rows} rows were not judged: {note})"),
                _ => String::new(),
            };
            (
                "C101",
                format!("signal `{id}` stays silent on a case in which it must fire{not_judged}"),
                "mend the condition, its thresholds or the case".to_owned(),
            )
        }
        (Verdict::Fired, false) => (
            "C102",
            format!("signal `{id}` fires on a case in which it must stay silent"),
            "mend the condition, its thresholds or the case".to_owned(),
        ),
    };
    let label = if must_fire { "must fire" } else { "must stay silent" };
    Some(diagnostic(code, Level::Error, message, case.place.clone(), label, help))
}

fn one_answer(signal: &Signal) -> Diagnostic {
    diagnostic(
        "C104",
        Level::Warning,
        format!("the condition of signal `{}` gives one answer for all its cases", signal.id),
        signal.test.expression().place.clone(),
        "never says no",
        "add a silent case whose row is in the population, just below the threshold".to_owned(),
    )
}

fn diagnostic(code: &str, level: Level, message: String, place: Place, label: &str, help: String) -> Diagnostic {
    Diagnostic { code: code.to_owned(), level, message, place, label: label.to_owned(), others: vec![], help }
}
