//! The run folder: everything a run leaves behind, and the only place where drivers keep their memory.
//!
//! The port is [`RunFolder`]; [`LocalFolder`] implements it on a folder of this machine, and with the feature `s3`
//! `S3Folder` in a bucket. On top of the port:
//! typed [`documents`], the [`records`] that are the commit points of attempts, results that stream in as JSON
//! and CSV ([`ResultWriter`]) and out again ([`ResultReader`]), and the fingerprints of a run manifest
//! ([`fingerprint`], [`verify`]). [`base`] finds runs under what holds run folders.
//!
//! ```
//! use review_core::result::{Cell, Column};
//! use review_store::{LocalFolder, ResultOptions, ResultWriter, StoreError, read_result};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let base = tempfile::tempdir()?;
//! let run = "2026-11-22T07-30-00Z-4f2a91c3".parse()?;
//! let folder = LocalFolder::create_run(base.path(), "my-cluster", "redshift", &run)?;
//!
//! let query = "TableInfo".parse()?;
//! let options = ResultOptions { max_rows: 50_000, csv_formula_guard: false };
//! let columns = [Column::new("table_name", "varchar"), Column::new("tbl_rows", "int8")];
//! let mut writer = ResultWriter::begin(&folder, &query, &columns, options).await?;
//! writer.write(&[vec![Cell::Text("orders".into()), Cell::Long(5)]]).await?;
//! let stored = writer.finish().await?;
//!
//! let read = read_result(&folder, &stored.json.key, 10).await?.expect("just written");
//! assert_eq!(read.rows[0][1], Cell::Long(5));
//! # Ok(())
//! # }
//! ```
//!
//! **This crate never** decides what a run does next, knows nothing of a warehouse or of SQL, and never leaves a
//! half-written file under its final name.

pub mod base;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
pub mod documents;
mod error;
#[cfg(any(test, feature = "faults"))]
mod faults;
pub mod files;
mod fingerprint;
mod key;
mod local;
#[cfg(any(test, feature = "faults"))]
mod memory;
mod port;
pub mod records;
mod result;
#[cfg(feature = "s3")]
mod s3;
mod verify;

pub use error::{ServiceError, StoreError, Trouble};
#[cfg(any(test, feature = "faults"))]
pub use faults::{Fault, FaultyFolder, Moment, Then};
pub use local::{LocalBase, LocalFolder};
#[cfg(any(test, feature = "faults"))]
pub use memory::MemoryFolder;
pub use port::{Download, RunFolder, Upload, Version};
pub use result::{ReadResult, ResultEnd, ResultOptions, ResultReader, ResultWriter, csv_from_json, read_result};
#[cfg(feature = "s3")]
pub use s3::{NotAnAddress, S3Address, S3Base, S3Bucket, S3Folder, S3Object};
pub use verify::{Problem, fingerprint, verify};
