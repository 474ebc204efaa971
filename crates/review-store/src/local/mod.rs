//! The run folder on this machine's file system.

mod base;
mod folder;
mod lock;
mod part;
#[cfg(test)]
mod tests;
mod tree;
mod upload;
mod within;

pub use base::LocalBase;
pub use folder::LocalFolder;
