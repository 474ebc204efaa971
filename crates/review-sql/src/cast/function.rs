//! CAST as a function of the engine: `redshift_cast(value, 'numeric(12,2)')`.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility, lit,
};

use super::{Value, convert};
use crate::error::{SqlError, SqlErrorKind};
use crate::functions::each_row;
use crate::types::SqlType;

/// The cast of a value to the type its second argument names.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Cast {
    name: &'static str,
    /// TRY_CAST: what cannot be converted becomes NULL.
    lenient: bool,
    signature: Signature,
}

static CAST: LazyLock<Arc<ScalarUDF>> = LazyLock::new(|| Arc::new(ScalarUDF::from(Cast::new(Cast::NAME, false))));
static TRY_CAST: LazyLock<Arc<ScalarUDF>> =
    LazyLock::new(|| Arc::new(ScalarUDF::from(Cast::new(Cast::TRY_NAME, true))));

/// `expression` cast to `to`.
pub(crate) fn cast_expression(expression: Expr, to: SqlType) -> Expr {
    let arguments = vec![expression, lit(to.to_string())];
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::clone(&CAST), arguments))
}

impl Cast {
    pub(crate) const NAME: &'static str = "redshift_cast";
    pub(crate) const TRY_NAME: &'static str = "redshift_try_cast";

    fn new(name: &'static str, lenient: bool) -> Self {
        Self { name, lenient, signature: Signature::any(2, Volatility::Immutable) }
    }

    /// Both casts.
    pub(crate) fn all() -> [Arc<ScalarUDF>; 2] {
        [Arc::clone(&CAST), Arc::clone(&TRY_CAST)]
    }
}

fn target(argument: Option<&ScalarValue>) -> Result<SqlType, SqlError> {
    argument
        .and_then(|value| value.try_as_str().flatten())
        .and_then(SqlType::from_words)
        .ok_or_else(|| SqlError::internal("a cast without a type"))
}

impl ScalarUDFImpl for Cast {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Err(SqlError::internal("a cast without a type").into())
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let to = target(arguments.scalar_arguments.get(1).copied().flatten())?;
        Ok(Arc::new(Field::clone(&to.field(self.name))))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let to = match arguments.args.get(1) {
            Some(ColumnarValue::Scalar(words)) => target(Some(words))?,
            _ => return Err(SqlError::internal("a cast without a type").into()),
        };
        if arguments.args[0].data_type() == to.data_type() && !to.is_text() {
            return Ok(arguments.args[0].clone());
        }
        let value = &arguments.args[..1];
        each_row(value, arguments.number_rows, arguments.return_field.data_type(), |values| {
            match convert(values[0].clone(), to) {
                Err(error) if self.lenient && error.kind == SqlErrorKind::Data => Ok(Value::Null),
                other => other,
            }
        })
    }
}
