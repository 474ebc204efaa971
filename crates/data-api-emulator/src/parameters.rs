//! Named parameters: `:name` in a text stands for a value.
//!
//! The service binds them as JDBC does. Here the value is written into the text as a literal in quotes, which the
//! warehouse converts to whatever type is wanted there; names in literals, quoted names and comments are left
//! alone, and so are casts (`::`).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::members::Members;

/// Names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As `QueryParameters` in answers.
    pub(crate) fn shown(&self) -> Vec<Value> {
        self.0.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads the member `Parameters`.
pub(crate) fn read(members: Members<'_>) -> Result<Parameters, ApiError> {
    let Some(list) = members.list("Parameters", usize::MAX)? else { return Ok(Parameters::default()) };
    let mut parameters = Parameters::default();
    for one in list {
        let one = one.as_object().map(Members::new);
        let one = one.ok_or_else(|| ApiError::validation("every member of Parameters must be a structure"))?;
        let (name, value) = (one.required_text("name")?, one.required_text("value")?);
        if name.is_empty() || !name.chars().all(is_of_name) {
            return Err(ApiError::validation(format!("`{name}` is not a parameter's name: letters, digits and _")));
        }
        if parameters.value(name).is_some() {
            return Err(ApiError::validation(format!("the parameter `{name}` is given twice")));
        }
        parameters.0.push((name.to_owned(), value.to_owned()));
    }
    Ok(parameters)
}

/// The texts with values in them. Every parameter must be used in at least one.
pub(crate) fn fill_in(parameters: &Parameters, texts: &[String]) -> Result<Vec<String>, ApiError> {
    if parameters.is_empty() {
        return Ok(texts.to_vec());
    }
    let mut used = BTreeSet::new();
    let filled = texts.iter().map(|text| fill_in_one(parameters, text, &mut used)).collect();
    match parameters.0.iter().find(|(name, _)| !used.contains(name)) {
        Some((name, _)) => Err(ApiError::validation(format!("Parameters list contains unused parameters: {name}"))),
        None => Ok(filled),
    }
}

fn fill_in_one(parameters: &Parameters, text: &str, used: &mut BTreeSet<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(piece_length(rest));
        rest = after;
        let name = piece.strip_prefix(':').filter(|name| !name.is_empty() && !name.starts_with(':'));
        match name.and_then(|name| Some((name, parameters.value(name)?))) {
            Some((name, value)) => {
                used.insert(name.to_owned());
                filled.push_str(&format!("'{}'", value.replace('\'', "''")));
            }
            None => filled.push_str(piece),
        }
    }
    filled
}

/// How many bytes belong together at the start of a text that is not empty: a literal, a quoted name, a comment, a
/// cast, a `:name`, or one character.
fn piece_length(text: &str) -> usize {
    let up_to = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    match text.as_bytes() {
        [b'\'', ..] => up_to("'", 1),
        [b'"', ..] => up_to("\"", 1),
        [b'-', b'-', ..] => up_to("\n", 2),
        [b'/', b'*', ..] => up_to("*/", 2),
        [b':', b':', ..] => 2,
        [b':', ..] => 1 + text[1..].find(|character| !is_of_name(character)).unwrap_or(text.len() - 1),
        _ => text.chars().next().map_or(1, char::len_utf8),
    }
}

fn is_of_name(character: char) -> bool {
    character == '_' || character.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let parameters = Parameters(vec![("a".to_owned(), "it's".to_owned()), ("b".to_owned(), "2".to_owned())]);
        let texts = [text.to_owned(), "select :b".to_owned()];
        fill_in(&parameters, &texts).map(|texts| texts[0].clone()).map_err(|error| error.message)
    }

    #[test]
    fn a_name_after_a_colon_becomes_a_literal() {
        for (text, expected) in [
            ("select :a, :b::int", "select 'it''s', '2'::int"),
            ("select ':b', \":b\", 'it''s :b', :a -- :b", "select ':b', \":b\", 'it''s :b', 'it''s' -- :b"),
            ("/* :b */ select :a || :c ü", "/* :b */ select 'it''s' || :c ü"),
            ("select :a ':b", "select 'it''s' ':b"),
        ] {
            assert_eq!(filled(text), Ok(expected.to_owned()));
        }
        assert!(filled("select 1").is_err_and(|message| message.ends_with(": a")), "every parameter is used");
    }
}
