//! What is served, and within which limits.

use std::time::Duration;

use crate::control_plane::ControlPlane;

/// The widest a page of the JSON form is here, in bytes. AWS documents no page size; own choice.
const PAGE_BYTES: usize = 1 << 20;
/// The most rows of a page of the JSON form here. AWS documents no page size; own choice.
const PAGE_ROWS: u64 = 1_000;

/// How an emulator behaves. [`Options::default`] has AWS's documented limits, without the rates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The provisioned clusters that are known; each leads to the one warehouse.
    pub clusters: Vec<String>,
    /// The Serverless workgroups that are known, by name; each leads to the one warehouse.
    pub workgroups: Vec<String>,
    /// Whether `WaitTimeSeconds` is heeded; some callers must work with an endpoint that ignores it.
    pub long_polling: bool,
    /// Whether calls above the documented rates are throttled.
    pub rates: Rates,
    /// Limits on statements and results.
    pub limits: Limits,
    /// What the services beside the Data API know.
    pub control_plane: ControlPlane,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clusters: vec!["emulated".to_owned()],
            workgroups: Vec::new(),
            long_polling: true,
            rates: Rates::default(),
            limits: Limits::default(),
            control_plane: ControlPlane::default(),
        }
    }
}

impl Options {
    /// Serves one provisioned cluster.
    pub fn cluster(name: impl Into<String>) -> Self {
        Self { clusters: vec![name.into()], ..Self::default() }
    }

    /// Serves one Serverless workgroup.
    pub fn workgroup(name: impl Into<String>) -> Self {
        Self { clusters: Vec::new(), workgroups: vec![name.into()], ..Self::default() }
    }
}

/// Calls a second, for the whole account; `None` is no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// `ExecuteStatement`.
    pub execute: Option<usize>,
    /// `BatchExecuteStatement`.
    pub batch_execute: Option<usize>,
    /// `DescribeStatement`.
    pub describe: Option<usize>,
    /// `GetStatementResult` and `GetStatementResultV2`, each.
    pub get_result: Option<usize>,
    /// `CancelStatement`.
    pub cancel: Option<usize>,
    /// `ListStatements` and `ListDatabases`, each.
    pub list: Option<usize>,
}

impl Rates {
    /// The rates of AWS, per account and Region (management guide, "Quotas for Amazon Redshift Data API").
    pub const AWS: Self = Self {
        execute: Some(30),
        batch_execute: Some(20),
        describe: Some(100),
        get_result: Some(20),
        cancel: Some(3),
        list: Some(3),
    };
}

/// Limits on statements and results. The defaults are AWS's (management guide, "Considerations when calling the
/// Amazon Redshift Data API") where another source is not named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Statements that have not ended, at a time.
    pub active_statements: usize,
    /// Long polls for one statement at a time; AWS documents the error and not the number, so there is no limit
    /// until one is set.
    pub waiting_requests: Option<usize>,
    /// The longest statement, in bytes.
    pub statement_bytes: usize,
    /// The longest a statement may run.
    pub statement_duration: Duration,
    /// The widest row, in bytes of its values (management guide, "Troubleshooting").
    pub row_bytes: u64,
    /// The largest result, in bytes of its values. AWS counts after gzip compression; this counts before.
    pub result_bytes: u64,
    /// How long a statement and its result are kept after its end.
    pub retention: Duration,
    /// How long a `ClientToken` is remembered.
    pub client_token: Duration,
    /// The most rows of a page of the JSON form.
    pub page_rows: u64,
    /// A page of the JSON form is closed when it has reached so many bytes.
    pub page_bytes: usize,
    /// A chunk of the CSV form is closed before it grows larger than this.
    pub csv_chunk_bytes: usize,
    /// The chunks of a page of the CSV form: 15 of 1 MB.
    pub csv_page_chunks: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            active_statements: 500,
            waiting_requests: None,
            statement_bytes: 200 << 10,
            statement_duration: Duration::from_secs(24 * 3600),
            row_bytes: 64 << 10,
            result_bytes: 500 << 20,
            retention: Duration::from_secs(24 * 3600),
            client_token: Duration::from_secs(8 * 3600),
            page_rows: PAGE_ROWS,
            page_bytes: PAGE_BYTES,
            csv_chunk_bytes: 1 << 20,
            csv_page_chunks: 15,
        }
    }
}
