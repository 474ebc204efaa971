//! What a chart shows, in words: for those who do not see it, and beside it.

use review_core::chart::{ChartKind, ChartSpec, Combine};

use super::data::{Along, Data, Series, together};
use super::moment::{moment_words, span_words};
use super::rows::Points;
use super::scale::Measure;
use crate::input::QuerySection;
use crate::words::{counted, listed};

/// The longest name that is written out in words.
const NAME_CHARACTERS: usize = 60;

/// A value with where it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spot {
    pub(super) place: usize,
    /// The series; `None` when all of a place are taken together.
    series: Option<usize>,
    pub(super) value: f64,
}

/// Every value that the eye compares: of stacked series their sums.
pub(super) fn spots(kind: ChartKind, data: &Data) -> Vec<Spot> {
    let places = data.series.first().map_or(0, |series| series.marks.len());
    let values = |place: usize| {
        let of = move |series: &Series| series.marks.get(place).and_then(|mark| mark.value());
        data.series.iter().enumerate().filter_map(move |(index, series)| Some((index, of(series)?)))
    };
    let mut spots = Vec::new();
    for place in 0..places {
        if kind == ChartKind::Stacked || data.series.len() == 1 {
            let sum = values(place).map(|(_, value)| value).reduce(|a, b| a + b);
            spots.extend(sum.map(|value| Spot { place, series: None, value }));
        } else {
            spots.extend(values(place).map(|(series, value)| Spot { place, series: Some(series), value }));
        }
    }
    spots
}

/// The spot with the greatest value; the first of equals.
pub(super) fn greatest(spots: &[Spot]) -> Option<Spot> {
    spots.iter().copied().reduce(|best, next| if next.value > best.value { next } else { best })
}

fn least(spots: &[Spot]) -> Option<Spot> {
    spots.iter().copied().reduce(|best, next| if next.value < best.value { next } else { best })
}

/// All values of a series put together.
pub(super) fn whole(series: &Series, combine: Combine) -> Option<f64> {
    series.marks.iter().filter_map(|mark| mark.value()).reduce(|old, new| together(old, new, combine))
}

/// A chart in words.
pub(super) struct Words<'a> {
    pub(super) spec: &'a ChartSpec,
    pub(super) data: &'a Data,
    pub(super) measure: &'a Measure,
}

impl Words<'_> {
    /// What stands below the title: the unit, and what a place is.
    pub(super) fn scale(&self) -> String {
        let unit = &self.measure.label;
        match &self.data.along {
            Along::Names(_) => unit.clone(),
            Along::Time { step, coarser, .. } => {
                let what = match (self.spec.kind, coarser, self.spec.combine) {
                    (ChartKind::Line, false, _) => "each point",
                    (_, false, _) | (ChartKind::Bars | ChartKind::Stacked, true, Combine::Sum) => "each bar",
                    (ChartKind::Line, true, Combine::Sum) => "each point the sum of",
                    (_, true, Combine::Max) => "the greatest of each",
                };
                format!("{unit}, {what} {}, {}", span_words(*step), self.range())
            }
        }
    }

    fn range(&self) -> String {
        match &self.data.along {
            Along::Names(_) => String::new(),
            Along::Time { start, step, count, .. } => {
                let last = start + step * (*count as i64 - 1);
                match *count {
                    1 => format!("{} UTC", moment_words(*start, *step)),
                    _ => format!("{} to {} UTC", moment_words(*start, *step), moment_words(last, *step)),
                }
            }
        }
    }

    /// What is to be seen: how it is drawn, the greatest, the least, and what all comes to.
    pub(super) fn description(&self, spots: &[Spot]) -> String {
        let drawn = match self.spec.kind {
            ChartKind::Bars => "Bars",
            ChartKind::Stacked => "Stacked bars",
            ChartKind::Line if self.data.series.len() == 1 => "A line",
            ChartKind::Line => "Lines",
        };
        let mut text = match &self.data.along {
            Along::Time { .. } => format!("{drawn}: {}.", self.scale()),
            Along::Names(names) => {
                let all = names.len() + self.data.names_left_out;
                let of = if all > names.len() { format!("{} of ", names.len()) } else { String::new() };
                format!("{drawn} of {of}{}.", counted(all as u64, "name", "names"))
            }
        };
        match (greatest(spots), least(spots)) {
            (Some(greatest), Some(least)) if greatest.value > least.value => {
                text.push_str(&format!(" Greatest: {}. Least: {}.", self.spot(greatest), self.spot(least)));
            }
            (Some(only), _) if spots.len() == 1 => text.push_str(&format!(" The only value: {}.", self.spot(only))),
            (Some(all), _) => text.push_str(&format!(" All values are {}.", self.measure.words(all.value))),
            (None, _) => {}
        }
        if self.spec.combine == Combine::Sum {
            text.push_str(&self.total());
        }
        text
    }

    /// What all comes to. Columns are not added up: one may be a part of another.
    fn total(&self) -> String {
        let all = &self.data.series;
        let of = if self.data.names_left_out > 0 { " of these" } else { "" };
        let parts: Vec<String> = all.iter().filter_map(|series| self.part(series)).collect();
        if all.len() > 1 && self.spec.by.is_none() {
            return format!(" Totals{of}, {}: {}.", self.measure.label, listed(&parts));
        }
        let total: f64 = all.iter().filter_map(|series| whole(series, Combine::Sum)).sum();
        let parts = if all.len() > 1 { format!(", of which {}", listed(&parts)) } else { String::new() };
        format!(" Total{of}: {}{parts}.", self.measure.words(total))
    }

    fn part(&self, series: &Series) -> Option<String> {
        Some(format!("{} {}", named(&series.name), self.measure.number(whole(series, Combine::Sum)?)))
    }

    fn spot(&self, spot: Spot) -> String {
        let value = self.measure.words(spot.value);
        let series = spot.series.and_then(|index| self.data.series.get(index));
        let series = series.map_or_else(String::new, |series| format!(" ({})", named(&series.name)));
        match &self.data.along {
            Along::Time { start, step, .. } => {
                format!("{value}, {}{series}", moment_words(start + step * spot.place as i64, *step))
            }
            Along::Names(names) => {
                format!("{value}, {}{series}", named(names.get(spot.place).map_or("", String::as_str)))
            }
        }
    }

    /// What a series comes to, beside its name.
    pub(super) fn series(&self, series: &Series) -> String {
        match (whole(series, self.spec.combine), self.spec.combine) {
            (None, _) => "no value".to_owned(),
            (Some(value), Combine::Sum) => self.measure.words(value),
            (Some(value), Combine::Max) => format!("at most {}", self.measure.words(value)),
        }
    }

    /// Sentences to read beside it: the pack's own, then whatever is not drawn.
    pub(super) fn notes(&self, points: &Points, section: &QuerySection) -> Vec<String> {
        let mut notes: Vec<String> = self.spec.note.iter().cloned().collect();
        if self.data.names_left_out > 0 {
            let others = counted(self.data.names_left_out as u64, "other", "others");
            let value = self.measure.words(self.data.names_left_out_value);
            notes.push(match self.spec.combine {
                Combine::Sum => format!("Not drawn: {others}, together {value}."),
                Combine::Max => format!("Not drawn: {others}, at most {value}."),
            });
        }
        if points.without_place > 0 {
            let rows = counted(points.without_place, "row", "rows");
            notes.push(format!("Not drawn: {rows} without a usable {}.", self.spec.x));
        }
        if points.not_drawn > 0 {
            notes.push(format!(
                "Not drawn: {} that no number can be read from.",
                counted(points.not_drawn, "value", "values")
            ));
        }
        let rows = section.rows.len() as u64;
        if rows < section.total_rows {
            notes.push(format!("Drawn from the first {} of the result.", counted(rows, "row", "rows")));
        }
        if section.cut {
            notes.push("The result was cut; what the warehouse had beyond its rows is not drawn.".to_owned());
        }
        notes
    }
}

/// A name within a sentence.
fn named(name: &str) -> String {
    match crate::words::shortened(name, NAME_CHARACTERS) {
        ("", _) => "(empty)".to_owned(),
        (all, 0) => all.to_owned(),
        (front, _) => format!("{front}\u{2026}"),
    }
}
