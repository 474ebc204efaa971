//! What a pack says of a chart: which columns of a query's result are drawn, and how.

/// A chart of one query's result, as its pack describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartSpec {
    /// What it shows, one line; unique among the charts of the query.
    pub title: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// The column along which it is drawn: a moment or a day, otherwise a name or a whole number.
    pub x: String,
    /// The columns with the values, at least one: a series each.
    pub y: Vec<String>,
    /// A column whose values are the series instead; then `y` is one column.
    pub by: Option<String>,
    /// What the values are counted in: `queries`, `s`, `MB`, `%`. Seconds and megabytes are shown in greater units
    /// where they are many.
    pub unit: String,
    /// How rows are put together that fall on the same place.
    pub combine: Combine,
    /// A sentence to read beside it.
    pub note: Option<String>,
    /// Whether it also stands on the first screen of the report.
    pub summary: bool,
}

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar a value; bars of several series side by side.
    Bars,
    /// A bar a place, its series on top of one another.
    Stacked,
    /// A line a series, along time.
    Line,
}

impl ChartKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Bars, Self::Stacked, Self::Line];

    /// The word for it in a pack.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Stacked => "stacked",
            Self::Line => "line",
        }
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How rows are put together that fall on the same place of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Combine {
    /// They are added: for counts, times and sizes.
    Sum,
    /// The greatest counts: for percentages and peaks.
    Max,
}

impl Combine {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Sum, Self::Max];

    /// The word for it in a pack.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Max => "max",
        }
    }

    /// The way of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// How many series a chart may name; more cannot be told apart.
pub const CHART_SERIES_MAX: usize = 5;

/// How many charts of a pack may stand on the first screen.
pub const SUMMARY_CHARTS_MAX: usize = 2;
