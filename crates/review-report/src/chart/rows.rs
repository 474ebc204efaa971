//! Rows of a result to the points of a chart: which place, which series, which value.

use std::collections::BTreeMap;

use review_core::chart::ChartSpec;
use review_core::result::{Cell, Column, Row};

use super::moment;

/// The largest number that is drawn: sums of these stay numbers.
const VALUE_MAX: f64 = 1e100;

/// One value of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// The moment in seconds, or the number of the name.
    pub(super) x: i64,
    /// The number of the series.
    pub(super) series: usize,
    /// The value; `None` is NULL.
    pub(super) value: Option<f64>,
}

/// What the rows hold.
#[derive(Debug, Default)]
pub(super) struct Points {
    pub(super) points: Vec<Point>,
    /// Whether `x` is a moment.
    pub(super) is_time: bool,
    /// The names along the chart, in the order of their first row; empty for moments.
    pub(super) names: Vec<String>,
    /// The names of the series: in the order of `y`, or of their first row.
    pub(super) series: Vec<String>,
    /// Rows without a place: NULL, or no moment.
    pub(super) without_place: u64,
    /// Values that are no number, or none that can be drawn.
    pub(super) not_drawn: u64,
}

/// Where the columns of a chart stand in a row.
struct At {
    x: usize,
    y: Vec<usize>,
    by: Option<usize>,
}

/// The points of a chart; `None` when the result lacks a column of it.
pub(super) fn points(spec: &ChartSpec, columns: &[Column], rows: &[Row]) -> Option<Points> {
    let position = |name: &String| columns.iter().position(|column| column.name == *name);
    let at = At {
        x: position(&spec.x)?,
        y: spec.y.iter().map(position).collect::<Option<_>>()?,
        by: match &spec.by {
            Some(by) => Some(position(by)?),
            None => None,
        },
    };
    let mut points = Points { is_time: is_time(columns.get(at.x)?, at.x, rows), ..Points::default() };
    let (mut names, mut series) = (Names::default(), Names::default());
    if at.by.is_none() {
        for column in &spec.y {
            series.number(column.replace('_', " "));
        }
    }
    for row in rows {
        points.add(row, &at, &mut names, &mut series);
    }
    points.names = names.listed;
    points.series = series.listed;
    Some(points)
}

/// Whether a column holds moments: by its type, or because every value of it reads as one.
fn is_time(column: &Column, at: usize, rows: &[Row]) -> bool {
    if crate::table::is_moment(column) {
        return true;
    }
    let mut values = rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_null()).peekable();
    let reads = |cell: &Cell| matches!(cell, Cell::Text(text) if moment::seconds(text).is_some());
    values.peek().is_some() && values.all(reads)
}

impl Points {
    fn add(&mut self, row: &Row, at: &At, names: &mut Names, series: &mut Names) {
        let text = |at: usize| row.get(at).and_then(Cell::text);
        let x = match text(at.x) {
            Some(text) if self.is_time => moment::seconds(&text),
            Some(text) => Some(names.number(text)),
            None => None,
        };
        let Some(x) = x else {
            self.without_place += 1;
            return;
        };
        let own = at.by.map(|by| series.number(series_name(text(by))));
        for (index, y) in at.y.iter().enumerate() {
            let series = own.and_then(|own| usize::try_from(own).ok()).unwrap_or(index);
            match row.get(*y).map(value) {
                Some(Value::Number(value)) => self.points.push(Point { x, series, value: Some(value) }),
                Some(Value::Null) => self.points.push(Point { x, series, value: None }),
                Some(Value::Other) | None => self.not_drawn += 1,
            }
        }
    }
}

fn series_name(text: Option<String>) -> String {
    match text {
        None => "NULL".to_owned(),
        Some(blank) if blank.trim().is_empty() => "(empty)".to_owned(),
        Some(name) => name,
    }
}

enum Value {
    Number(f64),
    Null,
    Other,
}

fn value(cell: &Cell) -> Value {
    let number = match cell {
        Cell::Null(_) => return Value::Null,
        Cell::Boolean(_) => None,
        Cell::Long(value) => Some(*value as f64),
        Cell::Double(value) => Some(*value),
        Cell::Text(text) => text.trim().parse().ok(),
    };
    match number {
        Some(number) if f64::abs(number) <= VALUE_MAX => Value::Number(number),
        _ => Value::Other,
    }
}

/// Numbers for names, in the order they come.
#[derive(Default)]
struct Names {
    listed: Vec<String>,
    known: BTreeMap<String, i64>,
}

impl Names {
    fn number(&mut self, name: String) -> i64 {
        let next = self.listed.len() as i64;
        let number = *self.known.entry(name.clone()).or_insert(next);
        if number == next {
            self.listed.push(name);
        }
        number
    }
}
