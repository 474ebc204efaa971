//! What a chart draws: a bounded number of places and of series, and what was left out of it.

use std::collections::BTreeMap;

use review_core::chart::{CHART_SERIES_MAX, ChartKind, ChartSpec, Combine};

use super::moment::{DAY, HOUR, MINUTE, floor};
use super::rows::{Point, Points};

/// The most places along time; a week of hours is 169.
pub(super) const PLACES_MAX: i64 = 200;
/// The most names.
pub(super) const NAMES_MAX: usize = 12;
/// Spans of time that rows are put together in, when there are too many moments.
const SPANS: [i64; 18] = [
    MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    4 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    28 * DAY,
    91 * DAY,
    364 * DAY,
];

/// Where the values stand.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Along {
    /// Spans of time of one length, one after another.
    Time {
        /// When the first begins, in seconds.
        start: i64,
        /// How long each is, in seconds.
        step: i64,
        /// How many there are.
        count: usize,
        /// Whether several moments of the result are put together in one.
        coarser: bool,
    },
    /// Names, each with a bar.
    Names(Vec<String>),
}

/// What is there for one place and one series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark {
    /// No row.
    Nothing,
    /// Rows, and all of them NULL.
    Null,
    /// A value.
    Value(f64),
}

impl Mark {
    /// The value, if there is one.
    pub(super) fn value(self) -> Option<f64> {
        match self {
            Self::Value(value) => Some(value),
            Self::Nothing | Self::Null => None,
        }
    }

    fn with(self, value: Option<f64>, combine: Combine) -> Self {
        match (self, value) {
            (Self::Value(old), Some(new)) => Self::Value(together(old, new, combine)),
            (_, Some(new)) => Self::Value(new),
            (Self::Nothing, None) => Self::Null,
            (old, None) => old,
        }
    }
}

pub(super) fn together(old: f64, new: f64, combine: Combine) -> f64 {
    match combine {
        Combine::Sum => old + new,
        Combine::Max => old.max(new),
    }
}

/// A series.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    /// A mark for each place.
    pub(super) marks: Vec<Mark>,
}

/// What a chart draws.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Data {
    pub(super) along: Along,
    pub(super) series: Vec<Series>,
    /// Names that are not drawn, and what they come to together.
    pub(super) names_left_out: usize,
    pub(super) names_left_out_value: f64,
}

/// Puts points on places; `None` when there is no value, or zeros only, which a drawing cannot show.
pub(super) fn data(spec: &ChartSpec, points: &Points) -> Option<Data> {
    let all = &points.points;
    if !all.iter().any(|point| point.value.is_some_and(|value| value != 0.0)) {
        return None;
    }
    let (names, of_series) = series(spec, points);
    let place: Place = match points.is_time {
        true => time(all)?,
        false => ranked(spec, points),
    };
    let blank = vec![Mark::Nothing; place.count()];
    let mut series: Vec<Series> = names.into_iter().map(|name| Series { name, marks: blank.clone() }).collect();
    let mut left_out = None;
    for point in all {
        let series = of_series.get(point.series).and_then(|index| series.get_mut(*index));
        match place.of(point.x).and_then(|at| series?.marks.get_mut(at)) {
            Some(mark) => *mark = mark.with(point.value, spec.combine),
            None => {
                left_out = point
                    .value
                    .map_or(left_out, |new| Some(left_out.map_or(new, |old| together(old, new, spec.combine))));
            }
        }
    }
    if spec.by.is_some() && spec.kind == ChartKind::Stacked {
        series = without_blank(series);
    }
    let names_left_out = points.names.len().saturating_sub(NAMES_MAX);
    Some(Data { along: place.along, series, names_left_out, names_left_out_value: left_out.unwrap_or(0.0) })
}

/// What a column names and never counts is no series of a stack: a queue in which nothing spilled. Its zeros stay, as zeros of
/// the first series, since a place with a zero is not one without a value.
fn without_blank(series: Vec<Series>) -> Vec<Series> {
    let is_blank = |series: &Series| series.marks.iter().all(|mark| mark.value().is_none_or(|value| value == 0.0));
    let (blank, mut kept): (Vec<Series>, Vec<Series>) = series.into_iter().partition(is_blank);
    if let Some(first) = kept.first_mut() {
        for blank in &blank {
            for (mark, zero) in first.marks.iter_mut().zip(&blank.marks) {
                if mark.value().is_none() && zero.value().is_some() {
                    *mark = *zero;
                }
            }
        }
    }
    kept
}

/// The names of the series that are drawn, and for each series of the points the one it belongs to. Those of a
/// column come with the greatest first, and what does not fit is one series of its own.
fn series(spec: &ChartSpec, points: &Points) -> (Vec<String>, Vec<usize>) {
    let all = &points.series;
    if spec.by.is_none() {
        return (all.clone(), (0..all.len()).collect());
    }
    let weights = weights(all.len(), spec.combine, points.points.iter().map(|point| (point.series, point.value)));
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then_with(|| all[*a].cmp(&all[*b])));
    let kept = if all.len() > CHART_SERIES_MAX { CHART_SERIES_MAX - 1 } else { all.len() };
    let mut names: Vec<String> = order[..kept].iter().map(|index| all[*index].clone()).collect();
    if all.len() > kept {
        names.push(format!("{} others", all.len() - kept));
    }
    let mut belongs = vec![kept; all.len()];
    order[..kept].iter().enumerate().for_each(|(at, index)| belongs[*index] = at);
    (names, belongs)
}

/// How much each of `count` things comes to, without regard to signs.
fn weights(count: usize, combine: Combine, values: impl Iterator<Item = (usize, Option<f64>)>) -> Vec<f64> {
    let mut weights = vec![0.0; count];
    for (index, value) in values {
        if let (Some(weight), Some(value)) = (weights.get_mut(index), value) {
            *weight = together(*weight, value.abs(), combine);
        }
    }
    weights
}

/// Where points go.
struct Place {
    along: Along,
    /// For names: the place of each, if it is drawn.
    names: BTreeMap<i64, usize>,
}

impl Place {
    fn count(&self) -> usize {
        match &self.along {
            Along::Time { count, .. } => *count,
            Along::Names(names) => names.len(),
        }
    }

    fn of(&self, x: i64) -> Option<usize> {
        match &self.along {
            Along::Time { start, step, .. } => usize::try_from((x - start).div_euclid(*step)).ok(),
            Along::Names(_) => self.names.get(&x).copied(),
        }
    }
}

/// Spans of time: as long as the moments are apart, or longer when that would be too many.
fn time(points: &[Point]) -> Option<Place> {
    let first = points.iter().map(|point| point.x).min()?;
    let last = points.iter().map(|point| point.x).max()?;
    let apart = points.iter().fold(0, |apart, point| greatest_common_divisor(apart, point.x - first));
    let apart = if apart == 0 { alone(first) } else { apart };
    let along = |start: i64, step: i64, coarser: bool| Along::Time {
        start,
        step,
        count: usize::try_from((last - start) / step + 1).unwrap_or(1),
        coarser,
    };
    let along = if (last - first) / apart < PLACES_MAX {
        along(first, apart, false)
    } else {
        let fits = |step: &i64| (last - floor(first, *step)) / step < PLACES_MAX;
        let mut fitting = SPANS.into_iter().filter(fits);
        let even = SPANS.into_iter().filter(fits).find(|step| step % apart == 0);
        let step = even.or_else(|| fitting.next()).unwrap_or((last - first) / (PLACES_MAX - 2) + 1);
        along(floor(first, step), step, true)
    };
    Some(Place { along, names: BTreeMap::new() })
}

/// What a single moment stands for: a day, an hour or a minute, as round as it is.
fn alone(at: i64) -> i64 {
    [DAY, HOUR, MINUTE].into_iter().find(|step| at % step == 0).unwrap_or(1)
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

/// Names: the greatest first; a few of many. Whole numbers are in their own order, and need a word: `node 3`.
fn ranked(spec: &ChartSpec, points: &Points) -> Place {
    let names = &points.names;
    let values = points.points.iter().filter_map(|point| Some((usize::try_from(point.x).ok()?, point.value)));
    let weights = weights(names.len(), spec.combine, values);
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then_with(|| names[*a].cmp(&names[*b])));
    order.truncate(NAMES_MAX);
    let numbers: Option<Vec<i64>> = names.iter().map(|name| name.parse().ok()).collect();
    let is_number = numbers.is_some();
    if let Some(numbers) = numbers {
        order.sort_by_key(|index| numbers[*index]);
    }
    let place = order.iter().enumerate().map(|(at, index)| (*index as i64, at)).collect();
    let name = |index: usize| match is_number {
        true => format!("{} {}", spec.x.replace('_', " "), names[index]),
        false => names[index].clone(),
    };
    Place { along: Along::Names(order.into_iter().map(name).collect()), names: place }
}
