//! Stored results and a checked pack to verdicts and findings; proves the truth cases of signals.
//!
//! [`judge`] takes what a run left behind, as values, and says of every signal whether it fired, stayed silent,
//! was not applicable, or could not be evaluated and why. It never fails as a whole: a result that is missing, cut
//! or of another shape spoils the signals that read it and no others. [`prove`] runs the truth cases of a pack
//! through the same path.
//!
//! The conditions see the declared columns with the declared types; [`convert`] says which stored values convert.
//!
//! **This crate never** asks a warehouse, reads a file or a run folder, or knows how a result came. The time comes
//! with the input, so that judging again gives the same.

mod bench;
mod codes;
pub mod convert;
mod evaluate;
mod input;
mod judge;
mod measure;
mod moment;
mod number;
mod overrides;
mod prepare;
mod prove;
mod reason;
mod table;
mod tables;
mod uses;

pub use codes::codes;
pub use input::{JudgeInput, Overrides, QueryResult, ResultState};
pub use judge::judge;
pub use overrides::{OverrideError, parse_override};
pub use prepare::queries_of_signal;
pub use prove::{PROVED_AT, prove};
pub use table::DATABASE_NAME;
