//! One signal.

use std::collections::BTreeSet;

use review_core::finding::Severity;

use super::header::{Header, check_column, compared_when_same, shows};
use super::thresholds::Declared;
use super::{Desk, cases};
use crate::codes::Code;
use crate::expression::{Role, Surroundings, judge};
use crate::model::{Expression, Signal, Test};
use crate::names;
use crate::nearest::did_you_mean;
use crate::problems::Problem;
use crate::tree::{Fields, Node, Reader};

pub(crate) const KEYS: [&str; 12] = [
    "id",
    "title",
    "severity",
    "shows",
    "compared_when_same",
    "population",
    "condition",
    "aggregate",
    "observed",
    "thresholds",
    "recommendations",
    "cases",
];

/// Reads a signal; `None` when something of it is wrong, which is reported.
pub(super) fn read(desk: &mut Desk<'_>, reader: Reader<'_>, header: &Header<'_>, node: &Node) -> Option<Signal> {
    let fields = reader.fields(node, "a signal", &KEYS)?;
    let place = fields.get("id").map_or_else(|| fields.start(), |node| reader.place(node.span));
    let id = fields.required("id").and_then(|node| {
        let id = &reader.text(node, "`id`")?.text;
        desk.claim(reader, id, "signals", &place);
        names::SIGNAL.check(id, reader, node.span).then(|| id.clone())
    });
    let title = fields.required_text("title");
    let severity = fields.required("severity").and_then(|node| {
        let words = Severity::ALL.map(Severity::word);
        reader.word(node, "severity", Code::UnknownSeverity, &words, Severity::from_word)
    });
    let thresholds = Declared::read(reader, fields.get("thresholds"));
    let mut bench = Bench { desk, reader, header, thresholds: &thresholds, used: Some(BTreeSet::new()) };
    let population = fields.get("population").map(|node| bench.expression(node, Role::Population));
    let test = bench.test(fields);
    if let Some(used) = bench.used {
        thresholds.report_unused(reader, &used);
    }
    let observed = fields.get("observed").map(|node| {
        let column = &reader.text(node, "`observed`")?.text;
        check_column(reader, &header.table, column, node);
        Some(column.clone())
    });
    let recommendations = recommendations(desk, reader, header, fields);
    let cases = cases::read(reader, fields, header, desk.tables, &place);
    let own = compared_when_same(reader, fields);
    desk.compared.extend(own.iter().flatten().cloned());
    let compared = own.as_ref().unwrap_or(&header.compared_when_same);
    Some(Signal {
        id: id?,
        title: title?.to_owned(),
        severity: severity?,
        shows: shows(reader, fields).or(header.shows),
        compared_when_same: compared.iter().map(|(id, _)| id.clone()).collect(),
        population: all_or_nothing(population)?,
        test: test?,
        observed: all_or_nothing(observed)?,
        thresholds: thresholds.whole()?,
        recommendations,
        fires: cases.fires,
        silent: cases.silent,
        place,
    })
}

/// What is absent stays absent; what is there must have been read.
fn all_or_nothing<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(value) => value.map(Some),
    }
}

/// What judges the expressions of one signal.
struct Bench<'a> {
    desk: &'a Desk<'a>,
    reader: Reader<'a>,
    header: &'a Header<'a>,
    thresholds: &'a Declared<'a>,
    /// The thresholds named so far; `None` when an expression could not be read.
    used: Option<BTreeSet<String>>,
}

impl Bench<'_> {
    /// Exactly one of `condition` and `aggregate`.
    fn test(&mut self, fields: Fields<'_>) -> Option<Test> {
        match (fields.entry("condition"), fields.entry("aggregate")) {
            (Some(entry), None) => self.expression(&entry.value, Role::Condition).map(Test::Rows),
            (None, Some(entry)) => self.expression(&entry.value, Role::Aggregate).map(Test::Aggregate),
            (None, None) => {
                self.used = None;
                self.reader.add(
                    Problem::new(Code::OneTestOnly, fields.start(), "the signal tests nothing")
                        .label("neither `condition` nor `aggregate`")
                        .help("add `condition` (each row) or `aggregate` (all rows together)"),
                );
                None
            }
            (Some(condition), Some(aggregate)) => {
                self.expression(&condition.value, Role::Condition);
                self.expression(&aggregate.value, Role::Aggregate);
                self.reader.add(
                    Problem::new(
                        Code::OneTestOnly,
                        self.reader.place(aggregate.key_span),
                        "the signal has both `condition` and `aggregate`",
                    )
                    .label("a second test")
                    .other(self.reader.place(condition.key_span), "the first test")
                    .help("make two signals of it"),
                );
                None
            }
        }
    }

    fn expression(&mut self, node: &Node, role: Role) -> Option<Expression> {
        let scalar = self.reader.scalar(node, &format!("`{}`", role.key()))?;
        let around =
            Surroundings { query: &self.header.query, tables: self.desk.tables, thresholds: &self.thresholds.values };
        let judged = judge(&scalar.text, role, around);
        self.used = self.used.take().zip(judged.thresholds).map(|(mut used, more)| {
            used.extend(more);
            used
        });
        let places = self.reader.source.places_within(node, scalar);
        for flaw in judged.flaws {
            let place = places.place(flaw.at.start, flaw.at.length);
            self.reader.add(Problem::new(flaw.code, place, flaw.message).label(flaw.label).help(flaw.help));
        }
        let place = places.place(0, scalar.text.trim_end().chars().count());
        Some(Expression { sql: scalar.text.trim_end().to_owned(), place })
    }
}

fn recommendations(desk: &mut Desk<'_>, reader: Reader<'_>, header: &Header<'_>, fields: Fields<'_>) -> Vec<String> {
    let named = fields.get("recommendations").map(|node| reader.texts(node, "a recommendation")).unwrap_or_default();
    for (id, node) in &named {
        desk.advice.used(id, &header.query, &header.table);
        let Some(known) = desk.recommendations else { continue };
        if !known.contains_key(*id) {
            let known: Vec<&str> = known.keys().map(String::as_str).collect();
            reader.add(
                Problem::new(
                    Code::UnknownRecommendation,
                    reader.place(node.span),
                    format!("there is no recommendation `{id}`"),
                )
                .label("nobody defines it")
                .help(did_you_mean(id, &known)),
            );
        }
    }
    named.into_iter().map(|(id, _)| id.to_owned()).collect()
}
