//! Where moments are named along a chart: round times of day, days, Mondays, months or years.

use super::moment::{DAY, HOUR, MINUTE, civil, clock_words, day_words, floor, month_start, month_words};

/// The most moments that are named on a wide page; of them every second, third, ... stays on a narrow one.
const LABELS_MAX: i64 = 8;
const LABELS_NARROW: usize = 3;
/// From where on a name is at the edge, and how far away the one before it must be.
pub(super) const EDGE: f64 = 0.94;
const EDGE_ROOM: f64 = 0.2;
/// Steps of less than a month, in seconds.
const STEPS: [i64; 16] = [
    1,
    10,
    30,
    MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
];
/// Steps of whole months.
const MONTHS: [i64; 11] = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200];

/// A moment that is named.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    /// Where it stands from the beginning (0) to the end (1).
    pub(super) at: f64,
    pub(super) text: String,
    /// Whether there is room for it on a wide page only.
    pub(super) wide: bool,
}

/// The moments to name along `count` places of `step` seconds each. A name stands in the middle of the place that
/// holds its moment, where the bar or the point is.
pub(super) fn labels(start: i64, step: i64, count: usize) -> Vec<Label> {
    let place = |at: i64| ((at - start).div_euclid(step) as f64 + 0.5) / count as f64;
    let length = step.saturating_mul(count as i64);
    let end = start + length;
    let short = STEPS.into_iter().find(|of| *of >= step.min(DAY) && length / of < LABELS_MAX);
    let (moments, words): (Vec<i64>, &dyn Fn(i64) -> String) = match short {
        Some(step) if step < DAY => (steps(start, end, step), &move |at| match at % DAY {
            0 => day_words(at),
            _ => clock_words(at, step),
        }),
        Some(step) => (steps(start, end, step), &day_words),
        None => months(start, end),
    };
    let every = moments.len().div_ceil(LABELS_NARROW).max(1);
    // On a narrow page a day is worth more than a time of day.
    let kept = moments.iter().position(|at| at % DAY == 0).unwrap_or(0) % every;
    let label = |(index, at): (usize, i64)| Label { at: place(at), text: words(at), wide: index % every != kept };
    let mut labels: Vec<Label> = moments.into_iter().enumerate().map(label).collect();
    // A name at the very end is pushed back from the edge, onto the one before it if that is near.
    if let [.., before, last] = labels.as_slice()
        && last.at > EDGE
        && last.at - before.at < EDGE_ROOM
    {
        labels.pop();
    }
    labels
}

fn steps(start: i64, end: i64, step: i64) -> Vec<i64> {
    let first = floor(start + step - 1, step);
    (0..=LABELS_MAX).map(|count| first + count * step).take_while(|at| *at < end).collect()
}

fn months(start: i64, end: i64) -> (Vec<i64>, &'static dyn Fn(i64) -> String) {
    let number = |at: i64| civil(at).year * 12 + civil(at).month - 1;
    let (first, last) = (number(start), number(end));
    let step = MONTHS.into_iter().find(|step| (last - first) / step < LABELS_MAX).unwrap_or(6_000);
    let first = first - first.rem_euclid(step);
    let moments = (0..=LABELS_MAX + 1).filter_map(|count| month_start(first + count * step));
    let moments = moments.filter(|at| (start..end).contains(at)).collect();
    (moments, if step % 12 == 0 { &|at| civil(at).year.to_string() } else { &month_words })
}

#[cfg(test)]
mod tests {
    use super::super::moment::seconds;
    use super::*;

    fn texts(start: &str, end: &str) -> String {
        let (start, end) = (seconds(start).expect("a moment"), seconds(end).expect("a moment"));
        let text = |label: Label| -> String {
            assert!((0.0..=1.0).contains(&label.at));
            if label.wide { format!("({})", label.text) } else { label.text }
        };
        labels(start, 1, (end - start) as usize).into_iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_place_is_named_once_and_names_do_not_meet_at_the_edge() {
        let start = seconds("2026-11-17").expect("a day");
        let texts = |start, step, count| -> Vec<String> {
            labels(start, step, count).into_iter().map(|label| label.text).collect()
        };
        assert_eq!(texts(start, DAY, 2), ["17 Nov", "18 Nov"]);
        assert_eq!(texts(start, DAY, 1), ["17 Nov"]);
        assert_eq!(texts(start + HOUR, HOUR, 2), ["01:00", "02:00"]);
        assert_eq!(texts(start, HOUR, 3 * 24 + 1), ["17 Nov", "12:00", "18 Nov", "12:00", "19 Nov", "12:00"]);
    }

    #[test]
    fn round_moments_are_named() {
        let table = [
            ("2026-11-22 07:30:00", "2026-11-22 07:30:05", "07:30:00 (07:30:01) 07:30:02 (07:30:03) 07:30:04"),
            ("2026-11-22 07:30:00", "2026-11-22 08:30:00", "07:30 (07:45) 08:00 (08:15)"),
            ("2026-11-21 18:00:00", "2026-11-22 18:00:00", "(18:00) 22 Nov (06:00) 12:00"),
            ("2026-11-15 07:00:00", "2026-11-22 08:00:00", "16 Nov (17 Nov) (18 Nov) 19 Nov (20 Nov) (21 Nov)"),
            ("2026-10-25", "2026-11-24", "26 Oct (2 Nov) 9 Nov (16 Nov) 23 Nov"),
            ("2026-01-15", "2026-11-24", "Mar 2026 (May 2026) Jul 2026 (Sep 2026) Nov 2026"),
            ("2019-03-01", "2026-11-24", "2020 (2021) (2022) 2023 (2024) (2025) 2026"),
        ];
        for (start, end, expected) in table {
            assert_eq!(texts(start, end), expected, "{start} {end}");
        }
        assert!(!texts("0001-01-01", "9999-12-31").is_empty());
    }
}
