//! What one statement may cost.

use std::time::Duration;

/// The bounds of one statement; past the first two it fails, past the third its result is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The longest it may run, planning included.
    pub time: Duration,
    /// The most memory it may hold at once, its result included.
    pub memory_bytes: usize,
    /// The most rows it may return; further rows are left out and the output says so.
    pub rows: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { time: Duration::from_secs(10), memory_bytes: 256 * 1024 * 1024, rows: 1_000_000 }
    }
}

/// The longest text of a statement, in tokens. Redshift takes 16 MB; diagnostic scripts have a few thousand
/// tokens, and a tree built from many more would only be refused later.
pub(crate) const TOKENS_MAX: usize = 100_000;

/// The deepest expression or nesting of queries. 200 nested ORs overflow a 2 MiB stack in a dev build; the
/// engine's thread has 64 MB.
pub(crate) const DEPTH_MAX: usize = 500;

/// The most expressions a statement may have after aliases are put in.
pub(crate) const EXPRESSIONS_MAX: usize = 50_000;

/// The longest text a function may make of shorter ones, in bytes (Redshift's VARCHAR(MAX) on older versions).
pub(crate) const TEXT_MAX: usize = 65_535;

/// The longest LISTAGG, in bytes: "16,000,000 bytes in memory" (database guide, LISTAGG).
pub(crate) const LISTAGG_MAX: usize = 16_000_000;

/// Rows in a batch: small, so that a statement that is cancelled or out of time notices soon.
pub(crate) const BATCH_ROWS: usize = 128;

/// The stack of the thread a statement runs on.
pub(crate) const STACK_BYTES: usize = 64 * 1024 * 1024;
