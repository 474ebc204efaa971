//! What the warehouse's own words say about a failure, where there is no code or the code says little.

use review_core::error_class::ErrorClass;

/// The class of a message: the first words of the table that occur in it decide. Redshift reports much under
/// `XX000` (internal error), and the Data API hands over the words without a code.
///
/// Sources: AWS's knowledge center on aborted queries (rules, user's request), its guide on Spectrum errors (access
/// throttled), PostgreSQL's own messages; what Redshift says of usage limits, pauses and resizes is documented
/// nowhere, so the bare words of its guides are looked for.
pub(crate) fn class_of_words(message: &str) -> ErrorClass {
    const WORDS: [(&str, ErrorClass); 42] = [
        ("permission denied for", ErrorClass::Permission),
        ("must be owner of", ErrorClass::Permission),
        ("must be superuser", ErrorClass::Permission),
        ("password authentication failed", ErrorClass::Permission),
        ("transaction is read-only", ErrorClass::Permission),
        ("read-only transaction", ErrorClass::Permission),
        ("serializable isolation violation", ErrorClass::Lock),
        ("deadlock detected", ErrorClass::Lock),
        ("could not obtain lock", ErrorClass::Lock),
        ("statement timeout", ErrorClass::TimeThreshold),
        ("usage limit", ErrorClass::UsageLimit),
        ("cancelled by wlm", ErrorClass::Aborted),
        ("query monitoring rule", ErrorClass::Aborted),
        ("query limit", ErrorClass::Aborted),
        ("cancelled on user's request", ErrorClass::Aborted),
        ("due to user request", ErrorClass::Aborted),
        ("system requested abort", ErrorClass::Aborted),
        ("administrator command", ErrorClass::Aborted),
        ("access throttled", ErrorClass::Throttle),
        ("is paused", ErrorClass::Paused),
        ("is pausing", ErrorClass::Paused),
        ("paused state", ErrorClass::Paused),
        ("is resuming", ErrorClass::Maintenance),
        ("resiz", ErrorClass::Maintenance),
        ("maintenance", ErrorClass::Maintenance),
        ("is starting up", ErrorClass::Maintenance),
        ("is shutting down", ErrorClass::Maintenance),
        ("is in recovery", ErrorClass::Maintenance),
        ("restarting", ErrorClass::Maintenance),
        ("syntax error", ErrorClass::Syntax),
        ("unterminated", ErrorClass::Syntax),
        ("is ambiguous", ErrorClass::Syntax),
        ("must appear in the group by", ErrorClass::Syntax),
        ("not supported", ErrorClass::Syntax),
        ("does not exist", ErrorClass::MissingObject),
        ("connection limit", ErrorClass::QueueLimit),
        ("too many connections", ErrorClass::QueueLimit),
        ("too many clients", ErrorClass::QueueLimit),
        ("disk full", ErrorClass::QueueLimit),
        ("connection refused", ErrorClass::Connection),
        ("could not connect", ErrorClass::Connection),
        ("connection reset", ErrorClass::Connection),
    ];
    let message = message.to_ascii_lowercase();
    let known = WORDS.into_iter().find(|(words, _)| message.contains(words));
    known.map_or(ErrorClass::Unknown, |(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::ErrorClass::*;
    use super::*;

    #[test]
    fn a_message_without_a_code_has_its_class() {
        for (message, class) in [
            ("ERROR: permission denied for relation stl_query", Permission),
            ("ERROR: relation \"nowhere\" does not exist", MissingObject),
            ("ERROR: function f(integer) does not exist", MissingObject),
            ("ERROR: syntax error at or near \"selec\"\n  Position: 1", Syntax),
            ("ERROR: canceling statement due to statement timeout", TimeThreshold),
            ("ERROR: Query (4711) cancelled on user's request", Aborted),
            ("ERROR: Query cancelled by WLM abort action of Query Monitoring Rule \"long\"", Aborted),
            ("FATAL: terminating connection due to administrator command", Aborted),
            ("ERROR: 1023 DETAIL: Serializable isolation violation on table - 1", Lock),
            ("ERROR: Specified types or functions (one per INFO message) not supported on Redshift tables.", Syntax),
            ("ERROR: Query reached the usage limit of Redshift Spectrum", UsageLimit),
            ("ERROR: division by zero", Unknown),
        ] {
            assert_eq!(class_of_words(message), class, "{message}");
        }
    }
}
