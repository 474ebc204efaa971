//! The `mail` section of the settings: who is told of runs, and through which server.

mod model;
mod read;
#[cfg(test)]
mod tests;

pub use model::{MailLogin, MailOn, MailSettings, MailTls, PasswordPlace};
pub use read::{CheckedMail, check_mail, is_mail_address};
