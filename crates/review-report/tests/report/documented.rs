//! `docs/REPORT_MODEL.md` lists exactly the fields that templates see.

use std::collections::BTreeSet;

use review_report::{Limits, model, sample_input};
use serde_json::Value;

const DOCUMENT: &str = include_str!("../../../../docs/REPORT_MODEL.md");

/// The types of the model, by the path that first leads to a value of theirs. A path that leads to the same type
/// again is not followed, so that each type is listed once.
fn fields(value: &Value, path: &str, fields: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                fields.insert(path.clone());
                self::fields(member, &path, fields);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| self::fields(item, &format!("{path}[]"), fields)),
        _ => {}
    }
}

/// The paths of the document, its rows of the form ``| `path` | meaning |``; a heading ``## `path` `` opens a type
/// whose rows are relative to it, and `also` names other places of the same type.
fn documented() -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut prefixes = vec![String::new()];
    for line in DOCUMENT.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            prefixes = heading.split('`').skip(1).step_by(2).map(|path| format!("{path}.")).collect();
            if prefixes.is_empty() {
                prefixes.push(String::new());
            }
        } else if let Some(field) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next()) {
            paths.extend(prefixes.iter().map(|prefix| format!("{prefix}{field}")));
        }
    }
    paths
}

#[test]
fn the_document_lists_what_a_template_sees_and_nothing_else() {
    let model = serde_json::to_value(model(&sample_input(), &Limits::default())).expect("a model is plain data");
    let mut seen = BTreeSet::new();
    fields(&model, "", &mut seen);
    let documented = documented();
    let missing: Vec<&String> = seen.difference(&documented).collect();
    let invented: Vec<&String> = documented.difference(&seen).collect();
    assert_eq!((missing, invented), (vec![], vec![]));
}

#[test]
fn the_sample_fills_every_field_somewhere() {
    let model = serde_json::to_value(model(&sample_input(), &Limits::default())).expect("a model is plain data");
    let (mut all, mut filled) = (BTreeSet::new(), BTreeSet::new());
    collect(&model, "", &mut all, &mut filled);
    let empty: Vec<&String> = all.difference(&filled).collect();
    // Fixes stand with their finding, as does where else it is told, and reasons with what was not evaluated
    // and what was not found.
    let expected = [
        "nothing_found[].reason",
        "recommendations[].fixes",
        "recommendations[].told_at",
        "summary.first_steps[].fixes",
        "summary.first_steps[].told_at",
        "summary.window.reason",
    ];
    assert_eq!(empty, expected.iter().collect::<Vec<_>>());
}

fn collect(value: &Value, path: &str, all: &mut BTreeSet<String>, filled: &mut BTreeSet<String>) {
    all.insert(path.to_owned());
    let is_filled = match value {
        Value::Null => false,
        Value::Array(items) => !items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    };
    if is_filled {
        filled.insert(path.to_owned());
    }
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| {
                collect(member, format!("{path}.{name}").trim_start_matches('.'), all, filled)
            });
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, &format!("{path}[]"), all, filled)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
