//! What the server says of the columns of a result, read on its way to the driver.
//!
//! The driver looks up every type it does not know with queries that PostgreSQL understands. Redshift has types of its
//! own and not all the catalogs that those queries read. So their numbers are written down here, and the driver is told
//! that the columns are text, which over this protocol they are.

mod connect;
mod messages;
mod stream;

use std::sync::{Mutex, PoisonError};

pub(super) use connect::{Described, Plain};

/// The numbers of the types in the first description of columns that came since it was last asked for.
#[derive(Debug, Default)]
pub(super) struct Descriptions(Mutex<Option<Vec<u32>>>);

impl Descriptions {
    /// Takes the numbers away; the next description is the first again.
    pub(super) fn take(&self) -> Vec<u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
    }

    fn came(&self, oids: Vec<u32>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(oids);
    }
}
