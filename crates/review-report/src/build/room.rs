//! Who gets how much of the room that a page has for rows and scripts.

use review_core::finding::SignalVerdict;

use super::{findings, queries};
use crate::escape::escape;
use crate::input::{QuerySection, ReportInput};
use crate::limits::Limits;
use crate::share::{Need, shares};
use crate::table::Draft;
use crate::words::shortened;

/// What markup adds to a script that is shown, in bytes.
const SCRIPT_MARKUP: usize = 250;

/// All that shares the room: the evidence of each finding, the rows and the script of each query.
pub(super) struct Drafts<'a> {
    /// The signals that fired, in the order of the page.
    pub(super) fired: Vec<&'a SignalVerdict>,
    /// The evidence of each of them.
    pub(super) evidence: Vec<Draft<'a>>,
    evidence_needs: Vec<Need>,
    /// The rows of each query, in the order of the sections; none without a result.
    pub(super) rows: Vec<Option<Draft<'a>>>,
    rows_needs: Vec<Need>,
    script_needs: Vec<Need>,
}

/// The bytes of each of them.
pub(super) struct Shares {
    /// Those of each finding's evidence.
    pub(super) evidence: Vec<usize>,
    /// Those of each query's rows.
    pub(super) rows: Vec<usize>,
    /// Those of each query's script, without its markup.
    pub(super) scripts: Vec<usize>,
}

impl<'a> Drafts<'a> {
    pub(super) fn of(input: &'a ReportInput, limits: &Limits) -> Self {
        let fired = findings::fired(input);
        let evidence: Vec<Draft<'_>> = fired.iter().map(|signal| findings::draft(signal, input, limits)).collect();
        let rows: Vec<_> = input.sections.iter().map(|section| queries::draft(input, section, limits)).collect();
        let need = |draft: &Draft<'_>| Need { least: draft.least(limits), all: draft.need(limits) };
        Self {
            evidence_needs: evidence.iter().map(need).collect(),
            rows_needs: rows.iter().map(|draft| draft.as_ref().map(need).unwrap_or_default()).collect(),
            script_needs: input.sections.iter().map(|section| script_need(section, limits)).collect(),
            fired,
            evidence,
            rows,
        }
    }

    /// The bytes of a few rows of evidence for every finding.
    pub(super) fn least_evidence(&self) -> usize {
        self.evidence_needs.iter().map(|need| need.least).sum()
    }

    /// Splits `room`. A few rows of evidence of every finding come before all else, then a few rows of as many queries as
    /// possible; then who needs little gets it all, whatever it is, and the others the same. Queries that are `brief` have
    /// neither rows nor script.
    pub(super) fn shares(&self, room: usize, brief: &[bool]) -> Shares {
        let in_full = |needs: &[Need]| -> Vec<Need> {
            needs.iter().zip(brief).map(|(need, brief)| if *brief { Need::default() } else { *need }).collect()
        };
        let rows = with_least(room.saturating_sub(self.least_evidence()), in_full(&self.rows_needs));
        let needs = [self.evidence_needs.clone(), rows, in_full(&self.script_needs)].concat();
        let mut evidence = shares(room, &needs);
        let mut rows = evidence.split_off(self.evidence.len());
        let scripts = rows.split_off(self.rows.len());
        Shares {
            evidence,
            rows,
            scripts: scripts.into_iter().map(|share| share.saturating_sub(SCRIPT_MARKUP)).collect(),
        }
    }
}

/// The least for those alone for whom there is enough, the small ones first.
fn with_least(room: usize, mut needs: Vec<Need>) -> Vec<Need> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|at| needs[*at].least);
    let mut left = room;
    for at in order {
        match left.checked_sub(needs[at].least) {
            Some(after) => left = after,
            None => needs[at].least = 0,
        }
    }
    needs
}

fn script_need(section: &QuerySection, limits: &Limits) -> Need {
    let text = shortened(section.script.trim_end(), limits.script_characters).0;
    Need { least: 0, all: SCRIPT_MARKUP + escape(text).len() }
}
