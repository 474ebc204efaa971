//! The secret that starting and stopping takes.

use std::fmt;
use std::path::Path;

use review_report::look::base64;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The shortest token that is taken from a file: 16 characters of 64 are 96 bits, which nobody guesses over a network.
const CHARACTERS_MIN: usize = 16;

/// The name before the token where a browser asks for name and password.
pub(crate) const USER: &str = "review";

/// A secret, kept as fingerprints: comparing those takes the same time however much of a guess is right, and it does
/// not print itself.
#[derive(Clone)]
pub struct Token {
    plain: [u8; 32],
    basic: [u8; 32],
}

/// Why a file holds no token.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The file cannot be read.
    #[error("cannot read the token in {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What it holds cannot be a token.
    #[error("{path} holds no token: {why}")]
    Unfit {
        /// The file.
        path: String,
        /// Why.
        why: &'static str,
    },
}

impl Token {
    /// A new token, and its text to show once: 244 random bits of the operating system.
    pub fn generate() -> (Self, String) {
        let text = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        (Self::of(&text), text)
    }

    /// The token that a file holds as its only line.
    ///
    /// # Errors
    /// When the file cannot be read, or holds what is short or no single word.
    pub fn from_file(path: &Path) -> Result<Self, TokenError> {
        let name = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| TokenError::Io { path: name(), source })?;
        let unfit = |why| TokenError::Unfit { path: name(), why };
        match text.trim_end_matches(['\r', '\n']) {
            short if short.chars().count() < CHARACTERS_MIN => Err(unfit("it has fewer than 16 characters")),
            text if !text.chars().all(|one| one.is_ascii_graphic()) => {
                Err(unfit("it must be one word of printable ASCII characters"))
            }
            text => Ok(Self::of(text)),
        }
    }

    fn of(text: &str) -> Self {
        let basic = format!("Basic {}", base64(format!("{USER}:{text}").as_bytes()));
        Self { plain: fingerprint(text), basic: fingerprint(&basic) }
    }

    /// Whether this text is the token.
    pub fn is(&self, text: &str) -> bool {
        is_same(&self.plain, &fingerprint(text))
    }

    /// Whether this value of the header `Authorization` carries the token, as `Bearer` or as `Basic`.
    pub(crate) fn is_in(&self, authorization: &str) -> bool {
        authorization.strip_prefix("Bearer ").is_some_and(|text| self.is(text))
            || is_same(&self.basic, &fingerprint(authorization))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

fn fingerprint(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// Looks at every byte, whatever it finds.
fn is_same(one: &[u8; 32], other: &[u8; 32]) -> bool {
    one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_is_the_token_and_it_does_not_print_itself() {
        let (token, text) = Token::generate();
        assert!(token.is(&text) && !token.is(&text[1..]) && !token.is("") && !token.is(&text.to_uppercase()));
        assert!(token.is_in(&format!("Bearer {text}")));
        assert!(!token.is_in(&text) && !token.is_in("Bearer ") && !token.is_in("Basic "));
        assert_ne!(Token::generate().1, text);
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn a_browser_sends_it_as_a_password() {
        // printf 'review:0123456789abcdef' | base64
        let token = Token::of("0123456789abcdef");
        assert!(token.is_in("Basic cmV2aWV3OjAxMjM0NTY3ODlhYmNkZWY="));
        assert!(!token.is_in("Basic b3RoZXI6MDEyMzQ1Njc4OWFiY2RlZg=="), "another name");
    }

    #[test]
    fn a_file_holds_one_word_that_is_long_enough() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("token");
        for (content, is_fit) in
            [("0123456789abcdef\n", true), ("0123456789abcde\n", false), ("0123456789 abcdef", false), ("", false)]
        {
            std::fs::write(&path, content).expect("written");
            assert_eq!(Token::from_file(&path).is_ok(), is_fit, "{content:?}");
        }
        assert!(Token::from_file(&folder.path().join("absent")).is_err());
    }
}
