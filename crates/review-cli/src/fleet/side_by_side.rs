//! Runs side by side in one process: each with a run folder, limits and a driver of its own, so that one that is
//! down, or fails, does not touch the others.

use std::collections::BTreeMap;
use std::sync::Arc;

use review_core::QueryName;
use review_core::settings::Settings;
use review_engine::{Clock as _, RunEnd, SystemClock, interrupter};
use review_pack::planning::workflow_tree;
use review_pack::{Literal, Pack};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::document;
use super::ended::{Ended, Outcome, Why, worst};
use super::interruption::Interruption;
use super::summary;
use super::target::Target;
use crate::arguments::Run;
use crate::commands::run::{Asked, begin_run, open};
use crate::driving::{Job, came_to, drive_job, how_to_go_on, may_still_run_words};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::mailing::Mailing;
use crate::progress::Screen;

/// What is asked of every warehouse alike.
pub(crate) struct Request {
    pub(crate) arguments: Run,
    pub(crate) pack: Pack,
    pub(crate) values: BTreeMap<String, Literal>,
    /// The only queries to run; empty means all.
    pub(crate) only: Vec<QueryName>,
    pub(crate) settings: Option<Settings>,
    pub(crate) mailing: Option<Mailing>,
}

/// Reviews all of them, so many at once as the command line allows, and answers on stdout with one summary.
pub(crate) async fn run(request: Request, targets: Vec<Target>) -> Result<Exit, Failure> {
    // What is wrong for all of them alike is said once, before anything is asked.
    workflow_tree(&request.pack, &request.arguments.workflow)
        .map_err(|error| Failure::usage(error, "see `redshift-review plan PACK`"))?;
    let started_at = SystemClock.now();
    let screen = Screen::new(request.arguments.output);
    let (interruption, watcher) = Interruption::listen(!request.arguments.output.quiet);
    let request = Arc::new(request);
    let all = review_all(&request, targets, &screen, &interruption).await;
    watcher.abort();
    if let Err(failure) = document::write(&request, &all, started_at).await {
        eprintln!("{}", failure.text());
    }
    tell_how_to_go_on(&all);
    for line in summary::lines(&all) {
        println!("{line}");
    }
    Ok(worst(&all))
}

/// They begin in the order in which they were named, each when there is room for it.
async fn review_all(
    request: &Arc<Request>,
    targets: Vec<Target>,
    screen: &Screen,
    interruption: &Interruption,
) -> Vec<Ended> {
    let room = Arc::new(Semaphore::new(usize::from(request.arguments.warehouses_in_flight)));
    let names: Vec<String> = targets.iter().map(|target| target.name.clone()).collect();
    let mut tasks = JoinSet::new();
    let mut interrupted = interruption.clone();
    for (index, target) in targets.into_iter().enumerate() {
        let permit = tokio::select! {
            biased;
            () = interrupted.told() => break,
            permit = Arc::clone(&room).acquire_owned() => permit,
        };
        let review =
            Review { request: Arc::clone(request), target, screen: screen.clone(), interruption: interruption.clone() };
        tasks.spawn(async move {
            let ended = review.and_say_so().await;
            drop(permit);
            (index, ended)
        });
    }
    let begun = tasks.len();
    let ended: BTreeMap<usize, Ended> = joined(tasks).await;
    all_of(names, begun, ended)
}

/// What the tasks came to; one that died is missing.
async fn joined(mut tasks: JoinSet<(usize, Ended)>) -> BTreeMap<usize, Ended> {
    let mut ended = BTreeMap::new();
    while let Some(joined) = tasks.join_next().await {
        ended.extend(joined.ok());
    }
    ended
}

/// One for each name, in their order: the first `begun` of them had a task.
fn all_of(names: Vec<String>, begun: usize, mut ended: BTreeMap<usize, Ended>) -> Vec<Ended> {
    let died = || {
        Outcome::CouldNotRun(Why {
            message: "internal error, please report it: the review died".to_owned(),
            help: "`redshift-review runs` lists what it left; `resume` goes on".to_owned(),
            is_bug: true,
        })
    };
    let missing = |index: usize, name: String| {
        let outcome = if index < begun { died() } else { Outcome::NotBegun };
        Ended { name, folder: None, outcome }
    };
    let each = names.into_iter().enumerate();
    each.map(|(index, name)| ended.remove(&index).unwrap_or_else(|| missing(index, name))).collect()
}

/// The review of one warehouse among several.
struct Review {
    request: Arc<Request>,
    target: Target,
    screen: Screen,
    interruption: Interruption,
}

impl Review {
    /// An error is shown as soon as it is known.
    async fn and_say_so(mut self) -> Ended {
        let ended = self.review().await;
        let event = match &ended.outcome {
            Outcome::CouldNotRun(_) => "could_not_run",
            Outcome::NotOver(_) => "not_over",
            Outcome::Closed { .. } | Outcome::Interrupted { .. } | Outcome::NotBegun => return ended,
        };
        if let Some(why) = ended.outcome.why() {
            self.screen.error(&ended.name, event, &why.text());
        }
        ended
    }

    async fn review(&mut self) -> Ended {
        let opened = tokio::select! {
            opened = open(&self.target.url, self.request.arguments.wake) => opened,
            () = self.interruption.told() => return self.ended(None, Outcome::NotBegun),
        };
        let Request { arguments, pack, values, only, settings, mailing } = &*self.request;
        let asked = Asked { arguments, pack, values, only, settings: settings.as_ref() };
        let begun = match opened {
            Ok((warehouse, identity)) => begin_run(asked, &self.target, warehouse, identity).await,
            Err(failure) => Err(failure),
        };
        let job = match begun {
            Ok(job) => Job { mailing: mailing.clone(), ..job },
            Err(failure) => return self.ended(None, Outcome::CouldNotRun(failure.into())),
        };
        let folder = Arc::clone(&job.folder);
        let location = Some(folder.location());
        let progress = self.screen.listener(&job.document.plan, Some(&self.target.name));
        let interrupter = interrupter();
        let handed_on = self.interruption.hand_on(interrupter.clone());
        let driven = drive_job(job, progress, interrupter).await;
        handed_on.abort();
        let outcome = match driven {
            Ok(RunEnd::Closed(manifest)) => {
                match came_to(&*folder, &manifest, arguments.fail_on.map(Into::into)).await {
                    Ok(came_to) => Outcome::Closed { came_to: Box::new(came_to), accounting: manifest.accounting },
                    Err(failure) => Outcome::NotOver(failure.into()),
                }
            }
            Ok(RunEnd::Interrupted { may_still_run }) => Outcome::Interrupted { may_still_run },
            Err(error) => Outcome::NotOver(Failure::from(error).into()),
        };
        self.ended(location, outcome)
    }

    fn ended(&self, folder: Option<String>, outcome: Outcome) -> Ended {
        Ended { name: self.target.name.clone(), folder, outcome }
    }
}

/// A command for each run that can be resumed, and the names of those whose turn never came.
fn tell_how_to_go_on(all: &[Ended]) {
    for one in all {
        if let Outcome::Interrupted { may_still_run } = &one.outcome {
            for statement in may_still_run {
                eprintln!("warning: {}: {}", one.name, may_still_run_words(statement));
            }
        }
    }
    let resumable = all.iter().filter(|one| matches!(one.outcome, Outcome::Interrupted { .. } | Outcome::NotOver(_)));
    let commands: Vec<String> = resumable.filter_map(|one| Some(how_to_go_on(one.folder.as_ref()?))).collect();
    if !commands.is_empty() {
        eprintln!("not over; what finished is kept. Go on with:\n  {}", commands.join("\n  "));
    }
    let not_begun = all.iter().filter(|one| matches!(one.outcome, Outcome::NotBegun));
    let names: Vec<&str> = not_begun.map(|one| one.name.as_str()).collect();
    if !names.is_empty() {
        eprintln!("not begun, to be run again: {}", names.join(", "));
    }
}

impl Why {
    /// As it is told.
    pub(super) fn text(&self) -> String {
        let Self { message, help, .. } = self;
        if help.is_empty() { format!("error: {message}") } else { format!("error: {message}\n  = help: {help}") }
    }
}

impl From<Failure> for Why {
    fn from(failure: Failure) -> Self {
        let is_bug = failure.exit() == Exit::Bug;
        let (message, help) = failure.parts();
        Self { message, help, is_bug }
    }
}
