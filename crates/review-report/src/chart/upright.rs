//! Bars and lines along time.

use std::fmt::Write as _;

use review_core::chart::ChartKind;

use super::axis::{EDGE, labels};
use super::data::{Data, Mark};
use super::scale::{Measure, Ticks};
use super::svg::{Anchor, Svg, short};

/// Pixels from the top of the drawing to the highest tick: room for the number of the greatest bar.
const TOP: f64 = 18.0;
/// Pixels from the highest tick to the lowest.
const HEIGHT: f64 = 140.0;
/// Pixels below the lowest tick, for the names of moments.
const BOTTOM: f64 = 24.0;
/// The whole drawing, in pixels.
pub(super) const TOTAL: f64 = TOP + HEIGHT + BOTTOM;
/// How many ticks there are, about.
const TICKS: u32 = 4;
/// Units of a bar, and of the room between two places.
const BAR: f64 = 8.0;
const BETWEEN: f64 = 2.0;
/// The least height of a value that is not zero: it can be seen that there is one.
const LEAST: f64 = 0.8;

/// A drawing along time: what all parts of it share.
pub(super) struct Upright<'a> {
    pub(super) kind: ChartKind,
    pub(super) data: &'a Data,
    pub(super) measure: &'a Measure,
    /// The least and the greatest thing drawn, in the pack's unit.
    pub(super) range: (f64, f64),
    /// Where the greatest stands, and what it is.
    pub(super) greatest: Option<(usize, f64)>,
    pub(super) anchor: &'a str,
}

impl Upright<'_> {
    /// Draws into an open drawing. `start` and `step` are those of the places, in seconds.
    pub(super) fn draw(&self, svg: &mut Svg, start: i64, step: i64, count: usize) {
        let ticks = Ticks::new(self.measure.scaled(self.range.0), self.measure.scaled(self.range.1), TICKS);
        for (value, text) in ticks.each() {
            let y = TOP + height(&ticks, value);
            svg.rule(if value == 0.0 { "zero" } else { "grid" }, y);
            svg.text_before(y + 4.0, &text);
        }
        for label in labels(start, step, count) {
            let class = if label.wide { "w" } else { "" };
            svg.notch(label.at, TOP + HEIGHT, TOP + HEIGHT + 4.0);
            svg.text(class, label.at, TOP + HEIGHT + 17.0, Anchor::within(label.at, 1.0 - EDGE), &label.text);
        }
        let slot = self.slot();
        svg.open_stretched(TOP, slot * count as f64, HEIGHT);
        match self.kind {
            ChartKind::Bars => self.bars(svg, &ticks),
            ChartKind::Stacked => self.stacks(svg, &ticks, count),
            ChartKind::Line => self.lines(svg, &ticks),
        }
        svg.close();
        if let Some((at, value)) = self.greatest.filter(|(_, value)| *value > 0.0) {
            let x = (at as f64 + 0.5) / count as f64;
            let y = TOP + height(&ticks, self.measure.scaled(value)) - 4.0;
            svg.text("peak", x, y, Anchor::within(x, 0.1), &self.measure.number(value));
        }
    }

    /// Units from one place to the next.
    fn slot(&self) -> f64 {
        let beside = if self.kind == ChartKind::Bars { self.data.series.len() } else { 1 };
        BAR * beside as f64 + BETWEEN
    }

    fn bars(&self, svg: &mut Svg, ticks: &Ticks) {
        for (index, series) in self.data.series.iter().enumerate() {
            let mut path = String::new();
            for (at, value) in series.marks.iter().enumerate().filter_map(|(at, mark)| Some((at, mark.value()?))) {
                let x = self.slot() * at as f64 + BETWEEN / 2.0 + BAR * index as f64;
                bar(&mut path, x, height(ticks, 0.0), height(ticks, self.measure.scaled(value)), value);
            }
            svg.shapes(self.anchor, index, &path);
        }
    }

    /// Positive values stand on one another, negative ones hang from one another.
    fn stacks(&self, svg: &mut Svg, ticks: &Ticks, count: usize) {
        let mut ends = vec![(0.0, 0.0); count];
        for (index, series) in self.data.series.iter().enumerate() {
            let mut path = String::new();
            for ((at, mark), ends) in series.marks.iter().enumerate().zip(&mut ends) {
                let Some(value) = mark.value() else { continue };
                let end = if value < 0.0 { &mut ends.0 } else { &mut ends.1 };
                let from = *end;
                *end += self.measure.scaled(value);
                let x = self.slot() * at as f64 + BETWEEN / 2.0;
                bar(&mut path, x, height(ticks, from), height(ticks, *end), value);
            }
            svg.shapes(self.anchor, index, &path);
        }
    }

    /// A line is broken where a value is NULL or missing; a point between two breaks is a dot.
    fn lines(&self, svg: &mut Svg, ticks: &Ticks) {
        for (index, series) in self.data.series.iter().enumerate() {
            let (mut path, mut dots) = (String::new(), String::new());
            for stretch in stretches(&series.marks) {
                let mut points = stretch.iter().map(|(at, value)| {
                    let x = self.slot() * (*at as f64 + 0.5);
                    format!("{} {}", short(x), short(height(ticks, self.measure.scaled(*value))))
                });
                let Some(first) = points.next() else { continue };
                let rest: Vec<String> = points.collect();
                let _ = match rest.as_slice() {
                    [] => write!(dots, "M{first}h0"),
                    rest => write!(path, "M{first}L{}", rest.join(" ")),
                };
            }
            svg.line(index, &path, &dots);
        }
    }
}

/// Pixels from the highest tick down to a number of the axis.
fn height(ticks: &Ticks, value: f64) -> f64 {
    let span = ticks.high() - ticks.low();
    ((ticks.high() - value) / span * HEIGHT).clamp(0.0, HEIGHT)
}

fn bar(path: &mut String, x: f64, from: f64, to: f64, value: f64) {
    let (mut top, bottom) = (from.min(to), from.max(to));
    if value != 0.0 {
        top = top.min(bottom - LEAST).max(0.0);
    } else {
        return;
    }
    let (x, top, high) = (short(x), short(top), short(bottom - top));
    let _ = write!(path, "M{x} {top}h{BAR}v{high}h-{BAR}z");
}

/// The values in a row that belong to one line. Places without a row break a line too, unless they are usual: where
/// rows are further apart than places, only a longer pause is a break.
fn stretches(marks: &[Mark]) -> Vec<Vec<(usize, f64)>> {
    let seen: Vec<usize> = (0..marks.len()).filter(|at| marks.get(*at) != Some(&Mark::Nothing)).collect();
    let mut pauses: Vec<usize> = seen.windows(2).map(|pair| pair[1] - pair[0]).collect();
    pauses.sort_unstable();
    let usual = pauses.get(pauses.len() / 2).copied().unwrap_or(1);
    let longest = if usual == 1 { 1 } else { 3 * usual };
    let mut stretches: Vec<Vec<(usize, f64)>> = Vec::new();
    let mut last: Option<usize> = None;
    for at in seen {
        let Some(value) = marks[at].value() else {
            last = None;
            continue;
        };
        match stretches.last_mut().filter(|_| last.is_some_and(|last| at - last <= longest)) {
            Some(stretch) => stretch.push((at, value)),
            None => stretches.push(vec![(at, value)]),
        }
        last = Some(at);
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_and_a_pause_break_a_line() {
        use Mark::{Nothing, Null, Value};
        let shape = |marks: &[Mark]| -> Vec<usize> { stretches(marks).iter().map(Vec::len).collect() };
        assert_eq!(shape(&[Value(1.0), Value(1.0), Null, Value(2.0)]), [2, 1]);
        assert_eq!(shape(&[Value(1.0), Value(1.0), Nothing, Value(2.0), Value(3.0), Value(0.0)]), [2, 3]);
        assert_eq!(shape(&[Value(1.0), Nothing, Value(1.0), Nothing, Nothing, Value(2.0)]), [3], "rows are rare");
        assert_eq!(shape(&[Null, Nothing]), Vec::<usize>::new());
        assert_eq!(shape(&[]), Vec::<usize>::new());
    }
}
