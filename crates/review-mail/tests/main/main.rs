//! Mails over a real server: what arrives, and what is said when it does not.

mod arrives;
mod does_not;
mod support;
