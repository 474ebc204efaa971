//! What the settings set aside, and what they no longer do, for the terminal.

use std::collections::BTreeSet;

use review_core::finding::{Findings, SignalVerdict, SuppressionStatus, SuppressionUse, Verdict};
use review_core::suppression::fits;

/// The most signals named in one line; own choice, the report names all.
const SIGNALS_MAX: usize = 8;

/// A line of what is set aside, and a line for every suppression whose findings are back since it expired.
pub(crate) fn lines(findings: &Findings) -> Vec<String> {
    let expired = findings.suppressions.iter().filter(|one| one.status == SuppressionStatus::Expired);
    aside(findings).into_iter().chain(expired.filter_map(|one| back(findings, one))).collect()
}

fn aside(findings: &Findings) -> Option<String> {
    let aside: Vec<&SignalVerdict> = findings.signals.iter().filter(|one| !one.set_aside.is_empty()).collect();
    let named = aside.iter().map(|one| match one.verdict {
        Verdict::Suppressed => one.signal.clone(),
        _ => format!("{} (some of it)", one.signal),
    });
    let by: BTreeSet<usize> = aside.iter().flat_map(|one| &one.set_aside).map(|one| one.by).collect();
    let until = by.iter().filter_map(|by| Some(&findings.suppressions.get(*by)?.suppression.until)).min()?;
    Some(format!("set aside {}: {}; the first until {until}", aside.len(), listed(named)))
}

fn back(findings: &Findings, one: &SuppressionUse) -> Option<String> {
    let fired = findings.signals.iter().filter(|verdict| verdict.verdict == Verdict::Fired);
    let back: Vec<&SignalVerdict> = fired.filter(|verdict| fits(verdict, &one.suppression)).collect();
    let suppression = &one.suppression;
    let named = listed(back.iter().map(|verdict| verdict.signal.clone()));
    (!back.is_empty()).then(|| {
        format!("expired   suppression of {named}: {} had it set aside until {}", suppression.owner, suppression.until)
    })
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let left = names.len().saturating_sub(SIGNALS_MAX);
    let mut shown: Vec<String> = names.take(SIGNALS_MAX).collect();
    if left > 0 {
        shown.push(format!("{left} more"));
    }
    shown.join(", ")
}
