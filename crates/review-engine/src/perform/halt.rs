//! What the core wants to be told; a halt stands in the run folder before a lane acts on it.

use review_core::documents::{FORMAT, StopDocument};
use review_core::lane::{Event, Halt, Why};
use review_core::{Timestamp, keys};
use review_store::{RunFolder, StoreError, documents};

use crate::context::Context;
use crate::error::DriveError;

/// A lane sees the deadline by itself. Whoever reads the folder later must find why the run ended early, so the
/// request to halt is written before the lane's state says so.
pub(super) async fn tell(context: &Context, event: Event) -> Result<Event, DriveError> {
    if let Event::Halted(halt) | Event::Exceeded { why: Why::Halt(halt), .. } = &event {
        ask(context, *halt).await?;
    }
    Ok(event)
}

/// Writes the request to halt, if there is none yet.
pub(crate) async fn ask(context: &Context, halt: Halt) -> Result<(), DriveError> {
    write_stop(&*context.folder, halt, context.now()).await
}

/// Writes the request to halt, if there is none yet.
pub(crate) async fn write_stop(folder: &dyn RunFolder, halt: Halt, at: Timestamp) -> Result<(), DriveError> {
    let stop = StopDocument { format: FORMAT, halt, at };
    match documents::create(folder, keys::STOP, &stop).await {
        Ok(_) | Err(StoreError::Exists { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
