//! What to do about a finding, what that costs, how to try it and how to take it back.

use serde::{Deserialize, Serialize};

/// What a remedy costs beside the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemedyCost {
    /// The warehouse is away for a while.
    Downtime,
    /// Queries are slower while it runs.
    SlowsQueries,
    /// The bill grows.
    CostsMoney,
    /// Try it elsewhere first.
    NeedsTest,
}

impl RemedyCost {
    /// Every cost, in a fixed order.
    pub const ALL: [RemedyCost; 4] = [Self::Downtime, Self::SlowsQueries, Self::CostsMoney, Self::NeedsTest];

    /// The word used in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Downtime => "downtime",
            Self::SlowsQueries => "slows_queries",
            Self::CostsMoney => "costs_money",
            Self::NeedsTest => "needs_test",
        }
    }

    /// The cost for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cost| cost.word() == word)
    }
}

/// How much work a remedy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// Minutes.
    Small,
    /// Hours to days.
    Medium,
    /// A project.
    Large,
}

impl Effort {
    /// Every effort, the smallest first.
    pub const ALL: [Effort; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The word used in packs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    /// The effort for a word used in packs.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effort| effort.word() == word)
    }
}

/// What to do about a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    /// Its id in the pack.
    pub id: String,
    /// One line, an imperative.
    pub title: String,
    /// A few sentences.
    pub text: String,
    /// How much work it is.
    pub effort: Effort,
    /// What it costs beside the work.
    pub cost: Vec<RemedyCost>,
    /// How to try it safely, on one object or beside the warehouse; `try` in packs and in JSON.
    #[serde(default, rename = "try", skip_serializing_if = "Option::is_none")]
    pub try_first: Option<String>,
    /// How to take it back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// Further reading; http or https only.
    pub links: Vec<String>,
    /// SQL to run for one object, with `{column}` where a value of the evidence row belongs. Never run by us.
    pub fix: Option<String>,
}
