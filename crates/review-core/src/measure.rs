//! Numbers for somebody who reads no findings: hours waited, loads failed, money charged; and the stretch of time that
//! the warehouse still knew of.

use serde::{Deserialize, Serialize};

use crate::ids::{QueryId, QueryName};
use crate::time::Timestamp;

/// In which direction a measure is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less is better: hours waited.
    Less,
    /// More is better: queries answered from the result cache.
    More,
    /// Neither: what is stored.
    Neither,
}

impl Better {
    /// Every direction, in a fixed order.
    pub const ALL: [Better; 3] = [Self::Less, Self::More, Self::Neither];

    /// The word used in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Less => "less",
            Self::More => "more",
            Self::Neither => "neither",
        }
    }

    /// The direction for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|better| better.word() == word)
    }
}

/// One measure of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Its id in the pack.
    pub id: String,
    /// The query it reads.
    pub query: QueryName,
    /// What is counted, to stand behind the number: `hours waited in queues`.
    pub words: String,
    /// The same for a value of exactly 1.
    pub one: String,
    /// In which direction it is good.
    pub better: Better,
    /// Whether readers are told of it; what is not told only says whether two runs can be compared.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub told: bool,
    /// The expression as written in the pack; empty in findings of before it was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub expression: String,
    /// Its value, a decimal number as text; none where there was nothing to measure, or it could not be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why it could not be measured, a sentence fragment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn yes() -> bool {
    true
}

/// The stretch of time that was asked for, and what of it the warehouse still knew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The query it was seen in.
    pub query: QueryId,
    /// How many days were asked for; none where the parameter is no whole number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_days: Option<u32>,
    /// The earliest moment of the result, and the latest; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
    /// Why what was found is not known, a sentence fragment; none where it is known, be it nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// From when to when a result speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The earliest moment.
    pub from: Timestamp,
    /// The latest moment; of a column of hours, the beginning of the last hour.
    pub until: Timestamp,
}

const MICROS_A_DAY: i64 = 86_400_000_000;

impl Window {
    /// Whether much of what was asked for is not there: more than a day is missing. Own choice: the first and the last
    /// day of a window are hardly ever whole, and a quiet night is no gap. Nothing is known without both.
    pub fn falls_short(&self) -> Option<bool> {
        let (asked, span) = (self.asked_days?, self.span()?);
        Some(span < (i64::from(asked) - 1).saturating_mul(MICROS_A_DAY))
    }

    /// Whether two runs looked back over times of other lengths, by more than a day; own choice, for the same reason.
    /// What is not known does not differ.
    pub fn differs(&self, other: &Self) -> bool {
        let spans = self.span().zip(other.span());
        spans.is_some_and(|(one, another)| one.abs_diff(another) > MICROS_A_DAY.unsigned_abs())
    }

    /// How long the time is that was found, in microseconds.
    fn span(&self) -> Option<i64> {
        let found = self.found?;
        Some(found.until.micros().saturating_sub(found.from.micros()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_falls_short_by_more_than_a_day() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let window = |asked_days, until: Option<&str>| Window {
            query: "Usage".parse().expect("a query"),
            reason: None,
            asked_days,
            found: until.map(|until| Found { from: at("2026-11-15T07:00:00Z"), until: at(until) }),
        };
        assert_eq!(window(Some(7), Some("2026-11-21T07:00:00Z")).falls_short(), Some(false));
        assert_eq!(window(Some(7), Some("2026-11-21T06:59:59Z")).falls_short(), Some(true));
        assert_eq!(window(Some(7), None).falls_short(), None);
        assert_eq!(window(None, Some("2026-11-21T06:59:59Z")).falls_short(), None);
    }
}
