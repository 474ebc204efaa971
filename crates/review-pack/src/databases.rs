//! Lists of databases: which ones queries of scope `database` run in.

use std::fmt;
use std::str::FromStr;

use review_core::plan::SkipReason;
use wildmatch::WildMatch;

/// The longest name a database of Redshift can have, in bytes; no pattern needs more.
const PATTERN_BYTES_MAX: usize = 127;

/// A pattern for names of databases: `*` stands for any characters, `?` for one. Upper and lower case are one, as
/// in names of Redshift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabasePattern(String);

/// Why a text is no pattern. Holds no more of it than it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// No name is that long.
    #[error("it is longer than the {PATTERN_BYTES_MAX} bytes that a database's name can have")]
    TooLong,
    /// It holds `%`, which SQL's LIKE would take for any characters.
    #[error("`%` is taken as it stands")]
    Percent,
    /// It holds a line break or another control character.
    #[error("it holds a control character")]
    Control,
}

impl PatternError {
    /// What to do about it.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Percent => "write `*` for any characters, and `?` for one",
            Self::Empty | Self::TooLong | Self::Control => {
                "write a database's name; `*` stands for any characters, `?` for one"
            }
        }
    }
}

impl DatabasePattern {
    /// Whether a database's name fits.
    pub fn matches(&self, database: &str) -> bool {
        WildMatch::new_case_insensitive(&self.0).matches(database)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DatabasePattern {
    type Err = PatternError;
    fn from_str(text: &str) -> Result<Self, PatternError> {
        if text.trim().is_empty() {
            return Err(PatternError::Empty);
        }
        if text.len() > PATTERN_BYTES_MAX {
            return Err(PatternError::TooLong);
        }
        if text.contains('%') {
            return Err(PatternError::Percent);
        }
        if text.contains(char::is_control) {
            return Err(PatternError::Control);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for DatabasePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The databases that queries of scope `database` run in: those that `include` names, or all when it is empty, but
/// for those that `exclude` names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseLists {
    /// Only these; empty means all.
    pub include: Vec<DatabasePattern>,
    /// Not these.
    pub exclude: Vec<DatabasePattern>,
}

impl DatabaseLists {
    /// These lists with those of one run: its `include` takes the place of this one, its `exclude` adds to it.
    #[must_use]
    pub fn with(&self, run: &Self) -> Self {
        let include = if run.include.is_empty() { &self.include } else { &run.include };
        let exclude = self.exclude.iter().chain(&run.exclude);
        Self { include: include.clone(), exclude: exclude.cloned().collect() }
    }

    /// Why queries do not run in a database, if they do not.
    pub fn skip(&self, database: &str) -> Option<SkipReason> {
        let names = |pattern: &&DatabasePattern| pattern.matches(database);
        if let Some(pattern) = self.exclude.iter().find(names) {
            return Some(SkipReason::DatabaseLeftOut { excluded_by: Some(pattern.to_string()) });
        }
        let is_included = self.include.is_empty() || self.include.iter().any(|pattern| pattern.matches(database));
        (!is_included).then_some(SkipReason::DatabaseLeftOut { excluded_by: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(include: &[&str], exclude: &[&str]) -> DatabaseLists {
        let patterns = |texts: &[&str]| {
            texts.iter().map(|text| text.parse().expect("a pattern")).collect::<Vec<DatabasePattern>>()
        };
        DatabaseLists { include: patterns(include), exclude: patterns(exclude) }
    }

    #[test]
    fn a_star_is_any_characters_a_question_mark_is_one_and_case_does_not_matter() {
        for (pattern, name, fits) in [
            ("sales", "sales", true),
            ("sales", "sales_2026", false),
            ("SALES", "Sales", true),
            ("sales*", "sales", true),
            ("*_tmp", "etl_TMP", true),
            ("dev?", "dev1", true),
            ("dev?", "dev", false),
            ("*", "\u{dc}bung", true),
            ("\u{fc}bung", "\u{dc}bung", true),
            ("a[bc]", "ab", false),
            ("a[bc]", "a[bc]", true),
            ("*a*b*", "xxaxxbxx", true),
        ] {
            let pattern: DatabasePattern = pattern.parse().expect("a pattern");
            assert_eq!(pattern.matches(name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn what_is_no_pattern_says_why() {
        let long = "x".repeat(128);
        for (text, error) in [
            ("", PatternError::Empty),
            (" ", PatternError::Empty),
            ("sales%", PatternError::Percent),
            ("a\nb", PatternError::Control),
            (long.as_str(), PatternError::TooLong),
        ] {
            assert_eq!(text.parse::<DatabasePattern>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_run_replaces_what_is_included_and_adds_to_what_is_excluded() {
        let of_pack = lists(&["sales*"], &["*_tmp"]);
        let words = |lists: &DatabaseLists, database: &str| {
            lists.skip(database).map_or_else(|| "runs".to_owned(), |skip| review_core::accounting::skip_words(&skip))
        };
        assert_eq!(words(&of_pack, "sales_2026"), "runs");
        assert_eq!(words(&of_pack, "SALES_TMP"), "its database is left out: `exclude` holds `*_tmp`");
        assert_eq!(words(&of_pack, "dev"), "its database is left out: nothing in `include` names it");
        let of_run = of_pack.with(&lists(&["dev*"], &["dev2"]));
        assert_eq!(words(&of_run, "dev"), "runs");
        assert_eq!(words(&of_run, "sales_2026"), "its database is left out: nothing in `include` names it");
        assert_eq!(words(&of_run, "dev2"), "its database is left out: `exclude` holds `dev2`");
        assert_eq!(words(&of_run, "dev_tmp"), "its database is left out: `exclude` holds `*_tmp`");
        assert_eq!(words(&DatabaseLists::default(), "anything"), "runs");
    }
}
