//! TO_CHAR of times and numbers.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::text::text;
use crate::cast::Value;
use crate::error::SqlError;
use crate::values::{decimal_of, decimal_text, moment, rescale};

/// `to_char(time or number, format)`.
pub(super) fn to_char(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let format = text(&arguments[1]);
    let written = match &arguments[0] {
        Value::Timestamp(value) => moment(*value).map(|time| of_time(time, format)),
        Value::Date(day) => moment(i64::from(*day) * 86_400_000_000).map(|time| of_time(time, format)),
        Value::Integer(value) => Some(of_number((i128::from(*value), 0), format)),
        Value::Decimal(value, scale) => Some(of_number((*value, u32::from(*scale)), format)),
        Value::Double(value) => decimal_of(&value.to_string()).map(|number| of_number(number, format)),
        other => return Err(SqlError::types(format!("to_char does not take a {}", other.type_name()))),
    };
    Ok(Value::Text(written.ok_or_else(|| SqlError::data("22008", "value out of range"))?.into()))
}

/// What stands in a format for times, longest first where one begins with another.
const PATTERNS: &[&str] = &[
    "HH24", "HH12", "YYYY", "IYYY", "MONTH", "Y,YYY", "A.M.", "P.M.", "DAY", "DDD", "MON", "YYY", "TZ", "OF", "YY",
    "MM", "DD", "DY", "HH", "MI", "SS", "MS", "US", "AM", "PM", "WW", "IW", "CC", "BC", "AD", "RM", "ID", "Q", "D",
    "J", "W", "Y",
];

fn of_time(time: NaiveDateTime, format: &str) -> String {
    let mut written = String::new();
    let mut rest = format;
    let mut plain = false;
    while let Some(first) = rest.chars().next() {
        if let Some(quoted) = rest.strip_prefix('"') {
            let end = quoted.find('"').unwrap_or(quoted.len());
            written.push_str(&quoted[..end]);
            rest = quoted.get(end + 1..).unwrap_or("");
            continue;
        }
        if let Some(after) = strip_ignoring_case(rest, "FM") {
            plain = true;
            rest = after;
            continue;
        }
        let pattern = PATTERNS.iter().find(|pattern| strip_ignoring_case(rest, pattern).is_some());
        let Some(pattern) = pattern else {
            written.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (spelled, after) = rest.split_at(pattern.len());
        let value = time_part(time, pattern, spelled, plain);
        written.push_str(&value);
        rest = after;
        if let Some(after) = strip_ignoring_case(rest, "TH") {
            written.push_str(ordinal(&value, &rest[..2]));
            rest = after;
        }
        plain = false;
    }
    written
}

fn strip_ignoring_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// The ending of an ordinal number, in the case of the pattern.
fn ordinal(value: &str, spelled: &str) -> &'static str {
    let number: u32 = value.trim().parse().unwrap_or(0);
    let index = match (number % 100, number % 10) {
        (11..=13, _) => 0,
        (_, 1) => 1,
        (_, 2) => 2,
        (_, 3) => 3,
        _ => 0,
    };
    if spelled.starts_with('T') { ["TH", "ST", "ND", "RD"][index] } else { ["th", "st", "nd", "rd"][index] }
}

fn time_part(time: NaiveDateTime, pattern: &str, spelled: &str, plain: bool) -> String {
    let number = |value: i64, width: usize| {
        if plain { value.to_string() } else { format!("{value:0>width$}") }
    };
    let name = |name: String, width: usize| {
        let cased = in_case_of(&name, spelled);
        if plain { cased } else { format!("{cased:<width$}") }
    };
    let hour12 = i64::from((time.hour() + 11) % 12 + 1);
    let micros = i64::from(time.nanosecond() / 1000);
    let year = i64::from(time.year());
    match pattern {
        "HH24" => number(time.hour().into(), 2),
        "HH12" | "HH" => number(hour12, 2),
        "MI" => number(time.minute().into(), 2),
        "SS" => number(time.second().into(), 2),
        "MS" => number(micros / 1000, 3),
        "US" => number(micros, 6),
        "AM" | "PM" => in_case_of(if time.hour() < 12 { "AM" } else { "PM" }, spelled),
        "A.M." | "P.M." => in_case_of(if time.hour() < 12 { "A.M." } else { "P.M." }, spelled),
        "YYYY" => number(year, 4),
        "Y,YYY" => format!("{},{:03}", year / 1000, year % 1000),
        "YYY" => number(year % 1000, 3),
        "YY" => number(year % 100, 2),
        "Y" => number(year % 10, 1),
        "IYYY" => number(time.iso_week().year().into(), 4),
        "CC" => number((year - 1).div_euclid(100) + 1, 2),
        "BC" | "AD" => in_case_of(if year > 0 { "AD" } else { "BC" }, spelled),
        "MONTH" => name(time.format("%B").to_string(), 9),
        "MON" => name(time.format("%b").to_string(), 3),
        "MM" => number(time.month().into(), 2),
        "RM" => ROMAN[time.month0() as usize].to_owned(),
        "DAY" => name(time.format("%A").to_string(), 9),
        "DY" => name(time.format("%a").to_string(), 3),
        "DDD" => number(time.ordinal().into(), 3),
        "DD" => number(time.day().into(), 2),
        "ID" => time.weekday().number_from_monday().to_string(),
        "D" => time.weekday().number_from_sunday().to_string(),
        "WW" => number(i64::from(time.ordinal0() / 7 + 1), 2),
        "W" => (time.day0() / 7 + 1).to_string(),
        "IW" => number(time.iso_week().week().into(), 2),
        "Q" => (time.month0() / 3 + 1).to_string(),
        // The Julian day of 0001-01-01 is 1721426.
        "J" => (time.num_days_from_ce() + 1_721_425).to_string(),
        "TZ" => in_case_of("UTC", spelled),
        _ => "+00".to_owned(),
    }
}

const ROMAN: [&str; 12] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];

/// `name` written as the pattern is: `MONTH`, `Month`, `month`.
fn in_case_of(name: &str, spelled: &str) -> String {
    let mut letters = spelled.chars().filter(|character| character.is_alphabetic());
    match (letters.next().map(char::is_uppercase), letters.next().map(char::is_uppercase)) {
        (Some(true), Some(true) | None) => name.to_uppercase(),
        (Some(true), Some(false)) => name.to_owned(),
        _ => name.to_lowercase(),
    }
}

/// A number's format, taken apart.
struct NumberFormat {
    plain: bool,
    /// The characters for the whole part.
    whole: Vec<char>,
    /// How many digits after the point, and how many of them always show.
    decimals: usize,
    decimals_shown: usize,
    signed: Option<Sign>,
    prefix: String,
    suffix: String,
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// `S` in front, `MI` in front.
    Front,
    /// `S` behind.
    Behind,
    /// `MI`: a minus or a blank.
    MinusBehind,
    /// `PR`: angle brackets.
    Brackets,
}

impl NumberFormat {
    fn new(format: &str) -> Self {
        let mut parsed = Self {
            plain: false,
            whole: Vec::new(),
            decimals: 0,
            decimals_shown: 0,
            signed: None,
            prefix: String::new(),
            suffix: String::new(),
        };
        let mut rest = format;
        let mut after_point = false;
        while let Some(first) = rest.chars().next() {
            let started = after_point || !parsed.whole.is_empty();
            let two = rest.get(..2).map(str::to_ascii_uppercase);
            let used = match (first, two.as_deref()) {
                (_, Some("FM")) => {
                    parsed.plain = true;
                    2
                }
                (_, Some("MI")) => {
                    parsed.signed = Some(if started { Sign::MinusBehind } else { Sign::Front });
                    2
                }
                (_, Some("PR")) => {
                    parsed.signed = Some(Sign::Brackets);
                    2
                }
                ('S' | 's', _) => {
                    parsed.signed = Some(if started { Sign::Behind } else { Sign::Front });
                    1
                }
                ('.' | 'D' | 'd', _) => {
                    after_point = true;
                    1
                }
                ('9' | '0', _) if after_point => {
                    parsed.decimals += 1;
                    if first == '0' {
                        parsed.decimals_shown = parsed.decimals;
                    }
                    1
                }
                ('9' | '0', _) => {
                    parsed.whole.push(first);
                    1
                }
                (',' | 'G' | 'g', _) => {
                    parsed.whole.push(',');
                    1
                }
                ('$' | 'L', _) => {
                    parsed.prefix.push('$');
                    1
                }
                (other, _) => {
                    if started { &mut parsed.suffix } else { &mut parsed.prefix }.push(other);
                    other.len_utf8()
                }
            };
            rest = &rest[used..];
        }
        parsed
    }
}

fn of_number((value, scale): (i128, u32), format: &str) -> String {
    let format = NumberFormat::new(format);
    let decimals = u32::try_from(format.decimals).unwrap_or(38).min(38);
    let Some(rounded) = rescale(value, scale, decimals) else { return "#".repeat(format.whole.len()) };
    let digits = decimal_text(rounded.abs(), decimals);
    let (whole, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
    let whole = whole_part(&format, whole);
    let mut fraction = fraction.to_owned();
    if format.plain {
        let shown = fraction.trim_end_matches('0').len().max(format.decimals_shown);
        fraction.truncate(shown);
    }
    let point = if format.decimals > 0 { "." } else { "" };
    signed(&format, rounded < 0, &format!("{}{whole}{point}{fraction}{}", format.prefix, format.suffix))
}

/// The whole part right-aligned in its picture: blanks for leading nines, zeros for leading zeros.
fn whole_part(format: &NumberFormat, digits: &str) -> String {
    let places = format.whole.iter().filter(|place| **place != ',').count();
    let digits = if digits == "0" && !format.whole.contains(&'0') && format.decimals > 0 { "" } else { digits };
    if digits.len() > places {
        return "#".repeat(format.whole.len());
    }
    let zero_from = format.whole.iter().position(|place| *place == '0').unwrap_or(format.whole.len());
    let mut missing = places - digits.len();
    let mut source = digits.chars();
    let mut written = String::new();
    for (index, place) in format.whole.iter().enumerate() {
        let shown = missing == 0 || index >= zero_from;
        if *place == ',' {
            let any = written.chars().any(|character| character.is_ascii_digit());
            written.push_str(if any {
                ","
            } else if format.plain {
                ""
            } else {
                " "
            });
        } else if missing > 0 {
            missing -= 1;
            written.push_str(if shown {
                "0"
            } else if format.plain {
                ""
            } else {
                " "
            });
        } else {
            written.extend(source.next());
        }
    }
    written
}

/// The sign: anchored before the first digit unless the format says where it goes.
fn signed(format: &NumberFormat, negative: bool, number: &str) -> String {
    let mut written = String::new();
    let blanks = number.len() - number.trim_start().len();
    let (padding, digits) = number.split_at(blanks);
    let result = match format.signed {
        Some(Sign::Front) => write!(written, "{padding}{}{digits}", if negative { '-' } else { '+' }),
        Some(Sign::Behind) => write!(written, "{number}{}", if negative { '-' } else { '+' }),
        Some(Sign::MinusBehind) => write!(written, "{number}{}", if negative { "-" } else { " " }),
        Some(Sign::Brackets) if negative => write!(written, "{padding}<{digits}>"),
        Some(Sign::Brackets) => write!(written, " {number} "),
        None if negative => write!(written, "{padding}-{digits}"),
        None if format.plain => write!(written, "{number}"),
        None => write!(written, " {number}"),
    };
    debug_assert!(result.is_ok(), "writing to a string cannot fail");
    written
}
