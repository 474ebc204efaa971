//! The fleet file: several warehouses by name, to be reviewed in one go.

mod address;
mod model;
mod read;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use read::{FILE_KEYS, WAREHOUSE_KEYS};

pub use address::with as address_with;
pub use model::{AddressProblem, CheckedFleet, Fleet, FleetWarehouse, TagSelection};
pub use read::check_fleet;
