//! The comment that stands before every statement and says whose it is.

/// How a statement is known in the lists of the server: `/* redshift-review <name> <attempt> */`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker(String);

impl Marker {
    pub(super) fn new(name: &str, attempt: u16) -> Self {
        Self(format!("{}{attempt} */", start_of(name)))
    }

    /// The text with the comment before it.
    pub(super) fn before(&self, sql: &str) -> String {
        format!("{} {sql}", self.0)
    }
}

/// What the statements of that name begin with, whatever the attempt.
pub(super) fn start_of(name: &str) -> String {
    format!("/* redshift-review {} ", encoded(name))
}

/// A name holds the name of a database, which may hold anything. Only what can neither end the comment nor begin
/// another one, and is no space, stands as it is.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'/' | b'@' => text.push(char::from(byte)),
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
    fn a_statement_begins_with_the_comment_that_names_it() {
        let marker = Marker::new("2026-11-22T07-30-00Z-4f2a91c3/TableInfo@sales/2", 3);
        assert_eq!(
            marker.before("select 1"),
            "/* redshift-review 2026-11-22T07-30-00Z-4f2a91c3/TableInfo@sales/2 3 */ select 1"
        );
        assert!(marker.before("").starts_with(&start_of("2026-11-22T07-30-00Z-4f2a91c3/TableInfo@sales/2")));
    }

    #[test]
    fn no_name_ends_the_comment_or_opens_another_one() {
        let text = Marker::new("a */ drop table t; /* ü%2A\n", 1).before("");
        assert_eq!((text.matches("*/").count(), text.matches("/*").count()), (1, 1));
        assert_eq!(text, "/* redshift-review a%20%2A/%20drop%20table%20t%3B%20/%2A%20%C3%BC%252A%0A 1 */ ");
    }

    #[test]
    fn a_name_is_not_found_under_the_start_of_another() {
        assert!(!Marker::new("run/Query/11", 1).before("").starts_with(&start_of("run/Query/1")));
    }
}
