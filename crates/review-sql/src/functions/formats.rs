//! Functions over the catalog and about privileges, as diagnostic scripts use them.

use super::function::DataTypeName::{Boolean, Integer, Text};
use super::function::{Function, Kind, Returns};
use super::text::integer;
use crate::cast::Value;
use crate::error::SqlError;

pub(super) const LIST: &[Function] = &[
    Function::new("format_type", (1, 2), &[Kind::Integer], Returns::Always(Text), format_type).sees_nulls(),
    Function::new("format_encoding", (1, 1), &[Kind::Integer], Returns::Always(Text), format_encoding),
    // The engine knows no privileges: what is registered may be read.
    Function::new("has_schema_privilege", (2, 3), &[Kind::Any], Returns::Always(Boolean), |_| Ok(Value::Boolean(true))),
    Function::new("has_table_privilege", (2, 3), &[Kind::Any], Returns::Always(Boolean), |_| Ok(Value::Boolean(true))),
    Function::new("has_database_privilege", (2, 3), &[Kind::Any], Returns::Always(Boolean), |_| {
        Ok(Value::Boolean(true))
    }),
    Function::new("pg_get_userbyid", (1, 1), &[Kind::Integer], Returns::Always(Text), user_by_id),
    Function::new("pg_backend_pid", (0, 0), &[], Returns::Always(Integer), |_| Ok(Value::Integer(1))),
    Function::new("pg_last_query_id", (0, 0), &[], Returns::Always(Integer), |_| Ok(Value::Integer(-1))),
];

fn named(name: &str) -> Result<Value<'static>, SqlError> {
    Ok(Value::Text(name.to_owned().into()))
}

/// The SQL name of a type by its number in `pg_type`, with the length or digits its modifier holds.
fn format_type(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    let Value::Integer(number) = arguments[0] else { return Ok(Value::Null) };
    let modifier = match arguments.get(1) {
        Some(Value::Integer(modifier)) if *modifier >= 4 => Some(*modifier - 4),
        _ => None,
    };
    let name = match number {
        16 => "boolean",
        17 => "bytea",
        18 => "\"char\"",
        19 => "name",
        20 => "bigint",
        21 => "smallint",
        23 => "integer",
        25 => "text",
        26 => "oid",
        700 => "real",
        701 => "double precision",
        1042 => "character",
        1043 => "character varying",
        1082 => "date",
        1083 => "time without time zone",
        1114 => "timestamp without time zone",
        1184 => "timestamp with time zone",
        1266 => "time with time zone",
        1700 => "numeric",
        3000 => "geometry",
        3001 => "geography",
        4000 => "super",
        6551 => "varbyte",
        _ => "???",
    };
    match (number, modifier) {
        (1042 | 1043, Some(length)) => named(&format!("{name}({length})")),
        (1700, Some(digits)) => named(&format!("numeric({},{})", digits >> 16, digits & 0xffff)),
        _ => named(name),
    }
}

/// The name of a column's compression by its number in `pg_attribute.attencodingtype`.
fn format_encoding(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    named(match integer(&arguments[0]) {
        0 | 128 => "none",
        1 | 129 => "bytedict",
        2 | 130 => "delta",
        3 | 131 => "lzo",
        4 | 132 => "runlength",
        5 | 133 => "mostly8",
        6 | 134 => "mostly16",
        7 | 135 => "mostly32",
        8 | 136 => "text255",
        9 | 137 => "text32k",
        10 | 138 => "delta32k",
        11 | 139 => "zstd",
        12 | 140 => "az64",
        _ => "unknown",
    })
}

fn user_by_id(arguments: &[Value<'_>]) -> Result<Value<'static>, SqlError> {
    match integer(&arguments[0]) {
        1 => named("rdsdb"),
        other => named(&format!("unknown (OID={other})")),
    }
}
