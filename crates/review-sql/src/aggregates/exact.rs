//! SUM and AVG without rounding and without wrapping.
//!
//! SUM of integers is bigint and fails when it does not fit; for bigint Amazon's SUM page says bigint, its window
//! page numeric. AVG of integers is bigint, cut toward zero. Both of decimal(p,s) are decimal(38,s).

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{Array as _, ArrayRef};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};

use crate::cast::{Reader, Value};
use crate::error::SqlError;
use crate::types::{INTERVAL, is_decimal};
use crate::values::fits;

/// SUM or AVG.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Exact {
    average: bool,
    signature: Signature,
}

impl Exact {
    pub(crate) fn sum() -> Self {
        Self { average: false, signature: Signature::user_defined(Volatility::Immutable) }
    }

    pub(crate) fn average() -> Self {
        Self { average: true, ..Self::sum() }
    }
}

/// What the total of values of `data_type` is: int8, decimal(38,s), float8 or an interval.
fn total_type(data_type: &DataType) -> Option<DataType> {
    Some(match data_type {
        DataType::Decimal128(_, scale) => DataType::Decimal128(38, *scale),
        DataType::Duration(_) => INTERVAL,
        integer if integer.is_integer() || integer.is_null() => DataType::Int64,
        float if float.is_floating() => DataType::Float64,
        _ => return None,
    })
}

impl AggregateUDFImpl for Exact {
    fn name(&self) -> &str {
        if self.average { "avg" } else { "sum" }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let [argument] = given else {
            return Err(SqlError::types(format!("function {} takes one argument", self.name())).into());
        };
        if total_type(argument).is_none() {
            return Err(SqlError::types(format!("function {} takes numbers only", self.name())).into());
        }
        Ok(vec![argument.clone()])
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        let total = given.first().and_then(total_type);
        total.ok_or_else(|| SqlError::types(format!("function {} takes numbers only", self.name())).into())
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let total = match arguments.return_field.data_type() {
            DataType::Float64 => DataType::Float64,
            decimal if is_decimal(decimal) => decimal.clone(),
            _ => DataType::Decimal128(38, 0),
        };
        Ok(vec![
            Arc::new(Field::new(format!("{}[total]", arguments.name), total, true)),
            Arc::new(Field::new(format!("{}[count]", arguments.name), DataType::Int64, true)),
        ])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Total {
            average: self.average,
            result: arguments.return_field.data_type().clone(),
            exact: 0,
            float: 0.0,
            count: 0,
            seen: arguments.is_distinct.then(HashSet::new),
        }))
    }
}

/// The total so far: an exact one for integers and decimals, a float for floats.
#[derive(Debug)]
struct Total {
    average: bool,
    result: DataType,
    exact: i128,
    float: f64,
    count: i64,
    /// For DISTINCT: what has been counted.
    seen: Option<HashSet<i128>>,
}

impl Total {
    fn change(&mut self, array: &ArrayRef, direction: i64) -> Result<(), SqlError> {
        let reader = Reader::new(array)?;
        for index in 0..array.len() {
            self.take(&reader.value(index), direction)?;
        }
        Ok(())
    }

    fn take(&mut self, value: &Value<'_>, direction: i64) -> Result<(), SqlError> {
        let (exact, float) = match value {
            Value::Null => return Ok(()),
            Value::Integer(value) | Value::Interval(value) => (i128::from(*value), 0.0),
            Value::Decimal(value, _) => (*value, 0.0),
            Value::Double(value) => (0, *value),
            other => return Err(SqlError::types(format!("a {} is no number", other.type_name()))),
        };
        if let Some(seen) = &mut self.seen {
            let key = if self.result == DataType::Float64 { i128::from(float.to_bits()) } else { exact };
            if !seen.insert(key) {
                return Ok(());
            }
        }
        let change = exact.checked_mul(i128::from(direction));
        self.exact = change.and_then(|change| self.exact.checked_add(change)).ok_or_else(SqlError::decimal_overflow)?;
        self.float += if direction < 0 { -float } else { float };
        self.count += direction;
        Ok(())
    }

    fn answer(&self) -> Result<ScalarValue, SqlError> {
        if self.count == 0 {
            return ScalarValue::try_from(&self.result).map_err(|error| SqlError::internal(error.to_string()));
        }
        let exact = if self.average { self.exact / i128::from(self.count) } else { self.exact };
        let whole = || i64::try_from(exact).map_err(|_| SqlError::integer_overflow("bigint"));
        Ok(match self.result {
            DataType::Float64 if self.average => ScalarValue::Float64(Some(self.float / self.count as f64)),
            DataType::Float64 => ScalarValue::Float64(Some(self.float)),
            DataType::Decimal128(precision, scale) if fits(exact, precision) => {
                ScalarValue::Decimal128(Some(exact), precision, scale)
            }
            DataType::Decimal128(..) => return Err(SqlError::decimal_overflow()),
            DataType::Duration(_) => ScalarValue::DurationMicrosecond(Some(whole()?)),
            _ => ScalarValue::Int64(Some(whole()?)),
        })
    }
}

impl Accumulator for Total {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        Ok(self.change(&values[0], 1)?)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        Ok(self.change(&values[0], -1)?)
    }

    fn supports_retract_batch(&self) -> bool {
        // A float that was added cannot be taken out again without a trace.
        self.seen.is_none() && self.result != DataType::Float64
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(self.answer()?)
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.seen.as_ref().map_or(0, |seen| seen.capacity() * size_of::<i128>())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        if self.seen.is_some() {
            // States are asked for only when memory runs out and groups would be written to disk.
            return Err(DataFusionError::ResourcesExhausted("distinct values".into()));
        }
        let total = match self.result {
            DataType::Float64 => ScalarValue::Float64(Some(self.float)),
            DataType::Decimal128(precision, scale) => ScalarValue::Decimal128(Some(self.exact), precision, scale),
            _ => ScalarValue::Decimal128(Some(self.exact), 38, 0),
        };
        Ok(vec![total, ScalarValue::Int64(Some(self.count))])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let (totals, counts) = (Reader::new(&states[0])?, Reader::new(&states[1])?);
        for index in 0..states[0].len() {
            match totals.value(index) {
                Value::Decimal(value, _) => {
                    self.exact = self.exact.checked_add(value).ok_or_else(SqlError::decimal_overflow)?;
                }
                Value::Double(value) => self.float += value,
                _ => {}
            }
            if let Value::Integer(count) = counts.value(index) {
                self.count += count;
            }
        }
        Ok(())
    }
}
