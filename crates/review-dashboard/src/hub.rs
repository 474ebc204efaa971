//! One look at a run for all who watch it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use review_core::Timestamp;
use review_store::base::{Base, BaseError, FoundRun};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until};

use crate::clock;
use crate::fleet::KnownRun;
use crate::fleet::read::{LookForDriver, Reader};
use crate::follow::Follower;
use crate::pages::{live, run_href};
use crate::progress::{RunProgress, first_line};

/// How many runs are followed at once: each holds its plan and its records in memory.
const FOLLOWED_MAX: usize = 64;

/// How long a run is kept in mind after its last viewer has gone: longer than a browser without scripts takes to come
/// back.
const LINGER: Duration = Duration::from_secs(15);

/// What all requests share.
pub(crate) struct Hub {
    pub(crate) base: Arc<dyn Base>,
    /// How long passes between two looks at a run, and how old a list of runs may be.
    every: Duration,
    listing: tokio::sync::Mutex<Option<(Instant, Arc<Vec<FoundRun>>)>>,
    reader: Reader,
    followed: Mutex<HashMap<String, Arc<Followed>>>,
    stopping: watch::Receiver<bool>,
}

/// A run that is followed.
struct Followed {
    sight: watch::Sender<Option<Sight>>,
    /// Somebody came who wants to see it now.
    wanted: Notify,
}

/// What the last look at a run has shown.
#[derive(Clone)]
pub(crate) struct Sight {
    at: Instant,
    /// Grows whenever there is something new to see.
    pub(crate) number: u64,
    /// Where it stands; none when it could not be read so far.
    pub(crate) progress: Option<Arc<RunProgress>>,
    /// The same as markup, written once for all.
    pub(crate) markup: Arc<str>,
    /// Why the last look failed, if it did.
    pub(crate) trouble: Option<Arc<str>>,
}

/// Why a run cannot be shown.
pub(crate) enum NotShown {
    /// There is no such run.
    NoSuchRun,
    /// Too many others are being followed.
    Busy,
    /// The base cannot be read.
    Base(BaseError),
}

impl Hub {
    pub(crate) fn new(
        base: Arc<dyn Base>,
        every: Duration,
        look_for: LookForDriver,
        stopping: watch::Receiver<bool>,
    ) -> Arc<Self> {
        Arc::new(Self {
            base,
            every,
            listing: tokio::sync::Mutex::default(),
            reader: Reader::looking_for_drivers(look_for),
            followed: Mutex::default(),
            stopping,
        })
    }

    /// The runs of the base, with what their manifests say.
    pub(crate) async fn runs(&self) -> Result<Vec<KnownRun>, BaseError> {
        let listed = self.listed(self.every).await?;
        self.reader.look_at(&*self.base, listed.to_vec()).await
    }

    /// The run of these names, if there is one. They are compared with what was found under the base, and never become
    /// a path or a key.
    pub(crate) async fn find(&self, warehouse: &str, pack: &str, run: &str) -> Result<FoundRun, NotShown> {
        let is_it = |one: &&FoundRun| one.run.as_str() == run && one.warehouse == warehouse && one.pack == pack;
        let asked = Instant::now();
        // A run that began a moment ago is in no list from before it was asked for.
        for not_before in [asked.checked_sub(LINGER.max(self.every)), Some(asked)] {
            let listed = self.listed_since(not_before).await.map_err(NotShown::Base)?;
            let Some(found) = listed.iter().find(is_it) else { continue };
            return match self.base.is_run(&found.location).await.map_err(NotShown::Base)? {
                true => Ok(found.clone()),
                false => Err(NotShown::NoSuchRun),
            };
        }
        Err(NotShown::NoSuchRun)
    }

    async fn listed(&self, at_most: Duration) -> Result<Arc<Vec<FoundRun>>, BaseError> {
        self.listed_since(Instant::now().checked_sub(at_most)).await
    }

    /// A list that was made then or later; any will do when that is before all time. Lists are made no more often than
    /// once in `every`, however many ask for what is not there: who needs a newer one waits for it.
    async fn listed_since(&self, not_before: Option<Instant>) -> Result<Arc<Vec<FoundRun>>, BaseError> {
        loop {
            let mut listing = self.listing.lock().await;
            let due = match &*listing {
                Some((at, listed)) if not_before.is_none_or(|moment| *at >= moment) => return Ok(Arc::clone(listed)),
                Some((at, _)) => *at + self.every,
                None => Instant::now(),
            };
            let now = Instant::now();
            if now >= due {
                let listed = Arc::new(self.base.candidates().await?);
                // What began while it was being made may be missing: it is as old as its beginning.
                *listing = Some((now, Arc::clone(&listed)));
                return Ok(listed);
            }
            drop(listing);
            sleep_until(due).await;
        }
    }

    /// Begins to watch a run, with all others who do.
    pub(crate) fn watch(self: &Arc<Self>, run: &FoundRun) -> Result<watch::Receiver<Option<Sight>>, NotShown> {
        let mut followed = self.followed();
        if let Some(one) = followed.get(&run.location) {
            let sight = one.sight.subscribe();
            if sight.borrow().as_ref().is_some_and(|sight| sight.at.elapsed() > self.every) {
                one.wanted.notify_one();
            }
            return Ok(sight);
        }
        if followed.len() >= FOLLOWED_MAX {
            followed.retain(|_, one| one.sight.receiver_count() > 0);
        }
        if followed.len() >= FOLLOWED_MAX {
            return Err(NotShown::Busy);
        }
        let one = Arc::new(Followed { sight: watch::Sender::new(None), wanted: Notify::new() });
        let sight = one.sight.subscribe();
        followed.insert(run.location.clone(), Arc::clone(&one));
        tokio::spawn(Arc::clone(self).follow(run.clone(), one));
        Ok(sight)
    }

    /// What a run shows now.
    pub(crate) async fn sight(self: &Arc<Self>, run: &FoundRun) -> Result<Sight, NotShown> {
        let mut sight = self.watch(run)?;
        let is_fresh = |sight: &Option<Sight>| sight.as_ref().is_some_and(|sight| sight.at.elapsed() <= self.every * 2);
        let fresh = sight.wait_for(is_fresh).await.ok().and_then(|sight| sight.clone());
        fresh.ok_or(NotShown::NoSuchRun)
    }

    async fn follow(self: Arc<Self>, run: FoundRun, one: Arc<Followed>) {
        let mut stopping = self.stopping.clone();
        let mut follower = None;
        let mut idle_since: Option<Instant> = None;
        loop {
            match one.sight.receiver_count() {
                0 if idle_since.get_or_insert_with(Instant::now).elapsed() > LINGER && self.let_go(&run, &one) => {
                    return;
                }
                0 => {}
                _ => {
                    idle_since = None;
                    let seen = self.look(&run, &mut follower).await;
                    one.sight.send_modify(|sight| *sight = Some(next(sight.take(), seen, &run)));
                }
            }
            tokio::select! {
                () = sleep(self.every) => {}
                () = one.wanted.notified() => {}
                _ = stopping.wait_for(|stops| *stops) => return,
            }
        }
    }

    /// Forgets a run that nobody watches; not when somebody has just come.
    fn let_go(&self, run: &FoundRun, one: &Arc<Followed>) -> bool {
        let mut followed = self.followed();
        if one.sight.receiver_count() > 0 {
            return false;
        }
        if followed.get(&run.location).is_some_and(|known| Arc::ptr_eq(known, one)) {
            followed.remove(&run.location);
        }
        true
    }

    async fn look(&self, run: &FoundRun, follower: &mut Option<Follower>) -> Result<RunProgress, String> {
        let begun = match follower.take() {
            Some(follower) => follower,
            None => {
                let folder = self.base.open_to_read(&run.location).await.map_err(|error| error.to_string())?;
                Follower::begin(folder).await.map_err(|error| error.to_string())?
            }
        };
        let looked = follower.insert(begun).look().await.map_err(|error| error.to_string())?;
        // A run's numbers are read again when it is complete, since it may have been judged again.
        if looked.complete.is_some() {
            self.reader.forget(Some(&run.location));
        }
        Ok(looked)
    }

    fn followed(&self) -> MutexGuard<'_, HashMap<String, Arc<Followed>>> {
        // Nothing under the lock can panic half-way.
        self.followed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The sight after a look.
fn next(before: Option<Sight>, seen: Result<RunProgress, String>, run: &FoundRun) -> Sight {
    let (progress, trouble) = match seen {
        Ok(progress) => (Some(progress), None),
        Err(why) => (None, Some(Arc::from(first_line(&why)))),
    };
    let (known, markup, number, trouble_before) = match before {
        Some(sight) => (sight.progress, sight.markup, sight.number, sight.trouble),
        None => (None, Arc::from(""), 0, None),
    };
    let is_new = progress.is_some() && progress.as_ref() != known.as_deref();
    let number = if is_new || trouble != trouble_before { number + 1 } else { number };
    let (progress, markup) = match progress {
        Some(progress) if is_new => {
            let markup = markup_of(&progress, run, clock::now());
            (Some(Arc::new(progress)), markup)
        }
        _ => (known, markup),
    };
    Sight { at: Instant::now(), number, progress, markup, trouble }
}

fn markup_of(progress: &RunProgress, run: &FoundRun, now: Timestamp) -> Arc<str> {
    let here = run_href(&run.warehouse, &run.pack, run.run.as_str());
    live(progress, &here, now).map_or_else(|error| Arc::from(error.to_string()), Arc::from)
}
