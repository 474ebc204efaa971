//! The run folder.

mod port;

pub use port::{RunFolder, StoreError, Upload, Version};
