//! The settings file: what a house says about its reviews, outside any pack.

mod read;

#[cfg(test)]
mod tests;

use review_core::diagnostic::Diagnostic;
use review_core::settings::Settings;

pub use read::check_settings;
#[cfg(test)]
pub(crate) use read::{FILE_KEYS, OWNER_KEYS, SUPPRESSION_KEYS};

/// What the check of a settings file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSettings {
    /// The settings, when nothing is wrong.
    pub settings: Option<Settings>,
    /// Every problem, in reading order.
    pub diagnostics: Vec<Diagnostic>,
}
