//! Values one at a time, and Redshift's conversions between types.
//!
//! The engine's own casts differ from Redshift's: they cut where Redshift rounds, print a `T` inside a
//! timestamp, and wrap or answer NULL where Redshift fails.

pub(crate) mod build;
mod convert;
mod function;
mod reader;
mod value;

pub(crate) use convert::convert;
pub(crate) use function::{Cast, cast_expression};
pub(crate) use reader::Reader;
pub(crate) use value::Value;
