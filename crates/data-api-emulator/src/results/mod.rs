//! Results: kept on disk in the form they are sent in, page by page.

mod columns;
mod csv;
mod store;
mod token;

pub(crate) use columns::metadata;
pub(crate) use store::{Refused, Stored, Writer};
pub(crate) use token::Tokens;

/// The form a result was asked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Csv,
}

impl Format {
    /// The word of the service's model.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Csv => "CSV",
        }
    }
}
