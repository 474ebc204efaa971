//! `stop`: ask a run to halt.

use review_core::documents::{FORMAT, StopDocument};
use review_core::keys;
use review_core::lane::Halt;
use review_engine::{Clock as _, SystemClock};
use review_store::{StoreError, documents};

use crate::arguments::OfRun;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, runs};

pub(crate) fn stop(run: &OfRun) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let folder = runs::open_to_read(run).await?.folder;
        runs::document(&*folder).await?;
        if folder.read(keys::RUN_MANIFEST).await?.is_some() {
            println!("{} is complete already; nothing to stop", folder.location());
            return Ok(Exit::Complete);
        }
        let stop = StopDocument { format: FORMAT, halt: Halt::Stop, at: SystemClock.now() };
        match documents::create(&*folder, keys::STOP, &stop).await {
            Ok(_) => {
                println!("asked {} to stop; its driver cancels what runs and reports what it has", folder.location())
            }
            Err(StoreError::Exists { .. }) => println!("{} was asked to stop before", folder.location()),
            Err(error) => return Err(error.into()),
        }
        Ok(Exit::Complete)
    })
}
