//! The measures of a query, on its page.

use std::fmt::Write as _;

use review_core::measure::Better;

use super::cell;
use crate::model::QuerySignals;

pub(super) fn list(of: &QuerySignals, page: &mut String) {
    if of.measures.is_empty() && of.window.is_none() && of.compared_when_same.is_empty() {
        return;
    }
    let _ = write!(page, "\n## Measures\n\n");
    for measure in &of.measures {
        let good = match measure.better {
            Better::Less => "; less is better",
            Better::More => "; more is better",
            Better::Neither => "",
        };
        let (id, words, sql) = (&measure.id, cell(&measure.words), measure.value.sql.trim());
        let untold = if measure.told { "" } else { "; only to see whether runs can be compared" };
        let _ = writeln!(page, "- **{id}**, {words}: `{sql}`{good}{untold}.");
    }
    if !of.compared_when_same.is_empty() {
        let ids: Vec<String> = of.compared_when_same.iter().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(
            page,
            "- Findings are compared with those of another run where {} is the same.",
            ids.join(" and ")
        );
    }
    if let Some(window) = &of.window {
        let (column, days) = (&window.column, &window.days);
        let _ =
            writeln!(page, "- The time that a run covers is that of `{column}`; `{days}` says how much is asked for.");
    }
}
