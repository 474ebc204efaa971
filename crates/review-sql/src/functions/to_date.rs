//! Text read by a format: TO_DATE, TO_TIMESTAMP.

use chrono::{NaiveDate, NaiveDateTime};

/// The fields a format can fill.
#[derive(Default)]
struct Fields {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    ordinal: Option<u32>,
    hour: u32,
    minute: u32,
    second: u32,
    micros: u32,
    afternoon: Option<bool>,
}

/// What stands in a format, with the most digits it takes; longest first where one begins with another.
const PATTERNS: &[(&str, usize)] = &[
    ("YYYY", 4),
    ("HH24", 2),
    ("HH12", 2),
    ("MONTH", 0),
    ("DDD", 3),
    ("MON", 0),
    ("DAY", 0),
    ("YY", 2),
    ("MM", 2),
    ("DD", 2),
    ("DY", 0),
    ("HH", 2),
    ("MI", 2),
    ("SS", 2),
    ("MS", 3),
    ("US", 6),
    ("AM", 0),
    ("PM", 0),
    ("TZ", 0),
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The moment `text` names in `format`; `None` when it does not read so.
pub(super) fn time_of_format(text: &str, format: &str) -> Option<NaiveDateTime> {
    let mut fields = Fields::default();
    let (mut text, mut format) = (text.trim(), format.trim());
    while let Some(first) = format.chars().next() {
        if text.is_empty() {
            break;
        }
        let pattern = PATTERNS
            .iter()
            .find(|(name, _)| format.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)));
        match pattern {
            Some((name, digits)) => {
                text = fields.take(name, *digits, text)?;
                format = &format[name.len()..];
            }
            None => {
                // A separator stands for any one separator.
                let next = text.chars().next()?;
                if !next.is_alphanumeric() || next == first {
                    text = &text[next.len_utf8()..];
                }
                format = &format[first.len_utf8()..];
            }
        }
    }
    fields.moment()
}

impl Fields {
    fn take<'t>(&mut self, pattern: &str, digits: usize, text: &'t str) -> Option<&'t str> {
        if digits == 0 {
            return self.take_word(pattern, text);
        }
        let length = text.bytes().take(digits).take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(length);
        let value: u32 = number.parse().ok()?;
        match pattern {
            "YYYY" => self.year = i32::try_from(value).ok(),
            // Two digits: 70 to 99 belong to the last century.
            "YY" => self.year = i32::try_from(value).ok().map(|year| if year < 70 { 2000 + year } else { 1900 + year }),
            "MM" => self.month = Some(value),
            "DD" => self.day = Some(value),
            "DDD" => self.ordinal = Some(value),
            "HH24" | "HH12" | "HH" => self.hour = value,
            "MI" => self.minute = value,
            "SS" => self.second = value,
            _ => self.micros = value * 10_u32.pow(u32::try_from(6 - length.min(6)).ok()?),
        }
        Some(rest)
    }

    fn take_word<'t>(&mut self, pattern: &str, text: &'t str) -> Option<&'t str> {
        let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = text.split_at(length);
        let word = word.to_ascii_lowercase();
        match pattern {
            "MONTH" | "MON" => {
                let found = MONTHS.iter().position(|month| word.len() >= 3 && month.starts_with(&word))?;
                self.month = u32::try_from(found + 1).ok();
            }
            "AM" | "PM" => self.afternoon = Some(word == "pm"),
            _ => {}
        }
        Some(rest)
    }

    fn moment(&self) -> Option<NaiveDateTime> {
        let year = self.year.unwrap_or(1);
        let day = match self.ordinal {
            Some(ordinal) => NaiveDate::from_yo_opt(year, ordinal)?,
            None => NaiveDate::from_ymd_opt(year, self.month.unwrap_or(1), self.day.unwrap_or(1))?,
        };
        let hour = match self.afternoon {
            Some(afternoon) => self.hour % 12 + if afternoon { 12 } else { 0 },
            None => self.hour,
        };
        day.and_hms_micro_opt(hour, self.minute, self.second, self.micros)
    }
}
