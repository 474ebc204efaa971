//! Why a statement failed, in Redshift's words.

mod translate;

use datafusion::common::DataFusionError;

pub(crate) use translate::{nearest, translate};

/// What kind of failure it was: what a caller decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SqlErrorKind {
    /// The text is no statement, or its types do not go together.
    Syntax,
    /// A table, column or function that does not exist.
    MissingObject,
    /// A statement or function this engine does not run.
    Permission,
    /// A value stands in the way: division by zero, overflow, text that is no number.
    Data,
    /// Longer than the time bound.
    TimeLimit,
    /// More memory than the bound.
    MemoryLimit,
    /// Too long or too deeply nested.
    TooDeep,
    /// Cancelled by the caller.
    Cancelled,
    /// The engine's own fault.
    Internal,
}

/// A statement's failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SqlError {
    /// What kind of failure.
    pub kind: SqlErrorKind,
    /// What happened, as Redshift says it where its words are known.
    pub message: String,
    /// The line in the statement, from 1.
    pub line: Option<u64>,
    /// The column in that line, from 1.
    pub column: Option<u64>,
    /// The SQLSTATE.
    pub code: Option<&'static str>,
}

impl SqlError {
    pub(crate) fn new(kind: SqlErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), line: None, column: None, code: Some(code) }
    }

    pub(crate) fn syntax(message: impl Into<String>) -> Self {
        Self::new(SqlErrorKind::Syntax, "42601", message)
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::new(SqlErrorKind::Permission, "42501", message)
    }

    pub(crate) fn data(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(SqlErrorKind::Data, code, message)
    }

    pub(crate) fn types(message: impl Into<String>) -> Self {
        Self::new(SqlErrorKind::Syntax, "42883", message)
    }

    pub(crate) fn internal(message: impl Into<String>) -> Self {
        Self::new(SqlErrorKind::Internal, "XX000", message)
    }

    pub(crate) fn too_deep() -> Self {
        Self::new(SqlErrorKind::TooDeep, "54001", "the statement is too long or too deeply nested")
    }

    pub(crate) fn division_by_zero() -> Self {
        Self::data("22012", "division by zero")
    }

    /// An integer result of `data_type` that does not fit.
    pub(crate) fn integer_overflow(type_name: &str) -> Self {
        Self::data("22003", format!("{type_name} out of range"))
    }

    pub(crate) fn decimal_overflow() -> Self {
        Self::data("22003", "numeric data overflow (result precision)")
    }

    /// The same error at a place in the statement, when that is known.
    #[must_use]
    pub(crate) fn at(mut self, start: sqlparser::tokenizer::Location) -> Self {
        if start.line > 0 {
            (self.line, self.column) = (Some(start.line), Some(start.column));
        }
        self
    }
}

/// Our own errors travel through the engine inside its error for foreign ones.
impl From<SqlError> for DataFusionError {
    fn from(error: SqlError) -> Self {
        DataFusionError::External(Box::new(error))
    }
}
