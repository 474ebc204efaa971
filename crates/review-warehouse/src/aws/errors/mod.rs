//! What AWS said, as a [`WarehouseError`](crate::WarehouseError): translated once, here, for every service.
//!
//! [`from_sdk`] takes what an SDK client returned. Behind it are pure functions of service, operation, code and
//! message ([`refused`]), of a denial's words ([`Denied`]) and of the chain that looked for credentials.

mod call;
mod chain;
mod codes;
mod credentials;
mod denied;
mod refused;
mod sdk;

pub use call::Call;
pub use denied::{Denied, Obstacle};
pub use refused::{refused, refused_at};
pub use sdk::{from_sdk, from_sdk_at, require_region};
