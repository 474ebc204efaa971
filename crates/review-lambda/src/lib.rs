//! The Lambda functions of the AWS driver, and what all of them share.
//!
//! A function is a [`Function`]: it takes a small payload of ids and gives a small answer. [`serve`] does the rest:
//! every error leaves under a name of its own ([`ErrorName`]), since state machines match on names; every line of the
//! log carries run, lane, query and round; metrics go out with the log; and a function stops by itself, and says so,
//! before Lambda would kill it without a word.
//!
//! **This crate never** decides what a run does next (the core does), puts query text into payloads, answers or logs,
//! and links no SQL engine.

mod assets;
mod aws;
mod custom_resource;
mod folders;
mod ids;
mod invocation;
mod invoke;
mod lane;
mod layout;
mod logs;
mod metrics;
mod named;
mod run;
mod serve;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;
mod warehouses;

pub use aws_config::SdkConfig;

pub use assets::{Assets, AssetsFunction};
pub use aws::{Executions, Started, Subscribers, Topic, own_config};
pub use folders::{Folders, Opened};
pub use ids::{AttemptRef, BucketName, LaneRef, RunKey, RunRef};
pub use invocation::Invocation;
pub use invoke::{InvokeFunction, Invoked, RefusedRun, StartedRun};
pub use lane::{CoreCall, CoreFunction, LaneDue, QueryCall, QueryFunction, TaskError};
pub use layout::{Layout, OpenRun};
pub use metrics::Metric;
pub use named::{ErrorName, NamedError};
pub use run::{RunCall, RunDue, RunFunction, RunPayload};
pub use serve::{Function, serve};
pub use settings::Settings;
pub use warehouses::{Warehouses, describing_role};
