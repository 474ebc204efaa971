//! Charts of the report.

use minijinja::Value;
use serde::{Serialize, Serializer};

use super::Link;

/// A drawing of a query's rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// Its place in the page: `<query's place>-chart-<number>`, or `summary-chart-<number>`.
    pub anchor: String,
    /// What it shows, one line.
    pub title: String,
    /// The unit of its numbers; along time also what one place is, and from when to when.
    pub scale: String,
    /// What is to be seen, in words: the greatest, the least, the total. The drawing holds it too.
    pub description: String,
    /// Its series; empty when there is only one.
    pub series: Vec<ChartSeries>,
    /// Sentences to read beside it: the pack's own, and what is not drawn.
    pub notes: Vec<String>,
    /// The query whose rows it draws.
    pub query: Link,
    /// The drawing, an `svg` element.
    pub svg: Markup,
}

/// A series of a chart.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChartSeries {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub words: String,
    /// How it is drawn, an `svg` element.
    pub swatch: Markup,
}

/// Markup that this program wrote, every text in it escaped: the only values that a template does not escape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// Only for what was written element by element, with escaped texts.
    pub(crate) const fn new(markup: String) -> Self {
        Self(markup)
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for Markup {
    /// For a template a value that is safe already, otherwise text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}
