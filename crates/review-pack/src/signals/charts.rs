//! The charts of a query's result.

use std::collections::BTreeMap;

use review_core::chart::{CHART_SERIES_MAX, ChartKind, ChartSpec, Combine, SUMMARY_CHARTS_MAX};
use review_core::diagnostic::Place;
use review_core::result::ColumnType;

use super::header::{DATABASE_COLUMN, Header, check_column};
use crate::codes::Code;
use crate::config::Config;
use crate::model::Scope;
use crate::problems::Problem;
use crate::tree::{Fields, Node, Reader};

pub(crate) const KEYS: [&str; 9] = ["title", "kind", "x", "y", "by", "unit", "combine", "note", "summary"];

/// The charts of all files that are for the first screen, each with the place that says so.
#[derive(Debug, Default)]
pub(super) struct Summary(Vec<Place>);

/// Reads the charts of one file; `None` when something of them is wrong, which is reported.
pub(super) fn read(
    reader: Reader<'_>,
    header: &Header<'_>,
    config: Option<&Config>,
    summary: &mut Summary,
) -> Option<Vec<ChartSpec>> {
    let mut desk = ChartReader { reader, header, config, summary, titles: BTreeMap::new() };
    header.charts.unwrap_or_default().iter().map(|node| desk.chart(node)).collect()
}

struct ChartReader<'a> {
    reader: Reader<'a>,
    header: &'a Header<'a>,
    config: Option<&'a Config>,
    summary: &'a mut Summary,
    /// Where each title of this file stands.
    titles: BTreeMap<String, Place>,
}

impl ChartReader<'_> {
    fn chart(&mut self, node: &Node) -> Option<ChartSpec> {
        let reader = self.reader;
        let fields = reader.fields(node, "a chart", &KEYS)?;
        let title = fields.required("title").and_then(|node| {
            let title = &reader.text(node, "`title`")?.text;
            self.claim(title, node);
            Some(title.clone())
        });
        let kind = fields.required("kind").and_then(|node| {
            let words = ChartKind::ALL.map(ChartKind::word);
            reader.word(node, "kind of chart", Code::UnknownWord, &words, ChartKind::from_word)
        });
        let x = fields.required("x").and_then(|node| self.place_column(node, "x", kind));
        let by = fields.get("by").map(|node| self.place_column(node, "by", None));
        let y = fields.required("y").and_then(|node| self.values(node, fields));
        let unit = fields.required_text("unit");
        let combine = fields.get("combine").map(|node| {
            let words = Combine::ALL.map(Combine::word);
            reader.word(node, "way to combine rows", Code::UnknownWord, &words, Combine::from_word)
        });
        let note = fields.get("note").map(|node| Some(reader.text(node, "`note`")?.text.trim().to_owned()));
        let summary = fields.get("summary").map(|node| self.summary(node));
        Some(ChartSpec {
            title: title?,
            kind: kind?,
            x: x?,
            y: y?,
            by: by.map_or(Some(None), |read| read.map(Some))?,
            unit: unit?.to_owned(),
            combine: combine.unwrap_or(Some(Combine::Sum))?,
            note: note.map_or(Some(None), |read| read.map(Some))?,
            summary: summary.unwrap_or(Some(false))?,
        })
    }

    /// Notes a title; reports when a chart of this query has it.
    fn claim(&mut self, title: &str, node: &Node) {
        let place = self.reader.place(node.span);
        let Some(first) = self.titles.get(title) else {
            self.titles.insert(title.to_owned(), place);
            return;
        };
        self.reader.add(
            Problem::new(Code::RepeatedChart, place, format!("there are two charts `{title}` of this query"))
                .label("same title again")
                .other(first.clone(), "first here")
                .help("give the second chart a title that says what is different about it"),
        );
    }

    /// A column that says where a value is drawn: `x`, or the series of `by`.
    fn place_column(&self, node: &Node, key: &str, kind: Option<ChartKind>) -> Option<String> {
        let column = &self.reader.text(node, &format!("`{key}`"))?.text;
        check_column(self.reader, &self.header.table, column, node);
        let declared = self.config.and_then(|config| config.query(&self.header.query));
        let is_text_of_queries = declared.is_some_and(|query| query.query_texts.iter().any(|(name, _)| name == column));
        let is_time = |kind: ColumnType| matches!(kind, ColumnType::Timestamp | ColumnType::Date);
        let (message, help) = match self.header.table.column(column).flatten() {
            _ if is_text_of_queries => {
                (format!("`{column}` holds texts of queries"), "choose a column with short names".to_owned())
            }
            _ if self.is_database_column(column) => (
                "every database has a chart of its own, so `database_name` is the same in all of it".to_owned(),
                "choose another column".to_owned(),
            ),
            Some(of) if kind == Some(ChartKind::Line) && !is_time(of) => (
                format!("a line runs along time, and `{column}` is {of}"),
                "name a column of type timestamp or date, or draw `bars`".to_owned(),
            ),
            Some(ColumnType::Float | ColumnType::Decimal { .. }) => (
                format!("`{column}` is a measure, not a place on a chart"),
                "name a column of type timestamp, date, text, integer or boolean".to_owned(),
            ),
            _ => return Some(column.clone()),
        };
        let place = self.reader.place(node.span);
        self.reader.add(Problem::new(Code::ChartColumn, place, message).label("cannot be drawn along").help(help));
        None
    }

    fn is_database_column(&self, column: &str) -> bool {
        self.scope() == Some(Scope::Database) && column == DATABASE_COLUMN
    }

    fn scope(&self) -> Option<Scope> {
        self.config.and_then(|config| config.query(&self.header.query)).map(|query| query.scope)
    }

    fn values(&self, node: &Node, fields: Fields<'_>) -> Option<Vec<String>> {
        let named = self.reader.texts(node, "a column of `y`");
        let mut columns: Vec<String> = Vec::new();
        for (column, node) in &named {
            check_column(self.reader, &self.header.table, column, node);
            self.check_number(column, node);
            if columns.iter().any(|known| known == column) {
                self.report_series(node, format!("`{column}` is drawn twice"), "name it once");
            }
            columns.push((*column).to_owned());
        }
        match columns.len() {
            0 => self.report_series(node, "the chart draws nothing".to_owned(), "name a column with numbers"),
            2.. if fields.get("by").is_some() => self.report_series(
                node,
                format!("`by` already makes a series a value, and `y` names {} columns", columns.len()),
                "name one column, or take `by` out",
            ),
            many if many > CHART_SERIES_MAX => self.report_series(
                node,
                format!("{many} series cannot be told apart in one chart"),
                "name at most five columns, or make two charts",
            ),
            _ => {}
        }
        Some(columns)
    }

    fn check_number(&self, column: &str, node: &Node) {
        let Some(Some(kind)) = self.header.table.column(column) else { return };
        if !kind.is_number() {
            let message = format!("`{column}` is {kind}, and only numbers can be drawn");
            let help = "name a column of type integer, decimal or float";
            let place = self.reader.place(node.span);
            self.reader.add(Problem::new(Code::ChartNotNumber, place, message).label("no number").help(help));
        }
    }

    fn report_series(&self, node: &Node, message: String, help: &str) {
        let place = self.reader.place(node.span);
        self.reader.add(Problem::new(Code::ChartSeries, place, message).label("these series").help(help));
    }

    fn summary(&mut self, node: &Node) -> Option<bool> {
        let summary = self.reader.boolean(node, "`summary`")?;
        if summary {
            let place = self.reader.place(node.span);
            self.report_summary(&place);
            self.summary.0.push(place);
        }
        Some(summary)
    }

    fn report_summary(&self, place: &Place) {
        let refused = |message: String, help: &str| {
            Problem::new(Code::SummaryCharts, place.clone(), message).label("not on the first screen").help(help)
        };
        if self.scope() == Some(Scope::Database) {
            let message = "a query that runs in each database has as many charts as there are databases".to_owned();
            self.reader.add(refused(message, "choose a chart of a query that runs once"));
        }
        if self.summary.0.len() >= SUMMARY_CHARTS_MAX {
            let message = format!("more than {SUMMARY_CHARTS_MAX} charts of the pack are for the first screen");
            let mut problem = refused(message, "take `summary` from the one that matters least");
            for other in self.summary.0.iter().take(SUMMARY_CHARTS_MAX) {
                problem = problem.other(other.clone(), "another one");
            }
            self.reader.add(problem);
        }
    }
}
