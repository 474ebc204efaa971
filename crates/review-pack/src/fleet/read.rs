//! Text to a fleet, with every problem and its place.

use std::collections::BTreeMap;

use review_core::diagnostic::{Diagnostic, Level, Place};

use super::address;
use super::model::{AddressProblem, CheckedFleet, Fleet, FleetWarehouse};
use crate::codes::Code;
use crate::config::databases;
use crate::limits::WAREHOUSES_MAX;
use crate::names;
use crate::problems::{Problem, Problems};
use crate::tree::{Node, Reader, Source, Span};

/// The keys of the file.
pub(crate) const FILE_KEYS: [&str; 2] = ["$schema", "warehouses"];
/// The keys of a warehouse.
pub(crate) const WAREHOUSE_KEYS: [&str; 8] =
    ["name", "url", "role_arn", "external_id", "profile", "region", "tags", "databases"];
/// Keys that are parameters of the address.
const PARAMETERS: [&str; 4] = ["role_arn", "external_id", "profile", "region"];

/// Checks a fleet file (JSON when its name says so, else YAML): all of it, whatever is wrong with one warehouse.
/// `address` says whether an address can be used; it must not repeat it.
pub fn check_fleet(path: &str, bytes: &[u8], address: &dyn Fn(&str) -> Result<(), AddressProblem>) -> CheckedFleet {
    let problems = Problems::default();
    let fleet = Source::read(path, bytes, &problems).and_then(|source| {
        let tree = source.tree(&problems)?;
        fleet(Reader { source: &source, problems: &problems }, &tree, address)
    });
    let diagnostics = problems.into_diagnostics();
    let is_error = |diagnostic: &Diagnostic| diagnostic.level == Level::Error;
    CheckedFleet { fleet: fleet.filter(|_| !diagnostics.iter().any(is_error)), diagnostics }
}

type CheckAddress<'a> = &'a dyn Fn(&str) -> Result<(), AddressProblem>;

fn fleet(reader: Reader<'_>, tree: &Node, address: CheckAddress<'_>) -> Option<Fleet> {
    let fields = reader.fields(tree, "the fleet", &FILE_KEYS)?;
    let node = fields.required("warehouses")?;
    let items = reader.list(node, "`warehouses`")?;
    if items.is_empty() || items.len() > WAREHOUSES_MAX {
        let message = format!("the fleet has {} warehouses", items.len());
        let place = reader.place(Span { start: node.span.start, end: node.span.start + 1 });
        reader.add(Problem::new(Code::FleetSize, place, message).help(format!("list 1 to {WAREHOUSES_MAX} of them")));
        return None;
    }
    let mut seen = BTreeMap::new();
    let read: Vec<Option<FleetWarehouse>> =
        items.iter().map(|item| warehouse(reader, item, address, &mut seen)).collect();
    Some(Fleet { warehouses: read.into_iter().collect::<Option<_>>()? })
}

fn warehouse(
    reader: Reader<'_>,
    node: &Node,
    check: CheckAddress<'_>,
    seen: &mut BTreeMap<String, Place>,
) -> Option<FleetWarehouse> {
    let fields = reader.fields(node, "a warehouse", &WAREHOUSE_KEYS)?;
    let name = fields.required("name").and_then(|node| name(reader, node, seen));
    let url_node = fields.required("url");
    let url = url_node.and_then(|node| reader.text(node, "`url`"));
    let mut whole = url.map(|url| url.text.clone());
    for key in PARAMETERS {
        let Some(node) = fields.get(key) else { continue };
        let Some(value) = reader.text(node, &format!("`{key}`")) else { continue };
        if whole.as_ref().is_some_and(|url| address::says(url, key)) {
            reader.add(
                Problem::new(Code::ParameterTwice, reader.place(node.span), format!("the address says `{key}`, too"))
                    .help(format!("keep one of the two: `{key}` here, or in the address")),
            );
            continue;
        }
        whole = whole.map(|url| address::with(&url, key, &value.text));
    }
    if let (Some(node), Some(Err(problem))) = (url_node, whole.as_deref().map(check)) {
        reader.add(unusable(reader.place(node.span), name.as_deref(), problem));
    }
    let tags = fields.get("tags").map(|node| tags(reader, node)).unwrap_or_default();
    let databases = databases::read(reader, fields.get("databases"));
    Some(FleetWarehouse { name: name?, url: whole?, tags, databases })
}

/// Names the warehouse, since the address must not be repeated.
fn unusable(place: Place, name: Option<&str>, problem: AddressProblem) -> Problem {
    let whose = name.map_or_else(|| "this warehouse".to_owned(), |name| format!("`{name}`"));
    Problem::new(Code::FleetAddress, place, format!("the address of {whose} cannot be used: {}", problem.message))
        .help(problem.help)
}

fn name(reader: Reader<'_>, node: &Node, seen: &mut BTreeMap<String, Place>) -> Option<String> {
    let name = reader.text(node, "`name`")?.text.clone();
    if !names::WAREHOUSE.check(&name, reader, node.span) {
        return None;
    }
    let place = reader.place(node.span);
    if let Some(first) = seen.get(&name.to_ascii_lowercase()) {
        reader.add(
            Problem::new(Code::RepeatedWarehouse, place, format!("warehouse `{name}` is listed twice"))
                .other(first.clone(), "first listed here")
                .help("give the second one another name; progress and summary go by it"),
        );
    } else {
        seen.insert(name.to_ascii_lowercase(), place);
    }
    Some(name)
}

fn tags(reader: Reader<'_>, node: &Node) -> BTreeMap<String, String> {
    let entries = reader.map(node, "`tags`").unwrap_or_default();
    let tag = |entry: &crate::tree::Entry| {
        let is_named = names::TAG.check(&entry.key, reader, entry.key_span);
        let value = reader.scalar(&entry.value, &format!("the tag `{}`", entry.key))?;
        is_named.then(|| (entry.key.clone(), value.text.clone()))
    };
    entries.iter().filter_map(tag).collect()
}
