//! The list of system views that the program ships.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use review_core::identity::Deployment;
use review_dialect::{Catalogue, Finding, judge};
use serde::Deserialize;

#[derive(Deserialize)]
struct View {
    columns: Vec<(String, String)>,
}

/// The documented system views.
pub(crate) struct Documented;

impl Catalogue for Documented {
    fn columns(&self, view: &str) -> Option<&[(String, String)]> {
        static VIEWS: OnceLock<BTreeMap<String, View>> = OnceLock::new();
        let text = include_str!("../../review-pack/data/system_views.json");
        let views = VIEWS.get_or_init(|| serde_json::from_str(text).expect("the list of system views"));
        views.get(view).map(|view| view.columns.as_slice())
    }

    fn is_withheld(&self, view: &str, deployment: Deployment) -> bool {
        let family = view.split('_').next().unwrap_or_default();
        match deployment {
            Deployment::Serverless => matches!(family, "stl" | "stv" | "svl" | "svcs"),
            Deployment::MultiAz => matches!(family, "stl" | "stv" | "svl" | "svcs" | "svv"),
            Deployment::SingleAz | Deployment::Postgresql => false,
        }
    }
}

/// What is found in a script; every place must lie within it.
#[track_caller]
pub(crate) fn found(sql: &str, needs: &[Deployment]) -> Vec<Finding> {
    try_found(sql, needs).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The same, or why the script does not read.
#[track_caller]
pub(crate) fn try_found(sql: &str, needs: &[Deployment]) -> Result<Vec<Finding>, String> {
    let findings = judge(sql, needs, &Documented).map_err(|error| error.to_string())?;
    let length = sql.chars().count();
    for finding in &findings {
        assert!(finding.at.length > 0 && finding.at.start + finding.at.length <= length, "{sql}: {finding:?}");
        assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{finding:?}");
        assert!(!finding.help.is_empty() && !finding.help.ends_with('.'), "{finding:?}");
    }
    Ok(findings)
}
