//! The CSV form from the JSON form.

use review_core::record::StoredFile;
use review_core::{QueryId, keys};

use super::csv::CsvForm;
use super::hashed::HashedUpload;
use super::reader::ResultReader;
use crate::error::StoreError;
use crate::port::RunFolder;

/// Makes up the CSV of a query from its stored JSON: the same bytes that [`ResultWriter`](super::ResultWriter)
/// writes beside it. `None` when there is no JSON.
///
/// # Errors
/// [`StoreError::Damaged`] when the JSON does not read; else when the store cannot be read or written.
pub async fn csv_from_json(
    folder: &dyn RunFolder,
    query: &QueryId,
    csv_formula_guard: bool,
) -> Result<Option<StoredFile>, StoreError> {
    let Some(mut result) = ResultReader::open(folder, &keys::result(query)).await? else { return Ok(None) };
    let mut csv = HashedUpload::begin(folder, keys::csv(query)).await?;
    let form = CsvForm::new(result.columns(), csv_formula_guard);
    form.header(result.columns(), csv_formula_guard, &mut csv.pending);
    while let Some(rows) = result.next().await? {
        for row in &rows {
            form.row(row, &mut csv.pending);
            csv.advance().await?;
        }
    }
    csv.finish().await.map(Some)
}
