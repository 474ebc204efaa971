//! The system views by name, with the columns Amazon documents.
//!
//! The views that have a page of their own are those of [`system_views`]; `data/catalogue_tables.json` holds the few
//! PostgreSQL catalogue tables that review scripts read, reduced to the columns they use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use review_core::result::Row;
use review_pack::system_views::system_views;
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
struct Reduced {
    columns: Vec<(String, String)>,
}

/// Every view by name.
pub(crate) fn all() -> &'static BTreeMap<String, View> {
    static VIEWS: OnceLock<BTreeMap<String, View>> = OnceLock::new();
    VIEWS.get_or_init(|| {
        let documented = system_views().iter().map(|(name, view)| made(name, &view.columns));
        let reduced: BTreeMap<String, Reduced> = serde_json::from_str(include_str!("../data/catalogue_tables.json"))
            .expect("the embedded list of catalogue tables is valid");
        documented.chain(reduced.iter().map(|(name, table)| made(name, &table.columns))).collect()
    })
}

/// The view of that name.
pub(crate) fn view(name: &str) -> Option<&'static View> {
    all().get(name)
}

/// Columns whose page says `character` without a length and lists whole words as their values.
const WORDS: [(&str, &str); 2] = [("sys_vacuum_history", "vacuum_type"), ("sys_vacuum_history", "status")];

fn made(name: &str, columns: &[(String, String)]) -> (String, View) {
    let kind = |column: &str, words: &str| {
        if WORDS.contains(&(name, column)) {
            return SqlType::Char(64);
        }
        type_of(words).unwrap_or_else(|| panic!("the embedded list gives {name} the type {words}"))
    };
    let columns = columns.iter().map(|(column, words)| (column.clone(), kind(column, words))).collect();
    (name.to_owned(), View { name: name.to_owned(), columns })
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
