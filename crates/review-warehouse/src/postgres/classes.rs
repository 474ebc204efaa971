//! The class of what the server said.

use review_core::error_class::ErrorClass;

use crate::words::class_of_words;

/// The class of a SQLSTATE. The message decides where a server gives one code to different things.
pub(super) fn class_of(code: &str, message: &str) -> ErrorClass {
    match code {
        "42501" | "25006" => ErrorClass::Permission,
        "3D000" | "3F000" | "42703" | "42704" | "42883" | "42P01" => ErrorClass::MissingObject,
        "53300" => ErrorClass::QueueLimit,
        // The server goes down, or an administrator ends the connection.
        "57P01" | "57P02" => ErrorClass::Aborted,
        // The server starts, stops or recovers.
        "57P03" => words_or(ErrorClass::Maintenance, message),
        "57P05" => ErrorClass::Connection,
        "40001" | "40P01" | "55P03" => ErrorClass::Lock,
        // Cancelled, for whatever reason.
        "57014" => words_or(ErrorClass::Aborted, message),
        // "Not supported": what Redshift says of functions that only its leader node has.
        "0A000" => ErrorClass::Syntax,
        _ => class_of_kind(code.get(..2).unwrap_or(""), message),
    }
}

/// The class for the first two characters of a SQLSTATE, which say what kind of error it is.
fn class_of_kind(kind: &str, message: &str) -> ErrorClass {
    match kind {
        "08" => words_or(ErrorClass::Connection, message),
        "28" => ErrorClass::Permission,
        "42" => ErrorClass::Syntax,
        "53" => ErrorClass::QueueLimit,
        _ => class_of_words(message),
    }
}

/// What the words say, else what the code says.
fn words_or(otherwise: ErrorClass, message: &str) -> ErrorClass {
    match class_of_words(message) {
        ErrorClass::Unknown => otherwise,
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorClass::*;
    use super::*;

    #[test]
    fn every_sqlstate_of_the_table_has_its_class() {
        let table = [
            (Permission, "42501 25006 28000 28P01"),
            (MissingObject, "42P01 42703 42883 42704 3F000 3D000"),
            (Syntax, "42601 42803 42804 42P10 42702 42725 42P18 42000 0A000"),
            (Connection, "08000 08001 08003 08006 08P01 57P05"),
            (Maintenance, "57P03"),
            (QueueLimit, "53300 53000 53100 53200 53400"),
            (Lock, "40001 40P01 55P03"),
            (Aborted, "57014 57P01 57P02"),
            (Unknown, "22012 22P02 23505 25P02 XX000 XX001 58030 P0001 54001 9 "),
        ];
        for (class, codes) in table {
            for code in codes.split(' ') {
                assert_eq!(class_of(code, "whatever it says"), class, "{code}");
            }
        }
    }

    #[test]
    fn redshifts_words_decide_where_its_code_does_not() {
        for (message, class) in [
            ("permission denied for relation stl_query", Permission),
            ("1023 DETAIL: Serializable isolation violation on table - 100251", Lock),
            ("Query (4711) cancelled on user's request", Aborted),
            ("Query (4711) cancelled by WLM abort action of Query Monitoring Rule \"long\".", Aborted),
            ("abort query, context: system requested abort", Aborted),
            ("Query reached the usage limit of Redshift Spectrum", UsageLimit),
            ("Spectrum Scan Error: Access throttled", Throttle),
            ("The cluster is paused", Paused),
            ("The cluster is being resized", Maintenance),
            ("The cluster is under maintenance", Maintenance),
            (
                "Failed to incorporate external table \"a\".\"b\" into local catalog. Error=transaction is read-only",
                Permission,
            ),
            ("Assert", Unknown),
        ] {
            assert_eq!(class_of("XX000", message), class, "{message}");
        }
        for (code, message, class) in [
            ("57014", "canceling statement due to statement timeout", TimeThreshold),
            ("57014", "canceling statement due to user request", Aborted),
            ("57014", "Query (1) cancelled by WLM abort action of Query Monitoring Rule \"usage\"", Aborted),
            ("57014", "Query cancelled: the usage limit of the workgroup is reached", UsageLimit),
            ("57P03", "the database system is starting up", Maintenance),
            ("57P03", "the cluster is paused", Paused),
            ("08006", "the cluster is resizing", Maintenance),
        ] {
            assert_eq!(class_of(code, message), class, "{code} {message}");
        }
        assert_eq!(class_of("42601", "permission denied for"), Syntax, "a code that says enough is believed");
    }
}
