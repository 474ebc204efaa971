//! What tests against a real mail server need.

mod certificates;
mod received;
mod server;

pub use received::{Attached, Received};
pub use server::{Behaviour, MailServer};
