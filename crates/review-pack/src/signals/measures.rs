//! The measures of a query's result: numbers over all of its rows, for a reader who reads no findings; and the column
//! that says which time it covers.

use review_core::measure::Better;
use review_core::result::ColumnType;

use super::Desk;
use super::header::{Header, check_column};
use crate::codes::Code;
use crate::expression::{Role, Surroundings, judge};
use crate::model::{Expression, Measure, WindowColumn};
use crate::names;
use crate::nearest::did_you_mean;
use crate::problems::{Problem, Problems};
use crate::tree::{Node, Reader};

pub(crate) const KEYS: [&str; 7] = ["id", "value", "words", "one", "digits", "better", "told"];
pub(crate) const WINDOW_KEYS: [&str; 2] = ["column", "days"];

/// The most digits after the point; own choice, more are noise to whoever reads one sentence.
const DIGITS_MAX: u64 = 4;

/// Reads the measures of one file; `None` when something of them is wrong, which is reported.
pub(super) fn read(desk: &mut Desk<'_>, reader: Reader<'_>, header: &Header<'_>) -> Option<Vec<Measure>> {
    let nodes = header.measures.unwrap_or_default();
    let measures: Vec<Option<Measure>> = nodes.iter().map(|node| measure(desk, reader, header, node)).collect();
    measures.into_iter().collect()
}

fn measure(desk: &mut Desk<'_>, reader: Reader<'_>, header: &Header<'_>, node: &Node) -> Option<Measure> {
    let fields = reader.fields(node, "a measure", &KEYS)?;
    let id = fields.required("id").and_then(|node| {
        let id = &reader.text(node, "`id`")?.text;
        desk.claim(reader, id, "measures", &reader.place(node.span));
        desk.measures.insert(id.clone());
        names::SIGNAL.check(id, reader, node.span).then(|| id.clone())
    });
    let value = fields.required("value").and_then(|node| expression(desk, reader, header, node));
    let words = fields.required_text("words");
    let one = fields.required_text("one");
    let digits = fields.get("digits").map_or(Some(0), |node| reader.integer(node, "`digits`", 0..=DIGITS_MAX));
    let better = fields.required("better").and_then(|node| {
        let words = Better::ALL.map(Better::word);
        reader.word(node, "direction", Code::UnknownWord, &words, Better::from_word)
    });
    let told = fields.get("told").map_or(Some(true), |node| reader.boolean(node, "`told`"));
    Some(Measure {
        id: id?,
        value: value?,
        words: words?.trim().to_owned(),
        one: one?.trim().to_owned(),
        digits: u8::try_from(digits?).ok()?,
        better: better?,
        told: told?,
    })
}

/// Reports what `compared_when_same` names and no file measures.
pub(super) fn check_compared(desk: &Desk<'_>, problems: &Problems) {
    let known: Vec<&str> = desk.measures.iter().map(String::as_str).collect();
    for (id, place) in desk.compared.iter().filter(|(id, _)| !desk.measures.contains(id)) {
        problems.add(
            Problem::new(Code::UnknownMeasure, place.clone(), format!("there is no measure `{id}`"))
                .label("nobody measures it")
                .help(did_you_mean(id, &known)),
        );
    }
}

/// One number for all rows.
fn expression(desk: &Desk<'_>, reader: Reader<'_>, header: &Header<'_>, node: &Node) -> Option<Expression> {
    let scalar = reader.scalar(node, "`value`")?;
    let none = std::collections::BTreeMap::new();
    let around = Surroundings { query: &header.query, tables: desk.tables, thresholds: &none };
    let judged = judge(&scalar.text, Role::Measure, around);
    let places = reader.source.places_within(node, scalar);
    for flaw in judged.flaws {
        let place = places.place(flaw.at.start, flaw.at.length);
        reader.add(Problem::new(flaw.code, place, flaw.message).label(flaw.label).help(flaw.help));
    }
    let sql = scalar.text.trim_end().to_owned();
    let place = places.place(0, sql.chars().count());
    Some(Expression { sql, place })
}

/// The column that says which time the result covers. One file of a pack may name one.
pub(super) fn window(desk: &mut Desk<'_>, reader: Reader<'_>, header: &Header<'_>) -> Option<Option<WindowColumn>> {
    let Some(node) = header.window else { return Some(None) };
    let place = reader.place(node.span);
    if let Some(first) = &desk.window {
        let message = "another file says already which time the results cover";
        reader.add(
            Problem::new(Code::TwoFilesForOneThing, place, message)
                .label("a second `window`")
                .other(first.clone(), "first here")
                .help("keep the `window` of the query that sees the most of it"),
        );
        return None;
    }
    desk.window = Some(place);
    let fields = reader.fields(node, "`window`", &WINDOW_KEYS)?;
    let column = fields.required("column").and_then(|node| moment_column(reader, header, node));
    let days = fields.required("days").and_then(|node| parameter(desk, reader, node));
    Some(Some(WindowColumn { column: column?, days: days? }))
}

fn moment_column(reader: Reader<'_>, header: &Header<'_>, node: &Node) -> Option<String> {
    let column = &reader.text(node, "`column`")?.text;
    check_column(reader, &header.table, column, node);
    let kind = header.table.column(column).flatten();
    if let Some(kind) = kind.filter(|kind| *kind != ColumnType::Timestamp) {
        reader.add(
            Problem::new(Code::WrongType, reader.place(node.span), format!("`{column}` is {kind}, and no moment"))
                .label("no moment")
                .help("name a column of type timestamp"),
        );
        return None;
    }
    Some(column.clone())
}

/// The name of the parameter with the days asked for.
fn parameter(desk: &Desk<'_>, reader: Reader<'_>, node: &Node) -> Option<String> {
    let name = &reader.text(node, "`days`")?.text;
    if let Some(config) = desk.config
        && !config.parameters.contains_key(name)
    {
        let known: Vec<&str> = config.parameters.keys().map(String::as_str).collect();
        let message = format!("there is no parameter `{name}`");
        reader.add(
            Problem::new(Code::UnknownParameter, reader.place(node.span), message)
                .label("nobody declares it")
                .help(did_you_mean(name, &known)),
        );
        return None;
    }
    Some(name.clone())
}
