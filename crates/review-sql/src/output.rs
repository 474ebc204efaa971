//! Rows in the model of the Data API, from what the engine gives.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool};
use futures_util::StreamExt as _;
use review_core::result::{Cell, Column, FieldKind, Row};

use crate::cast::{Reader, Value};
use crate::error::{SqlError, translate};
use crate::rewrite::labels::without_mark;
use crate::types::column_of;

/// What a statement returned.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The columns, in Redshift's words.
    pub columns: Vec<Column>,
    /// The rows, a cell for each column, as the Data API gives them.
    pub rows: Vec<Row>,
    /// Whether there were more rows than the bound.
    pub cut: bool,
}

/// Reads `stream` to its end, or until there are more than `rows_max` rows. What the rows hold counts as memory
/// of the statement.
pub(crate) async fn collect(
    mut stream: SendableRecordBatchStream,
    rows_max: u64,
    pool: &Arc<dyn MemoryPool>,
) -> Result<Output, SqlError> {
    let columns = columns(&stream.schema());
    let kinds: Vec<FieldKind> = columns.iter().map(|column| FieldKind::of(&column.type_name)).collect();
    let reservation = MemoryConsumer::new("result").register(pool);
    let mut output = Output { columns, rows: Vec::new(), cut: false };
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(|error| translate(&error))?;
        let room = usize::try_from(rows_max.saturating_sub(output.rows.len() as u64)).unwrap_or(usize::MAX);
        output.cut = batch.num_rows() > room;
        let batch = batch.slice(0, batch.num_rows().min(room));
        let bytes = append(&batch, &kinds, &mut output.rows)?;
        reservation.try_grow(bytes).map_err(|error| translate(&error))?;
        if output.cut {
            break;
        }
    }
    Ok(output)
}

fn columns(schema: &Schema) -> Vec<Column> {
    schema.fields().iter().map(|field| column_of(field, without_mark(field.name()))).collect()
}

/// Adds the rows of `batch` and says about how many bytes they hold.
fn append(batch: &RecordBatch, kinds: &[FieldKind], rows: &mut Vec<Row>) -> Result<usize, SqlError> {
    let readers: Vec<Reader<'_>> = batch.columns().iter().map(Reader::new).collect::<Result<_, _>>()?;
    let mut bytes = 0;
    for index in 0..batch.num_rows() {
        let mut row = Vec::with_capacity(readers.len());
        for (reader, kind) in readers.iter().zip(kinds) {
            let cell = cell(reader.value(index), *kind);
            bytes += size_of::<Cell>() + if let Cell::Text(text) = &cell { text.len() } else { 0 };
            row.push(cell);
        }
        bytes += size_of::<Row>();
        rows.push(row);
    }
    Ok(bytes)
}

fn cell(value: Value<'_>, kind: FieldKind) -> Cell {
    match value {
        Value::Null => Cell::NULL,
        Value::Boolean(value) => Cell::Boolean(value),
        Value::Integer(value) if kind == FieldKind::Long => Cell::Long(value),
        // NaN and infinity have no place in JSON; the Data API gives them as text.
        Value::Double(value) if value.is_finite() => Cell::Double(value),
        other => Cell::Text(other.text().unwrap_or_default().into_owned()),
    }
}
