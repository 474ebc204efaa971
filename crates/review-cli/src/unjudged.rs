//! Signals that were not judged although their query ran to its end: silence about them would pass for a good sign.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryName;
use review_core::accounting::Status;
use review_core::documents::RunManifest;
use review_core::finding::{Findings, Verdict};

/// Signals over results that are there, which could not be judged all the same, by the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unjudged {
    reasons: BTreeMap<String, usize>,
    /// How many signals over results there are, these among them.
    signals: usize,
}

impl Unjudged {
    /// Those of a run. What no query answered is told of with that query.
    pub(crate) fn of(findings: &Findings, manifest: &RunManifest) -> Self {
        let is_there = |status: Status| matches!(status, Status::Ok | Status::Findings);
        let ran = manifest.accounting.queries.iter().filter(|one| is_there(one.status));
        let ran: BTreeSet<&QueryName> = ran.map(|one| &one.query.name).collect();
        let mut unjudged = Self::default();
        for signal in findings.signals.iter().filter(|signal| ran.contains(&signal.query)) {
            unjudged.signals += 1;
            if let Verdict::NotEvaluated(reason) = &signal.verdict {
                *unjudged.reasons.entry(reason.clone()).or_default() += 1;
            }
        }
        unjudged
    }

    /// What a run without findings came to.
    pub(crate) fn without_findings(&self) -> &'static str {
        match self.reasons.values().sum::<usize>() {
            0 => "no findings",
            all if all == self.signals => "nothing could be judged",
            _ => "no findings in what could be judged",
        }
    }

    /// A line for each reason.
    pub(crate) fn lines(&self) -> impl Iterator<Item = String> {
        self.reasons
            .iter()
            .map(|(reason, count)| format!("not judged {count} signal{}: {reason}", if *count == 1 { "" } else { "s" }))
    }
}
