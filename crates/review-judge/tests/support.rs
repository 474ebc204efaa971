//! Packs as text, results as rows, and what judging them comes to.

use std::collections::BTreeMap;

use review_core::finding::{Findings, SignalVerdict, Verdict};
use review_core::result::{Cell, Column, FieldKind, Row};
use review_core::{QueryId, QueryName, RunId, Timestamp};
use review_judge::{JudgeInput, Overrides, QueryResult, ResultState, judge};
use review_pack::{Pack, PackFiles, check};

/// One signal, written as YAML by [`SignalText::yaml`].
pub(crate) struct SignalText {
    id: String,
    severity: &'static str,
    population: Option<String>,
    test: (&'static str, String),
    thresholds: Vec<(&'static str, &'static str)>,
    observed: Option<&'static str>,
    recommendations: Vec<&'static str>,
    cases: String,
}

/// A signal that judges each row.
pub(crate) fn rows(id: &str, condition: &str) -> SignalText {
    signal(id, ("condition", condition.to_owned()))
}

/// A signal that judges all rows together.
pub(crate) fn aggregate(id: &str, aggregate: &str) -> SignalText {
    signal(id, ("aggregate", aggregate.to_owned()))
}

fn signal(id: &str, test: (&'static str, String)) -> SignalText {
    SignalText {
        id: id.to_owned(),
        severity: "medium",
        population: None,
        test,
        thresholds: vec![],
        observed: None,
        recommendations: vec!["advice"],
        cases: "{ fires: [ {} ], silent: [ {} ] }".to_owned(),
    }
}

impl SignalText {
    pub(crate) fn population(mut self, population: &str) -> Self {
        self.population = Some(population.to_owned());
        self
    }

    pub(crate) fn severity(mut self, severity: &'static str) -> Self {
        self.severity = severity;
        self
    }

    pub(crate) fn threshold(mut self, name: &'static str, value: &'static str) -> Self {
        self.thresholds.push((name, value));
        self
    }

    pub(crate) fn observed(mut self, column: &'static str) -> Self {
        self.observed = Some(column);
        self
    }

    pub(crate) fn recommends(mut self, ids: &[&'static str]) -> Self {
        self.recommendations = ids.to_vec();
        self
    }

    /// The cases in YAML's flow form: `{ fires: [...], silent: [...] }`.
    pub(crate) fn cases(mut self, cases: &str) -> Self {
        self.cases = cases.to_owned();
        self
    }

    fn yaml(&self) -> String {
        let quoted = |text: &str| serde_json_like(text);
        let mut yaml = format!("  - id: {}\n    title: {}\n", self.id, quoted(&format!("Title of {}", self.id)));
        yaml += &format!("    severity: {}\n", self.severity);
        if let Some(population) = &self.population {
            yaml += &format!("    population: {}\n", quoted(population));
        }
        yaml += &format!("    {}: {}\n", self.test.0, quoted(&self.test.1));
        if let Some(observed) = self.observed {
            yaml += &format!("    observed: {observed}\n");
        }
        if !self.thresholds.is_empty() {
            let one = |(name, value): &(&str, &str)| format!("{name}: {{ value: {value}, source: own }}");
            let all = self.thresholds.iter().map(one).collect::<Vec<_>>().join(", ");
            yaml += &format!("    thresholds: {{ {all} }}\n");
        }
        yaml += &format!("    recommendations: [{}]\n    cases: {}\n", self.recommendations.join(", "), self.cases);
        yaml
    }
}

/// Text in double quotes, as JSON and YAML both read it.
fn serde_json_like(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// One query of a pack with its declared columns and signals.
pub(crate) struct QueryText {
    name: &'static str,
    scope: &'static str,
    columns: &'static str,
    measures: &'static str,
    signals: Vec<SignalText>,
}

/// A query with its declared columns, such as `a: integer, b: text`; the first names the object.
pub(crate) fn query(name: &'static str, columns: &'static str, signals: Vec<SignalText>) -> QueryText {
    QueryText { name, scope: "warehouse", columns, measures: "", signals }
}

impl QueryText {
    /// Measures and the window, as lines of YAML.
    pub(crate) fn measuring(mut self, measures: &'static str) -> Self {
        self.measures = measures;
        self
    }

    pub(crate) fn per_database(mut self) -> Self {
        self.scope = "database";
        self
    }
}

/// The checked pack of these queries, with the recommendations `advice` and `other`.
pub(crate) fn pack(queries: &[QueryText]) -> Pack {
    let mut files = PackFiles::new();
    let listed = queries.iter().map(|q| {
        format!(r#"{{"name":"{0}","script":"scripts/{0}.sql","section":"Tests","scope":"{1}"}}"#, q.name, q.scope)
    });
    let config = format!(
        r#"{{"pack":"tests","queries":[{}],"workflows":{{"default":{{"order":"serial"}}}},"parameters":{{"days":{{"type":"integer","value":7}}}}}}"#,
        listed.collect::<Vec<_>>().join(",")
    );
    files.insert("config.json".to_owned(), config.into_bytes());
    for query in queries {
        files.insert(format!("scripts/{}.sql", query.name), b"select 1 as one".to_vec());
        let first = query.columns.split(':').next().expect("a first column").trim();
        let column = |column: &str| format!("  {column}\n");
        let columns: String = query.columns.split(", ").map(column).collect();
        let signals: String = query.signals.iter().map(SignalText::yaml).collect();
        let signals = if signals.is_empty() { "signals: []\n".to_owned() } else { format!("signals:\n{signals}") };
        let measures = query.measures;
        let head = format!("query: {}\ncolumns:\n{columns}object: [{first}]\nunit: things", query.name);
        let yaml = format!("{head}\n{measures}{signals}");
        files.insert(format!("signals/{}.yaml", query.name), yaml.into_bytes());
    }
    let advice = |id: &str| format!("{id}:\n  title: Do {id}\n  text: As it says.\n  effort: small\n  cost: []\n");
    files.insert("recommendations.yaml".to_owned(), format!("{}{}", advice("advice"), advice("other")).into_bytes());
    let checked = check(&files);
    checked.pack.unwrap_or_else(|| panic!("the test's pack is a valid pack: {:#?}", checked.diagnostics))
}

/// A cell for `text` as the warehouse would store it; `None` is NULL.
pub(crate) fn cell(type_name: &str, text: Option<&str>) -> Cell {
    text.map_or(Cell::NULL, |text| FieldKind::of(type_name).cell(text))
}

/// A result whose columns are written `name type, name type` and whose rows are lists of texts; `-` is NULL.
pub(crate) fn result(query: &str, columns: &str, rows: &[&[&str]]) -> QueryResult {
    let columns: Vec<Column> = columns
        .split(", ")
        .map(|column| column.split_once(' ').expect("name and type"))
        .map(|(name, type_name)| Column::new(name, type_name))
        .collect();
    let row = |row: &&[&str]| -> Row {
        let cells = row.iter().zip(&columns);
        cells.map(|(text, column)| cell(&column.type_name, (*text != "-").then_some(*text))).collect()
    };
    let rows = rows.iter().map(row).collect();
    QueryResult { query: query.parse().expect("a query id"), columns, rows, cut: false }
}

pub(crate) fn cut(mut result: QueryResult) -> QueryResult {
    result.cut = true;
    result
}

pub(crate) fn have(results: Vec<QueryResult>) -> (QueryName, ResultState) {
    (results[0].query.name.clone(), ResultState::Have(results))
}

pub(crate) fn missing(query: &str, reason: &str) -> (QueryName, ResultState) {
    (name(query), ResultState::Missing { reason: reason.to_owned() })
}

pub(crate) fn partial(have: Vec<QueryResult>, missing: &[(&str, &str)]) -> (QueryName, ResultState) {
    let query = have[0].query.name.clone();
    let missing = missing.iter().map(|(id, reason)| (id.parse::<QueryId>().expect("an id"), (*reason).to_owned()));
    (query, ResultState::Partial { have, missing: missing.collect() })
}

pub(crate) fn name(query: &str) -> QueryName {
    query.parse().expect("a query name")
}

/// When the results of these tests were taken.
pub(crate) const AS_OF: &str = "2026-11-22T07:30:00Z";

pub(crate) fn input<'a>(pack: &'a Pack, results: Vec<(QueryName, ResultState)>) -> JudgeInput<'a> {
    let as_of: Timestamp = AS_OF.parse().expect("a time");
    let results: BTreeMap<_, _> = results.into_iter().collect();
    JudgeInput {
        pack,
        run: RunId::new(as_of, 7),
        as_of,
        parameters: BTreeMap::new(),
        results,
        overrides: Overrides::new(),
    }
}

pub(crate) async fn findings(queries: &[QueryText], results: Vec<(QueryName, ResultState)>) -> Findings {
    judge(&input(&pack(queries), results)).await
}

/// The verdict on the one signal of a pack with one query, over rows of that query.
pub(crate) async fn judged(columns: &'static str, signal: SignalText, result: QueryResult) -> SignalVerdict {
    let mut findings = findings(&[query("Q", columns, vec![signal])], vec![have(vec![result])]).await;
    findings.signals.pop().expect("one signal")
}

/// A verdict in short: `fired 2 of 3`, `silent`, `not applicable`, or the reason.
pub(crate) fn short(verdict: &SignalVerdict) -> String {
    match &verdict.verdict {
        Verdict::Fired if verdict.aggregate => "fired".to_owned(),
        Verdict::Fired => format!("fired {} of {}", verdict.evidence.total, verdict.population_rows),
        Verdict::Silent => "silent".to_owned(),
        Verdict::Suppressed => "suppressed".to_owned(),
        Verdict::NotApplicable => "not applicable".to_owned(),
        Verdict::NotEvaluated(reason) => reason.clone(),
    }
}

/// All verdicts in short, by signal.
pub(crate) fn shorts(findings: &Findings) -> BTreeMap<&str, String> {
    findings.signals.iter().map(|verdict| (verdict.signal.as_str(), short(verdict))).collect()
}
