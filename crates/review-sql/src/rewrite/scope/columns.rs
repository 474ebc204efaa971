//! The columns of what stands in FROM, as far as syntax tells.

use sqlparser::ast::TableAlias;

/// Names of columns in order; `None` when they are not known.
pub(super) type Columns = Option<Vec<String>>;

/// The columns after an alias that may name them anew: `as t (a, b)`.
pub(super) fn renamed(columns: Columns, alias: &TableAlias) -> Columns {
    if alias.columns.is_empty() {
        return columns;
    }
    let given = alias.columns.iter().map(|column| column.name.value.clone());
    let rest = columns.into_iter().flatten().skip(alias.columns.len());
    Some(given.chain(rest).collect())
}
