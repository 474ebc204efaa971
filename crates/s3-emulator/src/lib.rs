//! A development server: the S3 API in front of memory, for tests of what speaks to S3.
//!
//! The wire (routes, XML, signatures) is the crate `s3s`; what stands here is the behaviour behind it, as the S3 API
//! reference has it and as far as a review needs it: objects with ETag, metadata and content type, `If-None-Match`
//! and `If-Match` decided and written in one step, `NoSuchBucket`, `NoSuchKey`, listings in pages with prefix and
//! delimiter, uploads in parts. One bucket owner, one key pair, no policies: a denial is put in by
//! [`Emulator::refuse`], and an answer that gets lost on its way by [`Emulator::lose_answers`].
//!
//! ```
//! let s3 = s3_emulator::Emulator::start(&["reviews"]);
//! assert!(s3.endpoint().starts_with("http://127.0.0.1:"));
//! assert!(s3.keys("reviews").is_empty());
//! ```

mod calls;
mod multipart;
mod objects;
mod server;
mod service;

pub use calls::{Call, Refusal};
pub use server::Emulator;
