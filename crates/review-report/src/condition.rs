//! SQL as written in the pack, with its thresholds and its observed column marked.

use std::collections::BTreeMap;

use review_core::finding::ThresholdUsed;

use crate::model::{Piece, Threshold};

/// Cuts `sql` into pieces; put together they are `sql` again.
pub(crate) fn pieces(sql: &str, thresholds: &BTreeMap<String, ThresholdUsed>, observed: Option<&str>) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut rest = sql.trim();
    let mut after_colon = false;
    while !rest.is_empty() {
        let length = token_length(rest);
        let (token, after) = rest.split_at(length);
        let name = token.strip_prefix(':').filter(|_| !after_colon);
        let kind = if name.is_some_and(|name| thresholds.contains_key(name)) {
            "threshold"
        } else if observed.is_some_and(|column| token.trim_matches('"').eq_ignore_ascii_case(column)) {
            "observed"
        } else {
            "text"
        };
        match pieces.last_mut() {
            Some(last) if kind == "text" && last.kind == "text" => last.text.push_str(token),
            _ => pieces.push(Piece { kind: kind.to_owned(), text: token.to_owned() }),
        }
        after_colon = token == ":";
        rest = after;
    }
    pieces
}

/// Whether `sql` speaks of a column.
pub(crate) fn names(sql: &str, column: &str) -> bool {
    let mut rest = sql.trim();
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        if token.trim_matches('"').eq_ignore_ascii_case(column) {
            return true;
        }
        rest = after;
    }
    false
}

/// The thresholds in the order of their names.
pub(crate) fn thresholds(thresholds: &BTreeMap<String, ThresholdUsed>) -> Vec<Threshold> {
    let each = |(name, used): (&String, &ThresholdUsed)| Threshold {
        name: name.clone(),
        value: used.value.clone(),
        source: used.source.clone(),
        overridden: used.overridden,
    };
    thresholds.iter().map(each).collect()
}

/// How many bytes the first token of `sql` has: a literal, a quoted name, a comment, a word, `:word`, or one
/// character.
fn token_length(sql: &str) -> usize {
    let first = sql.chars().next().map_or(0, char::len_utf8);
    let word = |text: &str| text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    match sql.as_bytes() {
        [b'\'', ..] => quoted_length(sql, '\''),
        [b'"', ..] => quoted_length(sql, '"'),
        [b'-', b'-', ..] => sql.find('\n').unwrap_or(sql.len()),
        [b'/', b'*', ..] => sql.find("*/").map_or(sql.len(), |end| end + 2),
        [b':', ..] if word(&sql[1..]) > 0 => 1 + word(&sql[1..]),
        _ => word(sql).max(first),
    }
}

fn quoted_length(sql: &str, quote: char) -> usize {
    sql[1..].find(quote).map_or(sql.len(), |end| end + 2)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: &[(&str, &str)]) {
        let used = ThresholdUsed { value: "4".into(), source: "own".into(), overridden: false };
        let thresholds = BTreeMap::from([("skew".to_owned(), used)]);
        let pieces = pieces(sql, &thresholds, Some("skew_rows"));
        let got: Vec<(&str, &str)> = pieces.iter().map(|piece| (piece.kind.as_str(), piece.text.as_str())).collect();
        assert_eq!(got, expected);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), sql.trim());
    }

    #[test]
    fn thresholds_and_the_observed_column_are_marked() {
        check(
            "skew_rows >= :skew and a = 1",
            &[("observed", "skew_rows"), ("text", " >= "), ("threshold", ":skew"), ("text", " and a = 1")],
        );
    }

    #[test]
    fn nothing_is_marked_within_literals_comments_casts_and_longer_names() {
        for sql in
            ["':skew'", "a::skew", "-- :skew skew_rows", "/* :skew */", ":skew_2", "skew_rows_2", "'it''s :skew'"]
        {
            check(sql, &[("text", sql)]);
        }
        check("'open :skew", &[("text", "'open :skew")]);
        check("ä = 'ö'", &[("text", "ä = 'ö'")]);
    }
}
