//! An address with the parameters that stand beside it.

use std::fmt::Write as _;

/// Whether an address says a parameter itself.
pub(super) fn says(url: &str, name: &str) -> bool {
    let (_, parameters) = url.split_once('?').unwrap_or((url, ""));
    parameters.split('&').any(|parameter| parameter.split_once('=').map_or(parameter, |(name, _)| name) == name)
}

/// An address with one more parameter, its value percent-encoded. Whether the address says that parameter itself is
/// the caller's question.
pub fn with(url: &str, name: &str, value: &str) -> String {
    let mut text = format!("{url}{}{name}=", if url.contains('?') { '&' } else { '?' });
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}
