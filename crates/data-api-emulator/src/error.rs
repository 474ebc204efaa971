//! What a call is refused with, by the names of the service's model.

use axum::http::StatusCode;
use serde_json::{Map, Value};

/// The errors that the emulator answers with. The first ten are the service model's; the rest are common to AWS's
/// services and stand in no model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ErrorKind {
    Validation,
    ResourceNotFound,
    ActiveStatementsExceeded,
    ActiveWaitingRequestsExceeded,
    DatabaseConnection,
    InternalServer,
    Throttling,
    UnknownOperation,
    Serialization,
    MissingAuthenticationToken,
}

impl ErrorKind {
    /// The name on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Validation => "ValidationException",
            Self::ResourceNotFound => "ResourceNotFoundException",
            Self::ActiveStatementsExceeded => "ActiveStatementsExceededException",
            Self::ActiveWaitingRequestsExceeded => "ActiveWaitingRequestsExceededException",
            Self::DatabaseConnection => "DatabaseConnectionException",
            Self::InternalServer => "InternalServerException",
            Self::Throttling => "ThrottlingException",
            Self::UnknownOperation => "UnknownOperationException",
            Self::Serialization => "SerializationException",
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
        }
    }
}

/// A refused call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) name: String,
    pub(crate) status: StatusCode,
    pub(crate) message: String,
    /// `ResourceId` or `StatementId`, where the model asks for one.
    pub(crate) id: Option<(&'static str, String)>,
}

impl ApiError {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::named(kind.name(), message)
    }

    /// An error by its name on the wire; the model tells which of them are the service's fault (5xx).
    pub(crate) fn named(name: &str, message: impl Into<String>) -> Self {
        let status = match name {
            "InternalServerException"
            | "DatabaseConnectionException"
            | "ExecuteStatementException"
            | "BatchExecuteStatementException" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let id = match name {
            "ResourceNotFoundException" => Some(("ResourceId", String::new())),
            "ExecuteStatementException" | "BatchExecuteStatementException" => Some(("StatementId", String::new())),
            _ => None,
        };
        Self { name: name.to_owned(), status, message: message.into(), id }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, message)
    }

    /// Something that is not there, by its id.
    pub(crate) fn not_found(message: &str, id: &str) -> Self {
        Self { id: Some(("ResourceId", id.to_owned())), ..Self::new(ErrorKind::ResourceNotFound, message) }
    }

    /// The body of the answer.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        body.insert("__type".to_owned(), self.name.clone().into());
        body.insert("Message".to_owned(), self.message.clone().into());
        if let Some((member, id)) = &self.id {
            body.insert((*member).to_owned(), id.clone().into());
        }
        Value::Object(body)
    }
}
