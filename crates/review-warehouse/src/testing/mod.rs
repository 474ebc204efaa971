//! What tests against a real warehouse need.

mod certificates;
mod open_session;
mod postgres_server;
mod programs;

pub use certificates::ServerCertificate;
pub use open_session::OpenSession;
pub use postgres_server::PostgresServer;
