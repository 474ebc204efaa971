//! What is kept of the texts of other people's queries.
//!
//! A query text that a review collects may hold names, addresses, keys. What is not needed to know which query it was
//! is replaced at collection, before anything is stored.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::str::Chars;

use serde::{Deserialize, Serialize};

use crate::ids::QueryName;

/// What is kept of query texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryText {
    /// Nothing: the cells are NULL.
    None,
    /// The text with [`mask`] over it.
    #[default]
    Masked,
    /// All of it.
    Full,
}

impl QueryText {
    /// Every choice, the most careful first.
    pub const ALL: [Self; 3] = [Self::None, Self::Masked, Self::Full];

    /// The word for it in configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Masked => "masked",
            Self::Full => "full",
        }
    }

    /// The choice of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.word() == word)
    }

    /// What is kept of one text.
    pub fn keep(self, text: &str) -> Option<String> {
        match self {
            Self::None => None,
            Self::Masked => Some(mask(text)),
            Self::Full => Some(text.to_owned()),
        }
    }
}

/// What a run keeps of query texts, and where it meets them; part of `run.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryTexts {
    /// What is kept.
    pub kept: QueryText,
    /// The columns that hold query texts, by query.
    pub columns: BTreeMap<QueryName, Vec<String>>,
}

/// The text with every literal replaced by `?` and without its comments. Identifiers and key words stay.
///
/// Works on any text, cut off or not SQL at all, and errs on the side of hiding: a string that does not end, and one
/// with a backslash before a quote (an end to some, an escape to others), hide everything that follows. The text must
/// begin where the query does.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        let within_word = masked.chars().next_back().is_some_and(is_part_of_word);
        match char {
            '\'' => {
                masked.push('?');
                skip_string(&mut rest);
            }
            '"' => {
                masked.push('"');
                copy_identifier(&mut rest, &mut masked);
            }
            '-' if rest.peek() == Some(&'-') => skip_line(&mut rest, &mut masked),
            '/' if rest.peek() == Some(&'*') => skip_comment(&mut rest, &mut masked),
            '$' if !within_word => dollar(&mut rest, &mut masked),
            digit if digit.is_ascii_digit() && !within_word => {
                masked.push('?');
                skip_number(digit, &mut rest);
            }
            other => masked.push(other),
        }
    }
    masked
}

fn is_part_of_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$')
}

/// Past the closing quote; `''` is a quote within.
fn skip_string(rest: &mut Peekable<Chars<'_>>) {
    let mut after_backslash = false;
    while let Some(char) = rest.next() {
        if char != '\'' {
            after_backslash = char == '\\' && !after_backslash;
        } else if after_backslash {
            // Nobody knows whether the string ends here.
            rest.by_ref().for_each(drop);
        } else if rest.next_if_eq(&'\'').is_none() {
            return;
        }
    }
}

fn copy_identifier(rest: &mut Peekable<Chars<'_>>, masked: &mut String) {
    for char in rest.by_ref() {
        masked.push(char);
        if char == '"' {
            return;
        }
    }
}

fn skip_line(rest: &mut Peekable<Chars<'_>>, masked: &mut String) {
    while rest.next_if(|char| *char != '\n').is_some() {}
    blank(masked);
}

/// Past the end of a comment; comments nest.
fn skip_comment(rest: &mut Peekable<Chars<'_>>, masked: &mut String) {
    rest.next();
    let mut depth = 1;
    while depth > 0 {
        match rest.next() {
            None => break,
            Some('*') if rest.next_if_eq(&'/').is_some() => depth -= 1,
            Some('/') if rest.next_if_eq(&'*').is_some() => depth += 1,
            Some(_) => {}
        }
    }
    blank(masked);
}

/// What a comment stood between stays apart.
fn blank(masked: &mut String) {
    if !masked.is_empty() && !masked.ends_with(char::is_whitespace) {
        masked.push(' ');
    }
}

/// `$tag$...$tag$` is a string; `$1` is a parameter, and stays.
fn dollar(rest: &mut Peekable<Chars<'_>>, masked: &mut String) {
    let mut tag = String::from("$");
    while let Some(char) = rest.next_if(|char| char.is_alphanumeric() || *char == '_') {
        tag.push(char);
    }
    if rest.next_if_eq(&'$').is_none() {
        masked.push_str(&tag);
        return;
    }
    tag.push('$');
    masked.push('?');
    let mut read = String::new();
    for char in rest.by_ref() {
        read.push(char);
        if read.ends_with(&tag) {
            return;
        }
    }
}

/// Past digits, point, exponent, and whatever letters hang on.
fn skip_number(first: char, rest: &mut Peekable<Chars<'_>>) {
    let mut last = first;
    while let Some(char) =
        rest.next_if(|char| is_part_of_word(*char) || *char == '.' || matches!((last, *char), ('e' | 'E', '+' | '-')))
    {
        last = char;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn literals_are_replaced_and_names_stay() {
        for (text, masked) in [
            ("select * from t1 where id = 42 and x>-1.5e-3", "select * from t1 where id = ? and x>-?"),
            ("where mail = 'ann@example.com' or n = 'O''Hara' and k=7", "where mail = ? or n = ? and k=?"),
            ("select \"year 2026\", '' from \"it's\" limit 10", "select \"year 2026\", ? from \"it's\" limit ?"),
            ("copy t from 's3://b/k' credentials 'aws_secret_access_key=abc'", "copy t from ? credentials ?"),
            ("select 1 -- for ann\nfrom t /* card /* 4111 */ 5 */where a=1", "select ? \nfrom t where a=?"),
            ("select $$it's ann$$, $a$x$$y$a$, $1, a$2", "select ?, ?, $1, a$2"),
            ("values(0x1F,1e+5,.5,3.)", "values(?,?,.?,?)"),
            ("größe_2 = 3", "größe_2 = ?"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn what_does_not_end_or_is_open_to_doubt_hides_all_that_follows() {
        for (text, masked) in [
            ("where a = 'ann", "where a = ?"),
            ("where a = 'x\\' or b = 'ann' and c", "where a = ?"),
            ("where a = 'x\\\\' and c = 2", "where a = ? and c = ?"),
            ("select 1 /* ann", "select ? "),
            ("select $$ann", "select ?"),
            ("select \"ann", "select \"ann"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn a_choice_survives_its_word() {
        for choice in QueryText::ALL {
            assert_eq!(QueryText::from_word(choice.word()), Some(choice));
            assert_eq!(serde_json::to_value(choice).expect("JSON"), choice.word());
        }
        assert_eq!(QueryText::None.keep("x"), None);
        assert_eq!(QueryText::Full.keep("a = 1").as_deref(), Some("a = 1"));
    }

    proptest! {
        #[test]
        fn no_text_in_quotes_survives(before in "[a-z =(,]{0,20}", secret in "[A-Z]{5,10}", after in "[a-z0-9 '=,$/*\\\\-]{0,20}") {
            let text = format!("{before}'{secret}' {after}");
            prop_assert!(!mask(&text).contains(&secret), "{}", mask(&text));
        }

        #[test]
        fn masking_again_changes_nothing(text in "[a-z0-9 '\"=,$/*\\\\.\n-]{0,60}") {
            let once = mask(&text);
            prop_assert_eq!(mask(&once), once);
        }
    }
}
