//! The functions statements may call: this list and no other.

mod dates;
mod formats;
mod function;
mod json;
mod numbers;
mod regexp;
mod text;
mod to_char;
mod to_date;
mod trimmed;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use datafusion::logical_expr::ScalarUDF;

use crate::arithmetic::Arithmetic;
use crate::cast::Cast;

pub(crate) use dates::parts::Part;
pub(crate) use function::each_row;
pub(crate) use trimmed::Trimmed;

/// Every scalar function by name, those that only rewritten statements call included.
pub(crate) static SCALARS: LazyLock<HashMap<String, Arc<ScalarUDF>>> = LazyLock::new(|| {
    let mut all: Vec<Arc<ScalarUDF>> = Vec::new();
    for list in [dates::LIST, text::LIST, numbers::LIST, json::LIST, regexp::LIST, formats::LIST] {
        all.extend(list.iter().map(|function| Arc::new(ScalarUDF::from(function.build()))));
    }
    all.extend(Cast::all());
    all.extend(Arithmetic::all());
    all.push(datafusion::functions::core::coalesce());
    all.push(datafusion::functions::core::greatest());
    all.push(datafusion::functions::core::least());
    all.into_iter().map(|function| (function.name().to_owned(), function)).collect()
});
