//! A model whose page stays within its bytes. Nothing of the page is guessed: it is rendered without rows and scripts
//! and measured, what remains is shared out, and the whole is measured again.

use super::charts::{self, Charts};
use super::room::Drafts;
use super::{assemble, brief};
use crate::input::ReportInput;
use crate::limits::Limits;
use crate::model::ReportModel;
use crate::render::html;

/// Charts take at most this part of a page, and of what remains beside its text.
const CHARTS_OF_PAGE: usize = 5;
const CHARTS_OF_REST: usize = 3;
/// How often rows are shared out anew until the page fits and is full; own choice, three are mostly enough.
const TRIES: usize = 6;
/// Bytes that are not worth another try: a hundredth of a page.
const NEAR: usize = 100;

pub(super) fn fitted(input: &ReportInput, limits: &Limits) -> ReportModel {
    let drafts = Drafts::of(input, limits);
    let bytes_of = |brief: &[bool], charts: &Charts, room: usize| -> (ReportModel, usize) {
        let model = assemble(input, limits, brief, charts, &drafts, room);
        // A page that cannot be rendered has no room; whoever renders it for good is told why.
        let bytes = html(&model, None).map_or(usize::MAX, |page| page.len());
        (model, bytes)
    };
    let none = Charts::none(input.sections.len());
    let (_, lines) = bytes_of(&vec![true; input.sections.len()], &none, 0);
    let brief = brief::brief(input, limits, limits.bytes.saturating_sub(lines), drafts.least_evidence());
    let (_, frame) = bytes_of(&brief, &none, 0);
    let rest = limits.bytes.saturating_sub(frame);
    let for_charts = rest.saturating_sub(drafts.least_evidence()) / CHARTS_OF_REST;
    let charts = charts::charts(&input.sections, &brief, for_charts.min(limits.bytes / CHARTS_OF_PAGE));
    let mut room = rest.saturating_sub(charts.bytes);
    let mut too_much: Option<usize> = None;
    let mut best: Option<(usize, ReportModel)> = None;
    for _ in 0..TRIES {
        let (model, bytes) = bytes_of(&brief, &charts, room);
        if bytes > limits.bytes {
            if room == 0 {
                return model;
            }
            too_much = Some(room);
            room = room.saturating_sub(bytes - limits.bytes);
        } else {
            let unused = limits.bytes - bytes;
            let whole = model.size.cut_tables.is_empty() && !scripts_are_cut(&model);
            if whole || unused < limits.bytes / NEAR {
                return model;
            }
            best = Some((room, model));
            room += unused - unused / 10;
        }
        if let (Some((fits, _)), Some(too_much)) = (&best, too_much) {
            room = fits + (too_much - fits) / 2;
        }
    }
    best.map_or_else(|| bytes_of(&brief, &charts, 0).0, |(_, model)| model)
}

fn scripts_are_cut(model: &ReportModel) -> bool {
    model.sections.iter().flat_map(|section| &section.queries).any(|query| query.script_cut && !query.brief)
}
