//! `evaluate`: judge again, with other thresholds if asked.

use review_core::keys;
use review_engine::{Clock as _, SystemClock, close, collect, evaluate as judge_again, render};
use review_judge::{Overrides, parse_override};
use review_pack::Pack;
use review_store::documents;

use crate::arguments::Evaluate;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::runs::{self, Opened};
use crate::{driving, settings};
use review_finish::Finisher;

pub(crate) fn evaluate(arguments: &Evaluate) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let settings = settings::read(arguments.settings.as_deref())?;
        let Opened { folder, base } = runs::open_complete(&arguments.run).await?;
        let document = runs::document(&*folder).await?;
        let pack = runs::pack(&*folder).await?;
        let overrides = overrides(&pack, &arguments.overrides)?;
        settings::warn_of_unknown_signals(settings.as_ref(), &pack);
        if let Some(settings) = &settings {
            documents::put(&*folder, keys::SETTINGS, settings).await?;
        }
        let finisher = Finisher { pack, overrides, base };
        let collected = collect(&*folder, &document).await?;
        judge_again(&collected, &finisher).await?;
        render(&collected, &finisher).await?;
        let manifest = close(&collected, SystemClock.now()).await?;
        driving::answer(&*folder, &manifest, arguments.fail_on.map(Into::into)).await
    })
}

fn overrides(pack: &Pack, given: &[String]) -> Result<Overrides, Failure> {
    let parsed = given.iter().map(|text| parse_override(pack, text));
    let parsed: Result<Overrides, _> = parsed.collect();
    parsed.map_err(|error| Failure::usage(format!("--set: {error}"), "write --set SIGNAL.THRESHOLD=VALUE"))
}
