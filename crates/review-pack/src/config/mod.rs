//! `config.json`: the pack's name, defaults, parameters, queries and workflows.

pub(crate) mod databases;
mod defaults;
mod parameters;
mod queries;
mod workflows;

use std::collections::BTreeMap;

use review_core::diagnostic::Place;
use review_core::identity::Deployment;

use crate::codes::Code;
use crate::databases::DatabaseLists;
use crate::files::Files;
use crate::model::{Defaults, Workflow};
use crate::names;
use crate::problems::{Problem, Problems};
use crate::tree::Reader;

pub(crate) use parameters::{DeclaredParameter, column_type};
pub(crate) use queries::DeclaredQuery;
#[cfg(test)]
pub(crate) use {defaults::KEYS as DEFAULTS_KEYS, queries::KEYS as QUERY_KEYS};

/// The keys of the file.
pub(crate) const KEYS: [&str; 8] =
    ["$schema", "pack", "defaults", "databases", "parameters", "queries", "workflows", "template"];
const TEMPLATE: &str = "templates/report.html";

/// What the configuration says, as far as it could be read. What could not be read is reported and left out, but
/// names are kept, so that one mistake is not reported again wherever the name is used.
#[derive(Debug)]
pub(crate) struct Config {
    /// The file.
    pub(crate) path: String,
    /// The pack's name.
    pub(crate) name: Option<String>,
    /// Limits.
    pub(crate) defaults: Defaults,
    /// Which databases queries of scope `database` run in.
    pub(crate) databases: DatabaseLists,
    /// Parameters by name.
    pub(crate) parameters: BTreeMap<String, DeclaredParameter>,
    /// Queries in the order written.
    pub(crate) queries: Vec<DeclaredQuery>,
    /// Workflows by name.
    pub(crate) workflows: BTreeMap<String, Workflow>,
    /// The text of the pack's own report template.
    pub(crate) template: Option<String>,
}

impl Config {
    /// The scripts that queries name and that exist, in the order of the queries.
    pub(crate) fn script_paths(&self) -> impl Iterator<Item = &str> {
        self.queries.iter().filter_map(|query| query.script_path.as_deref())
    }

    /// The deployments that the queries of a script name; none when one of them names none and so may run on all.
    pub(crate) fn needs_of(&self, script_path: &str) -> Vec<Deployment> {
        let of_script = self.queries.iter().filter(|query| query.script_path.as_deref() == Some(script_path));
        let named: Vec<&[Deployment]> = of_script.map(|query| query.needs.as_slice()).collect();
        match named.iter().any(|needs| needs.is_empty()) {
            true => Vec::new(),
            false => Deployment::ALL.into_iter().filter(|one| named.iter().any(|needs| needs.contains(one))).collect(),
        }
    }

    /// The query of that name, without regard to case.
    pub(crate) fn query(&self, name: &str) -> Option<&DeclaredQuery> {
        self.queries.iter().find(|query| query.name.eq_ignore_ascii_case(name))
    }
}

/// Reads the configuration; `None` when there is none or it has no form.
pub(crate) fn read(files: &Files<'_>, problems: &Problems) -> Option<Config> {
    let Some(path) = files.one_of("config") else {
        problems.add(
            Problem::new(Code::MissingFile, Place::file("config.json"), "the pack has no config.json")
                .help("write one; `redshift-review init DIR` shows the form"),
        );
        return None;
    };
    let source = files.source(&path)?;
    let tree = source.tree(problems)?;
    let reader = Reader { source: &source, problems };
    let fields = reader.fields(&tree, "the configuration", &KEYS)?;

    let name = fields.required("pack").and_then(|node| {
        let name = &reader.text(node, "`pack`")?.text;
        names::PACK.check(name, reader, node.span).then(|| name.clone())
    });
    let defaults = defaults::read(reader, fields.get("defaults"));
    let databases = databases::read(reader, fields.get("databases"));
    let parameters = parameters::read(reader, fields.get("parameters"));
    let queries = fields.required("queries").and_then(|node| queries::read(reader, files, node, &defaults));
    let order = queries.as_deref().unwrap_or_default();
    let workflows = fields.required("workflows").and_then(|node| workflows::read(reader, node, order));
    let template = template(reader, files, fields.get("template"));
    if let (Some(queries), Some(workflows)) = (&queries, &workflows) {
        workflows::report_left_out(reader, queries, workflows);
    }
    Some(Config {
        name,
        defaults,
        databases,
        parameters,
        queries: queries?,
        workflows: workflows.map(|read| read.workflows).unwrap_or_default(),
        template,
        path,
    })
}

/// The pack's template: the one it names, else the one in the usual place.
fn template(reader: Reader<'_>, files: &Files<'_>, node: Option<&crate::tree::Node>) -> Option<String> {
    let path = match node {
        None => TEMPLATE,
        Some(node) => {
            let path = files.inner_path(reader, node, "`template`")?;
            if !files.has(path) {
                let message = format!("the template `{path}` does not exist");
                reader.add(
                    Problem::new(Code::TemplateMissing, reader.place(node.span), message)
                        .label("no such file in the pack")
                        .help("add the file, or take the key out to use the built-in report"),
                );
                return None;
            }
            path
        }
    };
    files.source(path).map(|source| source.text)
}
