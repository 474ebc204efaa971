//! `resume`: go on with a run.

use std::collections::BTreeMap;

use review_core::documents::RunDocument;
use review_engine::{Clock as _, SystemClock};

use crate::arguments::Resume;
use crate::driving::{self, Job};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mailing::Mailing;
use crate::runs::{self, Opened};
use crate::{drivers, warehouses};
use review_finish::Finisher;

pub(crate) fn resume(arguments: &Resume) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let mailing = Mailing::read(arguments.settings.as_deref())?;
        let Opened { folder, base } = runs::open_to_drive(&arguments.run).await?;
        let mut document = runs::document(&*folder).await?;
        if !arguments.take_over {
            drivers::refuse_if_driven(&*folder, &document).await?;
        }
        restart_deadline(&mut document);
        let pack = runs::pack(&*folder).await?;
        let warehouse = warehouses::open(&document.warehouse).await?;
        let finisher = Finisher { pack, overrides: BTreeMap::new(), base };
        let job = Job { folder, document, warehouse, finisher, mailing, takes_over: true };
        driving::drive_to_the_end(job, arguments.output, arguments.fail_on.map(Into::into)).await
    })
}

/// A driver that goes on has the pack's whole time again, from now: who resumes in the morning what was interrupted
/// at night wants it to run. `run.json` stays as it is.
fn restart_deadline(document: &mut RunDocument) {
    let limits = &mut document.plan.limits;
    let budget = limits.deadline.map(|deadline| document.started_at.seconds_until(deadline));
    limits.deadline = budget.map(|budget| SystemClock.now().plus(budget));
}
