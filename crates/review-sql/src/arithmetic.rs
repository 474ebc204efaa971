//! `+ - * / %` over numbers, checked.
//!
//! Integers keep the wider type of the two and fail when the result does not fit; decimals have the scale and
//! precision of Redshift ("Computations with numeric values"); division by zero fails for every type.

use std::hash::Hash;
use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::{Array, ArrayRef, AsArray, Datum};
use datafusion::arrow::compute::cast;
use datafusion::arrow::compute::kernels::numeric;
use datafusion::arrow::datatypes::{DataType, Float64Type, i256};
use datafusion::arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};

use crate::cast::Value;
use crate::error::SqlError;
use crate::functions::each_row;
use crate::types::{decimal, is_decimal};
use crate::values::{fits, rescale};

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// An operation as a function of the engine.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Arithmetic {
    operation: Operation,
    signature: Signature,
}

const ALL: [Operation; 5] =
    [Operation::Add, Operation::Subtract, Operation::Multiply, Operation::Divide, Operation::Remainder];

static FUNCTIONS: LazyLock<[Arc<ScalarUDF>; 5]> = LazyLock::new(|| {
    ALL.map(|operation| {
        let signature = Signature::any(2, Volatility::Immutable);
        Arc::new(ScalarUDF::from(Arithmetic { operation, signature }))
    })
});

impl Arithmetic {
    /// All five.
    pub(crate) fn all() -> [Arc<ScalarUDF>; 5] {
        FUNCTIONS.clone()
    }

    /// `left operation right`, both numbers.
    pub(crate) fn expression(operation: Operation, left: Expr, right: Expr) -> Expr {
        let function = &FUNCTIONS[operation as usize];
        Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(function), vec![left, right]))
    }
}

impl ScalarUDFImpl for Arithmetic {
    fn name(&self) -> &str {
        match self.operation {
            Operation::Add => "checked_add",
            Operation::Subtract => "checked_subtract",
            Operation::Multiply => "checked_multiply",
            Operation::Divide => "checked_divide",
            Operation::Remainder => "mod",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        match arguments {
            [left, right] => Ok(result_type(self.operation, left, right)?),
            _ => Err(SqlError::types("an operation takes two numbers").into()),
        }
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let to = arguments.return_field.data_type();
        if is_decimal(to) {
            let operation = self.operation;
            return each_row(&arguments.args, arguments.number_rows, to, |values| {
                decimals(operation, &values[0], &values[1], to)
            });
        }
        vectors(self.operation, &arguments.args, to)
    }
}

/// Digits and scale of a number for the rules of decimals: integers enter with as many digits as they can have.
fn digits(data_type: &DataType) -> Option<(i32, i32)> {
    Some(match data_type {
        DataType::Decimal128(precision, scale) => (i32::from(*precision), i32::from(*scale)),
        DataType::Int8 | DataType::Int16 | DataType::UInt8 => (5, 0),
        DataType::Int32 | DataType::UInt16 | DataType::Null => (10, 0),
        DataType::Int64 | DataType::UInt32 | DataType::UInt64 => (19, 0),
        _ => return None,
    })
}

/// The type of `left operation right`.
fn result_type(operation: Operation, left: &DataType, right: &DataType) -> Result<DataType, SqlError> {
    let number = |data_type: &DataType| data_type.is_floating() || digits(data_type).is_some();
    if !number(left) || !number(right) {
        return Err(SqlError::types("operator does not exist: its sides are not both numbers"));
    }
    if left.is_floating() || right.is_floating() {
        return Ok(DataType::Float64);
    }
    if !is_decimal(left) && !is_decimal(right) {
        return Ok(match (digits(left), digits(right)) {
            (Some((5, _)), Some((5, _))) => DataType::Int16,
            (Some((19, _)), _) | (_, Some((19, _))) => DataType::Int64,
            _ => DataType::Int32,
        });
    }
    let ((p1, s1), (p2, s2)) = (digits(left).unwrap_or((19, 0)), digits(right).unwrap_or((19, 0)));
    let (precision, scale) = match operation {
        Operation::Add | Operation::Subtract => ((p1 - s1).max(p2 - s2) + s1.max(s2) + 1, s1.max(s2)),
        Operation::Multiply => (p1 + p2 + 1, s1 + s2),
        Operation::Remainder => ((p1 - s1).max(p2 - s2) + s1.max(s2), s1.max(s2)),
        Operation::Divide => {
            let scale = (s1 + p2 - s2 + 1).max(4);
            let precision = p1 - s1 + s2 + scale;
            (precision, if precision > 38 { (38 + scale - precision).max(4) } else { scale })
        }
    };
    let clamp = |number: i32| u8::try_from(number.clamp(0, 38)).unwrap_or(38);
    Ok(decimal(clamp(precision.max(1)), clamp(scale)))
}

/// Integers and floats, whole vectors at a time.
fn vectors(operation: Operation, arguments: &[ColumnarValue], to: &DataType) -> Result<ColumnarValue> {
    let (left, left_one) = side(&arguments[0], to)?;
    let (right, right_one) = side(&arguments[1], to)?;
    let result = match (left_one, right_one) {
        (true, true) | (false, false) => apply(operation, &left, &right, to)?,
        (true, false) => apply(operation, &datafusion::arrow::array::Scalar::new(left), &right, to)?,
        (false, true) => apply(operation, &left, &datafusion::arrow::array::Scalar::new(right), to)?,
    };
    if left_one && right_one {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
    }
    Ok(ColumnarValue::Array(result))
}

/// One side as an array of `to`, and whether it is a single constant.
fn side(argument: &ColumnarValue, to: &DataType) -> Result<(ArrayRef, bool)> {
    let (array, one) = match argument {
        ColumnarValue::Array(array) => (Arc::clone(array), false),
        ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
    };
    Ok((if array.data_type() == to { array } else { cast(&array, to)? }, one))
}

fn apply(operation: Operation, left: &dyn Datum, right: &dyn Datum, to: &DataType) -> Result<ArrayRef, SqlError> {
    if *to == DataType::Float64 && matches!(operation, Operation::Divide | Operation::Remainder) {
        refuse_zeros(left, right)?;
    }
    let result = match operation {
        Operation::Add => numeric::add(left, right),
        Operation::Subtract => numeric::sub(left, right),
        Operation::Multiply => numeric::mul(left, right),
        Operation::Divide => numeric::div(left, right),
        Operation::Remainder => numeric::rem(left, right),
    };
    let result = result.map_err(|error| match error {
        ArrowError::DivideByZero => SqlError::division_by_zero(),
        _ => SqlError::integer_overflow(match to {
            DataType::Int16 => "smallint",
            DataType::Int32 => "integer",
            _ => "bigint",
        }),
    })?;
    if *to == DataType::Float64 && result.as_primitive::<Float64Type>().iter().flatten().any(f64::is_infinite) {
        return Err(SqlError::data("22003", "value out of range: overflow"));
    }
    Ok(result)
}

/// Floats would divide by zero to infinity; Redshift fails. Zero under a NULL does no harm.
fn refuse_zeros(left: &dyn Datum, right: &dyn Datum) -> Result<(), SqlError> {
    let ((above, above_one), (below, below_one)) = (left.get(), right.get());
    let below = below.as_primitive::<Float64Type>();
    let rows = if below_one { above.len() } else { below.len() };
    let zero = (0..rows).any(|row| {
        let (above_row, below_row) = (if above_one { 0 } else { row }, if below_one { 0 } else { row });
        above.is_valid(above_row) && below.is_valid(below_row) && below.value(below_row) == 0.0
    });
    if zero { Err(SqlError::division_by_zero()) } else { Ok(()) }
}

/// One operation on decimals, exactly. A quotient is cut, not rounded, to its scale.
fn decimals<'a>(
    operation: Operation,
    left: &Value<'a>,
    right: &Value<'a>,
    to: &DataType,
) -> Result<Value<'a>, SqlError> {
    let DataType::Decimal128(precision, scale) = to else { return Err(SqlError::internal("no decimal")) };
    let scale = u8::try_from(*scale).unwrap_or_default();
    let (Some((left, s1)), Some((right, s2))) = (parts(left), parts(right)) else { return Ok(Value::Null) };
    let wide = u32::from(scale);
    let result = match operation {
        Operation::Add | Operation::Subtract | Operation::Remainder => {
            let (left, right) = (rescale(left, s1, wide), rescale(right, s2, wide));
            let (Some(left), Some(right)) = (left, right) else { return Err(SqlError::decimal_overflow()) };
            match operation {
                Operation::Add => left.checked_add(right),
                Operation::Subtract => left.checked_sub(right),
                _ if right == 0 => return Err(SqlError::division_by_zero()),
                _ => left.checked_rem(right),
            }
        }
        Operation::Multiply => product(left, right, s1 + s2, wide),
        Operation::Divide if right == 0 => return Err(SqlError::division_by_zero()),
        Operation::Divide => quotient(left, right, i64::from(wide) - i64::from(s1) + i64::from(s2)),
    };
    result
        .filter(|value| fits(*value, *precision))
        .map(|value| Value::Decimal(value, scale))
        .ok_or_else(SqlError::decimal_overflow)
}

fn parts(value: &Value<'_>) -> Option<(i128, u32)> {
    match value {
        Value::Integer(value) => Some((i128::from(*value), 0)),
        Value::Decimal(value, scale) => Some((*value, u32::from(*scale))),
        _ => None,
    }
}

fn ten_to(power: u32) -> Option<i256> {
    i256::from_i128(10).checked_pow(power)
}

fn product(left: i128, right: i128, from: u32, to: u32) -> Option<i128> {
    let product = i256::from_i128(left).checked_mul(i256::from_i128(right))?;
    let product = if from > to { product.checked_div(ten_to(from - to)?)? } else { product };
    product.to_i128()
}

fn quotient(left: i128, right: i128, shift: i64) -> Option<i128> {
    let power = ten_to(u32::try_from(shift.unsigned_abs()).ok()?)?;
    let (left, right) = (i256::from_i128(left), i256::from_i128(right));
    let (left, right) = if shift >= 0 { (left.checked_mul(power)?, right) } else { (left, right.checked_mul(power)?) };
    left.checked_div(right)?.to_i128()
}
