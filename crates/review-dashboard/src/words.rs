//! Counts, spans and addresses as the pages show them.

use review_core::Timestamp;

/// `1 query`, `2 queries`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A span of microseconds, as coarse as people say it.
pub(crate) fn span_words(micros: i64) -> String {
    let seconds = micros.max(0) / 1_000_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match seconds {
        0..=59 => format!("{seconds} s"),
        60..=3_599 => format!("{minutes} min {} s", seconds % 60),
        3_600..=86_399 => format!("{hours} h {minutes} min"),
        _ => format!("{days} d {hours} h"),
    }
}

/// From one moment to another; a clock that went back counts as no time.
pub(crate) fn between(start: Timestamp, end: Timestamp) -> i64 {
    end.micros().saturating_sub(start.micros()).max(0)
}

/// A short span, to the tenth of a second: how long a query took.
pub(crate) fn took_words(micros: i64) -> String {
    let tenths = micros.max(0) / 100_000;
    if tenths < 600 { format!("{}.{} s", tenths / 10, tenths % 10) } else { span_words(micros) }
}

/// A moment to the second: `2026-11-22 07:30:00 UTC`.
pub(crate) fn moment_words(moment: Timestamp) -> String {
    let text = moment.to_string();
    format!("{} UTC", text.get(..19).unwrap_or(&text).replace('T', " "))
}

/// One component of a URL's path: everything but letters, digits, `-`, `_`, `.` and `~` is percent-encoded.
pub(crate) fn encoded(component: &str) -> String {
    let mut text = String::with_capacity(component.len());
    for byte in component.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_as_coarse_as_people_say_them() {
        for (seconds, words) in [(0, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (3_660, "1 h 1 min"), (90_000, "1 d 1 h")]
        {
            assert_eq!(span_words(seconds * 1_000_000), words);
        }
        assert_eq!(took_words(1_250_000), "1.2 s");
        assert_eq!(took_words(75_000_000), "1 min 15 s");
        assert_eq!(span_words(-5), "0 s");
    }

    #[test]
    fn a_component_of_an_address_stays_one() {
        assert_eq!(encoded("a/b?c#d%2e"), "a%2Fb%3Fc%23d%252e");
        assert_eq!(encoded("<ü>"), "%3C%C3%BC%3E");
    }
}
