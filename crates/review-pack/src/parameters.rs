//! Puts values into SQL in place of `:name`: the parameters of scripts, the thresholds of conditions.
//!
//! Values go in at token level: a `:name` inside a string, a comment or a cast `::name` is left alone, and
//! everything but the placeholders stays as written, to the byte. Text is quoted, so no value can end its literal.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::result::ColumnType;
use review_dialect::sql::{Offsets, Stretch, placeholders, tokens};

use crate::model::{Literal, Pack, Parameter};
use crate::types;

/// Why values could not be put into SQL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubstituteError {
    /// The SQL has a `:name` for which there is no value.
    #[error("there is no value for `:{name}` (character {offset} of the SQL)")]
    UnknownName {
        /// The name, without its colon.
        name: String,
        /// Where its colon stands, in characters from 0.
        offset: usize,
    },
    /// The SQL does not even read as tokens.
    #[error("the SQL cannot be read: {why} (character {offset})")]
    Unreadable {
        /// Why.
        why: String,
        /// Where reading stopped, in characters from 0.
        offset: usize,
    },
}

/// Why a script could not be rendered with the values given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The pack has no such query.
    #[error("the pack has no query `{0}`")]
    UnknownQuery(QueryName),
    /// A value is given for a parameter the pack does not have.
    #[error("the pack has no parameter `{0}`")]
    UnknownParameter(String),
    /// A value is not of its parameter's type.
    #[error("parameter `{name}`: {source}")]
    Value {
        /// The parameter.
        name: String,
        /// What is wrong with the value.
        source: ValueError,
    },
    /// A value that a call cannot take.
    #[error("parameter `{name}` stands in a call, which takes a whole number from {least} to {most}")]
    NotInCall {
        /// The parameter.
        name: String,
        /// The least it takes.
        least: u32,
        /// The most it takes.
        most: u32,
    },
    /// The script could not be read or names an unknown parameter; `check` finds both first.
    #[error(transparent)]
    Substitute(#[from] SubstituteError),
}

/// A text that does not read as the type asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` does not read as {kind}; write {example}")]
pub struct ValueError {
    /// The text.
    pub text: String,
    /// The type.
    pub kind: ColumnType,
    /// What would read.
    pub example: &'static str,
}

/// Reads a value given at the command line.
///
/// # Errors
/// When the text does not read as the type; nothing is rounded, cut or guessed.
pub fn parse_value(kind: ColumnType, text: &str) -> Result<Literal, ValueError> {
    let literal = match (kind, text) {
        (ColumnType::Boolean, "true") => Literal::Boolean(true),
        (ColumnType::Boolean, "false") => Literal::Boolean(false),
        _ => Literal::Text(text.to_owned()),
    };
    types::read_as(kind, &literal, text).ok_or_else(|| ValueError {
        text: text.to_owned(),
        kind,
        example: types::example(kind),
    })
}

/// The exact SQL of a query, or the call it makes as JSON: its script with the pack's parameters put in, those in `values` instead of the
/// pack's own.
///
/// # Errors
/// When the query or a parameter is unknown, or a value is not of its parameter's type.
pub fn render_script(
    pack: &Pack,
    query: &QueryName,
    values: &BTreeMap<String, Literal>,
) -> Result<String, RenderError> {
    let query = pack.query(query).ok_or_else(|| RenderError::UnknownQuery(query.clone()))?;
    if let Some(name) = values.keys().find(|name| !pack.parameters.contains_key(*name)) {
        return Err(RenderError::UnknownParameter(name.clone()));
    }
    let mut rendered = BTreeMap::new();
    for (name, parameter) in &pack.parameters {
        let value = values.get(name).unwrap_or(&parameter.value);
        let value = of_type(parameter, value).map_err(|source| RenderError::Value { name: name.clone(), source })?;
        rendered.insert(name.as_str(), typed_sql(parameter.kind, &value));
    }
    if let Some(call) = &query.call {
        return Ok(call.script(pack, values)?.text());
    }
    Ok(put_in(&query.script, |name| rendered.get(name).cloned())?)
}

/// Puts literals into SQL in place of `:name`; used for the thresholds of a condition.
///
/// # Errors
/// When a name has no value, or the SQL does not read as tokens.
pub fn substitute(sql: &str, values: &BTreeMap<String, Literal>) -> Result<String, SubstituteError> {
    put_in(sql, |name| values.get(name).map(literal_sql))
}

/// A literal as SQL that means the same to every engine we send it to.
///
/// A backslash in a literal is an escape to Redshift and a character to PostgreSQL, so it never stands in one:
/// `a\b` becomes `('a' || chr(92) || 'b')`. A negative number stands in parentheses, since `1 -:n` with `-5`
/// would otherwise begin a comment.
pub fn literal_sql(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(text) if text.starts_with(['-', '+']) => format!("({text})"),
        Literal::Number(text) => text.clone(),
        Literal::Text(text) if text.contains('\\') => {
            let parts: Vec<String> = text.split('\\').map(quoted).collect();
            format!("({})", parts.join(" || chr(92) || "))
        }
        Literal::Text(text) => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A parameter's value as SQL of exactly its type: `5` of type decimal must not divide like an integer.
fn typed_sql(kind: ColumnType, value: &Literal) -> String {
    let plain = literal_sql(value);
    match kind {
        ColumnType::Text | ColumnType::Integer | ColumnType::Boolean => plain,
        ColumnType::Decimal { precision, scale } => format!("cast({plain} as decimal({precision},{scale}))"),
        ColumnType::Float => format!("cast({plain} as double precision)"),
        ColumnType::Timestamp => format!("cast({plain} as timestamp)"),
        ColumnType::Date => format!("cast({plain} as date)"),
    }
}

fn of_type(parameter: &Parameter, value: &Literal) -> Result<Literal, ValueError> {
    let text = match value {
        Literal::Null => String::new(),
        Literal::Boolean(value) => value.to_string(),
        Literal::Number(text) | Literal::Text(text) => text.clone(),
    };
    let read = types::read_as(parameter.kind, value, &text);
    read.ok_or_else(|| ValueError { text, kind: parameter.kind, example: types::example(parameter.kind) })
}

fn put_in(sql: &str, value: impl Fn(&str) -> Option<String>) -> Result<String, SubstituteError> {
    let tokens = tokens(sql).map_err(|error| SubstituteError::Unreadable { why: error.why, offset: error.at.start })?;
    let chars: Vec<char> = sql.chars().collect();
    let mut written = String::with_capacity(sql.len());
    let mut from = 0;
    for placeholder in placeholders(&tokens, &Offsets::new(sql)) {
        let Stretch { start, length } = placeholder.at;
        let value =
            value(&placeholder.name).ok_or(SubstituteError::UnknownName { name: placeholder.name, offset: start })?;
        written.extend(&chars[from..start]);
        // `and:n` and `:n'x'` are two tokens each, and must stay two.
        if written.ends_with(glues) {
            written.push(' ');
        }
        written.push_str(&value);
        from = start + length;
        if chars.get(from).copied().is_some_and(glues) {
            written.push(' ');
        }
    }
    written.extend(&chars[from..]);
    Ok(written)
}

/// Whether a character next to a literal would become part of it, or it of the literal.
fn glues(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '\'' | '"' | '.' | '$' | '#')
}
