//! Redshift's types: how each is called, which field its values arrive in, and how a value is written.
//!
//! The same by every way in. Over the wire a type is a number (OID), through the Data API a name. Numbers and names:
//! Amazon's own drivers (amazon-redshift-jdbc-driver, `core/Oid.java` and `jdbc/TypeInfoCache.java`;
//! amazon-redshift-python-driver, `utils/oids.py`; amazon-redshift-odbc-driver, `rs_pq_type.h`). Forms: Database
//! Developer Guide, chapter "Data types". HLLSKETCH has no number there; the catalog names it.

use review_core::result::FieldKind;

/// One type of Redshift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RedshiftType {
    /// Its number over the wire; 0 where no driver of Amazon's says it.
    pub oid: u32,
    /// Its name in a [`Column`](review_core::result::Column).
    pub name: &'static str,
    /// The field of the Data API that its values arrive in.
    pub field: FieldKind,
    /// How a value is written, with an example.
    pub form: &'static str,
}

const fn text(oid: u32, name: &'static str, form: &'static str) -> RedshiftType {
    RedshiftType { oid, name, field: FieldKind::Text, form }
}

/// Every type that a column of a result may have, in the guide's order.
pub const REDSHIFT_TYPES: [RedshiftType; 23] = [
    RedshiftType { oid: 21, name: "int2", field: FieldKind::Long, form: "a whole number: -32768" },
    RedshiftType { oid: 23, name: "int4", field: FieldKind::Long, form: "a whole number: 2147483647" },
    RedshiftType { oid: 20, name: "int8", field: FieldKind::Long, form: "a whole number: 9007199254740993" },
    text(1700, "numeric", "all digits of its scale: 12.50"),
    RedshiftType { oid: 700, name: "float4", field: FieldKind::Double, form: "the shortest that reads back: 0.1" },
    RedshiftType { oid: 701, name: "float8", field: FieldKind::Double, form: "the shortest that reads back: 0.1" },
    text(1042, "bpchar", "as it is, filled up with spaces"),
    text(1043, "varchar", "as it is"),
    text(25, "text", "as it is"),
    text(19, "name", "as it is"),
    text(1082, "date", "2026-11-22"),
    text(1083, "time", "07:30:00.123456"),
    text(1266, "timetz", "in UTC: 07:30:00.123456+00"),
    text(1114, "timestamp", "2026-11-22 07:30:00.123456"),
    text(1184, "timestamptz", "in UTC: 2026-11-22 07:30:00.123456+00"),
    text(1188, "intervaly2m", "years and months in the session's interval style"),
    text(1190, "intervald2s", "days to seconds in the session's interval style"),
    RedshiftType { oid: 16, name: "bool", field: FieldKind::Boolean, form: "t or f" },
    text(4000, "super", "JSON: {\"a\":[1,2]}"),
    text(6551, "varbyte", "hexadecimal digits: 616263"),
    text(3000, "geometry", "hexadecimal digits of its EWKB form"),
    text(3001, "geography", "hexadecimal digits of its EWKB form"),
    text(0, "hllsketch", "JSON while it is sparse, Base64 when it is dense"),
];

/// A second number of GEOMETRY, for values that are sent as hexadecimal digits.
const GEOMETRY_IN_HEX: u32 = 3999;

/// Numbers below this one are the same in every database: nobody's own type has one (PostgreSQL, `transam.h`).
const FIRST_OF_A_DATABASE: u32 = 10_000;

/// The name of a type by its number, where it is one of the table's.
pub(crate) fn name_of(oid: u32) -> Option<&'static str> {
    let oid = if oid == GEOMETRY_IN_HEX { 3000 } else { oid };
    REDSHIFT_TYPES.iter().find(|known| known.oid == oid && oid != 0).map(|known| known.name)
}

/// Whether a number is the server's own and no PostgreSQL has it: what only Redshift knows.
pub(crate) fn is_only_redshifts(oid: u32) -> bool {
    oid < FIRST_OF_A_DATABASE && tokio_postgres::types::Type::from_oid(oid).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_arrives_in_the_field_that_its_name_says() {
        for known in REDSHIFT_TYPES {
            assert_eq!(FieldKind::of(known.name), known.field, "{}", known.name);
            assert!(!known.form.is_empty(), "{}", known.name);
        }
    }

    #[test]
    fn what_postgresql_knows_too_has_the_same_number_and_name() {
        for known in REDSHIFT_TYPES.iter().filter(|known| known.oid != 0) {
            match tokio_postgres::types::Type::from_oid(known.oid) {
                Some(postgres) => assert_eq!(postgres.name(), known.name),
                None => assert!(is_only_redshifts(known.oid), "{}", known.name),
            }
            assert_eq!(name_of(known.oid), Some(known.name));
        }
    }

    #[test]
    fn only_redshifts_own_types_are_told_apart() {
        let own = [1188, 1190, 2935, 3000, 3001, 3999, 4000, 6551];
        assert!(own.into_iter().all(is_only_redshifts));
        let others = [16, 25, 1186, 1266, 1700, 2950, 3802, 12_000, 16_400];
        assert!(!others.into_iter().any(is_only_redshifts));
        assert_eq!((name_of(3999), name_of(0), name_of(2935)), (Some("geometry"), None, None));
    }
}
