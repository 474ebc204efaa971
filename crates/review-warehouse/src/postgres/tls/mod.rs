//! TLS: who the server has to be, and the bytes that are encrypted for it.
//!
//! On rustls with ring. The authorities that are trusted are the machine's own (with Amazon's among them, which sign
//! Redshift's certificates), or those in the file that the address names.

mod channel;
mod failures;
mod roots;
mod verify;

pub(super) use channel::Channel;
pub(super) use failures::explained;
pub use roots::TlsError;
