//! The services beside the Data API that a review calls: what stands where (Redshift, Redshift Serverless), who asks
//! (STS), secrets (Secrets Manager), and temporary credentials that a PostgreSQL really accepts.
//!
//! What is emulated is what a client sees: requests, answers, errors, the ExternalId of a role, credentials for a
//! user that does not exist. No policy is evaluated (an action is denied when a test says so), and no signature is
//! verified. In one thing credentials differ from AWS's: a user has one password at a time, so that credentials
//! for another database are the same, and fresh ones end older ones of the same user.

mod administrator;
mod answer;
mod asked;
mod denial;
mod issue;
mod metrics;
mod names;
mod options;
mod redshift;
mod request;
mod secrets;
mod serve;
mod serverless;
mod state;
mod sts;

pub use administrator::Administrator;
pub use options::{ControlPlane, Secret};
pub(crate) use serve::{call, is_meant};
pub(crate) use state::State;
