//! JUnit XML, in the elements and attributes that Jenkins, GitLab and GitHub's actions read (schema: Jenkins' xunit
//! plugin, junit-10.xsd).

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use review_core::finding::Severity;

use crate::model::{Finding, Link, ReportModel};

use super::{aside, objects};

/// Objects named with a failure.
const OBJECTS_SHOWN: usize = 20;
/// Where a signal stands whose query is in no section.
const ELSEWHERE: &str = "General";

/// A test case and how it ended.
struct Case {
    name: String,
    query: String,
    end: End,
}

enum End {
    Passed,
    Failed { message: String, text: String },
    Broken { message: String },
    Skipped { message: String },
}

type Suites = BTreeMap<String, Vec<Case>>;
type Out = Writer<Vec<u8>>;

pub(super) fn text(model: &ReportModel, gate: Severity) -> String {
    let suites = suites(model, gate);
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    put(&mut writer, Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    let mut root = BytesStart::new("testsuites");
    root.push_attribute(("name", clean(&model.title).as_str()));
    // The schema has no `skipped` here, only on a suite.
    count(&mut root, &["tests", "failures", "errors"], suites.values().flatten());
    put(&mut writer, Event::Start(root));
    for (name, cases) in &suites {
        suite(&mut writer, model, name, cases);
    }
    put(&mut writer, Event::End(BytesEnd::new("testsuites")));
    let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
    text.push('\n');
    text
}

fn put(writer: &mut Out, event: Event<'_>) {
    // Writing into memory cannot fail.
    let _ = writer.write_event(event);
}

/// Puts the counts of these names on an element.
fn count<'c>(element: &mut BytesStart<'_>, names: &[&str], cases: impl Iterator<Item = &'c Case>) {
    let (mut tests, mut failures, mut errors, mut skipped) = (0_u32, 0_u32, 0_u32, 0_u32);
    for case in cases {
        tests += 1;
        match case.end {
            End::Passed => {}
            End::Failed { .. } => failures += 1,
            End::Broken { .. } => errors += 1,
            End::Skipped { .. } => skipped += 1,
        }
    }
    for (name, number) in [("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)] {
        if names.contains(&name) {
            element.push_attribute((name, number.to_string().as_str()));
        }
    }
}

fn suite(writer: &mut Out, model: &ReportModel, name: &str, cases: &[Case]) {
    let mut element = BytesStart::new("testsuite");
    element.push_attribute(("name", clean(name).as_str()));
    // The schema has a moment without a zone; it is UTC.
    element.push_attribute(("timestamp", model.run.started_at.trim_end_matches('Z')));
    element.push_attribute(("hostname", clean(&model.run.warehouse).as_str()));
    count(&mut element, &["tests", "failures", "errors", "skipped"], cases.iter());
    put(writer, Event::Start(element));
    for case in cases {
        one(writer, case);
    }
    put(writer, Event::End(BytesEnd::new("testsuite")));
}

fn one(writer: &mut Out, case: &Case) {
    let mut element = BytesStart::new("testcase");
    element.push_attribute(("name", clean(&case.name).as_str()));
    element.push_attribute(("classname", clean(&case.query).as_str()));
    let (inner, message, text) = match &case.end {
        End::Passed => return put(writer, Event::Empty(element)),
        End::Failed { message, text } => ("failure", message, text.as_str()),
        End::Broken { message } => ("error", message, ""),
        End::Skipped { message } => ("skipped", message, ""),
    };
    put(writer, Event::Start(element));
    let mut element = BytesStart::new(inner);
    element.push_attribute(("message", clean(message).as_str()));
    if text.is_empty() {
        put(writer, Event::Empty(element));
    } else {
        put(writer, Event::Start(element));
        put(writer, Event::Text(BytesText::new(&clean(text))));
        put(writer, Event::End(BytesEnd::new(inner)));
    }
    put(writer, Event::End(BytesEnd::new("testcase")));
}

/// The cases by the section of their query: every signal, and every query that did not succeed.
fn suites(model: &ReportModel, gate: Severity) -> Suites {
    let mut suites = Suites::new();
    let mut add = |section: String, case: Case| suites.entry(section).or_default().push(case);
    for finding in &model.findings {
        add(section_of(model, &finding.queries), found(model, finding, gate));
    }
    for one in aside::signals(model) {
        let message = format!("set aside: {}", aside::of_signal(model, &one.signal).join("; "));
        let case = Case { name: one.signal.clone(), query: names(&one.queries), end: End::Skipped { message } };
        add(section_of(model, &one.queries), case);
    }
    for line in &model.nothing_found {
        let case = Case { name: line.signal.clone(), query: names(&line.queries), end: End::Passed };
        add(section_of(model, &line.queries), case);
    }
    for line in &model.not_evaluated {
        let message = line.reason.clone().unwrap_or_else(|| line.verdict_words.clone());
        let case = Case { name: line.signal.clone(), query: names(&line.queries), end: End::Skipped { message } };
        add(section_of(model, &line.queries), case);
    }
    for failure in &model.failures {
        let message = format!("{}: {}", failure.status_words, failure.message);
        let query = failure.query.text.clone();
        let section = section_of(model, std::slice::from_ref(&failure.query));
        add(section, Case { name: "the query runs".to_owned(), query, end: End::Broken { message } });
    }
    suites
}

fn section_of(model: &ReportModel, queries: &[Link]) -> String {
    let is_meant = |name: &String| queries.iter().any(|link| link.text == *name);
    let section = model.sections.iter().find(|section| section.queries.iter().any(|query| is_meant(&query.name)));
    section.map_or_else(|| ELSEWHERE.to_owned(), |section| section.name.clone())
}

fn names(queries: &[Link]) -> String {
    queries.iter().map(|link| link.text.as_str()).collect::<Vec<_>>().join(", ")
}

fn found(model: &ReportModel, finding: &Finding, gate: Severity) -> Case {
    // The greatest severity comes first in their order.
    let fails = Severity::from_word(&finding.severity).is_some_and(|severity| severity <= gate);
    let end = if fails {
        let message = format!("{}: {} ({})", finding.severity, finding.title, finding.count_words);
        End::Failed { message, text: text_of(model, finding) }
    } else {
        End::Passed
    };
    Case { name: finding.signal.clone(), query: names(&finding.queries), end }
}

/// The objects, then what else has to be known of a finding: what of it is set aside, and what was until it expired.
fn text_of(model: &ReportModel, finding: &Finding) -> String {
    let aside = aside::of_signal(model, &finding.signal).into_iter().map(|words| format!("set aside: {words}"));
    let lines = objects_lines(finding).into_iter().chain(aside).chain(finding.expired.iter().map(aside::expired));
    lines.collect::<Vec<_>>().join("\n")
}

fn objects_lines(finding: &Finding) -> Vec<String> {
    let objects = objects::of(finding);
    let line = |object: &objects::Object| match (&object.observed, &finding.observed) {
        (Some(value), Some(observed)) => format!("{}: {} = {value}", object.name(), observed.column),
        _ => object.name(),
    };
    let mut lines: Vec<String> = objects.iter().take(OBJECTS_SHOWN).map(line).collect();
    let left = finding.count.saturating_sub(lines.len() as u64);
    if !lines.is_empty() && left > 0 {
        lines.push(format!("and {left} more"));
    }
    lines
}

/// Text without what XML 1.0 cannot hold; escaping is the writer's.
fn clean(text: &str) -> String {
    let holds = |char: &char| matches!(char, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(holds).collect()
}
