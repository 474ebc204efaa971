//! `render`: write the report again.

use std::collections::BTreeMap;

use review_core::keys;
use review_engine::{Clock as _, SystemClock, close, collect, render as render_again};

use crate::arguments::OfRun;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, runs};
use review_finish::Finisher;

pub(crate) fn render(run: &OfRun) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let folder = runs::open_complete(run).await?;
        let document = runs::document(&*folder).await?;
        let pack = runs::pack(&*folder).await?;
        let finisher = Finisher { pack, overrides: BTreeMap::new() };
        let collected = collect(&*folder, &document).await?;
        render_again(&collected, &finisher).await?;
        close(&collected, SystemClock.now()).await?;
        println!("{}", folder.location_of(keys::REPORT));
        Ok(Exit::Complete)
    })
}
