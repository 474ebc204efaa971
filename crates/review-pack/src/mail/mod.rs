//! The `mail` section of the settings: who is told of runs, and through which server.

mod model;
mod read;
#[cfg(test)]
mod tests;

pub use model::{MailLogin, MailOn, MailSettings, MailTls, PasswordPlace};
#[cfg(test)]
pub(crate) use read::KEYS;
pub use read::is_mail_address;
pub(crate) use read::read;
