//! Nodes, slices and disks: four nodes with managed storage, four slices of data on each.

use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::tables::Table;

/// Nodes of the provisioned samples.
pub(crate) const NODES: i64 = 4;
/// Data slices on a node.
pub(super) const SLICES: i64 = 4;
/// Managed storage of the whole cluster in blocks of 1 MB: 128 TB for each node.
const QUOTA: i64 = NODES * 128 * 1024 * 1024;
/// The local cache of a node in blocks of 1 MB.
const CACHE: i64 = 3_339_176;

pub(super) fn stv_node_storage_capacity(world: &World) -> Sheet {
    let mut sheet = Sheet::new("stv_node_storage_capacity", &["node", "used", "capacity"]);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    // As on managed storage: `used` is the node's, `capacity` the whole cluster's.
    for node in 0..NODES {
        sheet.push(row![node, used(world, node), QUOTA]);
    }
    sheet
}

/// What a node holds: a quarter of all, and on the last node of a troubled cluster 18 percent more.
fn used(world: &World, node: i64) -> i64 {
    let share = world.tables.iter().map(Table::blocks).sum::<i64>() / NODES;
    let uneven = world.variant.is_troubled() && node == NODES - 1;
    share + share * node / 1_000 + if uneven { share * 18 / 100 } else { 0 }
}

pub(super) fn stv_slices(world: &World) -> Sheet {
    let mut sheet = Sheet::new("stv_slices", &["node", "slice", "localslice", "type"]);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    // Beside its data slices a node has slices that only compute, numbered after all data slices.
    for (kind, first) in [("D", 0), ("C", NODES * SLICES)] {
        for slice in 0..NODES * SLICES {
            let (node, local) = (slice / SLICES, slice % SLICES);
            sheet.push(row![node, first + slice, local + if first > 0 { SLICES } else { 0 }, kind]);
        }
    }
    sheet
}

pub(super) fn stv_partitions(world: &World) -> Sheet {
    let columns = [
        "owner",
        "host",
        "diskno",
        "part_begin",
        "part_end",
        "used",
        "tossed",
        "capacity",
        "reads",
        "writes",
        "seek_forward",
        "seek_back",
        "is_san",
        "failed",
        "mbps",
        "mount",
    ];
    let mut sheet = Sheet::new("stv_partitions", &columns);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    for node in 0..NODES {
        let used = used(world, node).min(CACHE / 10 * 9);
        let reads = 41_000_000 + node * 73_211;
        sheet.push(row![
            node,
            node,
            0,
            0,
            CACHE << 20,
            used,
            0,
            CACHE,
            reads,
            reads / 4,
            0,
            0,
            0,
            0,
            1_950,
            "/dev/nvme1n1"
        ]);
    }
    sheet
}
