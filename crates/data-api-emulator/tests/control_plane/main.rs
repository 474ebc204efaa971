//! The services beside the Data API, asked by the official SDK through the product's own code; and temporary
//! credentials with which the wire adapter logs in to a real PostgreSQL.

mod botocore;
mod calls;
mod facts;
mod fixture;
mod logins;
mod refusals;
mod roles;
mod secrets;

#[path = "../boto3/python.rs"]
mod python;
