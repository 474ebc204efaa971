//! The scripts of the shipped pack run on every sample that has what they need.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use review_core::Timestamp;
use review_core::call::{CallScript, rows_of};
use review_core::result::{Column, Row};
use review_pack::parameters::render_script;
use review_pack::{Pack, PackFiles};
use review_sample::{SampleWarehouse, Variant};
use review_warehouse::{Warehouse as _, WarehouseError};
use serde_json::Value;

use crate::steps::{result, sample};

fn pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/redshift")
}

/// The script with its parameters put in. A colon that follows a colon is a cast.
fn with_parameters(script: &str, parameters: &Value) -> String {
    let mut parts = script.split(':');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(part.len());
        match parameters.get(&part[..end]).filter(|_| !text.ends_with(':')) {
            Some(parameter) => text.push_str(&(parameter["value"].to_string() + &part[end..])),
            None => text.push_str(&format!(":{part}")),
        }
    }
    text
}

/// The rows of a query that asks AWS.
async fn answered_call(warehouse: &SampleWarehouse, name: &str) -> Result<(Vec<Column>, Vec<Row>), WarehouseError> {
    let text = render_script(shipped(), &name.parse().expect("a name"), &BTreeMap::new()).expect("a script");
    let script = CallScript::parse(&text).expect("a call");
    let calls = warehouse.aws_calls().expect("a sample answers calls");
    let answer = calls.ask(&script, Timestamp::from_micros(0)).await?;
    Ok(rows_of(&script, &answer).expect("rows"))
}

fn shipped() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| {
        let mut files = PackFiles::new();
        for folder in ["", "scripts", "signals"] {
            for entry in fs::read_dir(pack().join(folder)).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_file() {
                    let name = path.strip_prefix(pack()).expect("within").to_string_lossy().replace('\\', "/");
                    files.insert(name, fs::read(&path).expect("a file"));
                }
            }
        }
        review_pack::check(&files).pack.expect("the shipped pack is valid")
    })
}

/// A list of what failed is rightly empty where nothing did, so rows on one of its samples are enough.
#[tokio::test]
async fn every_script_runs_on_every_sample_it_is_for_and_returns_rows_on_one() {
    let config = fs::read_to_string(pack().join("config.json")).expect("the shipped pack");
    let config: Value = serde_json::from_str(&config).expect("a configuration");
    let mut failures = Vec::new();
    let (mut planned, mut answered) = (BTreeSet::new(), BTreeSet::new());
    for variant in Variant::ALL {
        let warehouse = sample(variant);
        let begun = Instant::now();
        for query in config["queries"].as_array().expect("queries") {
            let name = query["name"].as_str().expect("a name");
            let word = variant.deployment().word();
            let is_needed = |needs: &Vec<Value>| needs.is_empty() || needs.iter().any(|need| need == word);
            if !query["needs"].as_array().is_none_or(is_needed) {
                continue;
            }
            planned.insert(name.to_owned());
            let script =
                fs::read_to_string(pack().join(query["script"].as_str().expect("a script"))).expect("a script");
            let started = Instant::now();
            let outcome = match query["script"].as_str().expect("a script").ends_with(".yaml") {
                true => answered_call(&warehouse, name).await,
                false => result(&warehouse, &with_parameters(&script, &config["parameters"])).await,
            };
            eprintln!("{variant}: {name}: {:?}", started.elapsed());
            match outcome {
                Ok((_, rows)) if rows.is_empty() => {}
                Ok(_) => {
                    answered.insert(name.to_owned());
                }
                Err(error) => failures.push(format!("{variant}: {name}: {error}")),
            }
        }
        eprintln!("{variant}: all in {:?}", begun.elapsed());
    }
    // A list of what went wrong is rightly empty where nothing did.
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(answered, planned, "a script that returns rows on no sample");
}
