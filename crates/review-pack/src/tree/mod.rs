//! What a YAML or JSON file says, as a tree in which every key and value knows where it stands.
//!
//! serde would stop at the first mistake of a file. This tree is read first and judged afterwards, so that every
//! mistake is found. It is plain: no anchors, aliases, tags or second documents, no key twice.

mod calm;
mod fields;
mod json;
mod place;
mod scalar;
mod source;
mod yaml;

pub(crate) use fields::{Fields, Reader};
pub(crate) use scalar::is_number;
pub(crate) use source::Source;

use crate::model::Literal;

/// A stretch of a file, in characters from its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    /// The first character.
    pub(crate) start: usize,
    /// The character after the last.
    pub(crate) end: usize,
}

/// One value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// The value.
    pub(crate) value: Value,
    /// Where it stands.
    pub(crate) span: Span,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A text, number, truth value or null.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order written.
    Map(Vec<Entry>),
}

/// A scalar: what it means, and the text it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    /// What it means; numbers keep their text.
    pub(crate) literal: Literal,
    /// Its text, quotes and escapes taken away.
    pub(crate) text: String,
    /// How it is written, which decides where its characters stand.
    pub(crate) style: Style,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a block after `|` or `>`.
    Block,
}

/// One key and its value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The key.
    pub(crate) key: String,
    /// Where the key stands.
    pub(crate) key_span: Span,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// What kind of value this is, in words for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Scalar(scalar) => match scalar.literal {
                Literal::Null => "nothing",
                Literal::Boolean(_) => "true or false",
                Literal::Number(_) => "a number",
                Literal::Text(_) => "text",
            },
        }
    }
}
