//! The wire adapter against a real PostgreSQL. A test is a process with a server of its own, so there are few.

mod connecting;
mod credentials;
mod fixture;
mod harness;
mod memory;
mod proxy;
mod redshift;
mod statements;
mod tls;
