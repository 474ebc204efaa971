//! Text to a checked pack: reads config, signals and recommendations, and reports every problem with its place.
//!
//! ```
//! let files = review_pack::init::starter();
//! let checked = review_pack::check(&files);
//! assert!(checked.diagnostics.is_empty());
//! let pack = checked.pack.expect("the starter pack is a valid pack");
//! assert_eq!(pack.name, "starter");
//! ```
//!
//! [`check`] reads all files before it judges any, and never stops at the first mistake. What it cannot do is run
//! SQL: that a signal answers its truth cases is proved by the engine, in another crate.
//!
//! **This crate never** reads a file, a clock or the network, and links no SQL engine: packs arrive as a map of
//! paths and bytes, and conditions are parsed, not run.

mod calls;
mod check;
mod codes;
mod config;
mod databases;
mod dialect;
mod documentation;
mod expression;
mod files;
mod fleet;
mod limits;
mod mail;
mod model;
mod names;
mod nearest;
mod problems;
mod reads;
mod recommendations;
mod rights;
mod schema;
mod scripts;
mod settings;
mod signals;
mod tree;
mod types;

pub mod init;
pub mod parameters;
pub mod planning;
pub mod system_views;

pub use calls::{CallTemplate, Number};
pub use check::{Checked, check};
pub use codes::{CodePage, codes, dialect_codes};
pub use databases::{DatabaseLists, DatabasePattern, PatternError};
pub use documentation::documentation;
pub use expression::{ALLOWED_FUNCTIONS, AllowedFunction, Returns, allowed_function};
pub use fleet::{AddressProblem, CheckedFleet, Fleet, FleetWarehouse, TagSelection, address_with, check_fleet};
pub use mail::{MailLogin, MailOn, MailSettings, MailTls, PasswordPlace, is_mail_address};
pub use model::{
    Case, Defaults, Expression, Literal, Measure, Pack, PackFiles, Parameter, Query, QuerySignals, Scope, Signal, Test,
    Threshold, WindowColumn, Workflow,
};
pub use nearest::{nearest, nearest_names};
pub use reads::{Reads, RelationName, UnreadableScript, reads};
pub use rights::{OPENING_ROLE, OPENING_ROLES, Rights, rights};
pub use schema::{Schema, schemas};
pub use settings::{CheckedSettings, check_settings};
