//! The columns of a result, as the Data API would describe them.

use review_core::result::Column;

/// The server counts lengths and precisions from this number.
const MODIFIER_OFFSET: i32 = 4;

/// A column by the name of its type and the type's modifier (-1: none).
fn described(name: &str, type_name: &str, modifier: i32) -> Column {
    let mut column = Column::new(name, type_name);
    if modifier < MODIFIER_OFFSET {
        return column;
    }
    let packed = modifier - MODIFIER_OFFSET;
    match type_name {
        "numeric" => {
            column.precision = packed >> 16;
            // Eleven bits with a sign, since PostgreSQL 15 has negative scales.
            column.scale = ((packed & 0x7ff) ^ 0x400) - 0x400;
        }
        "varchar" | "bpchar" => column.length = packed,
        _ => {}
    }
    column
}

/// The columns of a prepared statement.
pub(super) fn of_statement(statement: &tokio_postgres::Statement) -> Vec<Column> {
    let columns = statement.columns().iter();
    columns.map(|column| described(column.name(), column.type_().name(), column.type_modifier())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modifiers_give_precision_scale_and_length() {
        let decimal = |modifier| {
            let column = described("n", "numeric", modifier);
            (column.precision, column.scale)
        };
        assert_eq!(decimal((38 << 16 | 10) + 4), (38, 10));
        assert_eq!(decimal((5 << 16 | (-2 & 0x7ff)) + 4), (5, -2));
        assert_eq!(decimal(-1), (0, 0));
        assert_eq!(described("t", "varchar", 24).length, 20);
        assert_eq!(described("t", "varchar", -1).length, 0);
        assert_eq!(described("t", "timestamp", 6), Column::new("t", "timestamp"));
    }
}
