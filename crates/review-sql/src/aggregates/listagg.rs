//! LISTAGG: `listagg(value, delimiter, directions, sort keys...)` after rewriting; `directions` has a letter for
//! each key, `a` ascending or `d` descending, in capitals when NULL goes to the other end than usual.
//!
//! The keys travel as arguments, so that each LISTAGG of a SELECT has an order of its own. NULL and empty text are
//! skipped (database guide, LISTAGG).

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};

use super::collected::{Kept, bytes, compare, rows};
use crate::bounds::LISTAGG_MAX;
use crate::cast::Value;
use crate::error::SqlError;

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Listagg {
    signature: Signature,
}

impl Listagg {
    pub(crate) fn new() -> Self {
        Self { signature: Signature::variadic_any(Volatility::Immutable) }
    }
}

impl AggregateUDFImpl for Listagg {
    fn name(&self) -> &str {
        "listagg"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", arguments.name), DataType::Utf8, true))])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Collected { rows: Vec::new(), bytes: 0, distinct: arguments.is_distinct }))
    }
}

#[derive(Debug)]
struct Collected {
    rows: Vec<Kept>,
    bytes: usize,
    distinct: bool,
}

impl Collected {
    fn joined(&mut self) -> Result<Option<String>, SqlError> {
        let Some(first) = self.rows.first() else { return Ok(None) };
        let delimiter = first.get(1).cloned().and_then(Value::text).unwrap_or_default();
        let directions = first.get(2).cloned().and_then(Value::text).unwrap_or_default();
        self.rows.sort_by(|left, right| by_keys(&left[3.min(left.len())..], &right[3.min(right.len())..], &directions));
        let mut seen = HashSet::new();
        let mut joined = String::new();
        let mut any = false;
        for row in &self.rows {
            let Some(text) = row[0].clone().text() else { continue };
            if self.distinct && !seen.insert(text.trim_end_matches(' ').to_owned()) {
                continue;
            }
            if any {
                joined.push_str(&delimiter);
            }
            any = true;
            joined.push_str(&text);
            if joined.len() > LISTAGG_MAX {
                return Err(SqlError::data("54000", "Result size exceeds LISTAGG limit"));
            }
        }
        Ok(any.then_some(joined))
    }
}

fn by_keys(left: &[Value<'_>], right: &[Value<'_>], directions: &str) -> Ordering {
    for ((left, right), direction) in left.iter().zip(right).zip(directions.chars()) {
        let mut order = compare(left, right);
        if direction.eq_ignore_ascii_case(&'d') {
            order = order.reverse();
        }
        if direction.is_ascii_uppercase() && left.is_null() != right.is_null() {
            order = order.reverse();
        }
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

impl Accumulator for Collected {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for row in rows(values)? {
            let skipped = match &row[0] {
                Value::Null => true,
                Value::Text(text) => text.is_empty(),
                _ => false,
            };
            if !skipped {
                self.bytes += bytes(&row);
                self.rows.push(row);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Utf8(self.joined()?))
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        // States are asked for only when memory runs out and groups would be written to disk.
        Err(DataFusionError::ResourcesExhausted("rows of LISTAGG".into()))
    }

    fn merge_batch(&mut self, _states: &[ArrayRef]) -> Result<()> {
        Err(DataFusionError::ResourcesExhausted("rows of LISTAGG".into()))
    }
}
