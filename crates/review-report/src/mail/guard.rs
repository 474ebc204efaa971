//! Messages of a warehouse, so that no text of a query leaves the house in a mail.

/// The longest message, in characters; own choice, three lines of a mail.
const MESSAGE_CHARACTERS_MAX: usize = 300;
/// The longest quoted word that stays, in characters: a name in Redshift has at most 127 bytes, and one of our own
/// scripts fewer than these.
const QUOTED_CHARACTERS_MAX: usize = 64;

/// The first line of a message. A quoted part that is no single word, or a long one, is taken out: a warehouse quotes
/// there what it could not read.
pub(super) fn message(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    crate::words::bounded(&without_quotations(line), MESSAGE_CHARACTERS_MAX)
}

/// The text without quoted parts that are no single word, or a long one.
pub(super) fn without_quotations(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['"', '\'', '`']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let quote = from.chars().next().unwrap_or('"');
        // An apostrophe within a word (`the run's`) quotes nothing.
        let within_word = quote == '\'' && before.ends_with(char::is_alphanumeric);
        let inner = &from[quote.len_utf8()..];
        match inner.find(quote).filter(|_| !within_word) {
            Some(end) => {
                kept.push(quote);
                kept.push_str(if is_a_word(&inner[..end]) { &inner[..end] } else { "\u{2026}" });
                kept.push(quote);
                rest = &inner[end + quote.len_utf8()..];
            }
            None if within_word || quote == '`' => {
                kept.push(quote);
                rest = inner;
            }
            None => {
                // It never ends, so all that follows may be quoted.
                kept.push(quote);
                kept.push('\u{2026}');
                return kept;
            }
        }
    }
    kept.push_str(rest);
    kept
}

fn is_a_word(quoted: &str) -> bool {
    !quoted.contains(char::is_whitespace) && quoted.chars().count() <= QUOTED_CHARACTERS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_and_texts_go() {
        for (said, kept) in [
            ("permission denied for relation stl_query (E002)", "permission denied for relation stl_query (E002)"),
            ("relation \"stl_x\" does not exist", "relation \"stl_x\" does not exist"),
            ("syntax error at or near \"select a, b from t\"", "syntax error at or near \"\u{2026}\""),
            ("invalid input for integer: 'ann smith'", "invalid input for integer: '\u{2026}'"),
            ("unterminated quoted string at \"'select * from", "unterminated quoted string at \"\u{2026}"),
            ("syntax error\nLINE 1: select secret from t", "syntax error"),
            (
                "the run's deadline passed, the user's queue is full",
                "the run's deadline passed, the user's queue is full",
            ),
            ("run `redshift-review resume RUN`", "run `\u{2026}`"),
        ] {
            assert_eq!(message(said), kept);
        }
        assert!(message(&"x".repeat(1_000)).chars().count() < 340);
        assert_eq!(message(&format!("near \"{}\"", "s".repeat(65))), "near \"\u{2026}\"");
    }
}
