//! Whether a value reads as a type. Exact conversions only, and never through a float.

use review_core::result::ColumnType;

use crate::model::Literal;
use crate::tree::is_number;

/// The value as `kind` reads it, or `None` when it does not. NULL reads as everything.
pub(crate) fn read_as(kind: ColumnType, literal: &Literal, text: &str) -> Option<Literal> {
    match (kind, literal) {
        (_, Literal::Null) => Some(Literal::Null),
        (ColumnType::Text, _) => Some(Literal::Text(text.to_owned())),
        (ColumnType::Boolean, Literal::Boolean(value)) => Some(Literal::Boolean(*value)),
        (ColumnType::Boolean, _) | (_, Literal::Boolean(_)) => None,
        (ColumnType::Integer | ColumnType::Decimal { .. } | ColumnType::Float, _) => {
            let text = text.trim();
            is_number_of(kind, text).then(|| Literal::Number(text.to_owned()))
        }
        (ColumnType::Date, _) => is_date(text).then(|| Literal::Text(text.to_owned())),
        (ColumnType::Timestamp, _) => timestamp(text).map(Literal::Text),
    }
}

/// An example of a value of the type, for remedies.
pub(crate) fn example(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Text => "text",
        ColumnType::Integer => "a whole number such as 42",
        ColumnType::Decimal { .. } => "a number with no more digits than the type has, such as 1.5",
        ColumnType::Float => "a number such as 0.25",
        ColumnType::Boolean => "true or false",
        ColumnType::Timestamp => "a moment such as 2026-11-22 07:30:00",
        ColumnType::Date => "a day such as 2026-11-22",
    }
}

fn is_number_of(kind: ColumnType, text: &str) -> bool {
    match kind {
        ColumnType::Integer => is_number(text) && text.parse::<i64>().is_ok(),
        ColumnType::Decimal { precision, scale } => fits_decimal(text, precision.into(), scale.into()),
        ColumnType::Float => is_number(text) && text.parse::<f64>().is_ok_and(f64::is_finite),
        ColumnType::Text | ColumnType::Boolean | ColumnType::Timestamp | ColumnType::Date => false,
    }
}

fn fits_decimal(text: &str, precision: usize, scale: usize) -> bool {
    if !is_number(text) || text.contains(['e', 'E']) {
        return false;
    }
    let unsigned = text.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    whole.trim_start_matches('0').len() <= precision - scale && fraction.trim_end_matches('0').len() <= scale
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = |length| parts.next().filter(|part| part.len() == length).and_then(digits);
    match (part(4), part(2), part(2)) {
        (Some(year @ 1..), Some(month @ 1..=12), Some(day @ 1..)) => day <= days_of(year, month),
        _ => false,
    }
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// A timestamp in the form databases write it: `2026-11-22 07:30:00`, with up to 6 digits of a second; `T` and a
/// final `Z` are read too, since times are UTC. A day alone is its midnight.
fn timestamp(text: &str) -> Option<String> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, "00:00:00"));
    let (clock, fraction) = time.split_once('.').map_or((time, None), |(clock, fraction)| (clock, Some(fraction)));
    let mut parts = clock.splitn(3, ':');
    let mut part = || parts.next().filter(|part| part.len() == 2).and_then(digits);
    let clock_fits = matches!((part(), part(), part()), (Some(0..=23), Some(0..=59), Some(0..=59)));
    let fraction_fits = fraction.is_none_or(|part| (1..=6).contains(&part.len()) && digits(part).is_some());
    let fits = is_date(day) && clock_fits && fraction_fits;
    fits.then(|| format!("{day} {time}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(kind: &str, text: &str) -> bool {
        let kind = ColumnType::from_words(kind).expect("a type");
        read_as(kind, &Literal::Text(text.to_owned()), text).is_some()
    }

    #[test]
    fn a_value_reads_as_a_type_exactly_or_not_at_all() {
        let good = [
            ("integer", "9223372036854775807"),
            ("decimal(4,2)", "12.340"),
            ("decimal(38,0)", "99999999999999999999999999999999999999"),
            ("float", "1e300"),
            ("date", "2024-02-29"),
            ("timestamp", "2026-11-22"),
            ("timestamp", "2026-11-22T07:30:00.123456Z"),
            ("text", ""),
        ];
        let bad = [
            ("integer", "9223372036854775808"),
            ("integer", "1.0"),
            ("integer", "1e3"),
            ("decimal(4,2)", "123.4"),
            ("decimal(4,2)", "1.234"),
            ("decimal(4,2)", "1e1"),
            ("float", "1e999"),
            ("float", "NaN"),
            ("boolean", "true"),
            ("date", "2023-02-29"),
            ("date", "2023-2-9"),
            ("date", "0000-01-01"),
            ("date", "2023-+1-09"),
            ("timestamp", "2026-11-22 24:00:00"),
            ("timestamp", "2026-11-22 07:30"),
            ("timestamp", "2026-11-22 07:30:00.1234567"),
            ("timestamp", "22.11.2026"),
        ];
        for (kind, text) in good {
            assert!(reads(kind, text), "{kind} {text}");
        }
        for (kind, text) in bad {
            assert!(!reads(kind, text), "{kind} {text}");
        }
    }

    #[test]
    fn a_timestamp_is_kept_in_the_form_databases_write() {
        let text = "2026-11-22T07:30:00Z";
        let literal = read_as(ColumnType::Timestamp, &Literal::Text(text.into()), text);
        assert_eq!(literal, Some(Literal::Text("2026-11-22 07:30:00".into())));
    }
}
