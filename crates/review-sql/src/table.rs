//! Tables for statements to read, from rows in the model of the Data API.

use std::sync::Arc;

use datafusion::arrow::array::{Int64Array, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::datasource::{MemTable, TableProvider as _};
use review_core::result::{Cell, Row};

use crate::bounds::BATCH_ROWS;
use crate::cast::build::Builder;
use crate::error::SqlError;
use crate::types::{SqlType, blankless};
use crate::values;

/// A table with its rows, converted to the declared types. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name statements call it by, in lower case; may carry a schema (`information_schema.tables`).
    pub name: String,
    columns: Arc<[(String, SqlType)]>,
    rows: usize,
    batches: Arc<[RecordBatch]>,
    source: Arc<MemTable>,
}

impl Table {
    /// A table of `rows`, every cell converted to its column's type without loss.
    ///
    /// Integers and decimals become one another when no digit is lost, numbers become floats, text becomes what
    /// all of it reads as, `t`, `true`, `1`, `y` and their opposites become booleans, CHAR loses its trailing
    /// blanks, a float that is not a number becomes NULL.
    ///
    /// # Errors
    /// A row with more or fewer cells than there are columns, or a cell that is no value of its column's type;
    /// the error names row, column and value.
    pub fn new(name: impl Into<String>, columns: Vec<(String, SqlType)>, rows: Vec<Row>) -> Result<Table, SqlError> {
        let name = name.into().to_lowercase();
        let columns: Vec<(String, SqlType)> =
            columns.into_iter().map(|(column, sql_type)| (column.to_lowercase(), sql_type)).collect();
        let fields: Vec<Field> = columns
            .iter()
            .enumerate()
            .map(|(index, (column, sql_type))| match sql_type.field(column) {
                field if sql_type.is_text() && !any_trailing_blank(&rows, index, *sql_type) => blankless(field),
                field => field,
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let mut batches = Vec::with_capacity(rows.len() / BATCH_ROWS + 1);
        for (number, chunk) in rows.chunks(BATCH_ROWS).enumerate() {
            batches.push(batch(&name, &schema, &columns, number * BATCH_ROWS, chunk)?);
        }
        Self::of_batches(name, columns.into(), schema, batches)
    }

    fn of_batches(
        name: String,
        columns: Arc<[(String, SqlType)]>,
        schema: Arc<Schema>,
        batches: Vec<RecordBatch>,
    ) -> Result<Table, SqlError> {
        let source = MemTable::try_new(schema, vec![batches.clone()])
            .map_err(|error| SqlError::internal(format!("table {name}: {error}")))?;
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        Ok(Table { name, columns, rows, batches: batches.into(), source: Arc::new(source) })
    }

    /// The columns in order, names in lower case.
    pub fn columns(&self) -> &[(String, SqlType)] {
        &self.columns
    }

    /// How many rows it has.
    pub fn row_count(&self) -> usize {
        self.rows
    }

    /// The column `numbered` adds; a name no column of a result has.
    pub(crate) const ROW_NUMBER: &'static str = "\u{2}row";

    /// The same table with the rows' numbers, from 0, as a further column.
    pub(crate) fn numbered(&self) -> Result<Table, SqlError> {
        let mut columns = self.columns.to_vec();
        columns.push((Self::ROW_NUMBER.to_owned(), SqlType::BigInt));
        let mut fields: Vec<Arc<Field>> = self.source.schema().fields().iter().cloned().collect();
        fields.push(Arc::new(SqlType::BigInt.field(Self::ROW_NUMBER)));
        let schema = Arc::new(Schema::new(fields));
        let mut first = 0_i64;
        let mut batches = Vec::with_capacity(self.batches.len());
        for batch in self.batches.iter() {
            let next = first + i64::try_from(batch.num_rows()).unwrap_or(i64::MAX);
            let mut arrays = batch.columns().to_vec();
            arrays.push(Arc::new(Int64Array::from_iter_values(first..next)));
            first = next;
            let numbered = RecordBatch::try_new(Arc::clone(&schema), arrays);
            batches.push(numbered.map_err(|error| SqlError::internal(error.to_string()))?);
        }
        Self::of_batches(self.name.clone(), columns.into(), schema, batches)
    }

    pub(crate) fn batches(&self) -> &[RecordBatch] {
        &self.batches
    }

    pub(crate) fn source(&self) -> Arc<MemTable> {
        Arc::clone(&self.source)
    }
}

/// CHAR loses its trailing blanks when it is stored.
fn any_trailing_blank(rows: &[Row], index: usize, sql_type: SqlType) -> bool {
    !matches!(sql_type, SqlType::Char(_))
        && rows.iter().any(|row| matches!(row.get(index), Some(Cell::Text(text)) if text.ends_with(' ')))
}

fn batch(
    table: &str,
    schema: &Arc<Schema>,
    columns: &[(String, SqlType)],
    first_row: usize,
    rows: &[Row],
) -> Result<RecordBatch, SqlError> {
    let mut builders: Vec<Builder> = columns
        .iter()
        .map(|(_, sql_type)| Builder::new(&sql_type.data_type(), rows.len()))
        .collect::<Result<_, _>>()?;
    for (offset, row) in rows.iter().enumerate() {
        let number = first_row + offset + 1;
        if row.len() != columns.len() {
            let message = format!("row {number} of {table} has {} cells for {} columns", row.len(), columns.len());
            return Err(SqlError::data("22000", message));
        }
        for ((cell, (column, sql_type)), builder) in row.iter().zip(columns).zip(&mut builders) {
            let value = convert(cell, *sql_type).ok_or_else(|| {
                let value = cell.text().unwrap_or_default();
                let message = format!("row {number}, column {column} of {table}: `{value}` is not {sql_type}");
                SqlError::data("22P02", message)
            })?;
            builder.push(value)?;
        }
    }
    let arrays = builders.into_iter().map(Builder::finish).collect();
    RecordBatch::try_new(Arc::clone(schema), arrays).map_err(|error| SqlError::internal(error.to_string()))
}

/// The cell as a value of `sql_type`; `None` when something would be lost.
fn convert(cell: &Cell, sql_type: SqlType) -> Option<crate::cast::Value<'_>> {
    use crate::cast::Value;
    if cell.is_null() {
        return Some(Value::Null);
    }
    Some(match sql_type {
        SqlType::Boolean => Value::Boolean(boolean(cell)?),
        SqlType::SmallInt => Value::Integer(integer(cell).filter(|value| i16::try_from(*value).is_ok())?),
        SqlType::Integer => Value::Integer(integer(cell).filter(|value| i32::try_from(*value).is_ok())?),
        SqlType::Oid => Value::Integer(integer(cell).filter(|value| u32::try_from(*value).is_ok())?),
        SqlType::BigInt => Value::Integer(integer(cell)?),
        SqlType::Real | SqlType::Double => float(cell)?,
        SqlType::Decimal { precision, scale } => {
            let (value, from) = exact(cell)?;
            let value = rescale_exactly(value, from, u32::from(scale))?;
            Value::Decimal(values::fits(value, precision).then_some(value)?, scale)
        }
        SqlType::Varchar(_) | SqlType::Text => Value::Text(cell.text()?.into()),
        SqlType::Char(_) => Value::Text(cell.text()?.trim_end_matches(' ').to_owned().into()),
        SqlType::Timestamp => match cell {
            Cell::Text(text) => Value::Timestamp(values::timestamp_of(text)?),
            _ => return None,
        },
        SqlType::Date => match cell {
            Cell::Text(text) => Value::Date(whole_day(values::timestamp_of(text)?)?),
            _ => return None,
        },
    })
}

fn boolean(cell: &Cell) -> Option<bool> {
    match cell {
        Cell::Boolean(value) => Some(*value),
        Cell::Long(1) => Some(true),
        Cell::Long(0) => Some(false),
        Cell::Text(text) => values::boolean_of(text),
        _ => None,
    }
}

/// A number and its scale, without loss: a float is read from the text it prints as.
fn exact(cell: &Cell) -> Option<(i128, u32)> {
    match cell {
        Cell::Long(value) => Some((i128::from(*value), 0)),
        Cell::Double(value) => values::decimal_of(&value.to_string()),
        Cell::Text(text) => values::decimal_of(text),
        Cell::Null(_) | Cell::Boolean(_) => None,
    }
}

fn integer(cell: &Cell) -> Option<i64> {
    let (value, scale) = exact(cell)?;
    i64::try_from(rescale_exactly(value, scale, 0)?).ok()
}

fn float(cell: &Cell) -> Option<crate::cast::Value<'_>> {
    use crate::cast::Value;
    let value = match cell {
        Cell::Double(value) => *value,
        #[expect(clippy::cast_precision_loss, reason = "a whole number declared a float is meant as one")]
        Cell::Long(value) => *value as f64,
        Cell::Text(text) => text.trim().parse().ok()?,
        Cell::Null(_) | Cell::Boolean(_) => return None,
    };
    Some(if value.is_nan() { Value::Null } else { Value::Double(value) })
}

fn rescale_exactly(value: i128, from: u32, to: u32) -> Option<i128> {
    let moved = values::rescale(value, from, to)?;
    if to >= from {
        return Some(moved);
    }
    (values::rescale(moved, to, from)? == value).then_some(moved)
}

fn whole_day(micros: i64) -> Option<i32> {
    const DAY: i64 = 86_400_000_000;
    (micros.rem_euclid(DAY) == 0).then(|| i32::try_from(micros.div_euclid(DAY)).ok()).flatten()
}
