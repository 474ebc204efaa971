//! The numbers a signal compares with.

use std::collections::{BTreeMap, BTreeSet};

use crate::codes::Code;
use crate::model::{Literal, Threshold};
use crate::names;
use crate::problems::Problem;
use crate::tree::{Entry, Fields, Node, Reader, Span, Value};

/// The thresholds of one signal, as far as they could be read.
#[derive(Debug, Default)]
pub(super) struct Declared<'n> {
    entries: Vec<&'n Entry>,
    /// The value of each, for the kinds of comparisons.
    pub(super) values: BTreeMap<String, Option<Literal>>,
    thresholds: BTreeMap<String, Option<Threshold>>,
}

impl<'n> Declared<'n> {
    pub(super) fn read(reader: Reader<'_>, node: Option<&'n Node>) -> Self {
        let mut declared = Self::default();
        for entry in node.and_then(|node| reader.map(node, "`thresholds`")).unwrap_or_default() {
            names::THRESHOLD.check(&entry.key, reader, entry.key_span);
            let (value, threshold) = threshold(reader, entry);
            declared.entries.push(entry);
            declared.values.insert(entry.key.clone(), value);
            declared.thresholds.insert(entry.key.clone(), threshold);
        }
        declared
    }

    /// Reports every threshold that no expression names.
    pub(super) fn report_unused(&self, reader: Reader<'_>, used: &BTreeSet<String>) {
        for entry in self.entries.iter().filter(|entry| !used.contains(&entry.key)) {
            reader.add(
                Problem::new(
                    Code::UnusedThreshold,
                    reader.place(entry.key_span),
                    format!("nothing compares with the threshold `{}`", entry.key),
                )
                .label("never used")
                .help(format!("write `:{}` where the number belongs, or take the threshold out", entry.key)),
            );
        }
    }

    /// The thresholds, when nothing is wrong with any.
    pub(super) fn whole(self) -> Option<BTreeMap<String, Threshold>> {
        self.thresholds.into_iter().map(|(name, threshold)| Some((name, threshold?))).collect()
    }
}

fn threshold(reader: Reader<'_>, entry: &Entry) -> (Option<Literal>, Option<Threshold>) {
    let Some(fields) = reader.fields(&entry.value, "a threshold", &["value", "source"]) else { return (None, None) };
    let value = fields.required("value").and_then(|node| {
        let literal = reader.scalar(node, "`value`")?.literal.clone();
        refuse_zero(reader, node, &literal);
        Some(literal)
    });
    let source = source(reader, entry, fields);
    let threshold = match (&value, source) {
        (Some(value), Some(source)) => Some(Threshold { value: value.clone(), source }),
        _ => None,
    };
    (value, threshold)
}

/// A threshold is a dial. Zero is not a place on a dial but the question whether there is anything at all.
fn refuse_zero(reader: Reader<'_>, node: &Node, literal: &Literal) {
    let Literal::Number(text) = literal else { return };
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    if mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        return;
    }
    reader.add(
        Problem::new(Code::ZeroThreshold, reader.place(node.span), "a threshold of zero leaves nothing to set")
            .label("zero")
            .help("write `> 0` in the condition itself, or give the number that matters"),
    );
}

fn source(reader: Reader<'_>, entry: &Entry, fields: Fields<'_>) -> Option<String> {
    let node = fields.get("source");
    let is_blank = |node: &Node| matches!(&node.value, Value::Scalar(scalar) if scalar.text.trim().is_empty());
    match node {
        Some(node) if !is_blank(node) => reader.text(node, "`source`").map(|scalar| scalar.text.clone()),
        _ => {
            let span = node.map_or(entry.key_span, |node| Span { start: node.span.start, end: node.span.end });
            reader.add(
                Problem::new(
                    Code::ThresholdWithoutSource,
                    reader.place(span),
                    format!("nobody says where the threshold `{}` comes from", entry.key),
                )
                .label("no source")
                .help("add `source`: a page, a person, or `own` where it is your opinion"),
            );
            None
        }
    }
}
