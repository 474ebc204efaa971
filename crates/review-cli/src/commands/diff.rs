//! `diff`: two runs side by side.

mod text;

use std::cmp::Reverse;
use std::sync::Arc;

use review_core::RunId;
use review_core::comparison::{Comparison, SignalChange, compare};
use review_core::documents::RunManifest;
use review_core::keys;
use review_finish::RunSide;
use review_store::base::{self, Base, FoundRun, LATEST};
use review_store::{RunFolder, documents};

use super::runs::kind;
use crate::arguments::{ChangeGate, Diff};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{driving, runs, stores};

pub(crate) fn diff(arguments: &Diff) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let (before, now) = folders(arguments).await?;
        let (before, now) = (side(&*before).await?, side(&*now).await?);
        let comparison = compare(before.side(), now.side());
        if arguments.json {
            let json = serde_json::to_string_pretty(&comparison).map_err(|error| Failure::Bug(error.to_string()))?;
            println!("{json}");
        } else {
            print!("{}", text::of(&comparison, arguments.all));
        }
        Ok(if fails(&comparison, &arguments.fail_on) { Exit::Findings } else { Exit::Complete })
    })
}

fn fails(comparison: &Comparison, gates: &[ChangeGate]) -> bool {
    // The greatest severity comes first in their order.
    let meets = |gate: &ChangeGate| {
        let counts = |one: &&SignalChange| !one.suppressed && one.change == gate.change;
        comparison.signals.iter().filter(counts).any(|one| one.severity <= gate.severity)
    };
    gates.iter().any(meets)
}

type Folder = Arc<dyn RunFolder>;

/// The folders of the earlier and the later run.
async fn folders(arguments: &Diff) -> Result<(Folder, Folder), Failure> {
    if let [before, now] = arguments.runs.as_slice() {
        return Ok((open(before, arguments).await?.1, open(now, arguments).await?.1));
    }
    let (base, now) = match arguments.runs.first().map(String::as_str) {
        None | Some(LATEST) => {
            let base = stores::base(&arguments.base).await?;
            let runs = base::runs(&*base).await?;
            let now = newest_baseline(&*base, runs).await?.ok_or_else(|| nothing_to_compare(&*base))?;
            (base, now)
        }
        Some(word) => open(word, arguments).await?,
    };
    let this: RunId = runs::document(&*now).await?.plan.run;
    let mut earlier = base.beside(&now.location()).await?;
    earlier.retain(|run| run.run < this);
    earlier.sort_by_key(|run| Reverse(run.run.clone()));
    let before = newest_baseline(&*base, earlier).await?.ok_or_else(|| nothing_to_compare(&*base))?;
    Ok((before, now))
}

async fn open(word: &str, arguments: &Diff) -> Result<(Arc<dyn Base>, Folder), Failure> {
    let base = stores::base_of_run(word, &arguments.base).await?;
    let folder = base.open_to_read(&base::resolve(&*base, word).await?).await?;
    Ok((base, folder))
}

/// The first of these runs, the newest first, that is a whole review which ran to its end. What is passed over is said:
/// whoever has just made such a run looks for it.
async fn newest_baseline(base: &dyn Base, runs: Vec<FoundRun>) -> Result<Option<Folder>, Failure> {
    for run in runs {
        let folder = base.open_to_read(&run.location).await?;
        let why = match documents::read::<RunManifest>(&*folder, keys::RUN_MANIFEST).await {
            Ok(Some(manifest)) if manifest.is_baseline() => return Ok(Some(folder)),
            Ok(Some(manifest)) => kind(&manifest),
            Ok(None) => "not complete".to_owned(),
            Err(error) => format!("unreadable: {error}"),
        };
        eprintln!("note: {} is passed over: {why}", run.location);
    }
    Ok(None)
}

fn nothing_to_compare(base: &dyn Base) -> Failure {
    Failure::world(
        format!("there is no earlier complete run of the same warehouse and pack under {}", base.location()),
        "run the whole review once more, or name two runs: redshift-review diff RUN RUN",
    )
}

async fn side(folder: &dyn RunFolder) -> Result<RunSide, Failure> {
    Ok(RunSide::read(folder, runs::document(folder).await?, runs::findings(folder).await?).await?)
}
