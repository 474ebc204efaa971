//! Scripts that are a call to AWS instead of SQL: `scripts/<Query>.yaml`.

mod columns;
mod fits;
mod model;
mod read;

#[cfg(test)]
pub(crate) use columns::KEYS as COLUMN_KEYS;
pub(crate) use fits::{report_columns, report_queries};
pub use model::{CallTemplate, Number};
#[cfg(test)]
pub(crate) use read::KEYS;
pub(crate) use read::read;

use crate::files::TREE_ENDINGS;

/// Whether a script is a call: its file's name says so.
pub(crate) fn is_call(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| TREE_ENDINGS.contains(&ending))
}
