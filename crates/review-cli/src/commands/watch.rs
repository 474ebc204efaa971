//! `watch`: how a run goes on, whoever drives it.

use std::sync::Arc;
use std::time::Duration;

use review_core::documents::RunManifest;
use review_core::keys;
use review_dashboard::follow::{FollowError, Follower};
use review_dashboard::progress::{Phase, RunProgress};
use review_engine::{Listener as _, RunEvent};
use review_store::{RunFolder, S3Address, documents};

use crate::arguments::{Output, Watch};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::progress::{Progress, Screen};
use crate::watching::changes;
use crate::{drivers, driving, output, runs};

/// How long passes between two looks at a folder of this machine.
const LOCAL_LOOK: Duration = Duration::from_secs(1);
/// And at one in S3, where each look is a request to list: as often as a driver looks itself.
const S3_LOOK: Duration = Duration::from_secs(5);
/// How many looks in a row find no driver before it is called gone: a driver ends right after its last file.
const GONE_LOOKS: u32 = 3;

pub(crate) fn watch(arguments: &Watch) -> Result<Exit, Failure> {
    driving::runtime()?.block_on(async {
        let folder = runs::open_to_read(&arguments.run).await?.folder;
        let follower = Follower::begin(Arc::clone(&folder)).await?;
        let output = Output { json: false, quiet: false };
        let listener = Screen::new(output).listener(&follower.run().plan, None);
        let shown = if arguments.json { Shown::Json } else { Shown::Text(Arc::clone(&listener)) };
        let watched = tokio::select! {
            ended = until_it_ends(follower, &shown) => ended,
            () = driving::next_signal() => Ok(None),
        };
        listener.finish();
        match watched? {
            Some(progress) => answer(&*folder, &progress, arguments.json).await,
            None => {
                eprintln!("the run goes on without this window:\n  redshift-review watch {}", folder.location());
                Ok(Exit::Interrupted)
            }
        }
    })
}

/// How long passes between two looks at a run.
pub(crate) fn between_looks(location: &str) -> Duration {
    if S3Address::is_meant_by(location) { S3_LOOK } else { LOCAL_LOOK }
}

/// Where changes are shown.
enum Shown {
    Json,
    Text(Arc<Progress>),
}

impl Shown {
    fn show(&self, event: &RunEvent) {
        match self {
            Self::Text(progress) => progress.hear(event),
            Self::Json => {
                let Ok(line) = serde_json::to_string(event) else { return };
                println!("{line}");
            }
        }
    }
}

/// Shows what changes until the run is over; answers how it stands then.
async fn until_it_ends(mut follower: Follower, shown: &Shown) -> Result<Option<RunProgress>, Failure> {
    let location = follower.folder().location();
    let mut before: Option<RunProgress> = None;
    let (mut gone, mut in_trouble) = (0, false);
    loop {
        match follower.look().await {
            Ok(now) => {
                in_trouble = false;
                changes(follower.run(), &location, before.as_ref(), &now).iter().for_each(|event| shown.show(event));
                if now.is_over() {
                    return Ok(Some(now));
                }
                gone = if now.driver.as_ref().is_some_and(drivers::is_gone) { gone + 1 } else { 0 };
                if gone >= GONE_LOOKS {
                    let message = format!("the driver of {location} is gone, and the run is not over");
                    return Err(Failure::world(message, driving::how_to_go_on(&location)));
                }
                before = Some(now);
                if output::has_no_reader() {
                    return Ok(None);
                }
            }
            Err(error) if error.is_transient() => {
                if !std::mem::replace(&mut in_trouble, true) {
                    eprintln!("warning: {error}; trying again");
                }
            }
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(between_looks(&location)).await;
    }
}

async fn answer(folder: &dyn RunFolder, progress: &RunProgress, json: bool) -> Result<Exit, Failure> {
    if let Phase::Failed(step) = &progress.phase {
        let message = format!("{}: the step `{step}` failed for good", folder.location());
        return Err(Failure::world(
            message,
            "mend the cause it names under failed/, then `redshift-review resume RUN`",
        ));
    }
    let manifest: Option<RunManifest> = documents::read(folder, keys::RUN_MANIFEST).await?;
    let Some(manifest) = manifest else {
        return Err(Failure::world(format!("{} is gone", folder.location_of(keys::RUN_MANIFEST)), ""));
    };
    match json {
        true => Ok(driving::came_to(folder, &manifest, None).await?.exit),
        false => driving::answer(folder, &manifest, None).await,
    }
}

impl From<FollowError> for Failure {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Store(error) => error.into(),
            FollowError::NotARun { .. } => Self::world(error, "name a run folder, or `latest`"),
        }
    }
}
