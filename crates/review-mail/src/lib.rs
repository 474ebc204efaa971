//! The mail of a run by SMTP: who is told, over which connection, and what came of it.
//!
//! What a mail says is made by `review_report::mail`; who gets it and through which server stands in the settings
//! ([`MailSettings`]). Sending never fails as such: [`Mailer::send`] answers who was reached and who was not, why, and
//! what to do about it.
//!
//! **This crate never** sends a password without TLS to another machine, follows a server whose certificate is not
//! trusted, or repeats a password in a message.

mod attempt;
mod letter;
mod login;
mod mailer;
mod problem;
mod server;
#[cfg(feature = "testing")]
pub mod testing;

pub use letter::Letter;
pub use mailer::{Mailer, Unreached, attached_bytes};
pub use review_pack::MailSettings;
