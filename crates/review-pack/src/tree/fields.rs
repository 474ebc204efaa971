//! Reads values out of a tree, reporting what is missing, unknown, of another type or out of range.

use std::ops::RangeInclusive;

use review_core::diagnostic::Place;

use super::{Entry, Node, Scalar, Source, Span, Value};
use crate::codes::Code;
use crate::model::Literal;
use crate::nearest::{did_you_mean, list};
use crate::problems::{Problem, Problems};

/// One file and the place for its problems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    /// The file.
    pub(crate) source: &'a Source,
    /// Where problems go.
    pub(crate) problems: &'a Problems,
}

impl<'a> Reader<'a> {
    /// The place of a stretch of this file.
    pub(crate) fn place(&self, span: Span) -> Place {
        self.source.place(span)
    }

    /// Files a problem.
    pub(crate) fn add(&self, problem: Problem) {
        self.problems.add(problem);
    }

    fn wrong_type<T>(&self, node: &Node, what: &str, wanted: &str) -> Option<T> {
        let kind = node.kind();
        self.add(
            Problem::new(
                Code::WrongType,
                self.place(node.span),
                format!("{what} must be {wanted}, and this is {kind}"),
            )
            .label(format!("this is {kind}"))
            .help(format!("write {wanted}")),
        );
        None
    }

    /// A map.
    pub(crate) fn map<'n>(&self, node: &'n Node, what: &str) -> Option<&'n [Entry]> {
        match &node.value {
            Value::Map(entries) => Some(entries),
            _ => self.wrong_type(node, what, "a map"),
        }
    }

    /// A map of known keys.
    pub(crate) fn fields<'n>(&self, node: &'n Node, what: &'static str, known: &[&str]) -> Option<Fields<'n>>
    where
        'a: 'n,
    {
        let entries = self.map(node, what)?;
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            self.add(
                Problem::new(
                    Code::UnknownKey,
                    self.place(entry.key_span),
                    format!("{what} has no key `{}`", entry.key),
                )
                .label("unknown key")
                .help(did_you_mean(&entry.key, known)),
            );
        }
        Some(Fields { reader: *self, entries, span: node.span, what })
    }

    /// A list.
    pub(crate) fn list<'n>(&self, node: &'n Node, what: &str) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) => Some(items),
            _ => self.wrong_type(node, what, "a list"),
        }
    }

    /// A scalar of any kind but null.
    pub(crate) fn scalar<'n>(&self, node: &'n Node, what: &str) -> Option<&'n Scalar> {
        match &node.value {
            Value::Scalar(scalar) if scalar.literal != Literal::Null => Some(scalar),
            _ => self.wrong_type(node, what, "a number, text, true or false"),
        }
    }

    /// Text that is not blank.
    pub(crate) fn text<'n>(&self, node: &'n Node, what: &str) -> Option<&'n Scalar> {
        match &node.value {
            Value::Scalar(scalar) if matches!(scalar.literal, Literal::Text(_)) => {
                if scalar.text.trim().is_empty() {
                    return self.wrong_type(node, what, "text that is not empty");
                }
                Some(scalar)
            }
            _ => self.wrong_type(node, what, "text"),
        }
    }

    /// Text, each of a list.
    pub(crate) fn texts<'n>(&self, node: &'n Node, what: &str) -> Vec<(&'n str, &'n Node)> {
        let items = self.list(node, what).unwrap_or_default();
        items.iter().filter_map(|item| Some((self.text(item, what)?.text.as_str(), item))).collect()
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, node: &Node, what: &str) -> Option<bool> {
        match &node.value {
            Value::Scalar(Scalar { literal: Literal::Boolean(value), .. }) => Some(*value),
            _ => self.wrong_type(node, what, "true or false"),
        }
    }

    /// A whole number within a range.
    pub(crate) fn integer(&self, node: &Node, what: &str, range: RangeInclusive<u64>) -> Option<u64> {
        let Value::Scalar(Scalar { literal: Literal::Number(text), .. }) = &node.value else {
            return self.wrong_type(node, what, "a whole number");
        };
        let (low, high) = (*range.start(), *range.end());
        if text.contains(['.', 'e', 'E']) {
            return self.wrong_type(node, what, "a whole number");
        }
        match text.parse::<u64>() {
            Ok(value) if range.contains(&value) => Some(value),
            _ => {
                self.add(
                    Problem::new(Code::OutOfRange, self.place(node.span), format!("{what} cannot be {text}"))
                        .label(format!("not in {low} to {high}"))
                        .help(format!("write a whole number from {low} to {high}")),
                );
                None
            }
        }
    }

    /// One word of a few; `read` knows them.
    pub(crate) fn word<T>(
        &self,
        node: &Node,
        what: &str,
        code: Code,
        known: &[&str],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let scalar = self.text(node, what)?;
        let value = read(&scalar.text);
        if value.is_none() {
            self.add(
                Problem::new(code, self.place(node.span), format!("there is no {what} `{}`", scalar.text))
                    .label(format!("not one of {}", list(known)))
                    .help(did_you_mean(&scalar.text, known)),
            );
        }
        value
    }
}

/// The known keys of one map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'n> {
    reader: Reader<'n>,
    entries: &'n [Entry],
    span: Span,
    what: &'static str,
}

impl<'n> Fields<'n> {
    /// The entry of a key, if it is there.
    pub(crate) fn entry(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key, if it is there.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of a key that must be there.
    pub(crate) fn required(&self, key: &str) -> Option<&'n Node> {
        let value = self.get(key);
        if value.is_none() {
            self.reader.add(
                Problem::new(
                    Code::MissingKey,
                    self.reader.place(Span { start: self.span.start, end: self.span.start + 1 }),
                    format!("{} lacks `{key}`", self.what),
                )
                .help(format!("add `{key}`")),
            );
        }
        value
    }

    /// Text that must be there.
    pub(crate) fn required_text(&self, key: &str) -> Option<&'n str> {
        let node = self.required(key)?;
        self.reader.text(node, &format!("`{key}`")).map(|scalar| scalar.text.as_str())
    }

    /// Where the map begins.
    pub(crate) fn start(&self) -> Place {
        self.reader.place(Span { start: self.span.start, end: self.span.start + 1 })
    }
}
