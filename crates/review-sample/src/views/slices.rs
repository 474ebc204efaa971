//! What each slice of a cluster holds of each table.

use super::DATABASE_ID;
use super::cluster::{NODES, SLICES};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::tables::{Spread, Table};

const COLUMNS: [&str; 12] = [
    "slice",
    "id",
    "name",
    "rows",
    "sorted_rows",
    "temp",
    "db_id",
    "insert_pristine",
    "delete_pristine",
    "backup",
    "dist_style",
    "block_count",
];

pub(super) fn stv_tbl_perm(world: &World) -> Sheet {
    let mut sheet = Sheet::new("stv_tbl_perm", &COLUMNS);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    for table in &world.tables {
        for (slice, rows) in (0_i64..).zip(rows_by_slice(table)) {
            let sorted = rows - rows / 10_000 * hundredths(table.unsorted.unwrap_or(0.0));
            sheet.push(row![
                slice,
                table.id,
                table.name,
                rows,
                sorted,
                0,
                DATABASE_ID,
                0,
                1,
                1,
                table.spread.number(),
                table.blocks() / (NODES * SLICES)
            ]);
        }
    }
    sheet
}

/// The rows on each data slice. The fullest holds `skew_rows` times the emptiest: up to 4 the slices fill up evenly
/// from the first to the last, and beyond that one slice alone stands out. A table with a copy on each node keeps it
/// on the node's first slice.
fn rows_by_slice(table: &Table) -> Vec<i64> {
    let slices = NODES * SLICES;
    if matches!(table.spread, Spread::All | Spread::AutoAll) {
        return (0..slices).map(|slice| if slice % SLICES == 0 { table.rows } else { 0 }).collect();
    }
    let skew = hundredths(table.skew_rows.unwrap_or(1.0));
    let last = slices - 1;
    let weight = |slice: i64| match skew {
        400.. => last * if slice == 0 { skew } else { 100 },
        _ => last * 100 + (skew - 100) * slice,
    };
    let all: i64 = (0..slices).map(weight).sum();
    let mut rows: Vec<i64> = (0..slices).map(|slice| table.rows * weight(slice) / all).collect();
    // What the divisions left over, so that the slices hold the table's rows.
    rows[0] += table.rows - rows.iter().sum::<i64>();
    rows
}

/// A number with two decimals in hundredths.
fn hundredths(number: f64) -> i64 {
    (number * 100.0).round() as i64
}
