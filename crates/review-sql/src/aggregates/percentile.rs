//! PERCENTILE_CONT, PERCENTILE_DISC and MEDIAN: `percentile_cont(sort key, fraction, 'a' or 'd')` after rewriting.
//!
//! The row is 1 + fraction * (N - 1), NULLs ignored, interpolated between its neighbours; integers give decimals,
//! dates give dates (database guide, PERCENTILE_CONT).

use std::sync::Arc;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};

use super::collected::{Kept, bytes, compare, rows};
use crate::cast::build::Builder;
use crate::cast::{Value, convert};
use crate::error::SqlError;
use crate::types::{SqlType, TIMESTAMP, is_time};
use crate::values::{decimal_of, fits, rescale};

#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Percentile {
    discrete: bool,
    signature: Signature,
}

impl Percentile {
    pub(crate) fn continuous() -> Self {
        Self { discrete: false, signature: Signature::any(3, Volatility::Immutable) }
    }

    pub(crate) fn discrete() -> Self {
        Self { discrete: true, ..Self::continuous() }
    }
}

impl AggregateUDFImpl for Percentile {
    fn name(&self) -> &str {
        if self.discrete { "percentile_disc" } else { "percentile_cont" }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        let of = arguments.first().cloned().unwrap_or(DataType::Null);
        if self.discrete {
            return Ok(of);
        }
        Ok(match of {
            DataType::Timestamp(..) => TIMESTAMP,
            time if is_time(&time) => time,
            DataType::Decimal128(_, scale) => DataType::Decimal128(38, scale),
            // The guide's samples show one decimal for a fraction such as 0.6: as many as the fraction has.
            integer if integer.is_integer() || integer.is_null() => match arguments.get(1) {
                Some(DataType::Decimal128(_, scale)) => DataType::Decimal128(38, (*scale).clamp(0, 9)),
                _ => DataType::Decimal128(38, 0),
            },
            float if float.is_floating() => DataType::Float64,
            _ => return Err(SqlError::types(format!("function {} takes numbers and times only", self.name())).into()),
        })
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", arguments.name), DataType::Utf8, true))])
    }

    fn accumulator(&self, arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        let result = arguments.return_field.data_type().clone();
        Ok(Box::new(Collected { rows: Vec::new(), bytes: 0, discrete: self.discrete, result }))
    }
}

#[derive(Debug)]
struct Collected {
    rows: Vec<Kept>,
    bytes: usize,
    discrete: bool,
    result: DataType,
}

impl Collected {
    fn answer(&mut self) -> Result<Value<'static>, SqlError> {
        let Some(first) = self.rows.first() else { return Ok(Value::Null) };
        let Value::Double(fraction) = convert(first[1].clone(), SqlType::Double)? else {
            return Err(SqlError::syntax("a percentile is a constant between 0 and 1"));
        };
        if !(0.0..=1.0).contains(&fraction) {
            return Err(SqlError::data("22003", "a percentile must be between 0 and 1"));
        }
        let descending = matches!(&first[2], Value::Text(direction) if direction == "d");
        self.rows.sort_by(|left, right| compare(&left[0], &right[0]));
        if descending {
            self.rows.reverse();
        }
        let count = self.rows.len();
        if self.discrete {
            let index = (fraction * count as f64).ceil().max(1.0) as usize - 1;
            return Ok(self.rows[index.min(count - 1)][0].clone());
        }
        let position = fraction * (count - 1) as f64;
        let (below, share) = (position.floor() as usize, position.fract());
        let above = (below + 1).min(count - 1);
        self.between(&self.rows[below][0], &self.rows[above][0], share)
    }

    /// The value `share` of the way from `low` to `high`.
    fn between(&self, low: &Value<'static>, high: &Value<'static>, share: f64) -> Result<Value<'static>, SqlError> {
        let step = |low: i64, high: i64| low + ((high - low) as f64 * share).round() as i64;
        let DataType::Decimal128(precision, scale) = self.result else {
            return Ok(match (low, high) {
                (Value::Double(low), Value::Double(high)) => Value::Double(low + (high - low) * share),
                (Value::Timestamp(low), Value::Timestamp(high)) => Value::Timestamp(step(*low, *high)),
                (Value::Date(low), Value::Date(high)) => {
                    Value::Date(low + (f64::from(high - low) * share).floor() as i32)
                }
                _ => return Err(SqlError::types("a percentile takes numbers and times only")),
            });
        };
        let scale = u8::try_from(scale).unwrap_or_default();
        let digits = |value: &Value<'_>| match value {
            Value::Integer(value) => rescale(i128::from(*value), 0, u32::from(scale)),
            Value::Decimal(value, from) => rescale(*value, u32::from(*from), u32::from(scale)),
            _ => None,
        };
        let interpolated = digits(low).zip(digits(high)).and_then(|(low, high)| {
            // The share as an exact decimal: half of an odd distance must not depend on a float's last bit.
            let (share, share_scale) = decimal_of(&format!("{share:.9}"))?;
            let part = high.checked_sub(low)?.checked_mul(share)?;
            low.checked_add(rescale(part, share_scale, 0)?)
        });
        let interpolated = interpolated.filter(|value| fits(*value, precision));
        interpolated.map(|value| Value::Decimal(value, scale)).ok_or_else(SqlError::decimal_overflow)
    }
}

impl Accumulator for Collected {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for row in rows(values)? {
            if !row[0].is_null() {
                self.bytes += bytes(&row);
                self.rows.push(row);
            }
        }
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let mut builder = Builder::new(&self.result, 1)?;
        builder.push(self.answer()?)?;
        ScalarValue::try_from_array(&builder.finish(), 0)
    }

    fn size(&self) -> usize {
        size_of::<Self>() + self.bytes
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        // States are asked for only when memory runs out and groups would be written to disk.
        Err(DataFusionError::ResourcesExhausted("rows of a percentile".into()))
    }

    fn merge_batch(&mut self, _states: &[ArrayRef]) -> Result<()> {
        Err(DataFusionError::ResourcesExhausted("rows of a percentile".into()))
    }
}
