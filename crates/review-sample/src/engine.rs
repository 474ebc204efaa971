//! The engine with the tables a script names, and its failures in the warehouse's words.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use review_pack::system_views::is_withheld;
use review_sql::{Engine, Session, SqlError, SqlErrorKind, Table};
use review_warehouse::WarehouseError;

use crate::catalogue;
use crate::clock::NOW;
use crate::faults::denied;
use crate::relations;
use crate::sight::Sight;
use crate::variant::Variant;
use crate::views::{self, DATABASE};
use crate::warehouse_facts::VERSION;
use crate::world::World;
use crate::world::people::REVIEWER;

/// An engine that knows the views of the script which this deployment, and the user's rights, let the user read.
pub(crate) fn engine_for(variant: Variant, sight: Sight, sql: &str) -> Engine {
    let mut engine = Engine::new(Session {
        now: NOW,
        user: REVIEWER.name.to_owned(),
        database: DATABASE.to_owned(),
        version: VERSION.to_owned(),
    });
    if sql.to_ascii_lowercase().contains("has_table_privilege") {
        engine = engine.with_privileges(views::privileges(World::of(variant), sight));
    }
    for name in relations::known(sql) {
        if !is_withheld(name, variant.deployment()) && !sight.denies(name) {
            engine.register(table(variant, sight, name));
        }
    }
    engine
}

/// A view as the engine's table, made once in a process.
fn table(variant: Variant, sight: Sight, name: &'static str) -> Table {
    type Made = Mutex<BTreeMap<(Variant, Sight, &'static str), Arc<OnceLock<Table>>>>;
    static MADE: Made = Mutex::new(BTreeMap::new());
    let place =
        Arc::clone(MADE.lock().unwrap_or_else(PoisonError::into_inner).entry((variant, sight, name)).or_default());
    // Made outside of the lock: two statements that name different views do not wait for each other.
    place
        .get_or_init(|| {
            let view = catalogue::view(name).expect("a known view");
            let world = World::of(variant);
            let rows = sight.of(world, name, &view.columns, views::rows(world, name));
            Table::new(name, view.columns.clone(), rows).expect("rows fit the view they were made for")
        })
        .clone()
}

/// The engine's failure as the warehouse tells it.
pub(crate) fn failure(variant: Variant, sight: Sight, sql: &str, error: SqlError) -> WarehouseError {
    if error.kind == SqlErrorKind::MissingObject {
        let deployment = variant.deployment();
        if let Some(relation) = relations::first_denied(sql, |name| is_withheld(name, deployment)) {
            return denied(&relation, remedy(deployment));
        }
        if let Some(relation) = relations::first_denied(sql, |name| sight.denies(name)) {
            return denied(&relation, "grant the role sys:monitor to the user of the review");
        }
    }
    let class = match error.kind {
        // Too long or too deep stays so however often it is tried.
        SqlErrorKind::Syntax | SqlErrorKind::TooDeep => ErrorClass::Syntax,
        SqlErrorKind::MissingObject => ErrorClass::MissingObject,
        SqlErrorKind::Permission => ErrorClass::Permission,
        SqlErrorKind::TimeLimit | SqlErrorKind::MemoryLimit | SqlErrorKind::Cancelled => ErrorClass::Aborted,
        SqlErrorKind::Data | SqlErrorKind::Internal => ErrorClass::Unknown,
    };
    let place = match (error.line, error.column) {
        (Some(line), Some(column)) => format!(" at line {line}, column {column}"),
        _ => String::new(),
    };
    WarehouseError {
        code: error.code.map(str::to_owned),
        ..WarehouseError::new(class, format!("{}{place}", error.message))
    }
}

fn remedy(deployment: Deployment) -> &'static str {
    match deployment {
        Deployment::Serverless => "read the SYS_ views: Serverless does not have this one",
        _ => "read the SYS_ views: a cluster in two availability zones does not have this one",
    }
}
