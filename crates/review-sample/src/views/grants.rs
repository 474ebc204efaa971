//! What users may do, what was changed about them, and the functions they made.

use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::access::{NEW_PASSWORD, PROMOTION};
use crate::world::people::{ADMIN, KIM, LOADER};
use crate::world::tables::Table;

/// What everybody may read, in every sample.
const OPEN: [&str; 3] = ["public.calendar", "public.holidays", "public.app_settings"];
/// What everybody may change in troubled samples.
const WIDE_OPEN: [&str; 2] = ["finance.cost_centres", "ops.regions"];

pub(super) fn svv_relation_privileges(world: &World) -> Sheet {
    let columns = [
        "namespace_name",
        "relation_name",
        "privilege_type",
        "identity_id",
        "identity_name",
        "identity_type",
        "admin_option",
    ];
    let mut sheet = Sheet::new("svv_relation_privileges", &columns);
    let mut grant = |table: &Table, privilege: &str, id: i64, name: &str, kind: &str| {
        sheet.push(row![table.schema, table.name, privilege, id, name, kind, false]);
    };
    for table in &world.tables {
        grant(table, "SELECT", 3_010, "analysts", "role");
        grant(table, "INSERT", LOADER.id, LOADER.name, "user");
        if OPEN.contains(&table.qualified().as_str()) {
            grant(table, "SELECT", 0, "public", "public");
        }
        if world.variant.is_troubled() && WIDE_OPEN.contains(&table.qualified().as_str()) {
            for privilege in ["SELECT", "INSERT", "UPDATE", "DELETE"] {
                grant(table, privilege, 0, "public", "public");
            }
        }
    }
    sheet
}

pub(super) fn svv_schema_privileges(world: &World) -> Sheet {
    let columns = [
        "namespace_name",
        "privilege_type",
        "identity_id",
        "identity_name",
        "identity_type",
        "admin_option",
        "privilege_scope",
    ];
    let mut sheet = Sheet::new("svv_schema_privileges", &columns);
    let mut grant = |schema: &str, privilege: &str, id: i64, name: &str, kind: &str| {
        sheet.push(row![schema, privilege, id, name, kind, false, "SCHEMA"]);
    };
    for schema in ["sales", "finance", "marketing", "ops", "staging", "archive"] {
        grant(schema, "USAGE", 3_010, "analysts", "role");
    }
    grant("pg_catalog", "USAGE", 0, "public", "public");
    grant("public", "USAGE", 0, "public", "public");
    grant("public", "CREATE", 0, "public", "public");
    grant("sales", "USAGE", 0, "public", "public");
    if world.variant.is_troubled() {
        grant("staging", "CREATE", 0, "public", "public");
    }
    sheet
}

pub(super) fn sys_userlog(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "user_name",
        "original_user_name",
        "action",
        "has_create_db_privs",
        "is_superuser",
        "has_update_catalog_privs",
        "session_id",
        "transaction_id",
        "record_time",
    ];
    let mut sheet = Sheet::new("sys_userlog", &columns);
    for run in &world.runs {
        let changed = match run.text.as_str() {
            PROMOTION => LOADER,
            NEW_PASSWORD => ADMIN,
            _ => continue,
        };
        let createdb = i64::from(changed.superuser);
        sheet.push(row![
            changed.id,
            changed.name,
            "",
            "alter",
            createdb,
            1,
            0,
            run.session_id,
            run.transaction_id,
            run.start
        ]);
    }
    sheet
}

/// Languages by number.
const SQL: i64 = 14;
const PYTHON: i64 = 100_005;

pub(super) fn pg_language(_: &World) -> Sheet {
    let mut sheet = Sheet::new("pg_language", &["oid", "lanname", "lanispl"]);
    for (number, name, is_procedural) in
        [(12, "internal", false), (13, "c", false), (SQL, "sql", false), (PYTHON, "plpythonu", true)]
    {
        sheet.push(row![number, name, is_procedural]);
    }
    sheet
}

/// A function in SQL everywhere; in troubled samples two in Python as well.
pub(super) fn pg_proc(world: &World) -> Sheet {
    let columns = ["oid", "proname", "pronamespace", "proowner", "prolang", "pronargs"];
    let mut sheet = Sheet::new("pg_proc", &columns);
    let functions = [
        (110_301, "f_margin", 2_200, ADMIN, SQL, 2),
        (110_302, "f_clean_phone", 100_100, KIM, PYTHON, 1),
        (110_303, "f_utm_source", 100_104, KIM, PYTHON, 2),
    ];
    for (number, name, schema, owner, language, arguments) in functions {
        if language != PYTHON || world.variant.is_troubled() {
            sheet.push(row![number, name, schema, owner.id, language, arguments]);
        }
    }
    sheet
}
