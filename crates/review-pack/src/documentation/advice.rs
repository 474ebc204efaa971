//! The page of all recommendations.

use std::fmt::Write as _;

use review_core::finding::Recommendation;

use super::signals_of;
use crate::model::Pack;

/// Every recommendation, and the signals that lead to it.
pub(super) fn page(pack: &Pack) -> String {
    let mut page =
        format!("# Recommendations of the pack `{}`\n\nNone of them is ever carried out by the review.\n", pack.name);
    for advice in pack.recommendations.values() {
        recommendation(pack, advice, &mut page);
    }
    page
}

fn recommendation(pack: &Pack, advice: &Recommendation, page: &mut String) {
    let costs: Vec<String> = advice.cost.iter().map(|cost| cost.word().replace('_', " ")).collect();
    let costs = if costs.is_empty() { "none".to_owned() } else { costs.join(", ") };
    let _ = write!(
        page,
        "\n## {}\n\n**{}.** {}\n\nEffort: {}. Cost beside the work: {costs}.\n",
        advice.id,
        advice.title,
        one_line(&advice.text),
        advice.effort.word()
    );
    for (word, text) in [("Try it first", &advice.try_first), ("To take it back", &advice.undo)] {
        if let Some(text) = text {
            let _ = write!(page, "\n**{word}.** {}\n", one_line(text));
        }
    }
    if let Some(fix) = &advice.fix {
        let _ = write!(page, "\n```sql\n{}\n```\n", fix.trim());
    }
    let led: Vec<String> = pack
        .queries
        .iter()
        .flat_map(|query| signals_of(pack, query).map(move |one| (query, one)))
        .filter(|(_, one)| one.recommendations.contains(&advice.id))
        .map(|(query, one)| format!("[`{}`](queries/{}.md#{})", one.id, query.name, one.id))
        .collect();
    if !led.is_empty() {
        let _ = write!(page, "\nSignals that lead here: {}.\n", led.join(", "));
    }
    for link in &advice.links {
        let _ = write!(page, "\n- <{link}>");
    }
    page.push('\n');
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
