//! The part of a file of signals that speaks of the query: its columns, what names the thing found, the unit.

use review_core::diagnostic::Place;
use review_core::finding::Shows;
use review_core::result::ColumnType;

use super::stem_of;
use crate::codes::Code;
use crate::config::{Config, column_type};
use crate::expression::Table;
use crate::model::Scope;
use crate::names;
use crate::nearest::did_you_mean;
use crate::problems::Problem;
use crate::tree::{Entry, Fields, Node, Reader};

pub(crate) const KEYS: [&str; 10] =
    ["query", "columns", "object", "unit", "shows", "compared_when_same", "charts", "measures", "window", "signals"];
/// What is counted when a file does not say.
const UNIT: &str = "rows";
/// The column that a query of scope `database` has beside its own.
pub(super) const DATABASE_COLUMN: &str = "database_name";

/// What a file says of its query.
pub(super) struct Header<'n> {
    /// The query's name: the file's, which the key `query` must repeat.
    pub(super) query: String,
    /// The declared columns.
    pub(super) table: Table,
    /// The columns that name the thing found.
    pub(super) object: Vec<String>,
    /// What is counted.
    pub(super) unit: String,
    /// Whether its rows show a moment or a window, where a signal does not say.
    pub(super) shows: Option<Shows>,
    /// The measures that must be the same for two runs to be compared, and where each is named.
    pub(super) compared_when_same: Vec<(String, Place)>,
    /// The charts, still to be read.
    pub(super) charts: Option<&'n [Node]>,
    /// The measures, still to be read.
    pub(super) measures: Option<&'n [Node]>,
    /// Where to see which time the result covers, still to be read.
    pub(super) window: Option<&'n Node>,
    /// The signals, still to be read.
    pub(super) signals: Option<&'n [Node]>,
}

/// Reads the header; `None` when the file is not even a map.
pub(super) fn read<'n>(reader: Reader<'n>, tree: &'n Node, config: Option<&Config>) -> Option<Header<'n>> {
    let fields = reader.fields(tree, "a file of signals", &KEYS)?;
    let query = stem_of(&reader.source.path)?.to_owned();
    check_query(reader, fields, &query, config);
    let scope = config.and_then(|config| config.query(&query)).map(|query| query.scope);
    let table = columns(reader, fields, scope);
    let object = fields.get("object").map(|node| reader.texts(node, "a column")).unwrap_or_default();
    let object = object.into_iter().map(|(column, node)| {
        check_column(reader, &table, column, node);
        column.to_owned()
    });
    let object = object.collect();
    let unit = fields.get("unit").and_then(|node| reader.text(node, "`unit`"));
    Some(Header {
        query,
        object,
        unit: unit.map_or_else(|| UNIT.to_owned(), |unit| unit.text.clone()),
        shows: shows(reader, fields),
        compared_when_same: compared_when_same(reader, fields).unwrap_or_default(),
        charts: fields.get("charts").and_then(|node| reader.list(node, "`charts`")),
        measures: fields.get("measures").and_then(|node| reader.list(node, "`measures`")),
        window: fields.get("window"),
        signals: fields.required("signals").and_then(|node| reader.list(node, "`signals`")),
        table,
    })
}

/// The key `shows` of a file or a signal.
pub(super) fn shows(reader: Reader<'_>, fields: Fields<'_>) -> Option<Shows> {
    let words = Shows::ALL.map(Shows::word);
    fields.get("shows").and_then(|node| reader.word(node, "time", Code::UnknownWord, &words, Shows::from_word))
}

/// The key `compared_when_same` of a file or a signal, with the place of each id.
pub(super) fn compared_when_same(reader: Reader<'_>, fields: Fields<'_>) -> Option<Vec<(String, Place)>> {
    let ids = reader.texts(fields.get("compared_when_same")?, "a measure");
    Some(ids.into_iter().map(|(id, node)| (id.to_owned(), reader.place(node.span))).collect())
}

/// The key `query`, the file's name and the configuration must agree.
fn check_query(reader: Reader<'_>, fields: Fields<'_>, stem: &str, config: Option<&Config>) {
    let Some(node) = fields.required("query") else { return };
    let Some(scalar) = reader.text(node, "`query`") else { return };
    let written = scalar.text.as_str();
    let known: Vec<&str> =
        config.map(|config| config.queries.iter().map(|query| query.name.as_str()).collect()).unwrap_or_default();
    if config.is_some() && !known.contains(&written) {
        reader.add(
            Problem::new(
                Code::SignalsOfUnknownQuery,
                reader.place(node.span),
                format!("there is no query `{written}` to have signals"),
            )
            .label("nobody defines it")
            .help(did_you_mean(written, &known)),
        );
    } else if written != stem {
        reader.add(
            Problem::new(
                Code::FileNameDiffers,
                reader.place(node.span),
                format!("the file is named `{stem}` and speaks of query `{written}`"),
            )
            .label("not the file's name")
            .help(format!("rename the file to signals/{written}.yaml, or write `query: {stem}`")),
        );
    }
}

fn columns(reader: Reader<'_>, fields: Fields<'_>, scope: Option<Scope>) -> Table {
    let entries = fields.required("columns").and_then(|node| reader.map(node, "`columns`"));
    let whole = entries.is_some();
    let entries = entries.unwrap_or_default();
    let mut columns: Vec<_> = entries.iter().map(|entry| (entry.key.clone(), declared(reader, entry))).collect();
    if scope == Some(Scope::Database) {
        columns.retain(|(name, _)| name != DATABASE_COLUMN);
        columns.insert(0, (DATABASE_COLUMN.to_owned(), Some(ColumnType::Text)));
        report_other_database_type(reader, entries);
    }
    Table { columns, whole }
}

fn declared(reader: Reader<'_>, entry: &Entry) -> Option<ColumnType> {
    names::COLUMN.check(&entry.key, reader, entry.key_span);
    column_type(reader, &entry.value)
}

fn report_other_database_type(reader: Reader<'_>, entries: &[Entry]) {
    let Some(entry) = entries.iter().find(|entry| entry.key == DATABASE_COLUMN) else { return };
    let is_text = matches!(&entry.value.value, crate::tree::Value::Scalar(scalar) if scalar.text.trim() == "text");
    if !is_text {
        reader.add(
            Problem::new(
                Code::WrongType,
                reader.place(entry.value.span),
                "`database_name` is text in a query of scope `database`",
            )
            .label("must be text")
            .help("write `text`, or leave the column out: it is there anyway"),
        );
    }
}

/// Reports a column that is not declared.
pub(super) fn check_column(reader: Reader<'_>, table: &Table, column: &str, node: &Node) {
    if !table.whole || table.column(column).is_some() {
        return;
    }
    reader.add(
        Problem::new(Code::UnknownColumn, reader.place(node.span), format!("nobody declares a column `{column}`"))
            .label("not declared")
            .help(did_you_mean(column, &table.names())),
    );
}
