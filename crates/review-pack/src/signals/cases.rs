//! Truth cases: rows on which a signal must fire, and rows on which it must stay silent.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::diagnostic::Place;

use super::header::Header;
use crate::codes::Code;
use crate::expression::{Table, Tables};
use crate::model::{Case, Literal};
use crate::nearest::did_you_mean;
use crate::problems::Problem;
use crate::tree::{Entry, Fields, Node, Reader, Scalar, Value};
use crate::types;

/// The cases of one signal.
#[derive(Debug, Default)]
pub(super) struct Cases {
    pub(super) fires: Vec<Case>,
    pub(super) silent: Vec<Case>,
}

/// Reads both kinds of cases; reports when one is missing.
pub(super) fn read(reader: Reader<'_>, signal: Fields<'_>, header: &Header<'_>, tables: &Tables, id: &Place) -> Cases {
    let table = CaseReader { reader, header, tables };
    let fields = signal.get("cases").and_then(|node| reader.fields(node, "`cases`", &["fires", "silent"]));
    let kind = |key: &str| {
        let node = fields.and_then(|fields| fields.get(key));
        let items = node.and_then(|node| reader.list(node, &format!("`{key}`"))).unwrap_or_default();
        if items.is_empty() {
            report_missing(reader, key, node, id);
        }
        items.iter().map(|item| table.case(item)).collect()
    };
    Cases { fires: kind("fires"), silent: kind("silent") }
}

fn report_missing(reader: Reader<'_>, key: &str, node: Option<&Node>, id: &Place) {
    if node.is_some_and(|node| !matches!(&node.value, Value::List(_))) {
        return;
    }
    let what = if key == "fires" { "fires" } else { "stays silent" };
    let place = node.map_or_else(|| id.clone(), |node| reader.place(node.span));
    reader.add(
        Problem::new(Code::CaseMissing, place, format!("no case shows that the signal {what}"))
            .label(format!("no `{key}` case"))
            .help(format!("add a row under `cases.{key}`; choose one just beyond the threshold")),
    );
}

struct CaseReader<'a> {
    reader: Reader<'a>,
    header: &'a Header<'a>,
    tables: &'a Tables,
}

impl CaseReader<'_> {
    /// A case is one row, or a table under `rows`, perhaps `with` the rows of other queries.
    fn case(&self, node: &Node) -> Case {
        let place = self.reader.place(node.span);
        let Some(entries) = self.reader.map(node, "a case") else {
            return Case { rows: vec![], with: BTreeMap::new(), place };
        };
        let find = |key: &str| entries.iter().find(|entry| entry.key == key);
        let rows = find("rows").filter(|entry| matches!(entry.value.value, Value::List(_)));
        let with = find("with").filter(|entry| matches!(entry.value.value, Value::Map(_)));
        if rows.is_none() && with.is_none() {
            return Case { rows: vec![self.row(entries, &self.header.table)], with: BTreeMap::new(), place };
        }
        // A table: reports whatever stands beside `rows` and `with`.
        self.reader.fields(node, "a case with `rows`", &["rows", "with"]).map(|fields| fields.required("rows"));
        let rows = rows.map(|entry| self.rows(&entry.value, &self.header.table)).unwrap_or_default();
        let with = with.and_then(|entry| self.reader.map(&entry.value, "`with`")).unwrap_or_default();
        Case { rows, with: with.iter().filter_map(|entry| self.other_query(entry)).collect(), place }
    }

    fn rows(&self, node: &Node, table: &Table) -> Vec<BTreeMap<String, Literal>> {
        let items = self.reader.list(node, "the rows of a case").unwrap_or_default();
        let maps = items.iter().filter_map(|item| self.reader.map(item, "a row of a case"));
        maps.map(|entries| self.row(entries, table)).collect()
    }

    fn other_query(&self, entry: &Entry) -> Option<(QueryName, Vec<BTreeMap<String, Literal>>)> {
        let is_own = entry.key.eq_ignore_ascii_case(&self.header.query);
        let table = self.tables.declared.get(&entry.key.to_ascii_lowercase()).filter(|_| !is_own);
        let Some(table) = table else {
            if is_own || self.tables.queries.is_some() {
                self.report_not_other(entry, is_own);
            }
            return None;
        };
        let rows = self.rows(&entry.value, table);
        // Names in `with` are the pack's own spelling, so that they can be looked up.
        let queries = self.tables.queries.as_deref().unwrap_or_default();
        let spelled = queries.iter().find(|query| query.eq_ignore_ascii_case(&entry.key));
        Some((spelled.unwrap_or(&entry.key).parse().ok()?, rows))
    }

    fn report_not_other(&self, entry: &Entry, is_own: bool) {
        let queries = self.tables.queries.as_deref().unwrap_or_default();
        let known: Vec<&str> = queries.iter().map(String::as_str).collect();
        let is_query = known.iter().any(|query| query.eq_ignore_ascii_case(&entry.key));
        let (message, help) = if is_own {
            let message = format!("`{}` is the signal's own query", entry.key);
            (message, "write its rows under `rows`".to_owned())
        } else if is_query {
            let message = format!("nobody declares the columns of query `{}`", entry.key);
            (message, format!("add signals/{}.yaml with its `columns` (and `signals: []`)", entry.key))
        } else {
            (format!("there is no query `{}` to have rows", entry.key), did_you_mean(&entry.key, &known))
        };
        let place = self.reader.place(entry.key_span);
        self.reader.add(Problem::new(Code::UnknownTable, place, message).label("no other query").help(help));
    }

    fn row(&self, entries: &[Entry], table: &Table) -> BTreeMap<String, Literal> {
        entries.iter().filter_map(|entry| Some((entry.key.clone(), self.value(entry, table)?))).collect()
    }

    fn value(&self, entry: &Entry, table: &Table) -> Option<Literal> {
        let Some(kind) = table.column(&entry.key) else {
            if table.whole {
                self.report_unknown_column(entry, table);
            }
            return None;
        };
        let Value::Scalar(Scalar { literal, text, .. }) = &entry.value.value else {
            self.reader.scalar(&entry.value, "a value of a case");
            return None;
        };
        let kind = kind?;
        let value = types::read_as(kind, literal, text);
        if value.is_none() {
            let message = format!("`{text}` does not read as {kind}, the type of `{}`", entry.key);
            self.reader.add(
                Problem::new(Code::CaseValueNotOfType, self.reader.place(entry.value.span), message)
                    .label(format!("not {kind}"))
                    .help(format!("write {}", types::example(kind))),
            );
        }
        value
    }

    fn report_unknown_column(&self, entry: &Entry, table: &Table) {
        self.reader.add(
            Problem::new(
                Code::CaseColumnUnknown,
                self.reader.place(entry.key_span),
                format!("nobody declares a column `{}`", entry.key),
            )
            .label("not declared")
            .help(did_you_mean(&entry.key, &table.names())),
        );
    }
}
