//! Quotas of schemas.

use super::DATABASE;
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::people::ADMIN;
use crate::world::tables::Table;

/// Schemas with what they use of their quota, in hundredths of a percent: in a well kept warehouse, and in a troubled
/// one. Archive stays just below the border.
const QUOTAS: [(&str, i64, i64); 3] = [("archive", 7_990, 7_990), ("finance", 4_200, 4_200), ("staging", 3_700, 9_150)];

pub(super) fn svv_redshift_schema_quota(world: &World) -> Sheet {
    let columns = ["database_name", "schema_name", "schema_owner", "quota", "disk_usage"];
    let mut sheet = Sheet::new("svv_redshift_schema_quota", &columns);
    for (schema, well, ill) in QUOTAS {
        let used: i64 = world.tables.iter().filter(|table| table.schema == schema).map(Table::blocks).sum();
        let share = if world.variant.is_troubled() { ill } else { well };
        sheet.push(row![DATABASE, schema, ADMIN.id, used * 10_000 / share, used]);
    }
    // No quota is written as none.
    for schema in ["public", "sales", "marketing", "ops"] {
        let used: i64 = world.tables.iter().filter(|table| table.schema == schema).map(Table::blocks).sum();
        sheet.push(row![DATABASE, schema, ADMIN.id, None::<i64>, used]);
    }
    sheet
}
