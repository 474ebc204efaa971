//! The system views by name, with the columns Amazon documents; and who may read which.
//!
//! `data/system_tables.json` holds 81 views as their documentation pages describe them in 2026;
//! `data/catalogue_tables.json` the few PostgreSQL catalogue tables that review scripts read, reduced to the
//! columns they use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use review_core::identity::Deployment;
use review_core::result::Row;
use review_sql::SqlType;
use serde::Deserialize;

use crate::variant::Variant;
use crate::views;
use crate::world::World;

/// What `text` and similar types without a length can hold.
const LONGEST: u32 = 65_535;

/// The type for the words on a documentation page.
fn type_of(words: &str) -> Option<SqlType> {
    let (base, arguments) = match words.split_once('(') {
        Some((base, rest)) => (base, rest.strip_suffix(')')?),
        None => (words, ""),
    };
    Some(match base {
        "boolean" => SqlType::Boolean,
        "smallint" => SqlType::SmallInt,
        // The page of SYS_LOAD_DETAIL gives splits_scanned no type; it counts.
        "integer" | "int" | "UNDOCUMENTED_TYPE" => SqlType::Integer,
        "bigint" | "long" => SqlType::BigInt,
        "oid" => SqlType::Oid,
        "real" => SqlType::Real,
        "double" | "double precision" => SqlType::Double,
        "numeric" => {
            let (precision, scale) = arguments.split_once(',')?;
            SqlType::Decimal { precision: precision.parse().ok()?, scale: scale.parse().ok()? }
        }
        "char" | "character" if arguments.is_empty() => SqlType::Char(1),
        "char" | "character" => SqlType::Char(arguments.parse().ok()?),
        "varchar" => SqlType::Varchar(arguments.parse().ok()?),
        "name" => SqlType::Varchar(128),
        "text" | "text[]" => SqlType::Varchar(LONGEST),
        // SYS_INTEGRATION_ACTIVITY calls its moments `time`, and its sample shows timestamps.
        "timestamp" | "timestamp without time zone" | "abstime" | "time" => SqlType::Timestamp,
        _ => return None,
    })
}

/// A system view.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) name: String,
    pub(crate) columns: Vec<(String, SqlType)>,
}

#[derive(Deserialize)]
struct Documented {
    columns: Vec<(String, String)>,
}

/// Every view by name.
pub(crate) fn all() -> &'static BTreeMap<String, View> {
    static VIEWS: OnceLock<BTreeMap<String, View>> = OnceLock::new();
    VIEWS.get_or_init(|| {
        let files = [include_str!("../data/system_tables.json"), include_str!("../data/catalogue_tables.json")];
        files.into_iter().flat_map(read).collect()
    })
}

/// The view of that name.
pub(crate) fn view(name: &str) -> Option<&'static View> {
    all().get(name)
}

fn read(file: &str) -> Vec<(String, View)> {
    let documented: BTreeMap<String, Documented> =
        serde_json::from_str(file).expect("the embedded list of views is valid");
    documented.into_iter().map(|(name, view)| (name.clone(), View { columns: columns(&name, view), name })).collect()
}

fn columns(view: &str, documented: Documented) -> Vec<(String, SqlType)> {
    let kind =
        |words: &str| type_of(words).unwrap_or_else(|| panic!("the embedded list gives {view} the type {words}"));
    documented.columns.into_iter().map(|(name, words)| (name, kind(&words))).collect()
}

/// The names of all views, sorted.
pub fn documented_views() -> impl Iterator<Item = &'static str> {
    all().keys().map(String::as_str)
}

/// The columns of a view with their types, in order; `None` when there is no such view.
pub fn documented_columns(name: &str) -> Option<&'static [(String, SqlType)]> {
    Some(&view(name)?.columns)
}

/// The generated rows of a view in a variant, whether or not that variant lets anybody read it; `None` when there
/// is no such view.
pub fn rows_of(variant: Variant, name: &str) -> Option<Vec<Row>> {
    let view = view(name)?;
    Some(views::rows(World::of(variant), &view.name))
}

/// SVV views that Serverless lacks although it has the rest of them.
const SVV_MISSING_ON_SERVERLESS: [&str; 5] =
    ["svv_query_state", "svv_vacuum_progress", "svv_vacuum_summary", "svv_diskusage", "svv_schema_quota_state"];

/// Whether this deployment answers `permission denied for relation` for the view, known here or not.
pub(crate) fn is_denied(name: &str, deployment: Deployment) -> bool {
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
