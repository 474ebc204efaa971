//! The measures of a query, on its page.

use std::fmt::Write as _;

use review_core::measure::Better;

use super::cell;
use crate::model::QuerySignals;

pub(super) fn list(of: &QuerySignals, page: &mut String) {
    if of.measures.is_empty() && of.window.is_none() {
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
    if let Some(window) = &of.window {
        let (column, days) = (&window.column, &window.days);
        let _ =
            writeln!(page, "- The time that a run covers is that of `{column}`; `{days}` says how much is asked for.");
    }
}
