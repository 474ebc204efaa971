//! Which way an observed value gets worse.

/// Which values are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worse {
    /// Greater ones.
    Greater,
    /// Smaller ones.
    Smaller,
}

/// Reads from a condition such as `skew >= :limit and ...` which values of `column` are worse; nothing when the column
/// is not compared, or is compared both ways.
pub(super) fn worse(condition: &str, column: &str) -> Option<Worse> {
    let mut found = None;
    for (at, _) in condition.match_indices(column) {
        let before = condition[..at].chars().next_back();
        let after = &condition[at + column.len()..];
        if before.is_some_and(is_part_of_name) || after.starts_with(is_part_of_name) {
            continue;
        }
        let direction = match operator(after) {
            Some('>') => Worse::Greater,
            Some('<') => Worse::Smaller,
            _ => continue,
        };
        if found.is_some_and(|known| known != direction) {
            return None;
        }
        found = Some(direction);
    }
    found
}

fn is_part_of_name(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '.')
}

/// `>` or `<` when the text begins with such a comparison; `<>` is none.
fn operator(text: &str) -> Option<char> {
    let text = text.trim_start();
    let first = text.chars().next().filter(|char| matches!(char, '<' | '>'))?;
    (!text.starts_with("<>")).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_says_which_way_is_worse() {
        for (condition, column, expected) in [
            ("skew >= :limit", "skew", Some(Worse::Greater)),
            ("pct<:share and kind = 'x'", "pct", Some(Worse::Smaller)),
            ("pct <> 5", "pct", None),
            ("pct > 5 or pct < 1", "pct", None),
            ("min_pct > 5", "pct", None),
            ("t.pct > 5", "pct", None),
            ("coalesce(pct, 0) > 5", "pct", None),
            ("other > 1", "pct", None),
        ] {
            assert_eq!(worse(condition, column), expected, "{condition}");
        }
    }
}
