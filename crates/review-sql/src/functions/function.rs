//! How a function is written here: its arguments' kinds, its type, and what it answers for one row.
//!
//! Rows one at a time cost a little and keep every function a few readable lines; results of diagnostic queries
//! are small.

use std::hash::{Hash, Hasher};

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

use crate::cast::build::Builder;
use crate::cast::{Reader, Value, convert};
use crate::error::SqlError;
use crate::types::{SqlType, TIMESTAMP, is_decimal, is_text, is_time};

/// What a function takes in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Anything, as it is.
    Any,
    /// Text; numbers and times are turned into theirs.
    Text,
    /// An integer.
    Integer,
    /// A float.
    Float,
    /// A number as it is; text becomes a float.
    Number,
    /// A timestamp; dates and text are turned into one.
    Time,
    /// A date or timestamp as it is; text becomes a timestamp.
    Moment,
}

/// How many arguments of which kinds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arguments {
    /// The least number of arguments.
    pub(crate) least: usize,
    /// The most.
    pub(crate) most: usize,
    /// Their kinds; the last goes for all that follow.
    pub(crate) kinds: &'static [Kind],
}

/// The type of a function's answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Returns {
    /// Always the same.
    Always(DataTypeName),
    /// That of the first argument.
    First,
    /// Worked out from the types of the arguments.
    Of(fn(&[DataType]) -> DataType),
}

/// Types that functions return; a name, since `DataType` cannot stand in a constant table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum DataTypeName {
    Boolean,
    Integer,
    BigInt,
    Double,
    Text,
    Timestamp,
    Date,
    Interval,
}

impl DataTypeName {
    fn data_type(self) -> DataType {
        match self {
            Self::Boolean => DataType::Boolean,
            Self::Integer => DataType::Int32,
            Self::BigInt => DataType::Int64,
            Self::Double => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Timestamp => TIMESTAMP,
            Self::Date => DataType::Date32,
            Self::Interval => crate::types::INTERVAL,
        }
    }
}

type Body = for<'a> fn(&[Value<'a>]) -> Result<Value<'static>, SqlError>;

/// One function of the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) arguments: Arguments,
    pub(crate) returns: Returns,
    /// Whether NULL in any place makes the answer NULL without asking `body`.
    pub(crate) strict: bool,
    pub(crate) body: Body,
}

impl Function {
    /// A function whose answer is NULL as soon as one argument is.
    pub(crate) const fn new(
        name: &'static str,
        counts: (usize, usize),
        kinds: &'static [Kind],
        returns: Returns,
        body: Body,
    ) -> Self {
        Self { name, arguments: Arguments { least: counts.0, most: counts.1, kinds }, returns, strict: true, body }
    }

    /// The same, but NULL arguments reach the body.
    pub(crate) const fn sees_nulls(mut self) -> Self {
        self.strict = false;
        self
    }

    pub(crate) fn build(self) -> Planned {
        Planned { function: self, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

/// A function as the engine sees it.
#[derive(Debug)]
pub(crate) struct Planned {
    function: Function,
    signature: Signature,
}

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for Planned {}

impl Hash for Planned {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl ScalarUDFImpl for Planned {
    fn name(&self) -> &str {
        self.function.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let Arguments { least, most, kinds } = self.function.arguments;
        if given.len() < least || given.len() > most {
            let message = format!("function {} does not take {} arguments", self.function.name, given.len());
            return Err(SqlError::types(message).into());
        }
        for (index, data_type) in given.iter().enumerate() {
            if taken_as(kind_at(kinds, index), data_type).is_none() {
                let message = format!("function {} does not take such an argument", self.function.name);
                return Err(SqlError::types(message).into());
            }
        }
        // Values are turned into what the function takes row by row: the engine's casts are not Redshift's.
        Ok(given.iter().map(|data_type| if is_text(data_type) { DataType::Utf8 } else { data_type.clone() }).collect())
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(match self.function.returns {
            Returns::Always(name) => name.data_type(),
            Returns::First => self.taken(arguments).first().cloned().unwrap_or(DataType::Null),
            Returns::Of(rule) => rule(&self.taken(arguments)),
        })
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let Function { strict, body, arguments: Arguments { kinds, .. }, .. } = self.function;
        let conversions: Vec<Option<SqlType>> = arguments
            .args
            .iter()
            .enumerate()
            .map(|(index, argument)| conversion(kind_at(kinds, index), &argument.data_type()))
            .collect();
        let plain = conversions.iter().all(Option::is_none);
        each_row(&arguments.args, arguments.number_rows, arguments.return_field.data_type(), |values| {
            if strict && values.iter().any(Value::is_null) {
                return Ok(Value::Null);
            }
            if plain {
                return body(values);
            }
            let converted: Vec<Value<'_>> = values
                .iter()
                .zip(&conversions)
                .map(|(value, to)| to.map_or_else(|| Ok(value.clone()), |to| convert(value.clone(), to)))
                .collect::<Result<_, _>>()?;
            body(&converted)
        })
    }
}

impl Planned {
    /// The types of the arguments as the body sees them.
    fn taken(&self, given: &[DataType]) -> Vec<DataType> {
        let kinds = self.function.arguments.kinds;
        given
            .iter()
            .enumerate()
            .map(|(index, data_type)| taken_as(kind_at(kinds, index), data_type).unwrap_or(DataType::Null))
            .collect()
    }
}

fn kind_at(kinds: &[Kind], index: usize) -> Kind {
    kinds.get(index).or(kinds.last()).copied().unwrap_or(Kind::Any)
}

/// What values of `data_type` are turned into for `kind`; `None` when they need no turning.
fn conversion(kind: Kind, data_type: &DataType) -> Option<SqlType> {
    if data_type.is_null() {
        return None;
    }
    match kind {
        Kind::Any => None,
        Kind::Text => (!is_text(data_type)).then_some(SqlType::Text),
        Kind::Integer => (!data_type.is_integer()).then_some(SqlType::BigInt),
        Kind::Float => (!data_type.is_floating()).then_some(SqlType::Double),
        Kind::Number => is_text(data_type).then_some(SqlType::Double),
        Kind::Time => (!matches!(data_type, DataType::Timestamp(..))).then_some(SqlType::Timestamp),
        Kind::Moment => is_text(data_type).then_some(SqlType::Timestamp),
    }
}

/// The type an argument of `data_type` has for the body; `None` when the function does not take it.
fn taken_as(kind: Kind, data_type: &DataType) -> Option<DataType> {
    let (text, null) = (is_text(data_type), data_type.is_null());
    let number = data_type.is_integer() || is_decimal(data_type) || data_type.is_floating();
    let interval = matches!(data_type, DataType::Duration(_) | DataType::Interval(_));
    Some(match kind {
        Kind::Any | Kind::Text if text => DataType::Utf8,
        Kind::Any => data_type.clone(),
        Kind::Text if *data_type == DataType::Boolean => return None,
        Kind::Text => DataType::Utf8,
        Kind::Integer if text || null || number => DataType::Int64,
        Kind::Float if text || null || number => DataType::Float64,
        Kind::Number if text || null || data_type.is_floating() => DataType::Float64,
        Kind::Number if number => data_type.clone(),
        Kind::Time if text || null || is_time(data_type) => TIMESTAMP,
        Kind::Moment if text || null => TIMESTAMP,
        Kind::Moment if is_time(data_type) || interval => data_type.clone(),
        Kind::Integer | Kind::Float | Kind::Number | Kind::Time | Kind::Moment => return None,
    })
}

/// Answers `answer` for each row. When all arguments are constants, once.
pub(crate) fn each_row<F>(arguments: &[ColumnarValue], rows: usize, to: &DataType, answer: F) -> Result<ColumnarValue>
where
    F: for<'a> Fn(&[Value<'a>]) -> Result<Value<'a>, SqlError>,
{
    let constant = arguments.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
    let rows = if constant { 1 } else { rows };
    let arrays: Vec<(ArrayRef, bool)> = arguments
        .iter()
        .map(|argument| match argument {
            ColumnarValue::Array(array) => Ok((array.clone(), false)),
            ColumnarValue::Scalar(scalar) => Ok((scalar.to_array()?, true)),
        })
        .collect::<Result<_>>()?;
    let readers: Vec<(Reader<'_>, bool)> = arrays
        .iter()
        .map(|(array, constant)| Reader::new(array).map(|reader| (reader, *constant)))
        .collect::<Result<_, SqlError>>()?;
    let mut builder = Builder::new(to, rows)?;
    let mut values: Vec<Value<'_>> = readers.iter().map(|_| Value::Null).collect();
    for row in 0..rows {
        for (value, (reader, constant)) in values.iter_mut().zip(&readers) {
            *value = reader.value(if *constant { 0 } else { row });
        }
        builder.push(answer(&values)?)?;
    }
    let array = builder.finish();
    if constant {
        return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?));
    }
    Ok(ColumnarValue::Array(array))
}
