//! Tables as `svv_table_info` sums them up.

use super::DATABASE;
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::tables::{Order, Table};

const COLUMNS: [&str; 22] = [
    "database",
    "schema",
    "table_id",
    "table",
    "encoded",
    "diststyle",
    "sortkey1",
    "max_varchar",
    "sortkey1_enc",
    "sortkey_num",
    "size",
    "pct_used",
    "empty",
    "unsorted",
    "stats_off",
    "tbl_rows",
    "skew_sortkey1",
    "skew_rows",
    "estimated_visible_rows",
    "risk_event",
    "vacuum_sort_benefit",
    "create_time",
];

/// The managed storage a share is reckoned of, in blocks of 1 MB.
const STORAGE: f64 = 536_870_912.0;

pub(super) fn svv_table_info(world: &World) -> Sheet {
    let mut sheet = Sheet::new("svv_table_info", &COLUMNS);
    for table in &world.tables {
        let first = table.columns.iter().find(|column| column.sort_place == 1);
        let (sorted_by, sort_columns) = sort_key(table);
        sheet.push(row![
            DATABASE,
            table.schema,
            table.id,
            table.name,
            encoded(table),
            table.spread.words(),
            sorted_by,
            table.max_varchar(),
            first.map_or("", |column| column.encoding),
            sort_columns,
            table.blocks(),
            table.blocks() as f64 * 100.0 / STORAGE,
            0,
            table.unsorted,
            table.stats_off,
            table.rows,
            first.map(|_| 1.0),
            table.skew_rows,
            table.visible_rows,
            None::<String>,
            Some(table.sort_benefit),
            table.created
        ]);
    }
    sheet
}

fn sort_key(table: &Table) -> (Option<String>, i64) {
    match table.order {
        Order::None => (None, 0),
        Order::By(column) => (Some(column.to_owned()), 1),
        Order::Interleaved(columns) => (Some("INTERLEAVED".to_owned()), i64::try_from(columns.len()).unwrap_or(0)),
        Order::Auto => (Some("AUTO(SORTKEY)".to_owned()), 0),
        Order::AutoBy(column) => (Some(format!("AUTO(SORTKEY({column}))")), 1),
    }
}

/// `N` when no column is compressed, `Y` when any column is compressed; `AUTO(ENCODE)` where Redshift chose, as it does with AUTO tables.
fn encoded(table: &Table) -> &'static str {
    if table.columns.iter().all(|column| column.encoding == "none") {
        return "N";
    }
    match table.order {
        Order::Auto | Order::AutoBy(_) => "Y, AUTO(ENCODE)",
        Order::None | Order::By(_) | Order::Interleaved(_) => "Y",
    }
}
