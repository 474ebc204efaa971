//! The operations, one a file: a request's body in, an answer's body out.

mod cancel;
mod databases;
mod describe;
mod execute;
mod list;
mod result;

use std::sync::Arc;
use std::time::Duration;

use review_core::Timestamp;
use serde_json::{Map, Number, Value};

use crate::caller::Caller;
use crate::error::ApiError;
use crate::faults::Struck;
use crate::results::Format;
use crate::server::Server;
use crate::statement::Target;

/// An operation that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    ExecuteStatement,
    BatchExecuteStatement,
    DescribeStatement,
    GetStatementResult,
    GetStatementResultV2,
    CancelStatement,
    ListStatements,
    ListDatabases,
}

impl Operation {
    pub(crate) const ALL: [Self; 8] = [
        Self::ExecuteStatement,
        Self::BatchExecuteStatement,
        Self::DescribeStatement,
        Self::GetStatementResult,
        Self::GetStatementResultV2,
        Self::CancelStatement,
        Self::ListStatements,
        Self::ListDatabases,
    ];

    /// The name in the service's model.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ExecuteStatement => "ExecuteStatement",
            Self::BatchExecuteStatement => "BatchExecuteStatement",
            Self::DescribeStatement => "DescribeStatement",
            Self::GetStatementResult => "GetStatementResult",
            Self::GetStatementResultV2 => "GetStatementResultV2",
            Self::CancelStatement => "CancelStatement",
            Self::ListStatements => "ListStatements",
            Self::ListDatabases => "ListDatabases",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }
}

/// A call on its way.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) body: &'a Map<String, Value>,
    /// The faults that are to strike it.
    pub(crate) struck: &'a Struck,
}

/// Performs a call; answers the body.
pub(crate) async fn perform(
    server: &Arc<Server>,
    operation: Operation,
    request: &Request<'_>,
) -> Result<String, ApiError> {
    match operation {
        Operation::ExecuteStatement => execute::single(server, request).await,
        Operation::BatchExecuteStatement => execute::batch(server, request).await,
        Operation::DescribeStatement => describe::describe(server, request).await,
        Operation::GetStatementResult => result::get(server, request, Format::Json).await,
        Operation::GetStatementResultV2 => result::get(server, request, Format::Csv).await,
        Operation::CancelStatement => cancel::cancel(server, request).await,
        Operation::ListStatements => list::list(server, request),
        Operation::ListDatabases => databases::list(server, request).await,
    }
}

/// How long a call waits; nothing where long polling is switched off.
fn patience(server: &Server, seconds: Option<u64>) -> Option<Duration> {
    seconds.filter(|_| server.options.long_polling).map(Duration::from_secs)
}

/// A moment as the protocol writes it: seconds since the epoch, with milliseconds.
fn moment(at: Timestamp) -> Value {
    let millis = at.micros() / 1000;
    // Below 2^53 for the next 285,000 years.
    Number::from_f64(millis as f64 / 1000.0).map_or(Value::Null, Value::Number)
}

/// A number that stands for "not known" as -1.
fn known(number: Option<u64>) -> Value {
    number.map_or_else(|| Value::from(-1), Value::from)
}

fn put(answer: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    answer.insert(name.to_owned(), value.into());
}

fn put_some(answer: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        put(answer, name, value);
    }
}

fn put_target(answer: &mut Map<String, Value>, target: &Target) {
    match target {
        Target::Cluster(name) => put(answer, "ClusterIdentifier", name.as_str()),
        Target::Workgroup(name) => put(answer, "WorkgroupName", name.as_str()),
    }
}

fn written(answer: Map<String, Value>) -> String {
    Value::Object(answer).to_string()
}
