//! Every rule finds what its cases say it must, and nothing in those that are fine.

use std::collections::{BTreeMap, BTreeSet};

use review_core::diagnostic::Level;
use review_core::identity::Deployment;
use serde::Deserialize;

use crate::support::try_found;

/// The cases of one rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    /// Scripts in which the rule must find something.
    found: Vec<Case>,
    /// Scripts in which it must not, and in which there is no error of another rule either.
    fine: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Case {
    Plain(String),
    On { sql: String, needs: Vec<String> },
}

impl Case {
    fn parts(&self) -> (&str, Vec<Deployment>) {
        match self {
            Self::Plain(sql) => (sql, Vec::new()),
            Self::On { sql, needs } => {
                let read = |word: &String| Deployment::from_word(word).expect("a kind of deployment");
                (sql, needs.iter().map(read).collect())
            }
        }
    }
}

const FILES: [(&str, &str); 16] = [
    ("aggregates", include_str!("../src/rules/aggregates.json")),
    ("allow", include_str!("../src/allow.json")),
    ("casts", include_str!("../src/rules/casts.json")),
    ("correlated", include_str!("../src/rules/correlated.json")),
    ("dates", include_str!("../src/rules/dates.json")),
    ("fits", include_str!("../src/rules/fits.json")),
    ("functions", include_str!("../src/rules/functions.json")),
    ("names", include_str!("../src/rules/names.json")),
    ("numbers", include_str!("../src/rules/numbers.json")),
    ("pivots", include_str!("../src/rules/pivots.json")),
    ("placement", include_str!("../src/rules/placement.json")),
    ("queries", include_str!("../src/rules/queries.json")),
    ("syntax", include_str!("../src/rules/syntax.json")),
    ("text", include_str!("../src/rules/text.json")),
    ("views", include_str!("../src/rules/views.json")),
    ("windows", include_str!("../src/rules/windows.json")),
];

fn all() -> BTreeMap<String, Cases> {
    let mut all = BTreeMap::new();
    for (file, text) in FILES {
        let cases: BTreeMap<String, Cases> =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{file}.json: {error}"));
        for (code, cases) in cases {
            assert!(all.insert(code.clone(), cases).is_none(), "{code} has its cases in one file");
        }
    }
    all
}

#[test]
fn every_rule_has_cases_of_both_kinds() {
    let cases = all();
    let with_cases: BTreeSet<&str> = cases.keys().map(String::as_str).collect();
    let rules: BTreeSet<&str> = review_dialect::rules().iter().map(|rule| rule.code).collect();
    assert_eq!(with_cases, rules);
    for (code, cases) in &cases {
        assert!(!cases.found.is_empty() && !cases.fine.is_empty(), "{code}");
    }
}

#[test]
fn every_case_is_judged_as_it_says() {
    let mut wrong = Vec::new();
    for (code, cases) in all() {
        for case in &cases.found {
            let (sql, needs) = case.parts();
            let findings = try_found(sql, &needs).unwrap_or_else(|error| {
                wrong.push(format!("{code}: {error}: {sql}"));
                Vec::new()
            });
            if !findings.iter().any(|finding| finding.code == code) {
                let codes: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
                wrong.push(format!("{code} is not found, {codes:?} are: {sql}"));
            }
        }
        for case in &cases.fine {
            let (sql, needs) = case.parts();
            let findings = try_found(sql, &needs);
            if let Err(error) = &findings {
                wrong.push(format!("{code}: {error}: {sql}"));
            }
            for finding in findings.unwrap_or_default() {
                if finding.code == code || finding.level == Level::Error {
                    wrong.push(format!("{code} is fine, yet {} \"{}\": {sql}", finding.code, finding.message));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
