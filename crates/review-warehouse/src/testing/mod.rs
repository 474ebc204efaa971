//! What tests against a real warehouse need.

mod postgres_server;
mod programs;

pub use postgres_server::PostgresServer;
