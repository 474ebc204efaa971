//! What can become of something.

use serde::{Deserialize, Serialize};

/// What became of something from the earlier run to the later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Not there before.
    New,
    /// More of it, or further past the threshold.
    Worse,
    /// Still there: other numbers, of which nobody can say which are better.
    Changed,
    /// As before.
    Unchanged,
    /// Less of it, or closer to the threshold.
    Better,
    /// No longer there.
    Fixed,
    /// See the reason.
    NotComparable,
}

impl Change {
    /// Every change, in the order they are shown.
    pub const ALL: [Self; 7] =
        [Self::New, Self::Worse, Self::Changed, Self::Unchanged, Self::Better, Self::Fixed, Self::NotComparable];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worse => "worse",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Better => "better",
            Self::Fixed => "fixed",
            Self::NotComparable => "not comparable",
        }
    }
}
