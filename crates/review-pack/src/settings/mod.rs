//! The settings file: what a house says about its reviews, outside any pack.

mod read;

#[cfg(test)]
mod tests;

use review_core::diagnostic::Diagnostic;
use review_core::settings::Settings;

use crate::mail::MailSettings;

pub use read::check_settings;
#[cfg(test)]
pub(crate) use read::{FILE_KEYS, OWNER_KEYS, SUPPRESSION_KEYS};

/// What the check of a settings file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedSettings {
    /// The settings, when nothing is wrong.
    pub settings: Option<Settings>,
    /// Who is told by mail, when the file says so and nothing is wrong. No part of what a run keeps of its settings.
    pub mail: Option<MailSettings>,
    /// Every problem, in reading order. The lines of the file may hold a secret that somebody wrote there, and are
    /// not to be shown.
    pub diagnostics: Vec<Diagnostic>,
}
