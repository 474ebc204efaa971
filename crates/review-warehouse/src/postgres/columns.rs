//! The columns of a result, as the Data API would describe them.

use review_core::result::Column;
use tokio_postgres::SimpleQueryMessage;

use super::session::Session;
use crate::{WarehouseError, types};

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

/// The columns of a prepared statement, whose types have those numbers.
pub(super) async fn of_statement(
    session: &Session,
    statement: &tokio_postgres::Statement,
    oids: &[u32],
) -> Result<Vec<Column>, WarehouseError> {
    let mut columns = Vec::with_capacity(statement.columns().len());
    for (index, column) in statement.columns().iter().enumerate() {
        let oid = oids.get(index).copied().filter(|oid| types::is_only_redshifts(*oid));
        let type_name = match oid {
            None => column.type_().name().to_owned(),
            Some(oid) => name(session, oid).await?,
        };
        columns.push(described(column.name(), &type_name, column.type_modifier()));
    }
    Ok(columns)
}

/// The name of a type that only Redshift knows; the catalog's when the table of types does not have it.
async fn name(session: &Session, oid: u32) -> Result<String, WarehouseError> {
    if let Some(name) = types::name_of(oid) {
        return Ok(name.to_owned());
    }
    let sql = format!("select typname from pg_catalog.pg_type where oid = {oid}");
    let answers = match session.client().simple_query(&sql).await {
        Ok(answers) => answers,
        // A catalog that does not answer leaves the number.
        Err(error) if error.as_db_error().is_some() => Vec::new(),
        Err(error) => return Err(session.explain(&error)),
    };
    let name = answers.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(name.unwrap_or_else(|| format!("type_{oid}")))
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
