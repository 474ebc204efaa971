//! What the control plane says of a warehouse: before anything connects, and without waking a Serverless workgroup.

mod ask;
mod availability;
mod cluster;
mod decide;
mod warehouse_facts;
mod workgroup;

pub use ask::facts;
pub use availability::availability;
pub use warehouse_facts::{Capacity, Endpoint, Kind, WarehouseFacts};
