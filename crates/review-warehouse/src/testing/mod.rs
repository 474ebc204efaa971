//! What tests against a real warehouse need.

mod certificates;
mod postgres_server;
mod programs;

pub use certificates::ServerCertificate;
pub use postgres_server::PostgresServer;
