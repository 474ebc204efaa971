//! What the shipped pack holds, so that no test has to be told when it grows.

use std::fs;

use serde_json::Value;

/// The queries as `packs/redshift/config.json` lists them.
fn listed() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/redshift/config.json");
    let config: Value = serde_json::from_str(&fs::read_to_string(path).expect("the shipped pack")).expect("JSON");
    config["queries"].as_array().expect("queries").clone()
}

/// Their names.
pub(crate) fn names() -> Vec<String> {
    listed().iter().map(|query| query["name"].as_str().expect("a name").to_owned()).collect()
}

/// How many there are, which is how many a run of one database plans.
pub(crate) fn planned() -> usize {
    listed().len()
}

/// How many of them are not for that kind of warehouse.
pub(crate) fn not_for(kind: &str) -> usize {
    let is_for = |query: &&Value| match query["needs"].as_array() {
        Some(needs) if !needs.is_empty() => needs.iter().any(|need| need == kind),
        Some(_) | None => true,
    };
    listed().len() - listed().iter().filter(is_for).count()
}
