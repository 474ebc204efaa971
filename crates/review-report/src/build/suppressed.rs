//! What the settings set aside, and the suppressions that set nothing aside.

use review_core::finding::{SetAside, SignalVerdict, SuppressionStatus, SuppressionUse, Verdict};
use review_core::result::Row;
use review_core::settings::ObjectMatch;
use review_core::suppression::fits;

use super::Places;
use super::findings::{link, places_of};
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::model::{ExpiredSuppression, IdleSuppression, OwnerShare, SignalLink, Suppressed};
use crate::words::{counted, of_unit};

/// Everything that is set aside, in the order of the findings.
pub(super) fn suppressed(input: &ReportInput, limits: &Limits, places: &Places) -> Vec<Suppressed> {
    let each = |verdict| {
        let uses = &input.findings.suppressions;
        let line = move |one: &SetAside| Some(line(verdict, one, uses.get(one.by)?, limits, places));
        verdict.set_aside.iter().filter_map(line)
    };
    input.findings.signals.iter().flat_map(each).collect()
}

fn line(
    verdict: &SignalVerdict,
    aside: &SetAside,
    by: &SuppressionUse,
    limits: &Limits,
    places: &Places,
) -> Suppressed {
    let key = key(verdict);
    let objects: Vec<String> = match key.is_empty() {
        true => Vec::new(),
        false => aside.rows.iter().take(limits.evidence_rows).map(|row| object(&key, row)).collect(),
    };
    Suppressed {
        signal: verdict.signal.clone(),
        title: verdict.title.clone(),
        severity: verdict.severity.word().to_owned(),
        all: verdict.verdict == Verdict::Suppressed,
        unit: verdict.unit.clone(),
        queries: places_of(places, verdict),
        count_words: match verdict.aggregate {
            true => format!("over all {}", verdict.unit),
            false => of_unit(aside.total, &verdict.unit),
        },
        objects_left_out: aside.total.saturating_sub(objects.len() as u64),
        objects,
        reason: by.suppression.reason.clone(),
        owner: by.suppression.owner.clone(),
        until: by.suppression.until.clone(),
    }
}

/// Where the columns stand that name an object.
fn key(verdict: &SignalVerdict) -> Vec<usize> {
    let place = |name: &String| verdict.evidence.columns.iter().position(|column| column.name == *name);
    verdict.object.iter().filter_map(place).collect()
}

fn object(key: &[usize], row: &Row) -> String {
    let text = |at: &usize| row.get(*at).and_then(|cell| cell.text()).unwrap_or_else(|| "NULL".to_owned());
    key.iter().map(text).collect::<Vec<_>>().join(".")
}

/// Suppressions that expired or fit nothing: somebody should look at them.
pub(super) fn idle(input: &ReportInput) -> Vec<IdleSuppression> {
    let uses = input.findings.suppressions.iter();
    let line = |one: &SuppressionUse| {
        let (status, status_words) = match (one.status, one.signals) {
            (SuppressionStatus::Used, _) => return None,
            (SuppressionStatus::Unused, _) => ("unused", "nothing that fired fits it: it can go".to_owned()),
            (SuppressionStatus::Expired, 0) => ("expired", "expired, and nothing comes back: it can go".to_owned()),
            (SuppressionStatus::Expired, signals) => {
                let back = counted(signals, "finding is back", "findings are back");
                ("expired", format!("expired: {back}; decide again"))
            }
        };
        Some(IdleSuppression {
            signal: one.suppression.signal.clone(),
            object: words(&one.suppression.object),
            status: status.to_owned(),
            status_words,
            findings: back(input, one),
            reason: one.suppression.reason.clone(),
            owner: one.suppression.owner.clone(),
            until: one.suppression.until.clone(),
        })
    };
    uses.filter_map(line).collect()
}

/// The findings that a suppression would set aside, had it not expired.
fn back(input: &ReportInput, one: &SuppressionUse) -> Vec<SignalLink> {
    if one.status != SuppressionStatus::Expired {
        return Vec::new();
    }
    let fired = input.findings.signals.iter().filter(|verdict| verdict.verdict == Verdict::Fired);
    fired.filter(|verdict| fits(verdict, &one.suppression)).map(link).collect()
}

/// The suppressions that would set a finding aside, had they not expired.
pub(super) fn expired(input: &ReportInput, verdict: &SignalVerdict) -> Vec<ExpiredSuppression> {
    let expired = input.findings.suppressions.iter().filter(|one| one.status == SuppressionStatus::Expired);
    let told = |one: &SuppressionUse| ExpiredSuppression {
        reason: one.suppression.reason.clone(),
        owner: one.suppression.owner.clone(),
        until: one.suppression.until.clone(),
    };
    expired.filter(|one| fits(verdict, &one.suppression)).map(told).collect()
}

fn words(object: &ObjectMatch) -> Option<String> {
    let parts: Vec<String> = object.columns.iter().map(|(name, pattern)| format!("{name} = {pattern}")).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Whom the objects of a finding belong to, those with the most rows first.
pub(super) fn owners(input: &ReportInput, verdict: &SignalVerdict) -> Vec<OwnerShare> {
    let mut shares: Vec<OwnerShare> = Vec::new();
    if verdict.evidence.rows.is_empty() {
        let all = input.settings.owner_of_all();
        return all.map(|owner| OwnerShare { owner: owner.to_owned(), rows: 0 }).into_iter().collect();
    }
    for row in &verdict.evidence.rows {
        let Some(owner) = input.settings.owner_of(&verdict.evidence.columns, row) else { continue };
        match shares.iter_mut().find(|share| share.owner == owner) {
            Some(share) => share.rows += 1,
            None => shares.push(OwnerShare { owner: owner.to_owned(), rows: 1 }),
        }
    }
    shares.sort_by(|one, other| (other.rows, &one.owner).cmp(&(one.rows, &other.owner)));
    shares
}
