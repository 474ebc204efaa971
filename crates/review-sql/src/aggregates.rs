//! The aggregate and window functions statements may call.

mod collected;
mod exact;
mod listagg;
mod percentile;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use datafusion::functions_aggregate as engine;
use datafusion::functions_window as window;
use datafusion::logical_expr::{AggregateUDF, WindowUDF};

/// Every aggregate by name. SUM, AVG and the ordered ones are ours: the engine's wrap on overflow and have
/// other types.
pub(crate) static AGGREGATES: LazyLock<HashMap<String, Arc<AggregateUDF>>> = LazyLock::new(|| {
    let all = vec![
        engine::count::count_udaf(),
        engine::min_max::min_udaf(),
        engine::min_max::max_udaf(),
        engine::any_value::any_value_udaf(),
        engine::bool_and_or::bool_and_udaf(),
        engine::bool_and_or::bool_or_udaf(),
        engine::bit_and_or_xor::bit_and_udaf(),
        engine::bit_and_or_xor::bit_or_udaf(),
        engine::stddev::stddev_udaf(),
        engine::stddev::stddev_pop_udaf(),
        engine::variance::var_samp_udaf(),
        engine::variance::var_pop_udaf(),
        engine::grouping::grouping_udaf(),
        Arc::new(AggregateUDF::from(exact::Exact::sum())),
        Arc::new(AggregateUDF::from(exact::Exact::average())),
        Arc::new(AggregateUDF::from(listagg::Listagg::new())),
        Arc::new(AggregateUDF::from(percentile::Percentile::continuous())),
        Arc::new(AggregateUDF::from(percentile::Percentile::discrete())),
    ];
    all.into_iter().map(|function| (function.name().to_owned(), function)).collect()
});

/// Every window function by name.
pub(crate) static WINDOWS: LazyLock<HashMap<String, Arc<WindowUDF>>> = LazyLock::new(|| {
    window::all_default_window_functions().into_iter().map(|function| (function.name().to_owned(), function)).collect()
});
