//! How much of a run one page may hold.

use review_core::finding::Evidence;

/// Bounds of a report. Whatever they cut is named in the report, with the file that holds the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a query's table.
    pub table_rows: usize,
    /// Evidence rows of a finding.
    pub evidence_rows: usize,
    /// Columns of a finding's evidence, unless more of them are needed to say what was found.
    pub evidence_columns: usize,
    /// Rows of a finding for which the fix is written out.
    pub fixes: usize,
    /// Characters of a cell that are shown at once; the rest unfolds.
    pub cell_characters: usize,
    /// Characters of a cell that are in the page at all.
    pub cell_characters_max: usize,
    /// Characters of a script.
    pub script_characters: usize,
    /// Characters of an error message, a reason, a fix, or another text that is not the pack's alone.
    pub message_characters: usize,
    /// Failed queries that are told of with their message and every attempt; the others are named, and their files
    /// hold the rest.
    pub failures: usize,
    /// Bytes the page may take; only [`model`](crate::model) looks at them. Three things are never cut: a line for each
    /// query (about 300 bytes), what each finding says beside its evidence (about 2,000 bytes), and `failures` failed
    /// queries. So 1 MB holds a run of 3,000 queries, which are 50 queries in each of 60 databases; one of 10,000 makes a
    /// longer page of lines.
    pub bytes: usize,
}

impl Limits {
    /// For [`whole_model`](crate::whole_model): every row of evidence that the findings keep. Tables have as many rows as
    /// on a page; their files hold all of them.
    pub fn whole() -> Self {
        Self { evidence_rows: Evidence::MAX_ROWS, ..Self::default() }
    }
}

impl Default for Limits {
    /// A page that opens at once on a phone and that any mail server takes: 1 MB, also for a review of 58 queries with
    /// a hundred findings.
    fn default() -> Self {
        Self {
            table_rows: 100,
            evidence_rows: 20,
            evidence_columns: 8,
            fixes: 20,
            cell_characters: 160,
            cell_characters_max: 4_000,
            script_characters: 40_000,
            message_characters: 2_000,
            failures: 100,
            bytes: 1_000_000,
        }
    }
}
