//! The charts of all queries, within their part of the page's bytes.

use review_core::chart::SUMMARY_CHARTS_MAX;

use crate::chart::{bytes, chart};
use crate::input::QuerySection;
use crate::links::query_anchor;
use crate::model::Chart;

/// The charts of a report.
#[derive(Clone, Debug, Default)]
pub(super) struct Charts {
    /// Those of the first screen.
    pub(super) summary: Vec<Chart>,
    /// Those of each query, in the order of the sections.
    pub(super) of_queries: Vec<Vec<Chart>>,
    /// How many there was no room for.
    pub(super) left_out: usize,
    /// The bytes they take.
    pub(super) bytes: usize,
}

/// Draws what the pack describes, as far as it has room in so many bytes; those of the first screen come first when there
/// is not room for all, and queries that are `brief` have none.
pub(super) fn charts(sections: &[QuerySection], brief: &[bool], room: usize) -> Charts {
    let mut charts = Charts::default();
    let all = || sections.iter().flat_map(|section| section.charts.iter().map(move |spec| (section, spec)));
    for (section, spec) in all().filter(|(_, spec)| spec.summary).take(SUMMARY_CHARTS_MAX) {
        let anchor = format!("summary-chart-{}", charts.summary.len() + 1);
        let chart = chart(spec, section, &anchor).and_then(|chart| charts.fitting(chart, room));
        charts.summary.extend(chart);
    }
    for (section, brief) in sections.iter().zip(brief) {
        if *brief {
            charts.left_out += section.charts.len();
            charts.of_queries.push(Vec::new());
            continue;
        }
        let own = |(number, spec)| {
            let anchor = format!("{}-chart-{number}", query_anchor(&section.query));
            charts.fitting(chart(spec, section, &anchor)?, room)
        };
        let own = (1..).zip(&section.charts).filter_map(own).collect();
        charts.of_queries.push(own);
    }
    charts
}

impl Charts {
    /// None of any of so many queries.
    pub(super) fn none(queries: usize) -> Self {
        Self { of_queries: vec![Vec::new(); queries], ..Self::default() }
    }

    fn fitting(&mut self, chart: Chart, room: usize) -> Option<Chart> {
        let with_it = self.bytes + bytes(&chart);
        if with_it > room {
            self.left_out += 1;
            return None;
        }
        self.bytes = with_it;
        Some(chart)
    }
}
