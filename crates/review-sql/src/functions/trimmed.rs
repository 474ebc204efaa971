//! Text without its trailing blanks, as comparisons see it.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

/// Wrapped around every text that is compared, so it is quick: text without trailing blanks passes as it is.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Trimmed {
    signature: Signature,
}

impl Default for Trimmed {
    fn default() -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Trimmed {
    fn name(&self) -> &str {
        "compared_text"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match &arguments.args[0] {
            ColumnarValue::Array(array) => {
                let array = datafusion::arrow::compute::cast(array, &DataType::Utf8)?;
                Ok(ColumnarValue::Array(trimmed(&array)))
            }
            ColumnarValue::Scalar(scalar) => {
                let text = scalar.try_as_str().flatten().map(|text| text.trim_end_matches(' ').to_owned());
                Ok(ColumnarValue::Scalar(ScalarValue::Utf8(text)))
            }
        }
    }
}

fn trimmed(array: &ArrayRef) -> ArrayRef {
    let texts = array.as_string::<i32>();
    if !texts.iter().flatten().any(|text| text.ends_with(' ')) {
        return Arc::clone(array);
    }
    let trimmed: StringArray = texts.iter().map(|text| text.map(|text| text.trim_end_matches(' '))).collect();
    Arc::new(trimmed)
}
