use quick_xml::Reader;
use quick_xml::events::Event;
use review_core::finding::Severity;
use review_core::result::Cell;
use review_core::suppression::suppress;

use super::{Form, export};
use crate::limits::Limits;
use crate::model::ReportModel;
use crate::sample::sample_input;

fn sample() -> ReportModel {
    crate::model(&sample_input(), &Limits::default())
}

/// The sample with a name that means something to every form.
fn hostile() -> ReportModel {
    let mut input = sample_input();
    let name = "a|b`<script>&\"'\u{1}\u{2028}]]>*_[x](http://evil)\n# big";
    for verdict in &mut input.findings.signals {
        for cell in verdict.evidence.rows.iter_mut().flatten() {
            if matches!(cell, Cell::Text(_)) {
                *cell = Cell::Text(name.to_owned());
            }
        }
    }
    crate::model(&input, &Limits::default())
}

/// Names and attributes of all elements, and the text between them; panics where it is no XML.
fn elements(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(element) | Event::Empty(element) => {
                found.push(String::from_utf8_lossy(element.name().as_ref()).into_owned());
                element.attributes().for_each(|attribute| drop(attribute.expect("an attribute")));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn every_form_has_its_word() {
    for form in Form::ALL {
        assert_eq!(form.word().parse(), Ok(form));
        assert!(export(&sample(), form, Severity::Info).ends_with('\n'));
    }
    assert!("html".parse::<Form>().expect_err("no form").to_string().contains("sarif"));
}

#[test]
fn junit_accounts_for_every_signal_and_every_failed_query() {
    let model = sample();
    let elements = elements(&export(&model, Form::Junit, Severity::Info));
    let count = |name: &str| elements.iter().filter(|element| *element == name).count();
    let aside = super::aside::signals(&model).len();
    let signals = model.findings.len() + aside + model.nothing_found.len() + model.not_evaluated.len();
    assert_eq!(count("testcase"), signals + model.failures.len());
    assert_eq!(count("failure"), model.findings.len());
    assert_eq!(count("error"), model.failures.len());
    assert_eq!(count("skipped"), model.not_evaluated.len() + aside);
    assert!(!model.failures.is_empty() && !model.not_evaluated.is_empty(), "the sample has all of them");
}

/// The sample, with everything of its first finding set aside by two suppressions.
fn with_a_signal_set_aside() -> ReportModel {
    let mut input = sample_input();
    let by_all = review_core::settings::Suppression {
        object: Default::default(),
        reason: "will be <rebuilt>".to_owned(),
        ..input.settings.suppressions[0].clone()
    };
    input.settings.suppressions.insert(1, by_all);
    suppress(&mut input.findings, &input.settings);
    crate::model(&input, &Limits::default())
}

#[test]
fn what_is_set_aside_stands_in_every_form_with_its_reason() {
    let model = with_a_signal_set_aside();
    let signal = &super::aside::signals(&model)[0].signal;
    assert!(model.findings.iter().all(|finding| finding.signal != *signal), "nothing of it is left");

    let junit = export(&model, Form::Junit, Severity::Info);
    let cases = elements(&junit).into_iter().filter(|element| element == "testcase").count();
    assert_eq!(cases, sample_input().findings.signals.len() + model.failures.len(), "one a signal");
    let skipped = junit.split("<testcase").find(|case| case.contains(signal.as_str())).expect("a test case");
    assert!(
        skipped.contains("<skipped message=\"set aside: ") && skipped.contains("will be &lt;rebuilt&gt;"),
        "{skipped}"
    );

    let markdown = export(&model, Form::Markdown, Severity::Info);
    let (_, aside) = markdown.split_once("## Set aside").expect("a part of its own");
    assert!(aside.contains(signal.as_str()) && aside.contains("will be \\<rebuilt\\>"), "{markdown}");

    let sarif: serde_json::Value = serde_json::from_str(&export(&model, Form::Sarif, Severity::Info)).expect("JSON");
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    let aside: Vec<_> = results.iter().filter(|result| result["ruleId"] == *signal).collect();
    assert!(!aside.is_empty());
    for result in &aside {
        let suppression = &result["suppressions"][0];
        assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
        let why = suppression["justification"].as_str().expect("a reason");
        assert!(why.contains("web team, until 2027-01-31"), "{why}");
        let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small index");
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], *signal);
    }
    let before: serde_json::Value =
        serde_json::from_str(&export(&sample(), Form::Sarif, Severity::Info)).expect("JSON");
    let before: Vec<_> = before["runs"][0]["results"].as_array().expect("results").iter().collect();
    let fingerprint = &aside[0]["partialFingerprints"];
    assert!(before.iter().any(|result| result["partialFingerprints"] == *fingerprint), "the same object as before");
    assert!(before.iter().any(|result| result.get("suppressions").is_none()));
}

#[test]
fn an_expired_suppression_is_told_where_its_finding_is_back() {
    let model = sample();
    let back = model.findings.iter().find(|finding| !finding.expired.is_empty()).expect("one that is back");
    assert!(model.idle_suppressions.iter().any(|one| one.findings.iter().any(|link| link.signal == back.signal)));
    let words = "a suppression by web team expired after 2026-11-01";
    assert!(export(&model, Form::Junit, Severity::Info).contains(words));
    assert!(
        export(&model, Form::Markdown, Severity::Info).contains("A suppression by web team expired after 2026-11-01")
    );
}

#[test]
fn junit_says_what_was_skipped_on_suites_alone_as_the_schema_has_it() {
    let junit = export(&sample(), Form::Junit, Severity::Info);
    let root = junit.lines().find(|line| line.starts_with("<testsuites")).expect("a root");
    assert!(root.contains(" errors=") && !root.contains(" skipped="), "{root}");
    assert!(junit.lines().any(|line| line.contains("<testsuite ") && line.contains(" skipped=")), "{junit}");
}

#[test]
fn below_the_gate_a_finding_is_no_failure() {
    let model = sample();
    let failures = |gate| {
        let elements = elements(&export(&model, Form::Junit, gate));
        elements.iter().filter(|element| *element == "failure").count()
    };
    let at_least = |gate: Severity| {
        let severities = model.findings.iter().filter_map(|finding| Severity::from_word(&finding.severity));
        severities.filter(|severity| *severity <= gate).count()
    };
    for gate in Severity::ALL {
        assert_eq!(failures(gate), at_least(gate), "{}", gate.word());
    }
}

#[test]
fn sarif_has_a_rule_for_every_signal_and_a_result_for_every_object() {
    let model = sample();
    let value: serde_json::Value = serde_json::from_str(&export(&model, Form::Sarif, Severity::Info)).expect("JSON");
    let run = &value["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let aside = super::aside::signals(&model).len();
    assert_eq!(rules.len(), model.findings.len() + aside + model.nothing_found.len() + model.not_evaluated.len());
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= model.findings.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small index");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
    assert_eq!(run["invocations"][0]["executionSuccessful"], model.summary.complete);
}

#[test]
fn names_that_mean_something_elsewhere_are_text() {
    let model = hostile();
    let junit = export(&model, Form::Junit, Severity::Info);
    elements(&junit);
    assert!(!junit.contains('\u{1}') && !junit.contains("<script>"), "{junit}");
    let sarif: serde_json::Value = serde_json::from_str(&export(&model, Form::Sarif, Severity::Info)).expect("JSON");
    assert!(sarif.is_object());
    let markdown = export(&model, Form::Markdown, Severity::Info);
    assert!(!markdown.contains("<script>") && !markdown.contains("\n# big"), "{markdown}");
    assert!(!markdown.contains("[x](http"), "{markdown}");
}

#[test]
fn markdown_is_as_agreed() {
    insta::assert_snapshot!(export(&sample(), Form::Markdown, Severity::Info));
}
