//! Numbers of a chart: the unit they are shown in, round ticks, and how they are written.

use crate::words::grouped;

/// Greater units of a unit: what it is called, and how many of the first make one.
const FAMILIES: [&[(&str, f64)]; 4] = [
    &[("ms", 1.0), ("s", 1_000.0), ("min", 60_000.0), ("h", 3_600_000.0)],
    &[("s", 1.0), ("min", 60.0), ("h", 3_600.0)],
    &[("MB", 1.0), ("GB", 1_024.0), ("TB", 1_048_576.0)],
    &[("GB", 1.0), ("TB", 1_024.0)],
];
/// Words for large numbers, each with the size from which it is used; up to a thousand times itself.
const LARGE: [(&str, f64, f64); 4] =
    [("thousand", 1e3, 1e5), ("million", 1e6, 1e6), ("billion", 1e9, 1e9), ("trillion", 1e12, 1e12)];
/// A greater unit is used once there are two of it: 90 s stay seconds.
const ENOUGH: f64 = 2.0;

/// The unit all numbers of one chart are shown in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measure {
    /// How many of the pack's unit make one of this.
    divisor: f64,
    /// What it is called.
    pub(super) label: String,
}

impl Measure {
    /// The unit that fits a greatest size.
    pub(super) fn of(unit: &str, greatest: f64) -> Self {
        let family = FAMILIES.iter().find(|family| family[0].0 == unit);
        let fits = |family: &&[(&'static str, f64)]| {
            family.iter().rev().find(|(_, size)| greatest >= ENOUGH * size).or(family.first()).copied()
        };
        let (unit, size) = family.and_then(fits).unwrap_or((unit, 1.0));
        let greatest = greatest / size;
        let word = LARGE.into_iter().find(|(_, large, from)| (*from..1e3 * large).contains(&greatest));
        if let Some((word, large, _)) = word {
            return Self { divisor: size * large, label: format!("{word} {unit}") };
        }
        if (1e-3..1e6).contains(&greatest) || greatest <= 0.0 {
            return Self { divisor: size, label: unit.to_owned() };
        }
        let (mut power, mut exponent) = (1.0, 0);
        while greatest / power >= 1e3 {
            (power, exponent) = (power * 1e3, exponent + 3);
        }
        while greatest / power < 1.0 && exponent > -300 {
            (power, exponent) = (power / 1e3, exponent - 3);
        }
        Self { divisor: size * power, label: format!("\u{d7} 10^{exponent} {unit}") }
    }

    /// A number of the pack's unit in this one.
    pub(super) fn scaled(&self, value: f64) -> f64 {
        value / self.divisor
    }

    /// A number of the pack's unit, as text without the unit.
    pub(super) fn number(&self, value: f64) -> String {
        number(self.scaled(value))
    }

    /// A number of the pack's unit, as text with the unit.
    pub(super) fn words(&self, value: f64) -> String {
        format!("{} {}", self.number(value), self.label)
    }
}

/// A number with the digits that a person reads: three, or all of a whole number.
fn number(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size >= 99.95 || size == size.trunc() => 0,
        _ if size >= 9.995 => 1,
        _ if size >= 0.9995 => 2,
        _ => 3,
    };
    if size > 0.0 && size < 0.000_5 {
        return if value > 0.0 { "<0.001".to_owned() } else { ">\u{2212}0.001".to_owned() };
    }
    let text = decimal(value, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A number with so many decimals and with its thousands in groups; never `-0`.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { "\u{2212}" } else { "" };
    fraction.map_or_else(|| format!("{sign}{whole}"), |fraction| format!("{sign}{whole}.{fraction}"))
}

/// Round numbers along an axis that always holds zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    step: f64,
    decimals: usize,
    /// The first and the last tick, in steps from zero.
    first: i64,
    last: i64,
}

impl Ticks {
    /// About `about` ticks from `low` to `high` or a little beyond; each is 1, 2 or 5 times a power of ten.
    pub(super) fn new(low: f64, high: f64, about: u32) -> Self {
        let (low, high) = (low.min(0.0), high.max(0.0));
        let span = if high > low { high - low } else { 1.0 };
        let least = span / f64::from(about.max(1));
        let (mut power, mut decimals) = (1.0, 0);
        while power * 10.0 <= least {
            power *= 10.0;
        }
        while power > least && decimals < 12 {
            decimals += 1;
            power = 1.0 / POWERS[decimals];
        }
        let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| factor * power >= least * (1.0 - 1e-9));
        let (step, decimals) = match factor {
            Some(factor) => (factor * power, decimals),
            None => (10.0 * power, decimals.saturating_sub(1)),
        };
        let high = if high > low { high } else { 1.0 };
        // Never many: the step is chosen so.
        Self { step, decimals, first: (low / step + 1e-9).floor() as i64, last: (high / step - 1e-9).ceil() as i64 }
    }

    /// The number at the low end of the axis.
    pub(super) fn low(&self) -> f64 {
        self.first as f64 * self.step
    }

    /// The number at the high end of the axis.
    pub(super) fn high(&self) -> f64 {
        self.last as f64 * self.step
    }

    /// Every tick with its text, from low to high.
    pub(super) fn each(&self) -> impl Iterator<Item = (f64, String)> {
        (self.first..=self.last).map(|at| {
            let value = at as f64 * self.step;
            (value, decimal(value, self.decimals))
        })
    }
}

/// Powers of ten, so that 0.001 is the same on every machine.
const POWERS: [f64; 13] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(low: f64, high: f64) -> Vec<String> {
        Ticks::new(low, high, 4).each().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_and_hold_zero_and_both_ends() {
        assert_eq!(texts(0.0, 100.0), ["0", "50", "100"]);
        assert_eq!(texts(0.0, 97.0), ["0", "50", "100"]);
        assert_eq!(texts(0.0, 80.0), ["0", "20", "40", "60", "80"]);
        assert_eq!(texts(3.0, 7.0), ["0", "2", "4", "6", "8"]);
        assert_eq!(texts(0.0, 1.0), ["0.0", "0.5", "1.0"]);
        assert_eq!(texts(0.0, 0.3), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(texts(0.0, 0.004), ["0.000", "0.001", "0.002", "0.003", "0.004"]);
        assert_eq!(texts(-5.0, 12.0), ["\u{2212}5", "0", "5", "10", "15"]);
        assert_eq!(texts(-3.0, -1.0), ["\u{2212}3", "\u{2212}2", "\u{2212}1", "0"]);
        assert_eq!(texts(0.0, 123_456.0), ["0", "50,000", "100,000", "150,000"]);
        assert_eq!(texts(0.0, 0.0), ["0.0", "0.5", "1.0"]);
    }

    #[test]
    fn there_are_few_ticks_whatever_the_numbers() {
        for exponent in -6..=6 {
            for digit in 1..100 {
                let high = f64::from(digit) / 7.0 * 10f64.powi(exponent);
                for low in [0.0, -high / 3.0, -high * 5.0] {
                    let ticks = Ticks::new(low, high, 4);
                    let count = ticks.each().count();
                    assert!((2..=8).contains(&count), "{low} {high}: {count}");
                    assert!(ticks.low() <= low + high * 1e-6 && ticks.high() >= high * (1.0 - 1e-6), "{low} {high}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_shown_in_the_unit_that_fits() {
        let words = |unit: &str, value: f64| Measure::of(unit, value).words(value);
        let table = [
            ("queries", 1_204.0, "1,204 queries"),
            ("queries", 3.0, "3 queries"),
            ("queries", 123_456.0, "123 thousand queries"),
            ("queries", 4_812_330.0, "4.81 million queries"),
            ("rows", 11_906_441_272.0, "11.9 billion rows"),
            ("rows", 2e15, "2 \u{d7} 10^15 rows"),
            ("s", 90.0, "90 s"),
            ("s", 5_400.0, "90 min"),
            ("s", 142_560.0, "39.6 h"),
            ("MB", 900.0, "900 MB"),
            ("MB", 4_096.0, "4 GB"),
            ("MB", 3_500_000.0, "3.34 TB"),
            ("GB", 0.5, "0.5 GB"),
            ("%", 47.81, "47.8 %"),
            ("%", 0.0, "0 %"),
            ("x", 0.000_004, "4 \u{d7} 10^-6 x"),
            ("x", -12.345, "\u{2212}12.3 x"),
        ];
        for (unit, value, expected) in table {
            assert_eq!(words(unit, value), expected);
        }
        assert_eq!(Measure::of("s", 142_560.0).words(30.0), "0.008 h");
        assert_eq!(Measure::of("s", 142_560.0).words(0.3), "<0.001 h");
    }
}
