//! The workflows: named orders over the queries.

use std::collections::{BTreeMap, BTreeSet};

use review_core::QueryName;

use super::queries::DeclaredQuery;
use crate::codes::Code;
use crate::model::Workflow;
use crate::names;
use crate::nearest::did_you_mean;
use crate::problems::Problem;
use crate::tree::{Entry, Node, Reader, Span};

/// What was read of the workflows.
#[derive(Debug)]
pub(super) struct ReadWorkflows {
    /// Those without a mistake.
    pub(super) workflows: BTreeMap<String, Workflow>,
    /// Every query some workflow names, in lower case.
    named: BTreeSet<String>,
}

/// The workflows by name.
pub(super) fn read(reader: Reader<'_>, node: &Node, queries: &[DeclaredQuery]) -> Option<ReadWorkflows> {
    let entries = reader.map(node, "`workflows`")?;
    if !entries.iter().any(|entry| entry.key == "default") {
        let start = Span { start: node.span.start, end: node.span.start + 1 };
        reader.add(
            Problem::new(Code::NoDefaultWorkflow, reader.place(start), "no workflow is called `default`")
                .help("add `\"default\": { \"order\": \"serial\" }`, or call one of them `default`"),
        );
    }
    let by_name = queries.iter().map(|query| (query.name.as_str(), query)).collect();
    let mut shelf = Shelf { reader, queries, by_name, named: BTreeSet::new() };
    let mut workflows = BTreeMap::new();
    for entry in entries {
        names::WORKFLOW.check(&entry.key, reader, entry.key_span);
        if let Some(workflow) = shelf.workflow(entry) {
            workflows.insert(entry.key.clone(), workflow);
        }
    }
    Some(ReadWorkflows { workflows, named: shelf.named })
}

/// Reports every query that no workflow names.
pub(super) fn report_left_out(reader: Reader<'_>, queries: &[DeclaredQuery], read: &ReadWorkflows) {
    for query in queries.iter().filter(|query| !read.named.contains(&query.name.to_ascii_lowercase())) {
        reader.add(
            Problem::new(
                Code::QueryInNoWorkflow,
                query.place.clone(),
                format!("query `{}` is in no workflow", query.name),
            )
            .label("never runs")
            .help("add it to a lane of a workflow, or take the query out"),
        );
    }
}

struct Shelf<'a> {
    reader: Reader<'a>,
    queries: &'a [DeclaredQuery],
    by_name: BTreeMap<&'a str, &'a DeclaredQuery>,
    named: BTreeSet<String>,
}

impl Shelf<'_> {
    fn workflow(&mut self, entry: &Entry) -> Option<Workflow> {
        let reader = self.reader;
        let fields = reader.fields(&entry.value, "a workflow", &["order", "stages"])?;
        match (fields.get("order"), fields.get("stages")) {
            (Some(order), None) => self.ordered(order),
            (None, Some(stages)) => self.staged(&entry.key, stages),
            (order, _) => {
                let both = order.is_some();
                let message = if both { "has both `order` and `stages`" } else { "has neither `order` nor `stages`" };
                let message = format!("workflow `{}` {message}", entry.key);
                self.name_all();
                reader.add(
                    Problem::new(Code::WorkflowForm, reader.place(entry.key_span), message)
                        .help("write either `order` (`serial` or `parallel`) or `stages`"),
                );
                None
            }
        }
    }

    /// All queries one after another, or all side by side.
    fn ordered(&mut self, node: &Node) -> Option<Workflow> {
        self.name_all();
        let names: Option<Vec<QueryName>> =
            self.queries.iter().map(|declared| Some(declared.query.as_ref()?.name.clone())).collect();
        let names = names.unwrap_or_default();
        let read = |word: &str| match word {
            "serial" => Some(Workflow { stages: vec![vec![names.clone()]] }),
            "parallel" => Some(Workflow { stages: vec![names.iter().map(|name| vec![name.clone()]).collect()] }),
            _ => None,
        };
        self.reader.word(node, "order", Code::UnknownWord, &["serial", "parallel"], read)
    }

    fn name_all(&mut self) {
        self.named.extend(self.queries.iter().map(|query| query.name.to_ascii_lowercase()));
    }

    fn staged(&mut self, workflow: &str, node: &Node) -> Option<Workflow> {
        let reader = self.reader;
        let stages = reader.list(node, "`stages`")?;
        self.not_empty(stages, node, "the workflow has no stage");
        let mut seen = BTreeMap::new();
        let mut read = Vec::with_capacity(stages.len());
        for stage in stages {
            let Some(fields) = reader.fields(stage, "a stage", &["lanes"]) else { continue };
            let Some(lanes_node) = fields.required("lanes") else { continue };
            let lanes = reader.list(lanes_node, "`lanes`").unwrap_or_default();
            self.not_empty(lanes, lanes_node, "the stage has no lane");
            read.push(lanes.iter().map(|lane| self.lane(workflow, lane, &mut seen)).collect());
        }
        Some(Workflow { stages: read })
    }

    fn lane(&mut self, workflow: &str, node: &Node, seen: &mut BTreeMap<String, Span>) -> Vec<QueryName> {
        let reader = self.reader;
        let Some(items) = reader.list(node, "a lane") else { return vec![] };
        self.not_empty(items, node, "the lane has no query");
        let mut names = Vec::with_capacity(items.len());
        for item in items {
            let Some(scalar) = reader.text(item, "the name of a query") else { continue };
            let folded = scalar.text.to_ascii_lowercase();
            let Some(declared) = self.by_name.get(scalar.text.as_str()) else {
                self.unknown(&scalar.text, item);
                self.named.insert(folded);
                continue;
            };
            if let Some(first) = seen.get(&folded) {
                let message = format!("query `{}` is twice in workflow `{workflow}`", scalar.text);
                reader.add(
                    Problem::new(Code::QueryTwiceInWorkflow, reader.place(item.span), message)
                        .label("here again")
                        .other(reader.place(*first), "first here")
                        .help("keep one of the two; a query runs once in a run"),
                );
            }
            seen.entry(folded.clone()).or_insert(item.span);
            self.named.insert(folded);
            names.extend(declared.query.as_ref().map(|query| query.name.clone()));
        }
        names
    }

    fn unknown(&self, name: &str, node: &Node) {
        let known: Vec<&str> = self.by_name.keys().copied().collect();
        self.reader.add(
            Problem::new(Code::UnknownQuery, self.reader.place(node.span), format!("there is no query `{name}`"))
                .label("nobody defines it")
                .help(did_you_mean(name, &known)),
        );
    }

    fn not_empty(&self, items: &[Node], node: &Node, message: &str) {
        if items.is_empty() {
            self.reader.add(
                Problem::new(Code::EmptyWorkflow, self.reader.place(node.span), message)
                    .label("empty")
                    .help("put something in, or take it out"),
            );
        }
    }
}
