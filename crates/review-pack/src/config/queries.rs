//! The queries: names, scripts, limits.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::diagnostic::Place;
use review_core::identity::Deployment;

use super::defaults::{ROWS_MAX, TIME_THRESHOLD_SECONDS_MAX, number};
use crate::codes::Code;
use crate::files::Files;
use crate::limits::QUERIES_MAX;
use crate::model::{Defaults, Query, Scope};
use crate::problems::Problem;
use crate::tree::{Fields, Node, Reader};

pub(crate) const KEYS: [&str; 8] =
    ["name", "script", "time_threshold_seconds", "max_rows", "section", "scope", "needs", "query_texts"];
/// The section of the report a query belongs to when it names none.
const SECTION: &str = "General";

/// A query as far as it could be read.
#[derive(Debug)]
pub(crate) struct DeclaredQuery {
    /// Its name as written, valid or not.
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) place: Place,
    /// How often it runs.
    pub(crate) scope: Scope,
    /// Kinds of deployment it names; empty means all.
    pub(crate) needs: Vec<Deployment>,
    /// The path of its script, when there is such a file.
    pub(crate) script_path: Option<String>,
    /// The columns that hold query texts, each with the place that names it.
    pub(crate) query_texts: Vec<(String, Place)>,
    /// The query, when nothing of it is wrong. Its script is filled in later.
    pub(crate) query: Option<Query>,
}

/// The queries in the order written. One that has no name at all is reported and left out.
pub(super) fn read(
    reader: Reader<'_>,
    files: &Files<'_>,
    node: &Node,
    defaults: &Defaults,
) -> Option<Vec<DeclaredQuery>> {
    let items = reader.list(node, "`queries`")?;
    if items.len() > QUERIES_MAX {
        let message = format!("the pack has {} queries", items.len());
        reader.add(
            Problem::new(Code::TooLarge, reader.place(node.span), message)
                .help(format!("keep it to {QUERIES_MAX}; split the pack")),
        );
        return None;
    }
    if items.is_empty() {
        reader.add(
            Problem::new(Code::EmptyWorkflow, reader.place(node.span), "the pack has no query")
                .label("an empty list")
                .help("add a query with a `name` and a `script`"),
        );
    }
    let queries: Vec<DeclaredQuery> = items.iter().filter_map(|item| query(reader, files, item, defaults)).collect();
    report_repeated(reader, &queries);
    Some(queries)
}

fn query(reader: Reader<'_>, files: &Files<'_>, node: &Node, defaults: &Defaults) -> Option<DeclaredQuery> {
    let fields = reader.fields(node, "a query", &KEYS)?;
    let name_node = fields.required("name");
    let script_path = fields.required("script").and_then(|node| script_path(reader, files, node)).map(str::to_owned);
    let section = fields.get("section").map(|node| reader.text(node, "`section`").map(|text| text.text.clone()));
    let scope = scope(reader, fields);
    let needs = needs(reader, fields);
    let time_threshold_seconds = number(reader, fields, "time_threshold_seconds", TIME_THRESHOLD_SECONDS_MAX);
    let max_rows = number(reader, fields, "max_rows", ROWS_MAX);
    let query_texts = query_texts(reader, fields);

    let name_node = name_node?;
    let written = &reader.text(name_node, "`name`")?.text;
    let place = reader.place(name_node.span);
    let name = query_name(reader, written, &place);
    let build = || {
        Some(Query {
            name: name?,
            script_path: script_path.clone()?,
            script: String::new(),
            call: None,
            time_threshold_seconds: time_threshold_seconds.unwrap_or(defaults.time_threshold_seconds),
            max_rows: max_rows.unwrap_or(defaults.max_rows),
            section: section.unwrap_or_else(|| Some(SECTION.to_owned()))?,
            scope,
            needs: needs.clone(),
            query_texts: query_texts.iter().map(|(column, _)| column.clone()).collect(),
        })
    };
    let query = build();
    Some(DeclaredQuery { name: written.clone(), place, scope, needs, script_path, query_texts, query })
}

fn query_name(reader: Reader<'_>, written: &str, place: &Place) -> Option<QueryName> {
    let name = written.parse().ok();
    if name.is_none() {
        let message = format!("`{written}` is not a name for a query");
        reader.add(
            Problem::new(Code::InvalidQueryName, place.clone(), message)
                .label("not of the form")
                .help("use a letter, then up to 39 letters, digits or `_`; the name becomes a file name"),
        );
    }
    name
}

fn script_path<'n>(reader: Reader<'_>, files: &Files<'_>, node: &'n Node) -> Option<&'n str> {
    let path = files.inner_path(reader, node, "`script`")?;
    if files.has(path) {
        return Some(path);
    }
    let scripts: Vec<&str> =
        files.paths().filter(|path| path.starts_with("scripts/") || path.ends_with(".sql")).collect();
    let near = crate::nearest::nearest(path, scripts.iter().copied());
    let help = near.map_or_else(|| "add the file".to_owned(), |near| format!("write `{near}`, or add the file"));
    reader.add(
        Problem::new(Code::MissingFile, reader.place(node.span), format!("the script `{path}` does not exist"))
            .label("no such file in the pack")
            .help(help),
    );
    None
}

fn scope(reader: Reader<'_>, fields: Fields<'_>) -> Scope {
    let read = |word: &str| match word {
        "warehouse" => Some(Scope::Warehouse),
        "database" => Some(Scope::Database),
        _ => None,
    };
    let node = fields.get("scope");
    node.and_then(|node| reader.word(node, "scope", Code::UnknownWord, &["warehouse", "database"], read))
        .unwrap_or(Scope::Warehouse)
}

fn needs(reader: Reader<'_>, fields: Fields<'_>) -> Vec<Deployment> {
    let words = Deployment::ALL.map(Deployment::word);
    let items = fields.get("needs").and_then(|node| reader.list(node, "`needs`")).unwrap_or_default();
    let read = |item| reader.word(item, "kind of deployment", Code::UnknownDeployment, &words, Deployment::from_word);
    items.iter().filter_map(read).collect()
}

fn query_texts(reader: Reader<'_>, fields: Fields<'_>) -> Vec<(String, Place)> {
    let Some(node) = fields.get("query_texts") else { return vec![] };
    let named = reader.texts(node, "`query_texts`").into_iter();
    named.map(|(column, node)| (column.to_owned(), reader.place(node.span))).collect()
}

fn report_repeated(reader: Reader<'_>, queries: &[DeclaredQuery]) {
    let mut seen: BTreeMap<String, &DeclaredQuery> = BTreeMap::new();
    for query in queries {
        let folded = query.name.to_ascii_lowercase();
        let Some(first) = seen.get(&folded) else {
            seen.insert(folded, query);
            continue;
        };
        let (same, help) = if first.name == query.name {
            ("same name again", "give the second query another name; its result file is named after it")
        } else {
            ("differs in case only", "give it another name; result files must differ on every file system")
        };
        reader.add(
            Problem::new(Code::RepeatedQuery, query.place.clone(), format!("query `{}` is listed twice", query.name))
                .label(same)
                .other(first.place.clone(), "first listed here")
                .help(help),
        );
    }
}
