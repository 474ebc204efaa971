//! The JSON Schema of the report as JSON, made from `docs/REPORT_MODEL.md`: one text says what the fields are, and a
//! test compares it with the model.

use serde_json::{Map, Value, json};

const DOCUMENT: &str = include_str!("../../../docs/REPORT_MODEL.md");

/// A type of the model as the document tells it.
struct Type<'d> {
    /// Every place where it stands: `findings[].evidence`; the model itself stands at the empty path.
    places: Vec<&'d str>,
    /// What it is.
    about: &'d str,
    /// Name, kind and meaning.
    fields: Vec<[&'d str; 3]>,
}

/// The schema (JSON Schema 2020-12) of what [`export`](crate::export) writes as [`Form::Json`](crate::Form::Json).
/// Every field it lists is always there; later versions may add fields.
pub fn schema() -> String {
    let types = types();
    let mut definitions = Map::new();
    for one in types.iter().skip(1) {
        definitions.insert(name(one), object(one, &types));
    }
    let mut schema = types.first().map_or_else(Map::new, |model| match object(model, &types) {
        Value::Object(members) => members,
        _ => Map::new(),
    });
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("The report of a run, as `redshift-review export --as json` writes it"));
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    format!("{:#}\n", Value::Object(schema))
}

/// The types of the document in its order; the first one is the model itself.
fn types() -> Vec<Type<'static>> {
    let mut types: Vec<Type<'static>> = Vec::new();
    for line in DOCUMENT.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            types.push(Type { places: heading.split('`').skip(1).step_by(2).collect(), about: "", fields: Vec::new() });
        } else if let Some(last) = types.last_mut() {
            match line
                .strip_prefix("| `")
                .and_then(|rest| rest.split_once("` | "))
                .map(|(name, rest)| (name, rest.split_once(" | ")))
            {
                Some((name, Some((kind, meaning)))) => {
                    last.fields.push([name, kind, meaning.trim_end_matches('|').trim_end()]);
                }
                _ if last.about.is_empty() && !line.is_empty() && !line.starts_with('|') => last.about = line,
                _ => {}
            }
        }
    }
    types.retain(|one| !one.fields.is_empty());
    types
}

/// A name for the type, after the first place where it stands: `findings.evidence`.
fn name(one: &Type<'_>) -> String {
    one.places.first().unwrap_or(&"").replace("[]", "")
}

fn object(one: &Type<'_>, types: &[Type<'_>]) -> Value {
    let member = |[name, kind, meaning]: &[&str; 3]| {
        let mut schema = of_kind(kind, &places_of(one, name), types);
        schema.insert("description".to_owned(), json!(meaning));
        ((*name).to_owned(), Value::Object(schema))
    };
    let properties: Map<String, Value> = one.fields.iter().map(member).collect();
    let required: Vec<&str> = one.fields.iter().map(|[name, ..]| *name).collect();
    json!({ "type": "object", "description": one.about, "properties": properties, "required": required })
}

/// Where a field stands in the model, for every place of its type.
fn places_of(one: &Type<'_>, field: &str) -> Vec<String> {
    if one.places.is_empty() {
        return vec![field.to_owned()];
    }
    one.places.iter().map(|place| format!("{place}.{field}")).collect()
}

/// What a kind of the document is as a schema. A kind that is not known restricts nothing; a test forbids it.
fn of_kind(kind: &str, places: &[String], types: &[Type<'_>]) -> Map<String, Value> {
    let (kind, or_none) = kind.strip_suffix(" or none").map_or((kind, false), |kind| (kind, true));
    let inside = |suffix: &str| {
        let is_there = |one: &&Type<'_>| places.iter().any(|at| one.places.contains(&format!("{at}{suffix}").as_str()));
        types.iter().find(is_there).map_or(json!({}), |one| json!({ "$ref": format!("#/$defs/{}", name(one)) }))
    };
    let schema = match kind {
        "text" | "markup" => json!({ "type": "string" }),
        "number" => json!({ "type": "number" }),
        "true or false" => json!({ "type": "boolean" }),
        "list of texts or none each" => json!({ "type": "array", "items": { "type": ["string", "null"] } }),
        "list of texts" => json!({ "type": "array", "items": { "type": "string" } }),
        "object" => inside(""),
        "list of objects" => json!({ "type": "array", "items": inside("[]") }),
        "list of lists" => json!({ "type": "array", "items": { "type": "array", "items": inside("[][]") } }),
        _ => json!({}),
    };
    let schema = if or_none { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema };
    match schema {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_of_the_document_is_known_and_every_object_has_its_type() {
        let types = types();
        for one in &types {
            for [field, kind, meaning] in &one.fields {
                let schema = Value::Object(of_kind(kind, &places_of(one, field), &types)).to_string();
                assert!(!schema.contains("{}"), "{:?} {field}: {kind}: {meaning}", one.places);
            }
        }
    }

    #[test]
    fn no_type_is_named_as_another_and_none_is_unused() {
        let types = types();
        let names: BTreeSet<String> = types.iter().map(name).collect();
        assert_eq!(names.len(), types.len());
        let schema = schema();
        for name in names.iter().filter(|name| !name.is_empty()) {
            assert!(schema.contains(&format!("\"#/$defs/{name}\"")), "{name} is used nowhere");
        }
    }
}
