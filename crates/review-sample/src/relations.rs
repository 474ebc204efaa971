//! Which system views a script names.

use crate::catalogue;

/// Whether a backslash in text takes the next character out of its meaning.
#[derive(Clone, Copy)]
enum Backslash {
    Escapes,
    IsPlain,
}

/// The words of a script that may name a relation, in order: outside of comments and of text in quotes, in lower
/// case. Too many rather than too few: what is read is decided by the engine.
fn words(sql: &str, backslash: Backslash) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '\'' {
            text_length(rest, backslash)
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(rest.len());
            words.push(rest[..end].to_lowercase());
            end
        } else {
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    words
}

/// The bytes of the text in quotes that `rest` begins with. A doubled quote ends one text and begins the next,
/// which comes to the same.
fn text_length(rest: &str, backslash: Backslash) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match (character, backslash) {
            ('\'', _) => return at + 1,
            ('\\', Backslash::Escapes) => drop(characters.next()),
            _ => {}
        }
    }
    rest.len()
}

/// The system views a script may read, whichever way text is read.
pub(crate) fn known(sql: &str) -> Vec<&'static str> {
    let both = [Backslash::Escapes, Backslash::IsPlain].map(|backslash| words(sql, backslash)).concat();
    let mut names: Vec<&'static str> =
        both.iter().filter_map(|word| Some(catalogue::view(word)?.name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The first view named in a script for which `is_denied` holds.
pub(crate) fn first_denied(sql: &str, is_denied: impl Fn(&str) -> bool) -> Option<String> {
    words(sql, Backslash::IsPlain).into_iter().find(|word| is_denied(word))
}

/// The first view of the catalogue that a script names.
pub(crate) fn first_known(sql: &str) -> Option<String> {
    first_denied(sql, |word| catalogue::view(word).is_some())
}
