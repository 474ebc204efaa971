//! Run folders in S3, and buckets for what lies beside them.
//!
//! [`S3Folder`] is the port on a prefix of a bucket; [`S3Bucket`] is what it stands on, and what copies packs and
//! reads fleet files. Both speak through `object_store`; Region, credentials and endpoint come from the SDK's
//! configuration, so that profiles, SSO, roles, containers and Lambda work as everywhere else.
//!
//! # Compare and swap
//!
//! A version is an ETag. `create` sends `If-None-Match: *`, `replace` sends `If-Match`. S3 compares and writes in one
//! step, so that of many writers one wins, on however many machines they are. There is no lock: nobody is kept out
//! of a folder in S3, and a driver that has lost the lane learns it at its next write.
//!
//! # Answers that get lost
//!
//! A request whose answer is lost is sent again, by `object_store` and by us. If the first one took effect, the
//! second one is refused: the key exists now, or has another ETag. It would look as if somebody else had been faster.
//! So every conditional write carries a mark of its own as metadata of the object, and a refused one looks who wrote
//! what is there: is it its own mark, the write has happened. Parts put together (`CompleteMultipartUpload`) are the
//! same case with another error, `NoSuchUpload`.

mod address;
mod base;
mod bucket;
mod client;
mod credentials;
mod download;
mod endpoint;
mod errors;
mod folder;
mod listing;
mod mark;
mod region;
mod upload;
mod write;

pub use address::{NotAnAddress, S3Address};
pub use base::S3Base;
pub use bucket::{S3Bucket, S3Object};
pub use folder::S3Folder;

#[cfg(test)]
mod tests;
