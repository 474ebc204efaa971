//! The charts of a query, on its page.

use std::fmt::Write as _;

use super::cell;
use crate::model::QuerySignals;

pub(super) fn list(of: &QuerySignals, page: &mut String) {
    if of.charts.is_empty() {
        return;
    }
    let _ = write!(page, "\n## Charts\n\n");
    for chart in &of.charts {
        let values: Vec<String> = chart.y.iter().map(|column| format!("`{column}`")).collect();
        let by = chart.by.as_ref().map(|column| format!(", a series for each `{column}`")).unwrap_or_default();
        let screen = if chart.summary { " Also on the first screen." } else { "" };
        let note = chart.note.as_ref().map(|note| format!(" {}", cell(note))).unwrap_or_default();
        let (title, kind, unit) = (cell(&chart.title), chart.kind.word(), cell(&chart.unit));
        let (values, x) = (values.join(", "), &chart.x);
        let _ = writeln!(page, "- **{title}** ({unit}): {kind} of {values} along `{x}`{by}.{note}{screen}");
    }
}
