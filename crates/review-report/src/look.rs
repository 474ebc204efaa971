//! The look of the report, for other pages of the program: its style sheet, its icons, and its way of writing values.

use minijinja::{Environment, Error};

use crate::policy;
use crate::render::{FUEL, environment as of_reports};

/// An engine that writes every value as the report does: escaped, with what would hide made visible. It knows the
/// report's style sheet as `style` and its pieces as `parts.html`. A field that is not there is an error.
///
/// # Errors
/// When a template of the report does not parse, which is a mistake of ours.
pub fn environment() -> Result<Environment<'static>, Error> {
    of_reports(None, FUEL)
}

/// What a content security policy allows a style sheet or a script of exactly this text by: `'sha256-...'`.
pub fn hash_source(text: &str) -> String {
    policy::hash_source(text)
}

/// Base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    policy::base64(bytes)
}
