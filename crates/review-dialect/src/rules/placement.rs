//! What runs on the leader node alone and what on the compute nodes, and which of them meet in a statement.

use review_core::diagnostic::Level;

use super::Family;
use crate::report::Report;
use crate::rule::{D103, D104, D106, D108, D109, D110, D112, D113, D248};
use crate::site::{ReadRelation, Whole};

pub(super) const FAMILY: Family = Family { whole, ..Family::NOTHING };

const LEADER_ONLY: [&str; 6] = [
    "current_schema",
    "current_schemas",
    "has_database_privilege",
    "has_schema_privilege",
    "has_table_privilege",
    "factorial",
];
/// Declared unsupported by now; those for times have a rule of their own.
const RETIRED: [&str; 6] = ["isfinite", "getbit", "get_byte", "set_bit", "set_byte", "to_ascii"];
const COMPUTE_ONLY: [&str; 4] = ["listagg", "median", "percentile_cont", "percentile_disc"];

/// Catalogs that may meet tables of the compute nodes, some of them by chosen columns only ("Joins with PG catalog
/// tables").
const JOINABLE: [&str; 20] = [
    "pg_attribute",
    "pg_cast",
    "pg_class",
    "pg_constraint",
    "pg_database",
    "pg_depend",
    "pg_description",
    "pg_group",
    "pg_language",
    "pg_locks",
    "pg_namespace",
    "pg_opclass",
    "pg_operator",
    "pg_proc",
    "pg_settings",
    "pg_statistic",
    "pg_tables",
    "pg_type",
    "pg_user",
    "pg_views",
];
/// Of these every column has a type that the compute nodes know.
const WHOLLY_JOINABLE: [&str; 6] = ["pg_attribute", "pg_cast", "pg_depend", "pg_description", "pg_locks", "pg_opclass"];
/// Arrays, access lists and old dates.
const UNJOINABLE_COLUMNS: [&str; 10] =
    ["relacl", "datacl", "nspacl", "proacl", "conkey", "confkey", "proargtypes", "useconfig", "grolist", "valuntil"];

/// Where a relation answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Home {
    /// User tables and the system tables with their views.
    Compute,
    /// PG catalogs.
    Catalog,
    InformationSchema,
    /// SVV views over catalogs.
    CatalogView,
}

fn home(relation: &ReadRelation) -> Home {
    let name = relation.name.as_str();
    match relation.schema.as_deref() {
        Some("information_schema") => Home::InformationSchema,
        Some("pg_catalog") | None if name.starts_with("pg_") => Home::Catalog,
        _ if matches!(name, "svv_tables" | "svv_columns")
            || ["svv_all_", "svv_redshift_", "svv_external_"].iter().any(|family| name.starts_with(family)) =>
        {
            Home::CatalogView
        }
        _ => Home::Compute,
    }
}

/// Whether a name is one of a system table or view of the compute nodes.
pub(super) fn is_system(name: &str) -> bool {
    name.split_once('_').is_some_and(|(family, _)| matches!(family, "stl" | "stv" | "svl" | "svv" | "svcs" | "sys"))
}

fn whole(whole: &Whole, report: &mut Report<'_>) {
    let of = |wanted: Home| whole.relations.iter().filter(move |relation| home(relation) == wanted);
    match of(Home::Compute).next() {
        Some(compute) => {
            leader_functions(whole, &compute.name, report);
            catalogs(whole, &compute.name, report);
        }
        None => compute_functions(whole, report),
    }
}

fn leader_functions(whole: &Whole, beside: &str, report: &mut Report<'_>) {
    for (function, span) in &whole.functions {
        let name = function.as_str();
        if LEADER_ONLY.contains(&name) {
            let message = format!("`{name}` runs on the leader node only, and `{beside}` does not");
            report.add(&D104, *span, message, "ask for it in a statement without tables");
        } else if RETIRED.contains(&name) {
            let message = format!("`{name}` is no longer supported, and never worked beside tables");
            report.add(&D103, *span, message, "take it out");
        } else if name == "substr" {
            report.add(&D248, *span, format!("`substr` beside `{beside}`"), "write SUBSTRING");
        } else if name == "log" {
            report.add(&D248, *span, format!("`log` beside `{beside}`"), "write LN, or DLOG10 for base 10");
        }
    }
}

fn catalogs(whole: &Whole, beside: &str, report: &mut Report<'_>) {
    for relation in &whole.relations {
        let name = relation.name.as_str();
        match home(relation) {
            Home::Compute => {}
            Home::InformationSchema => {
                let message = format!("information_schema answers on the leader node only, and `{beside}` does not");
                report.add(&D109, relation.span, message, "use the SVV or PG view with the same facts");
            }
            Home::CatalogView => {
                let message = format!("`{name}` is a view over catalogs; beside `{beside}` it may fail");
                report.add(&D108, relation.span, message, "try it on a cluster, or read the two in two queries");
            }
            Home::Catalog if !JOINABLE.contains(&name) => {
                let message = format!("`{name}` is not among the catalogs that may be joined to `{beside}`");
                report.add(&D112, relation.span, message, "read it in a query of its own");
            }
            Home::Catalog => {}
        }
    }
    for (name, span) in &whole.wildcards {
        if JOINABLE.contains(&name.as_str()) && !WHOLLY_JOINABLE.contains(&name.as_str()) {
            let message = format!("all columns of `{name}` beside `{beside}`: some have types of the leader node only");
            report.add(&D110, *span, message, "name the columns you need");
        }
    }
    for (name, column, span) in &whole.columns {
        if name.starts_with("pg_") && UNJOINABLE_COLUMNS.contains(&column.as_str()) {
            let message = format!("`{name}.{column}` has a type of the leader node; beside `{beside}` it may fail");
            report.add(&D113, *span, message, "leave the column out");
        }
    }
}

fn compute_functions(whole: &Whole, report: &mut Report<'_>) {
    let views = whole.relations.iter().any(|relation| home(relation) == Home::CatalogView);
    for (name, span) in whole.functions.iter().filter(|(name, _)| COMPUTE_ONLY.contains(&name.as_str())) {
        let message = format!("`{name}` needs at least one table of the compute nodes");
        let help = "join a user table or an STL, STV or SYS view, or put the rows together outside";
        // That SVV views over catalogs behave like catalogs is not documented.
        report.add_as(if views { Level::Hint } else { Level::Error }, &D106, *span, message, help);
    }
}
