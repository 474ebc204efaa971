//! Reading single values out of the engine's arrays.

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, PrimitiveArray, StringArray, StringViewArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, DurationMicrosecondType, Float32Type, Float64Type, Int8Type, Int16Type,
    Int32Type, Int64Type, IntervalMonthDayNanoType, IntervalUnit, TimeUnit, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type,
    UInt64Type,
};

use super::value::Value;
use crate::error::SqlError;

/// An array whose values can be read one by one.
pub(crate) enum Reader<'a> {
    Null,
    Boolean(&'a BooleanArray),
    Int8(&'a PrimitiveArray<Int8Type>),
    Int16(&'a PrimitiveArray<Int16Type>),
    Int32(&'a PrimitiveArray<Int32Type>),
    Int64(&'a PrimitiveArray<Int64Type>),
    UInt8(&'a PrimitiveArray<UInt8Type>),
    UInt16(&'a PrimitiveArray<UInt16Type>),
    UInt32(&'a PrimitiveArray<UInt32Type>),
    UInt64(&'a PrimitiveArray<UInt64Type>),
    Float32(&'a PrimitiveArray<Float32Type>),
    Float64(&'a PrimitiveArray<Float64Type>),
    Decimal(&'a PrimitiveArray<Decimal128Type>, u8),
    Text(&'a StringArray),
    TextView(&'a StringViewArray),
    Seconds(&'a PrimitiveArray<TimestampSecondType>),
    Millis(&'a PrimitiveArray<TimestampMillisecondType>),
    Micros(&'a PrimitiveArray<TimestampMicrosecondType>),
    Nanos(&'a PrimitiveArray<TimestampNanosecondType>),
    Date(&'a PrimitiveArray<Date32Type>),
    Duration(&'a PrimitiveArray<DurationMicrosecondType>),
    Interval(&'a PrimitiveArray<IntervalMonthDayNanoType>),
}

const DAY_MICROS: i64 = 86_400_000_000;

impl<'a> Reader<'a> {
    /// A reader of `array`.
    pub(crate) fn new(array: &'a ArrayRef) -> Result<Self, SqlError> {
        Ok(match array.data_type() {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Boolean(array.as_boolean()),
            DataType::Int8 => Self::Int8(array.as_primitive()),
            DataType::Int16 => Self::Int16(array.as_primitive()),
            DataType::Int32 => Self::Int32(array.as_primitive()),
            DataType::Int64 => Self::Int64(array.as_primitive()),
            DataType::UInt8 => Self::UInt8(array.as_primitive()),
            DataType::UInt16 => Self::UInt16(array.as_primitive()),
            DataType::UInt32 => Self::UInt32(array.as_primitive()),
            DataType::UInt64 => Self::UInt64(array.as_primitive()),
            DataType::Float32 => Self::Float32(array.as_primitive()),
            DataType::Float64 => Self::Float64(array.as_primitive()),
            DataType::Decimal128(_, scale) => {
                Self::Decimal(array.as_primitive(), u8::try_from(*scale).unwrap_or_default())
            }
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::Utf8View => Self::TextView(array.as_string_view()),
            DataType::Timestamp(TimeUnit::Second, _) => Self::Seconds(array.as_primitive()),
            DataType::Timestamp(TimeUnit::Millisecond, _) => Self::Millis(array.as_primitive()),
            DataType::Timestamp(TimeUnit::Microsecond, _) => Self::Micros(array.as_primitive()),
            DataType::Timestamp(TimeUnit::Nanosecond, _) => Self::Nanos(array.as_primitive()),
            DataType::Date32 => Self::Date(array.as_primitive()),
            DataType::Duration(TimeUnit::Microsecond) => Self::Duration(array.as_primitive()),
            DataType::Interval(IntervalUnit::MonthDayNano) => Self::Interval(array.as_primitive()),
            other => return Err(SqlError::internal(format!("values of type {other} cannot be read"))),
        })
    }

    fn is_null(&self, index: usize) -> bool {
        match self {
            Self::Null => true,
            Self::Boolean(array) => array.is_null(index),
            Self::Int8(array) => array.is_null(index),
            Self::Int16(array) => array.is_null(index),
            Self::Int32(array) => array.is_null(index),
            Self::Int64(array) => array.is_null(index),
            Self::UInt8(array) => array.is_null(index),
            Self::UInt16(array) => array.is_null(index),
            Self::UInt32(array) => array.is_null(index),
            Self::UInt64(array) => array.is_null(index),
            Self::Float32(array) => array.is_null(index),
            Self::Float64(array) => array.is_null(index),
            Self::Decimal(array, _) => array.is_null(index),
            Self::Text(array) => array.is_null(index),
            Self::TextView(array) => array.is_null(index),
            Self::Seconds(array) => array.is_null(index),
            Self::Millis(array) => array.is_null(index),
            Self::Micros(array) => array.is_null(index),
            Self::Nanos(array) => array.is_null(index),
            Self::Date(array) => array.is_null(index),
            Self::Duration(array) => array.is_null(index),
            Self::Interval(array) => array.is_null(index),
        }
    }

    /// The value at `index`.
    pub(crate) fn value(&self, index: usize) -> Value<'a> {
        if self.is_null(index) {
            return Value::Null;
        }
        match self {
            Self::Null => Value::Null,
            Self::Boolean(array) => Value::Boolean(array.value(index)),
            Self::Int8(array) => Value::Integer(array.value(index).into()),
            Self::Int16(array) => Value::Integer(array.value(index).into()),
            Self::Int32(array) => Value::Integer(array.value(index).into()),
            Self::Int64(array) => Value::Integer(array.value(index)),
            Self::UInt8(array) => Value::Integer(array.value(index).into()),
            Self::UInt16(array) => Value::Integer(array.value(index).into()),
            Self::UInt32(array) => Value::Integer(array.value(index).into()),
            Self::UInt64(array) => Value::Integer(i64::try_from(array.value(index)).unwrap_or(i64::MAX)),
            Self::Float32(array) => Value::Double(widened(array.value(index))),
            Self::Float64(array) => Value::Double(array.value(index)),
            Self::Decimal(array, scale) => Value::Decimal(array.value(index), *scale),
            Self::Text(array) => Value::Text(array.value(index).into()),
            Self::TextView(array) => Value::Text(array.value(index).into()),
            Self::Seconds(array) => Value::Timestamp(array.value(index).saturating_mul(1_000_000)),
            Self::Millis(array) => Value::Timestamp(array.value(index).saturating_mul(1000)),
            Self::Micros(array) => Value::Timestamp(array.value(index)),
            Self::Nanos(array) => Value::Timestamp(array.value(index).div_euclid(1000)),
            Self::Date(array) => Value::Date(array.value(index)),
            Self::Duration(array) => Value::Interval(array.value(index)),
            Self::Interval(array) => {
                let interval = array.value(index);
                // A month counts 30 days where an interval must be one number, as in PostgreSQL.
                let days = i64::from(interval.months) * 30 + i64::from(interval.days);
                Value::Interval(days.saturating_mul(DAY_MICROS).saturating_add(interval.nanoseconds / 1000))
            }
        }
    }
}

/// A real as the double of its own digits: 0.1, not 0.10000000149.
fn widened(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}
