//! Whether a call fits the queries that make it and the signals over its result.

use std::collections::BTreeMap;

use review_core::call::CallName;
use review_core::diagnostic::Place;

use super::CallTemplate;
use crate::codes::Code;
use crate::config::Config;
use crate::model::{QuerySignals, Scope};
use crate::problems::{Problem, Problems};

/// Reports queries whose scope or kinds of warehouse their call cannot have.
pub(crate) fn report_queries(config: &Config, calls: &BTreeMap<String, CallTemplate>, problems: &Problems) {
    for query in &config.queries {
        let Some(template) = query.script_path.as_ref().and_then(|path| calls.get(path)) else { continue };
        let call = template.call;
        let refuse = |message: String, help: &str| {
            let problem = Problem::new(Code::CallForm, query.place.clone(), message);
            problems.add(problem.label("cannot be asked like this").help(help));
        };
        if query.scope == Scope::Database {
            refuse(format!("{call} knows nothing of databases"), "leave `scope` out");
        }
        if let Some(need) = query.needs.iter().find(|need| !template.deployments().contains(need)) {
            let metrics = if call == CallName::GetMetricData { template.namespace.word() } else { "" };
            let asked = format!("{call} {metrics}");
            let message = format!("{} cannot be asked about {}", asked.trim_end(), need.word());
            refuse(message, "take that kind out of `needs`");
        }
    }
}

/// Reports columns that signals expect and the call does not return, or returns as another type.
pub(crate) fn report_columns(
    config: &Config,
    calls: &BTreeMap<String, CallTemplate>,
    signals: &[QuerySignals],
    problems: &Problems,
) {
    for of in signals {
        let query = config.queries.iter().find(|query| query.name == of.query.as_str());
        // That a call does not run in databases is said already.
        let query = query.filter(|query| query.scope == Scope::Warehouse);
        let Some(path) = query.and_then(|query| query.script_path.as_ref()) else { continue };
        let Some(template) = calls.get(path) else { continue };
        for (name, kind) in &of.columns {
            let returned = template.columns.iter().find(|column| column.name == *name);
            let message = match returned {
                None => format!("`{path}` returns no column `{name}`"),
                Some(column) if column.kind != *kind => {
                    format!("`{name}` is {} in `{path}`, and {kind} here", column.kind)
                }
                Some(_) => continue,
            };
            problems.add(
                Problem::new(Code::CallColumns, Place::file(&of.file), message)
                    .help("declare the same columns with the same types in both files"),
            );
        }
    }
}
