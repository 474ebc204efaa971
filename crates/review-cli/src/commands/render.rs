//! `render`: write the report again.

use std::collections::BTreeMap;

use review_core::keys;
use review_engine::{Clock as _, SystemClock, close, collect, render as render_again};

use crate::arguments::OfRun;
use crate::driving;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::runs::{self, Opened};
use review_finish::Finisher;

pub(crate) fn render(run: &OfRun) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let Opened { folder, base } = runs::open_complete(run).await?;
        let document = runs::document(&*folder).await?;
        let pack = runs::pack(&*folder).await?;
        let finisher = Finisher { pack, overrides: BTreeMap::new(), base };
        let collected = collect(&*folder, &document).await?;
        render_again(&collected, &finisher).await?;
        close(&collected, SystemClock.now()).await?;
        println!("{}", folder.location_of(keys::REPORT));
        Ok(Exit::Complete)
    })
}
