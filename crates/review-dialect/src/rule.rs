//! The list of rules: each has a code, a level and a page in `docs/codes`, compiled into the program.
//!
//! The first digit of a code is its group: 1 what runs where, 2 what Redshift refuses, 3 what it answers otherwise,
//! 4 system views. D001 is about the comments that silence rules.

use review_core::diagnostic::Level;

/// A rule. Its level says how certain it is: an error is documented to be refused; a warning is documented to answer
/// otherwise, or refused by what people met; a hint is documented nowhere.
#[derive(Debug)]
pub struct Rule {
    /// Its code, such as `D201`.
    pub code: &'static str,
    /// The level of most of its findings.
    pub level: Level,
    /// Its page, Markdown.
    pub page: &'static str,
}

macro_rules! rules {
    ($($code:ident $level:ident,)+) => {
        $(pub(crate) const $code: Rule = Rule {
            code: stringify!($code),
            level: Level::$level,
            page: include_str!(concat!("../../../docs/codes/", stringify!($code), ".md")),
        };)+

        /// All of them, in the order of their codes.
        pub(crate) static RULES: &[Rule] = &[$($code,)+];
    };
}

rules! {
    D001 Hint,
    D103 Error,
    D104 Error,
    D106 Error,
    D108 Hint,
    D109 Warning,
    D110 Error,
    D112 Warning,
    D113 Hint,
    D115 Warning,
    D201 Error,
    D202 Error,
    D203 Error,
    D204 Error,
    D205 Error,
    D206 Error,
    D207 Warning,
    D208 Error,
    D209 Hint,
    D210 Hint,
    D211 Error,
    D212 Error,
    D213 Error,
    D216 Error,
    D217 Warning,
    D218 Warning,
    D219 Hint,
    D220 Error,
    D221 Error,
    D222 Error,
    D223 Error,
    D224 Error,
    D225 Error,
    D226 Error,
    D227 Error,
    D228 Error,
    D229 Error,
    D230 Error,
    D231 Error,
    D232 Error,
    D233 Hint,
    D235 Error,
    D237 Warning,
    D238 Error,
    D239 Hint,
    D240 Warning,
    D242 Error,
    D243 Error,
    D244 Hint,
    D246 Error,
    D247 Error,
    D248 Error,
    D249 Error,
    D250 Error,
    D251 Error,
    D252 Error,
    D253 Warning,
    D254 Error,
    D255 Error,
    D256 Error,
    D257 Error,
    D258 Error,
    D259 Error,
    D260 Error,
    D261 Error,
    D262 Warning,
    D263 Error,
    D265 Error,
    D266 Error,
    D267 Error,
    D268 Error,
    D269 Hint,
    D301 Warning,
    D302 Warning,
    D303 Warning,
    D304 Warning,
    D307 Warning,
    D309 Warning,
    D310 Warning,
    D312 Hint,
    D313 Warning,
    D316 Hint,
    D317 Warning,
    D318 Warning,
    D321 Warning,
    D322 Warning,
    D323 Warning,
    D325 Warning,
    D330 Warning,
    D332 Warning,
    D333 Warning,
    D335 Warning,
    D336 Warning,
    D339 Warning,
    D340 Warning,
    D342 Warning,
    D401 Error,
    D402 Error,
    D405 Hint,
    D406 Warning,
    D408 Hint,
    D409 Warning,
    D413 Warning,
    D417 Warning,
    D419 Warning,
    D420 Hint,
    D421 Error,
    D422 Warning,
}

/// Every rule, in the order of their codes.
pub fn rules() -> &'static [Rule] {
    RULES
}

/// Words that stand where a column could and are none: date parts, and values without brackets.
pub(crate) fn is_word(name: &str) -> bool {
    const WORDS: [&str; 38] = [
        "century",
        "current_date",
        "current_time",
        "current_timestamp",
        "current_user",
        "d",
        "day",
        "dayofweek",
        "dayofyear",
        "days",
        "decade",
        "dow",
        "doy",
        "epoch",
        "false",
        "h",
        "hour",
        "hours",
        "m",
        "microsecond",
        "microseconds",
        "millisecond",
        "milliseconds",
        "minute",
        "minutes",
        "mon",
        "month",
        "months",
        "quarter",
        "second",
        "seconds",
        "session_user",
        "sysdate",
        "true",
        "user",
        "week",
        "weeks",
        "year",
    ];
    WORDS.iter().any(|word| name.eq_ignore_ascii_case(word)) || name.eq_ignore_ascii_case("years")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_names_its_rule_and_says_what_to_do_and_where_it_is_from() {
        for rule in rules() {
            assert!(rule.page.starts_with(&format!("# {}: ", rule.code)), "{}", rule.code);
            assert!(rule.page.contains("\n## What to do\n"), "{} says what to do", rule.code);
            assert!(rule.page.contains("\nSource: ") || rule.code == "D001", "{} names its source", rule.code);
            assert!(rule.page.is_ascii(), "{}", rule.code);
        }
    }

    #[test]
    fn every_page_on_disk_belongs_to_a_rule() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/codes");
        let files = std::fs::read_dir(folder).expect("the folder of pages");
        let names = files.map(|file| file.expect("a page").file_name().to_string_lossy().into_owned());
        let mut pages: Vec<String> =
            names.filter(|name| name.starts_with('D')).map(|name| name.trim_end_matches(".md").to_owned()).collect();
        pages.sort();
        let codes: Vec<&str> = rules().iter().map(|rule| rule.code).collect();
        assert_eq!(pages, codes, "sorted, and each once");
    }
}
