//! The PostgreSQL catalogue: schemas, relations, columns.

use review_pack::system_views::is_withheld;
use review_sql::RelationPrivilege;

use super::{DATABASE, DATABASE_ID, SHARED_DATABASE};
use crate::catalogue::{all, view};
use crate::sheet::{Sheet, row};
use crate::sight::Sight;
use crate::variant::Variant;
use crate::world::World;
use crate::world::people::ADMIN;
use crate::world::tables::{Column, Table};

/// Schemas by their number: the system's, then the users'.
const SCHEMAS: [(i64, &str); 12] = [
    (11, "pg_catalog"),
    (99, "pg_toast"),
    (86_028, "information_schema"),
    (86_039, "pg_internal"),
    (86_112, "pg_automv"),
    (2_200, "public"),
    (100_100, "sales"),
    (100_102, "finance"),
    (100_104, "marketing"),
    (100_106, "ops"),
    (100_108, "staging"),
    (100_110, "archive"),
];

/// Catalogue tables whose numbers are PostgreSQL's own; all other relations of the system count from
/// [`FIRST_VIEW`], by name.
const CATALOGUE_TABLES: [(i64, &str); 2] = [(1_249, "pg_attribute"), (1_259, "pg_class")];
const FIRST_VIEW: i64 = 86_500;

/// Settings a session can ask for. Whether Redshift lists `metadata_security` among them is not documented, so it
/// is not there.
const SETTINGS: [(&str, &str); 4] = [
    ("enable_case_sensitive_identifier", "off"),
    ("query_group", "unset"),
    ("search_path", "$user, public"),
    ("statement_timeout", "0"),
];

/// Relations of the system, which a review of tables has to leave out: number, name, kind.
fn system_relations() -> impl Iterator<Item = (i64, &'static str, &'static str)> {
    let views = all().keys().filter(|name| CATALOGUE_TABLES.iter().all(|(_, known)| known != name));
    let views = (FIRST_VIEW..).zip(views).map(|(number, name)| (number, name.as_str(), "v"));
    CATALOGUE_TABLES.into_iter().map(|(number, name)| (number, name, "r")).chain(views)
}

/// What the reviewer may read, of every relation in `pg_class`. The role sys:monitor opens every system view that
/// the deployment has; nobody granted the reviewer anything on tables.
pub(crate) fn privileges(world: &World, sight: Sight) -> Vec<RelationPrivilege> {
    let privilege = |oid: i64, name: &str, is_readable| RelationPrivilege { oid, name: name.to_owned(), is_readable };
    let is_readable = |name: &str| !is_withheld(name, world.variant.deployment()) && !sight.denies(name);
    let system = system_relations().map(|(oid, name, _)| privilege(oid, name, is_readable(name)));
    system.chain(world.tables.iter().map(|table| privilege(table.id, table.name, false))).collect()
}

pub(super) fn pg_settings(_: &World) -> Sheet {
    let mut sheet = Sheet::new("pg_settings", &["name", "setting"]);
    for (name, setting) in SETTINGS {
        sheet.push(row![name, setting]);
    }
    sheet
}

fn schema_number(name: &str) -> i64 {
    SCHEMAS.iter().find(|(_, known)| *known == name).map_or(2_200, |(number, _)| *number)
}

pub(super) fn pg_namespace(_: &World) -> Sheet {
    let mut sheet = Sheet::new("pg_namespace", &["oid", "nspname", "nspowner"]);
    for (number, name) in SCHEMAS {
        let owner = if name.starts_with("pg_") || name == "information_schema" { 1 } else { ADMIN.id };
        sheet.push(row![number, name, owner]);
    }
    sheet
}

pub(super) fn pg_database(_: &World) -> Sheet {
    let columns = ["oid", "datname", "datdba", "encoding", "datistemplate", "datallowconn"];
    let mut sheet = Sheet::new("pg_database", &columns);
    for (number, name, is_template) in
        [(1, "template1", true), (99_000, "padb_harvest", false), (DATABASE_ID, DATABASE, false)]
    {
        let owner = if name == DATABASE { ADMIN.id } else { 1 };
        sheet.push(row![number, name, owner, 6, is_template, name == DATABASE]);
    }
    sheet
}

pub(super) fn svv_redshift_databases(world: &World) -> Sheet {
    let columns = ["database_name", "database_owner", "database_type", "database_isolation_level"];
    let mut sheet = Sheet::new("svv_redshift_databases", &columns);
    sheet.push(row![DATABASE, ADMIN.id, "local", "Snapshot Isolation"]);
    if world.variant == Variant::Serverless {
        sheet.push(row![SHARED_DATABASE, ADMIN.id, "shared", "Snapshot Isolation"]);
    }
    sheet
}

pub(super) fn pg_class(world: &World) -> Sheet {
    let columns = [
        "oid",
        "relname",
        "relnamespace",
        "reltype",
        "relowner",
        "relam",
        "relfilenode",
        "reltablespace",
        "relpages",
        "reltuples",
        "relkind",
        "relnatts",
        "relhasindex",
        "relisshared",
        "relhasoids",
        "relhaspkey",
        "reldiststyle",
    ];
    let mut sheet = Sheet::new("pg_class", &columns);
    let mut relation = |id: i64, name: &str, schema: i64, kind: &str, rows: i64, columns: usize, spread: i64| {
        let columns = i64::try_from(columns).unwrap_or(0);
        sheet.push(row![
            id,
            name,
            schema,
            id + 1,
            ADMIN.id,
            0,
            id,
            0,
            0,
            rows as f64,
            kind,
            columns,
            false,
            false,
            false,
            false,
            spread
        ]);
    };
    for (id, name, kind) in system_relations() {
        let columns = view(name).map_or(0, |view| view.columns.len());
        relation(id, name, 11, kind, 0, columns, 0);
    }
    for table in &world.tables {
        let schema = schema_number(table.schema);
        // Redshift keeps single precision here; a rounded count is what it would show.
        let rows = table.visible_rows / 1_000 * 1_000;
        relation(table.id, table.name, schema, "r", rows, table.columns.len(), table.spread.number());
    }
    sheet
}

pub(super) fn pg_tables(world: &World) -> Sheet {
    let mut sheet =
        Sheet::new("pg_tables", &["schemaname", "tablename", "tableowner", "hasindexes", "hasrules", "hastriggers"]);
    for table in &world.tables {
        sheet.push(row![table.schema, table.name, ADMIN.name, false, false, false]);
    }
    sheet
}

/// Types by number: name, length in bytes (-1 when it varies).
const TYPES: [(i64, &str, i64); 10] = [
    (16, "bool", 1),
    (20, "int8", 8),
    (21, "int2", 2),
    (23, "int4", 4),
    (701, "float8", 8),
    (1_043, "varchar", -1),
    (1_082, "date", 4),
    (1_114, "timestamp", 8),
    (1_700, "numeric", -1),
    (4_000, "super", -1),
];

pub(super) fn pg_type(_: &World) -> Sheet {
    let mut sheet = Sheet::new("pg_type", &["oid", "typname", "typnamespace", "typlen"]);
    for (number, name, length) in TYPES {
        sheet.push(row![number, name, 11, length]);
    }
    sheet
}

/// Number, length and modifier of a column's type, as `pg_attribute` keeps them.
fn stored_type(column: &Column) -> (i64, i64, i64) {
    let (base, arguments) = column.type_name.split_once('(').unwrap_or((column.type_name, ""));
    let numbers: Vec<i64> = arguments.trim_end_matches(')').split(',').filter_map(|part| part.parse().ok()).collect();
    let name = match base {
        "bigint" => "int8",
        "integer" => "int4",
        "smallint" => "int2",
        "boolean" => "bool",
        "double precision" => "float8",
        other => other,
    };
    let (number, _, length) = TYPES.iter().find(|(_, known, _)| *known == name).copied().unwrap_or(TYPES[5]);
    let modifier = match numbers.as_slice() {
        [length] => length + 4,
        [precision, scale] => (precision << 16 | scale) + 4,
        _ => -1,
    };
    (number, length, modifier)
}

/// `attencodingtype`: 0 is raw. The other numbers are not documented; a script can only tell raw from the rest.
fn encoding_number(encoding: &str) -> i64 {
    match encoding {
        "none" => 0,
        "lzo" => 134,
        "zstd" => 139,
        _ => 144,
    }
}

pub(super) fn pg_attribute(world: &World) -> Sheet {
    let columns = [
        "attrelid",
        "attname",
        "atttypid",
        "attstattarget",
        "attlen",
        "attnum",
        "attndims",
        "attcacheoff",
        "atttypmod",
        "attbyval",
        "attstorage",
        "attalign",
        "attnotnull",
        "atthasdef",
        "attisdropped",
        "attislocal",
        "attinhcount",
        "attisdistkey",
        "attispreloaded",
        "attsortkeyord",
        "attencodingtype",
        "attencrypttype",
    ];
    let mut sheet = Sheet::new("pg_attribute", &columns);
    for table in &world.tables {
        // Every relation has hidden system columns with numbers below 1.
        for (number, name) in [(-2, "oid"), (-8, "insertxid"), (-9, "deletexid")] {
            sheet.push(row![
                table.id, name, 20, 0, 8, number, 0, -1, -1, false, "p", "d", true, false, false, true, 0, false,
                false, 0, 0, 0
            ]);
        }
        for (number, column) in (1_i64..).zip(&table.columns) {
            let (kind, length, modifier) = stored_type(column);
            sheet.push(row![
                table.id,
                column.name,
                if column.is_dropped { 0 } else { kind },
                -1,
                length,
                number,
                0,
                -1,
                modifier,
                false,
                "p",
                "i",
                number == 1,
                false,
                column.is_dropped,
                true,
                0,
                column.is_spread_key,
                false,
                column.sort_place,
                encoding_number(column.encoding),
                0
            ]);
        }
    }
    sheet
}

/// As if every schema were on the search path.
pub(super) fn pg_table_def(world: &World) -> Sheet {
    let columns = ["schemaname", "tablename", "column", "type", "encoding", "distkey", "sortkey", "notnull"];
    let mut sheet = Sheet::new("pg_table_def", &columns);
    let kept = |table: &Table| table.columns.iter().filter(|column| !column.is_dropped).cloned().collect::<Vec<_>>();
    for table in &world.tables {
        for (place, column) in kept(table).into_iter().enumerate() {
            let type_name = column.type_name.replace("varchar", "character varying");
            let type_name = if type_name == "timestamp" { "timestamp without time zone" } else { &type_name };
            sheet.push(row![
                table.schema,
                table.name,
                column.name,
                type_name,
                column.encoding,
                column.is_spread_key,
                column.sort_place,
                place == 0
            ]);
        }
    }
    sheet
}
