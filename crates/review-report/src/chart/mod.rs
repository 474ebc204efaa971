//! From the rows of a result and a chart's description to a drawing: inline SVG with its text.
//!
//! A drawing is as wide as its place and a fixed number of pixels high. Bars and lines are stretched to the width,
//! texts are not, so that the same drawing can be read on a phone and on a wide screen. Series differ by stripes and
//! dashes as well as by colour. Colours are the style sheet's, so that themes and print apply.

mod axis;
mod data;
mod moment;
mod ranks;
mod rows;
mod scale;
mod svg;
#[cfg(test)]
mod tests;
mod upright;
mod words;

use review_core::chart::{ChartKind, ChartSpec};

use crate::escape::escape;
use crate::input::QuerySection;
use crate::links::to_query;
use crate::model::{Chart, ChartSeries, Markup};
use data::{Along, Data};
use ranks::Ranks;
use scale::Measure;
use svg::{Svg, swatch};
use upright::Upright;
use words::{Spot, Words, greatest, spots};

/// What the template adds to a chart and to a series, in bytes.
const CHART_MARKUP: usize = 400;
const SERIES_MARKUP: usize = 80;

/// The chart of a section's rows at a place of the page; `None` when there is nothing to draw: without rows,
/// without a value other than zero, and without a column that the chart names.
pub(crate) fn chart(spec: &ChartSpec, section: &QuerySection, anchor: &str) -> Option<Chart> {
    let points = rows::points(spec, &section.columns, &section.rows)?;
    let data = data::data(spec, &points)?;
    // A line runs along time; names have bars whatever the pack wished for.
    let kind = match (&data.along, spec.kind) {
        (Along::Names(_), ChartKind::Line) => ChartKind::Bars,
        (_, kind) => kind,
    };
    let spec = &ChartSpec { kind, ..spec.clone() };
    let spots = spots(kind, &data);
    let range = range(kind, &data, &spots);
    let measure = Measure::of(&spec.unit, range.1.max(-range.0));
    let words = Words { spec, data: &data, measure: &measure };
    let description = words.description(&spots);
    let frame = Frame { spec, data: &data, measure: &measure, range, anchor, description: &description };
    let drawing = frame.drawing(greatest(&spots));
    let is_line = kind == ChartKind::Line;
    let series = data.series.iter().enumerate().map(|(index, series)| ChartSeries {
        name: series.name.clone(),
        words: words.series(series),
        swatch: Markup::new(swatch(anchor, index, is_line)),
    });
    Some(Chart {
        anchor: anchor.to_owned(),
        title: spec.title.clone(),
        scale: words.scale(),
        series: series.filter(|_| data.series.len() > 1).collect(),
        notes: words.notes(&points, section),
        query: to_query(&section.query),
        svg: Markup::new(drawing),
        description,
    })
}

/// The bytes a chart takes in a page.
pub(crate) fn bytes(chart: &Chart) -> usize {
    let text = |text: &str| escape(text).len();
    let series =
        |series: &ChartSeries| SERIES_MARKUP + text(&series.name) + text(&series.words) + series.swatch.as_str().len();
    let notes: usize = chart.notes.iter().map(|note| text(note)).sum();
    let series: usize = chart.series.iter().map(series).sum();
    CHART_MARKUP + text(&chart.title) + text(&chart.scale) + notes + series + chart.svg.as_str().len()
}

/// The least and the greatest end of anything that is drawn, zero included.
fn range(kind: ChartKind, data: &Data, spots: &[Spot]) -> (f64, f64) {
    if kind != ChartKind::Stacked {
        return spots.iter().fold((0.0, 0.0), |(low, high), spot| (spot.value.min(low), spot.value.max(high)));
    }
    let places = data.series.first().map_or(0, |series| series.marks.len());
    (0..places).fold((0.0, 0.0), |(low, high), place| {
        let values = || data.series.iter().filter_map(move |series| series.marks.get(place)?.value());
        let below: f64 = values().filter(|value| *value < 0.0).sum();
        let above: f64 = values().filter(|value| *value > 0.0).sum();
        (below.min(low), above.max(high))
    })
}

/// What both forms of drawing are made from.
struct Frame<'a> {
    spec: &'a ChartSpec,
    data: &'a Data,
    measure: &'a Measure,
    range: (f64, f64),
    anchor: &'a str,
    description: &'a str,
}

impl Frame<'_> {
    fn drawing(&self, greatest: Option<Spot>) -> String {
        match &self.data.along {
            Along::Time { start, step, count, .. } => {
                let mut svg = self.open("plot", upright::TOTAL);
                let upright = Upright {
                    kind: self.spec.kind,
                    data: self.data,
                    measure: self.measure,
                    range: self.range,
                    greatest: greatest.map(|spot| (spot.place, spot.value)),
                    anchor: self.anchor,
                };
                upright.draw(&mut svg, *start, *step, *count);
                svg.finish()
            }
            Along::Names(names) => {
                let ranks = Ranks {
                    stacked: self.spec.kind == ChartKind::Stacked,
                    names,
                    data: self.data,
                    measure: self.measure,
                    range: self.range,
                    anchor: self.anchor,
                };
                let mut svg = self.open("ranks", ranks.height());
                ranks.draw(&mut svg);
                svg.finish()
            }
        }
    }

    fn open(&self, class: &str, height: f64) -> Svg {
        let mut svg = Svg::open(class, height, self.anchor, &self.spec.title, self.description);
        if self.spec.kind != ChartKind::Line {
            svg.patterns(self.anchor, self.data.series.len());
        }
        svg
    }
}
