//! Building the engine's arrays from single values.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, DurationMicrosecondBuilder, Float32Builder,
    Float64Builder, Int16Builder, Int32Builder, Int64Builder, NullArray, StringBuilder, TimestampMicrosecondBuilder,
    UInt32Builder,
};
use datafusion::arrow::datatypes::{DataType, TimeUnit};

use super::value::Value;
use crate::error::SqlError;

/// An array under construction.
pub(crate) enum Builder {
    Null(usize),
    Boolean(BooleanBuilder),
    Int16(Int16Builder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    UInt32(UInt32Builder),
    Float32(Float32Builder),
    Float64(Float64Builder),
    Decimal(Decimal128Builder),
    Text(StringBuilder),
    Timestamp(TimestampMicrosecondBuilder),
    Date(Date32Builder),
    Interval(DurationMicrosecondBuilder),
}

impl Builder {
    /// A builder of `data_type` with room for `capacity` values.
    pub(crate) fn new(data_type: &DataType, capacity: usize) -> Result<Self, SqlError> {
        Ok(match data_type {
            DataType::Null => Self::Null(0),
            DataType::Boolean => Self::Boolean(BooleanBuilder::with_capacity(capacity)),
            DataType::Int16 => Self::Int16(Int16Builder::with_capacity(capacity)),
            DataType::Int32 => Self::Int32(Int32Builder::with_capacity(capacity)),
            DataType::Int64 => Self::Int64(Int64Builder::with_capacity(capacity)),
            DataType::UInt32 => Self::UInt32(UInt32Builder::with_capacity(capacity)),
            DataType::Float32 => Self::Float32(Float32Builder::with_capacity(capacity)),
            DataType::Float64 => Self::Float64(Float64Builder::with_capacity(capacity)),
            DataType::Decimal128(..) => {
                Self::Decimal(Decimal128Builder::with_capacity(capacity).with_data_type(data_type.clone()))
            }
            DataType::Utf8 => Self::Text(StringBuilder::with_capacity(capacity, capacity * 8)),
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                Self::Timestamp(TimestampMicrosecondBuilder::with_capacity(capacity))
            }
            DataType::Date32 => Self::Date(Date32Builder::with_capacity(capacity)),
            DataType::Duration(TimeUnit::Microsecond) => {
                Self::Interval(DurationMicrosecondBuilder::with_capacity(capacity))
            }
            other => return Err(SqlError::internal(format!("values of type {other} cannot be built"))),
        })
    }

    /// Adds a value. It must be NULL or of the builder's type, numbers within its range.
    pub(crate) fn push(&mut self, value: Value<'_>) -> Result<(), SqlError> {
        let null = value.is_null();
        match (self, value) {
            (Self::Null(length), _) => *length += 1,
            (Self::Boolean(builder), Value::Boolean(value)) => builder.append_value(value),
            (Self::Int16(builder), Value::Integer(value)) => builder.append_value(narrow(value, "smallint")?),
            (Self::Int32(builder), Value::Integer(value)) => builder.append_value(narrow(value, "integer")?),
            (Self::Int64(builder), Value::Integer(value)) => builder.append_value(value),
            (Self::UInt32(builder), Value::Integer(value)) => builder.append_value(narrow(value, "oid")?),
            #[expect(clippy::cast_possible_truncation, reason = "a real holds fewer digits by definition")]
            (Self::Float32(builder), Value::Double(value)) => builder.append_value(value as f32),
            (Self::Float64(builder), Value::Double(value)) => builder.append_value(value),
            (Self::Decimal(builder), Value::Decimal(value, _)) => builder.append_value(value),
            (Self::Text(builder), Value::Text(text)) => builder.append_value(text),
            (Self::Timestamp(builder), Value::Timestamp(value)) => builder.append_value(value),
            (Self::Date(builder), Value::Date(value)) => builder.append_value(value),
            (Self::Interval(builder), Value::Interval(value)) => builder.append_value(value),
            (builder, _) if null => builder.push_null(),
            (_, value) => return Err(SqlError::internal(format!("a {} is in the wrong place", value.type_name()))),
        }
        Ok(())
    }

    fn push_null(&mut self) {
        match self {
            Self::Null(length) => *length += 1,
            Self::Boolean(builder) => builder.append_null(),
            Self::Int16(builder) => builder.append_null(),
            Self::Int32(builder) => builder.append_null(),
            Self::Int64(builder) => builder.append_null(),
            Self::UInt32(builder) => builder.append_null(),
            Self::Float32(builder) => builder.append_null(),
            Self::Float64(builder) => builder.append_null(),
            Self::Decimal(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::Timestamp(builder) => builder.append_null(),
            Self::Date(builder) => builder.append_null(),
            Self::Interval(builder) => builder.append_null(),
        }
    }

    /// The array.
    pub(crate) fn finish(self) -> ArrayRef {
        match self {
            Self::Null(length) => Arc::new(NullArray::new(length)),
            Self::Boolean(mut builder) => Arc::new(builder.finish()),
            Self::Int16(mut builder) => Arc::new(builder.finish()),
            Self::Int32(mut builder) => Arc::new(builder.finish()),
            Self::Int64(mut builder) => Arc::new(builder.finish()),
            Self::UInt32(mut builder) => Arc::new(builder.finish()),
            Self::Float32(mut builder) => Arc::new(builder.finish()),
            Self::Float64(mut builder) => Arc::new(builder.finish()),
            Self::Decimal(mut builder) => Arc::new(builder.finish()),
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::Timestamp(mut builder) => Arc::new(builder.finish()),
            Self::Date(mut builder) => Arc::new(builder.finish()),
            Self::Interval(mut builder) => Arc::new(builder.finish()),
        }
    }
}

fn narrow<T: TryFrom<i64>>(value: i64, type_name: &str) -> Result<T, SqlError> {
    T::try_from(value).map_err(|_| SqlError::integer_overflow(type_name))
}
