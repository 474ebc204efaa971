//! Did-you-mean: the known word nearest to one that is not known.

use crate::limits::NEAREST_AMONG_MAX;

/// Longer words are no slips of the hand.
const WORD_BYTES_MAX: usize = 200;

/// The nearest of `known`, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > WORD_BYTES_MAX {
        return None;
    }
    let wanted = word.to_lowercase();
    let known = known.into_iter().take(NEAREST_AMONG_MAX);
    let scored = known.map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate));
    // 0.8 keeps `serverity` -> `severity` and drops words that share only a beginning.
    let near = scored.filter(|(score, _)| *score >= 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, candidate)| candidate)
}

/// The `most` names of dotted parts that are nearest to one that may lack its leading parts, the nearest first.
pub fn nearest_names<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    if word.len() > WORD_BYTES_MAX {
        return Vec::new();
    }
    let wanted = word.to_lowercase();
    let score = |candidate: &str| {
        let name = candidate.to_lowercase();
        let inner = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
        let scores = inner.chain([name.as_str()]).map(|part| strsim::jaro_winkler(&wanted, part));
        scores.fold(0.0, f64::max)
    };
    let known = known.into_iter().take(NEAREST_AMONG_MAX);
    let mut scored: Vec<(f64, &str)> = known.map(|candidate| (score(candidate), candidate)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.into_iter().take(most).map(|(_, candidate)| candidate).collect()
}

/// A remedy for an unknown word: the nearest known one, or the list of all when it is short.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("write `{near}`"),
        None if known.is_empty() => "take it out".to_owned(),
        None if known.len() <= 12 => format!("write one of {}", list(known)),
        None => "write one that exists".to_owned(),
    }
}

/// Words in backquotes, separated by commas.
pub(crate) fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_offered_only_when_it_is_near() {
        assert_eq!(nearest("serverity", ["severity", "signals"]), Some("severity"));
        assert_eq!(nearest("zzz", ["severity", "signals"]), None);
    }

    #[test]
    fn a_short_list_is_shown_whole() {
        assert_eq!(did_you_mean("zzz", &["serial", "parallel"]), "write one of `serial`, `parallel`");
    }

    #[test]
    fn a_name_is_near_without_its_leading_parts() {
        let known = ["dev.ops.shipments", "dev.sales.order_items", "dev.sales.orders"];
        assert_eq!(nearest_names("sales.fact_orders", known, 2), ["dev.sales.orders", "dev.sales.order_items"]);
        assert_eq!(nearest_names("ops.shipment", known, 1), ["dev.ops.shipments"]);
        assert_eq!(nearest_names("x", [], 3), Vec::<&str>::new());
    }
}
