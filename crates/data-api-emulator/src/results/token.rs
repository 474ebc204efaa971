//! Tokens that lead to the next page.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// Makes tokens and reads them. A token holds a place and is good only for what it was made for: the pages of one
/// statement, or one caller's list.
#[derive(Debug)]
pub(crate) struct Tokens {
    key: String,
}

impl Tokens {
    pub(crate) fn new() -> Self {
        Self { key: uuid::Uuid::new_v4().to_string() }
    }

    /// The token for a place.
    pub(crate) fn make(&self, purpose: &str, place: u64) -> String {
        format!("{place:016x}{}", self.seal(purpose, place))
    }

    /// The place a token leads to; `None` when it was not made for this purpose.
    pub(crate) fn read(&self, purpose: &str, token: &str) -> Option<u64> {
        let place = u64::from_str_radix(token.get(..16)?, 16).ok()?;
        (token == self.make(purpose, place)).then_some(place)
    }

    fn seal(&self, purpose: &str, place: u64) -> String {
        let digest = Sha256::digest(format!("{}\n{purpose}\n{place}", self.key));
        digest.iter().take(24).fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_what_it_was_made_for() {
        let tokens = Tokens::new();
        let token = tokens.make("statement-1", 7);
        assert_eq!(tokens.read("statement-1", &token), Some(7));
        assert_eq!(tokens.read("statement-2", &token), None);
        assert_eq!(Tokens::new().read("statement-1", &token), None, "of another server");
        let forged = token.replacen('7', "8", 1);
        for wrong in ["", "7", "äöü", forged.as_str()] {
            assert_eq!(tokens.read("statement-1", wrong), None, "{wrong}");
        }
    }
}
