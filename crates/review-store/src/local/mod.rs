//! The run folder on this machine's file system.

mod folder;
mod lock;
mod part;
#[cfg(test)]
mod tests;
mod tree;
mod upload;

pub use folder::LocalFolder;
pub(crate) use part::parent;
