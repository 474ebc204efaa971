//! Regular expressions: POSIX operators, SIMILAR TO, REGEXP_*.

use std::cell::RefCell;
use std::num::NonZeroUsize;

use regex::{Regex, RegexBuilder};

use super::function::DataTypeName::{Boolean, Integer, Text};
use super::function::{Function, Kind, Returns};
use super::text::{bounded, integer, text};
use crate::cast::Value;
use crate::error::SqlError;

pub(super) const LIST: &[Function] = &[
    Function::new("regexp_matches_text", (2, 2), &[Kind::Text], Returns::Always(Boolean), |a| {
        compiled(text(&a[1]), "", |regex| Ok(Value::Boolean(regex.is_match(text(&a[0])))))
    }),
    Function::new("similar_to", (2, 3), &[Kind::Text], Returns::Always(Boolean), |a| {
        let escape = a.get(2).and_then(|escape| text(escape).chars().next()).unwrap_or('\\');
        compiled(&similar(text(&a[1]), escape), "s", |regex| Ok(Value::Boolean(regex.is_match(text(&a[0])))))
    }),
    Function::new(
        "regexp_substr",
        (2, 5),
        &[Kind::Text, Kind::Text, Kind::Integer, Kind::Integer, Kind::Text],
        Returns::Always(Text),
        regexp_substr,
    ),
    Function::new(
        "regexp_instr",
        (2, 6),
        &[Kind::Text, Kind::Text, Kind::Integer, Kind::Integer, Kind::Integer, Kind::Text],
        Returns::Always(Integer),
        regexp_instr,
    ),
    Function::new(
        "regexp_count",
        (2, 4),
        &[Kind::Text, Kind::Text, Kind::Integer, Kind::Text],
        Returns::Always(Integer),
        regexp_count,
    ),
    Function::new(
        "regexp_replace",
        (2, 5),
        &[Kind::Text, Kind::Text, Kind::Text, Kind::Integer, Kind::Text],
        Returns::Always(Text),
        regexp_replace,
    ),
];

/// A compiled pattern may not grow past this, so that `(a{1000}){1000}` cannot take the memory.
const COMPILED_BYTES_MAX: usize = 1 << 20;

/// Patterns kept compiled on a thread: a statement has few, a batch asks for the same one for every row.
const KEPT: NonZeroUsize = NonZeroUsize::new(16).expect("not zero");

thread_local! {
    static COMPILED: RefCell<Vec<((String, String), Regex)>> = const { RefCell::new(Vec::new()) };
}

/// Hands the compiled `pattern` to `then`. Parameters are those of REGEXP_*: `i` ignores case, `c` does not.
fn compiled<T>(
    pattern: &str,
    parameters: &str,
    then: impl FnOnce(&Regex) -> Result<T, SqlError>,
) -> Result<T, SqlError> {
    COMPILED.with_borrow_mut(|kept| {
        if let Some((_, regex)) = kept.iter().find(|((known, with), _)| known == pattern && with == parameters) {
            return then(regex);
        }
        let regex = compile(pattern, parameters)?;
        if kept.len() >= KEPT.get() {
            kept.remove(0);
        }
        kept.push(((pattern.to_owned(), parameters.to_owned()), regex));
        kept.last().map_or_else(|| Err(SqlError::internal("a pattern got lost")), |(_, regex)| then(regex))
    })
}

fn compile(pattern: &str, parameters: &str) -> Result<Regex, SqlError> {
    RegexBuilder::new(pattern)
        .case_insensitive(parameters.contains('i'))
        .dot_matches_new_line(parameters.contains('s'))
        .size_limit(COMPILED_BYTES_MAX)
        .build()
        .map_err(|_| SqlError::data("2201B", format!("invalid regular expression: {pattern}")))
}

/// SIMILAR TO as a regular expression over the whole text.
fn similar(pattern: &str, escape: char) -> String {
    let mut regex = String::from("^(?:");
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            _ if character == escape => {
                if let Some(next) = characters.next() {
                    regex.push_str(&regex::escape(next.encode_utf8(&mut [0; 4])));
                }
            }
            '%' => regex.push_str(".*"),
            '_' => regex.push('.'),
            '.' | '^' | '$' | '\\' => {
                regex.push('\\');
                regex.push(character);
            }
            other => regex.push(other),
        }
    }
    regex.push_str(")$");
    regex
}

/// Where to look from: the byte offset of a position in characters.
fn offset(value: &str, position: Option<&Value<'_>>) -> Result<usize, SqlError> {
    let position = position.map_or(1, integer);
    if position < 1 {
        return Err(SqlError::data("22023", "the position must be at least 1"));
    }
    let skipped = usize::try_from(position - 1).unwrap_or(usize::MAX);
    Ok(value.char_indices().nth(skipped).map_or(value.len(), |(at, _)| at))
}

fn occurrence(value: Option<&Value<'_>>) -> usize {
    usize::try_from(value.map_or(1, integer).max(1) - 1).unwrap_or(usize::MAX)
}

/// The match, or with the parameter `e` its first group; empty text when there is none.
fn regexp_substr(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let value = text(&arguments[0]);
    let from = offset(value, arguments.get(2))?;
    let parameters = arguments.get(4).map_or("", text);
    compiled(text(&arguments[1]), parameters, |regex| {
        let found = regex.captures_iter(&value[from..]).nth(occurrence(arguments.get(3)));
        let group = found.and_then(|found| {
            let group = if parameters.contains('e') { found.get(1) } else { None };
            group.or_else(|| found.get(0)).map(|found| found.as_str().to_owned())
        });
        bounded(group.unwrap_or_default())
    })
}

fn regexp_instr(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let value = text(&arguments[0]);
    let from = offset(value, arguments.get(2))?;
    let after = arguments.get(4).is_some_and(|option| integer(option) == 1);
    compiled(text(&arguments[1]), arguments.get(5).map_or("", text), |regex| {
        let found = regex.find_iter(&value[from..]).nth(occurrence(arguments.get(3)));
        let at = found.map(|found| from + if after { found.end() } else { found.start() });
        let position = at.map_or(0, |at| value[..at].chars().count() + 1);
        Ok(Value::Integer(i64::try_from(position).unwrap_or(i64::MAX)))
    })
}

fn regexp_count(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let value = text(&arguments[0]);
    let from = offset(value, arguments.get(2))?;
    compiled(text(&arguments[1]), arguments.get(3).map_or("", text), |regex| {
        Ok(Value::Integer(i64::try_from(regex.find_iter(&value[from..]).count()).unwrap_or(i64::MAX)))
    })
}

/// Every match is replaced (database guide, REGEXP_REPLACE); `$1` stands for the first group.
fn regexp_replace(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let value = text(&arguments[0]);
    let from = offset(value, arguments.get(3))?;
    let replacement = arguments.get(2).map_or("", text).replace("\\1", "${1}").replace("\\2", "${2}");
    compiled(text(&arguments[1]), arguments.get(4).map_or("", text), |regex| {
        bounded(format!("{}{}", &value[..from], regex.replace_all(&value[from..], replacement.as_str())))
    })
}
