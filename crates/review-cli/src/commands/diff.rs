//! `diff`: two runs side by side.

mod text;

use std::sync::Arc;

use review_core::RunId;
use review_core::comparison::{Comparison, SignalChange, compare};
use review_core::documents::RunDocument;
use review_finish::RunSide;
use review_store::RunFolder;
use review_store::base::{self, Base, LATEST};

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
    let open = |word: String| async move {
        let base = stores::base_of_run(&word, &arguments.base).await?;
        Ok::<_, Failure>(base.open_to_read(&base::resolve(&*base, &word).await?).await?)
    };
    if let [before, now] = arguments.runs.as_slice() {
        return Ok((open(before.clone()).await?, open(now.clone()).await?));
    }
    let base = stores::base(&arguments.base).await?;
    let complete = complete_runs(&*base).await?;
    let word = arguments.runs.first().map_or(LATEST, String::as_str);
    let now = if word == LATEST {
        let newest = complete.first().ok_or_else(|| nothing_to_compare(&*base))?;
        base.open_to_read(&newest.location).await?
    } else {
        open(word.to_owned()).await?
    };
    let document = runs::document(&*now).await?;
    let before = complete.iter().find(|run| is_before(run, &document)).ok_or_else(|| nothing_to_compare(&*base))?;
    Ok((base.open_to_read(&before.location).await?, now))
}

/// The complete runs, the newest first.
async fn complete_runs(base: &dyn Base) -> Result<Vec<base::FoundRun>, Failure> {
    let found = base::manifests(base, base::runs(base).await?).await?;
    Ok(found.into_iter().filter(|(_, manifest)| manifest.is_some()).map(|(run, _)| run).collect())
}

fn is_before(run: &base::FoundRun, of: &RunDocument) -> bool {
    let id: &RunId = &of.plan.run;
    run.warehouse == of.identity.name && run.pack == of.pack && run.run < *id
}

fn nothing_to_compare(base: &dyn Base) -> Failure {
    Failure::world(
        format!("there is no earlier complete run of the same warehouse and pack under {}", base.location()),
        "run the review once more, or name two runs: redshift-review diff RUN RUN",
    )
}

async fn side(folder: &dyn RunFolder) -> Result<RunSide, Failure> {
    Ok(RunSide::read(folder, runs::document(folder).await?, runs::findings(folder).await?).await?)
}
