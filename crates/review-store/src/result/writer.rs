//! Writing a result while its rows come in.

use std::borrow::Cow;
use std::io;

use review_core::record::StoredResult;
use review_core::result::{Cell, Column, Row};
use review_core::{QueryId, keys};

use super::csv::CsvForm;
use super::hashed::HashedUpload;
use super::json;
use crate::error::StoreError;
use crate::port::RunFolder;

/// How a result is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultOptions {
    /// How many rows are kept; those past it are dropped, and the result is marked as cut.
    pub max_rows: u64,
    /// Whether CSV cells that a spreadsheet would take for formulas are guarded by a leading `'`.
    pub csv_formula_guard: bool,
}

/// Stores a query's rows as JSON and as CSV in one pass, while they come in. The same rows give the same bytes.
///
/// Neither file is there before [`finish`](ResultWriter::finish); a writer that is dropped leaves nothing.
pub struct ResultWriter {
    location: String,
    columns: usize,
    max_rows: u64,
    rows: u64,
    cut: bool,
    form: CsvForm,
    json: HashedUpload,
    csv: HashedUpload,
}

impl ResultWriter {
    /// Begins to store the result of a query.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn begin(
        folder: &dyn RunFolder,
        query: &QueryId,
        columns: &[Column],
        options: ResultOptions,
    ) -> Result<Self, StoreError> {
        let mut json = HashedUpload::begin(folder, keys::result(query)).await?;
        let mut csv = HashedUpload::begin(folder, keys::csv(query)).await?;
        let form = CsvForm::new(columns, options.csv_formula_guard);
        json::head(columns, &mut json.pending);
        form.header(columns, options.csv_formula_guard, &mut csv.pending);
        Ok(Self {
            location: folder.location(),
            columns: columns.len(),
            max_rows: options.max_rows,
            rows: 0,
            cut: false,
            form,
            json,
            csv,
        })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// When the store cannot be written, or a row has not a cell for each column.
    pub async fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        for row in rows {
            if self.rows == self.max_rows {
                self.cut = true;
                return Ok(());
            }
            self.check_width(row)?;
            let row = finite(row);
            json::row(self.rows == 0, &row, &mut self.json.pending);
            self.form.row(&row, &mut self.csv.pending);
            self.rows += 1;
            self.json.advance().await?;
            self.csv.advance().await?;
        }
        Ok(())
    }

    /// Whether a row was dropped: what comes further is dropped too, so there is no need to fetch it.
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// Makes both files appear, in place of any from an attempt that was never recorded.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn finish(mut self) -> Result<StoredResult, StoreError> {
        json::tail(self.rows, self.cut, &mut self.json.pending);
        let json = self.json.finish().await?;
        let csv = self.csv.finish().await?;
        Ok(StoredResult { rows: self.rows, cut: self.cut, json, csv })
    }

    fn check_width(&self, row: &[Cell]) -> Result<(), StoreError> {
        if row.len() == self.columns {
            return Ok(());
        }
        let why = format!("row {} has {} cells for {} columns", self.rows + 1, row.len(), self.columns);
        Err(StoreError::Io {
            doing: "write",
            key: self.json.key.clone(),
            location: self.location.clone(),
            source: io::Error::new(io::ErrorKind::InvalidData, why),
        })
    }
}

/// JSON has no NaN and no infinity. Adapters hand these over as text; one that forgot must not leave a file that
/// does not read.
fn finite(row: &[Cell]) -> Cow<'_, [Cell]> {
    let fits = |cell: &Cell| !matches!(cell, Cell::Double(value) if !value.is_finite());
    if row.iter().all(fits) {
        return Cow::Borrowed(row);
    }
    let as_text = |cell: &Cell| match cell {
        Cell::Double(value) if value.is_nan() => Cell::Text("NaN".to_owned()),
        Cell::Double(value) if value.is_infinite() => {
            Cell::Text(if *value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned())
        }
        other => other.clone(),
    };
    Cow::Owned(row.iter().map(as_text).collect())
}
