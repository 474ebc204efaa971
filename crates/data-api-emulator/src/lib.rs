//! A development server that speaks the wire protocol of the Amazon Redshift Data API.
//!
//! AWS's own SDKs talk to it (the Rust SDK and boto3 do, in its tests), and behind it is a warehouse of this
//! project: a sample, or a real PostgreSQL. So a program that uses the Data API can be developed and tested without
//! an account, and its trouble can be had on demand: throttling, lost connections, missing pages, expired results,
//! statements that somebody else ends.
//!
//! # As a program
//!
//! ```sh
//! data-api-emulator --warehouse sample:troubled --cluster my-cluster
//! AWS_ENDPOINT_URL_REDSHIFT_DATA=http://127.0.0.1:7001 aws redshift-data execute-statement \
//!     --cluster-identifier my-cluster --database dev --sql 'select 1'
//! ```
//!
//! `--help` lists everything. It listens on loopback unless told otherwise.
//!
//! # In a test
//!
//! ```no_run
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use data_api_emulator::{Emulator, Fault, Injection, Options};
//! use review_sample::SampleWarehouse;
//!
//! let warehouse = Arc::new(SampleWarehouse::open("troubled?slow=TableInfo:60")?);
//! let emulator = Emulator::start(warehouse, Options::cluster("my-cluster")).await?;
//! emulator.inject(Injection::of("DescribeStatement", 3, Fault::Throttle));
//! let endpoint = emulator.url(); // for the SDK's `endpoint_url`
//! # Ok(())
//! # }
//! ```
//!
//! Results expire after a day: give [`Emulator::start_at`] a [`ShiftedClock`] and set it forward.
//!
//! # What is served
//!
//! `ExecuteStatement`, `BatchExecuteStatement`, `DescribeStatement`, `GetStatementResult`, `GetStatementResultV2`,
//! `CancelStatement`, `ListStatements` and `ListDatabases`. Every other operation is answered with
//! `UnknownOperationException`. Inputs are checked as the service's model says; quotas on calls a second are off
//! until [`Options::rates`] (or `--rates`) switches them on.
//!
//! # Controls
//!
//! | request | what it does |
//! | --- | --- |
//! | `POST /_emulator/faults` | one fault, for example `{"fault": "throttle", "operation": "DescribeStatement", "times": 3}` |
//! | `DELETE /_emulator/faults` | takes all faults back |
//! | `POST /_emulator/statements/ID` | `{"do": "expire_result"}`, `{"do": "expire"}`, `{"do": "abort", "status": "FAILED", "error": "..."}` |
//! | `GET /_emulator/calls` | the calls so far: when, role, operation, ids, error, fault |
//! | `DELETE /_emulator/calls` | forgets them |
//!
//! Faults are `throttle`, `delay` (`milliseconds`), `drop_before`, `drop_after` (the connection is closed before or
//! after the effect), `error` (`name`, `message`), `paused_cluster`, `unknown_cluster`, `skip_page`, `wrong_total`
//! (`by`) and `ignore_cancel` (`answer`). `operation` and `role` narrow the calls; `times` is 1 when it is left out,
//! and 0 is every call.
//!
//! # Where it is not AWS
//!
//! - **Signatures are not verified.** Who calls is taken from the header `x-caller-role` (LocalStack sends it), else
//!   from the access key in the signature; [`Identities`] knows which role is behind a key. IAM allows everything,
//!   and a secret is not looked up: the warehouse has one user.
//! - The warehouse behind it is read-only and takes one statement that returns rows; everything else fails there. So
//!   every finished statement has a result set, and nothing is ever written or rolled back. The statements of a
//!   batch have a connection each: a transaction here only means that the first failure ends it.
//! - No sessions: `SessionId` and `SessionKeepAliveSeconds` are refused. `WithEvent` is taken, and nothing is sent.
//! - Parameters are written into the text as literals; AWS binds them.
//! - `RedshiftPid` and `RedshiftQueryId` are numbers of the emulator's own. `RedshiftQueryUuid` is not there.
//! - A page of the JSON form has 1,000 rows or 1 MB at most here, since AWS documents no size
//!   ([`Limits::page_rows`]). The limit of 500 MB is counted before compression.
//! - AWS documents no words for most refusals. Those that others have reported are used word for word ("Redshift
//!   endpoint doesn't exist in this region.", "Query does not exist.", "Query does not have result. Please check
//!   query status with DescribeStatement.", "Could not cancel a query that is already in ... state"); the rest are
//!   our own. That somebody else's statement counts as one that does not exist was not seen on AWS, nor how a paused
//!   cluster answers, nor how the CSV form tells NULL from empty text (here: nothing, and two quotes), nor that
//!   a statement is forgotten together with its result. AWS's guide shows `ResultFormat` in lower case in one place
//!   and in upper case in another; here it is as in the service's model, `JSON` and `CSV`.
//! - `nullable` in column metadata is 2 (unknown) where the warehouse does not tell; schema and table are empty.
//!
//! # Further services on the same port
//!
//! `http/router.rs` has one match (`Service::of`) on the prefix of `X-Amz-Target` or, for the Query protocol, the
//! form's `Action`. The control plane (clusters, temporary credentials, STS, secrets) is the module
//! `control_plane`; what it learns about keys and roles it tells [`Identities`].

mod caller;
mod calls;
mod clock;
mod control;
mod control_plane;
mod emulator;
mod error;
mod faults;
mod http;
mod members;
mod operations;
mod options;
mod parameters;
mod rates;
mod results;
mod server;
mod statement;

pub use caller::Identities;
pub use calls::Call;
pub use clock::{Clock, ShiftedClock, SystemClock};
pub use control_plane::{Administrator, ControlPlane, Secret};
pub use emulator::Emulator;
pub use faults::{Fault, FaultError, Injection};
pub use options::{Limits, Options, Rates};
