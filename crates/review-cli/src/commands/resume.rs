//! `resume`: go on with a run.

use std::collections::BTreeMap;

use crate::arguments::Resume;
use crate::driving::{self, Job};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::finish::Finisher;
use crate::{runs, warehouses};

pub(crate) fn resume(arguments: &Resume) -> Result<Exit, Failure> {
    let folder = runs::open_to_drive(&arguments.run)?;
    driving::runtime()?.block_on(async {
        let document = runs::document(&folder).await?;
        let pack = runs::pack(&folder).await?;
        let warehouse = warehouses::open(&document.warehouse).await?;
        let finisher = Finisher { pack, overrides: BTreeMap::new() };
        let job = Job { folder, document, warehouse, finisher };
        driving::drive_to_the_end(job, arguments.output, arguments.fail_on.map(Into::into)).await
    })
}
