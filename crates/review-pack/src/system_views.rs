//! What Amazon documents of Redshift's system views: their columns, who sees them, and where they answer.
//!
//! `data/system_views.json` holds 81 views as their documentation pages describe them in 2026; its `provenance` says
//! of each from which edition it was read. This is the only copy in the program: the sample warehouses are built
//! from its columns, and `preflight` tells from its visibility what a user would not see.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use review_core::identity::Deployment;
use serde::Deserialize;

/// Whom a system view is for. It decides what somebody sees who is no superuser and has no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everybody may read it; of most of them a user sees only the rows that are the user's own.
    User,
    /// Others than superusers get `permission denied` until somebody grants them SELECT, or a role that has it.
    Superuser,
}

/// A documented system view.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct SystemView {
    /// Whom it is for.
    pub visibility: Visibility,
    /// Its columns in order, each with its type in the documentation's words.
    pub columns: Vec<(String, String)>,
}

/// Every documented system view, by name.
///
/// # Panics
/// When the embedded list cannot be read: a mistake in this crate, met by its first test.
pub fn system_views() -> &'static BTreeMap<String, SystemView> {
    static VIEWS: OnceLock<BTreeMap<String, SystemView>> = OnceLock::new();
    VIEWS.get_or_init(|| {
        serde_json::from_str(include_str!("../data/system_views.json"))
            .expect("the embedded list of system views is valid")
    })
}

/// SVV views that Serverless lacks although it has the rest of them (management guide, "Monitoring queries and
/// workloads with Amazon Redshift Serverless").
const SVV_MISSING_ON_SERVERLESS: [&str; 5] =
    ["svv_query_state", "svv_vacuum_progress", "svv_vacuum_summary", "svv_diskusage", "svv_schema_quota_state"];

/// Whether this kind of deployment answers `permission denied for relation` to everybody who reads the view,
/// documented here or not. No grant mends that.
pub fn is_withheld(name: &str, deployment: Deployment) -> bool {
    let family = name.split_once('_').map_or(name, |(family, _)| family);
    match deployment {
        Deployment::SingleAz | Deployment::Postgresql => false,
        Deployment::Serverless => {
            matches!(family, "stl" | "stv" | "svl" | "svcs") || SVV_MISSING_ON_SERVERLESS.contains(&name)
        }
        // The page on Multi-AZ clusters names all five families.
        Deployment::MultiAz => matches!(family, "stl" | "stv" | "svl" | "svcs" | "svv"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_says_who_sees_a_view() {
        let visibility = |name: &str| system_views()[name].visibility;
        assert_eq!(system_views().len(), 81);
        assert_eq!(visibility("svv_table_info"), Visibility::Superuser);
        assert_eq!(visibility("sys_query_history"), Visibility::User);
        assert!(system_views().values().all(|view| !view.columns.is_empty()));
    }

    #[test]
    fn deployments_withhold_whole_families() {
        assert!(is_withheld("stv_slices", Deployment::Serverless) && !is_withheld("stv_slices", Deployment::SingleAz));
        assert!(!is_withheld("svv_table_info", Deployment::Serverless));
        assert!(is_withheld("svv_table_info", Deployment::MultiAz));
        assert!(!is_withheld("sys_query_history", Deployment::MultiAz));
    }
}
