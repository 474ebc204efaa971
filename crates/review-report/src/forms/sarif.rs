//! SARIF 2.1.0 (OASIS standard): a rule a signal, a result an object. Nothing lies in a file, so results carry logical
//! locations.

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::model::{Finding, ReportModel, SignalLine, Suppressed};

use super::aside;
use super::objects::{self, Object};

/// What the standard names as the address of its schema.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// How a fingerprint is made; a new way gets a new name, so that old ones are never compared with it.
const FINGERPRINT: &str = "signalAndObject/v1";

pub(super) fn value(model: &ReportModel) -> Value {
    let aside = aside::signals(model);
    let rules: Vec<Value> = model
        .findings
        .iter()
        .map(rule_of_finding)
        .chain(aside.iter().map(|one| Value::Object(rule(&one.signal, &one.title, &one.severity))))
        .chain(lines(model).map(rule_of_line))
        .collect();
    let found = (0..).zip(&model.findings).flat_map(|(index, finding)| results(model, finding, index));
    let rule_of = |signal: &str| rules.iter().position(|rule| rule["id"] == signal);
    let accepted = model.suppressed.iter().flat_map(|one| set_aside(model, one, rule_of(&one.signal)));
    let results: Vec<Value> = found.chain(accepted).collect();
    let (name, version) = model.run.program.split_once(' ').unwrap_or((&model.run.program, ""));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": name, "version": version, "rules": rules } },
            "automationDetails": { "id": format!("{}/{}/{}", model.run.warehouse, model.run.pack, model.run.id) },
            "invocations": [invocation(model)],
            "results": results,
        }],
    })
}

fn lines(model: &ReportModel) -> impl Iterator<Item = &SignalLine> {
    model.nothing_found.iter().chain(&model.not_evaluated)
}

fn rule_of_finding(finding: &Finding) -> Value {
    let help: Vec<String> =
        finding.recommendations.iter().map(|advice| format!("{}. {}", advice.title, advice.text.trim())).collect();
    let mut rule = rule(&finding.signal, &finding.title, &finding.severity);
    if !help.is_empty() {
        rule.insert("help".to_owned(), json!({ "text": help.join("\n\n") }));
    }
    if let Some(link) = finding.recommendations.iter().flat_map(|advice| &advice.links).next() {
        rule.insert("helpUri".to_owned(), json!(link.href));
    }
    Value::Object(rule)
}

fn rule_of_line(line: &SignalLine) -> Value {
    Value::Object(rule(&line.signal, &line.title, &line.severity))
}

fn rule(signal: &str, title: &str, severity: &str) -> Map<String, Value> {
    let mut rule = Map::new();
    rule.insert("id".to_owned(), json!(signal));
    rule.insert("shortDescription".to_owned(), json!({ "text": title }));
    rule.insert("defaultConfiguration".to_owned(), json!({ "level": level(severity) }));
    rule.insert("properties".to_owned(), json!({ "severity": severity }));
    rule
}

/// The standard has three levels for five severities.
fn level(severity: &str) -> &'static str {
    match severity {
        "critical" | "high" => "error",
        "medium" => "warning",
        _ => "note",
    }
}

fn results(model: &ReportModel, finding: &Finding, index: usize) -> Vec<Value> {
    let objects = objects::of(finding);
    if objects.is_empty() {
        return vec![result(model, finding, index, None)];
    }
    objects.iter().map(|object| result(model, finding, index, Some(object))).collect()
}

fn result(model: &ReportModel, finding: &Finding, index: usize, object: Option<&Object>) -> Value {
    let place = object.map_or_else(|| model.run.warehouse.clone(), Object::name);
    let observed = match (object.and_then(|object| object.observed.as_ref()), &finding.observed) {
        (Some(value), Some(observed)) => format!(" ({} = {value})", observed.column),
        _ => String::new(),
    };
    let location = json!({ "fullyQualifiedName": place, "kind": finding.unit });
    json!({
        "ruleId": finding.signal,
        "ruleIndex": index,
        "level": level(&finding.severity),
        "message": { "text": format!("{}: {place}{observed}", finding.title) },
        "locations": [{ "logicalLocations": [location] }],
        "partialFingerprints": { FINGERPRINT: fingerprint(&model.run.warehouse, &finding.signal, &place) },
    })
}

/// What the settings set aside: a result as if it were found, and the suppression that accepts it. `kind` is
/// `external`, since it stands in no source that is scanned (section 3.35 of the standard).
fn set_aside(model: &ReportModel, one: &Suppressed, rule: Option<usize>) -> Vec<Value> {
    let places = if one.objects.is_empty() { vec![model.run.warehouse.clone()] } else { one.objects.clone() };
    let result = |place: String| {
        json!({
            "ruleId": one.signal,
            "ruleIndex": rule,
            "level": level(&one.severity),
            "message": { "text": format!("{}: {place}", one.title) },
            "locations": [{ "logicalLocations": [{ "fullyQualifiedName": place, "kind": one.unit }] }],
            "partialFingerprints": { FINGERPRINT: fingerprint(&model.run.warehouse, &one.signal, &place) },
            "suppressions": [{ "kind": "external", "status": "accepted", "justification": aside::words(one) }],
        })
    };
    places.into_iter().map(result).collect()
}

/// The same for the same signal and object in every run of a warehouse.
fn fingerprint(warehouse: &str, signal: &str, place: &str) -> String {
    let digest = Sha256::digest(format!("{warehouse}\0{signal}\0{place}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn invocation(model: &ReportModel) -> Value {
    let notification = |text: String| json!({ "level": "error", "message": { "text": text } });
    let failed = model
        .failures
        .iter()
        .map(|failure| notification(format!("{}: {}: {}", failure.query.text, failure.status_words, failure.message)));
    let unjudged = model.not_evaluated.iter().map(|line| {
        let reason = line.reason.as_deref().unwrap_or(&line.verdict_words);
        json!({
            "level": "warning",
            "message": { "text": format!("not evaluated: {reason}") },
            "associatedRule": { "id": line.signal },
        })
    });
    let mut invocation = json!({
        "executionSuccessful": model.summary.complete,
        "startTimeUtc": model.run.started_at,
        "toolExecutionNotifications": failed.chain(unjudged).collect::<Vec<Value>>(),
    });
    if let (Some(ended), Some(invocation)) = (&model.run.ended_at, invocation.as_object_mut()) {
        invocation.insert("endTimeUtc".to_owned(), json!(ended));
    }
    invocation
}
