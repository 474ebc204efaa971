//! Steps of one lane.

use std::sync::Arc;
use std::time::Duration;

use review_core::documents::{FORMAT, RunDocument, StateDocument};
use review_core::error_class::ErrorClass;
use review_core::lane::{Action, Applied, Attempt, Event, LaneState, apply, current_attempt, due};
use review_core::plan::Lane;
use review_core::{DriverId, LaneId, Timestamp, keys};
use review_store::{RunFolder, StoreError, Version, documents};
use review_warehouse::{Cancelled, Warehouse, WarehouseError};

use super::absent::Absent;
use super::attempt::{AttemptRef, Due};
use crate::calls::WithCalls;
use crate::clock::Clock;
use crate::context::{Context, HaltSeen, TimeSpent};
use crate::error::DriveError;
use crate::interrupt::interrupter;
use crate::listener::Listener;
use crate::perform::{self, Ended};
use crate::view;

/// How often a step may find that somebody else of the same driver has moved the lane on before it gives up. Own
/// choice: two calls race for a state at most, the state machine's and its successor's.
const RACES: u32 = 8;

/// What a step may do by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Tell the core what it wants to hear.
    Tell,
    /// That, and write manifests.
    Manifests,
    /// Tell; find again or submit; wait for the statement at most so long, once.
    Submit(Duration),
    /// Tell; wait for the statement at most so long, once.
    Watch(Duration),
    /// Tell; look whether the statement has ended; store it.
    Store,
    /// Tell; find again; cancel, store or give up: until the attempt is over.
    Settle,
}

impl May {
    fn perform(self, action: &Action) -> bool {
        match action {
            Action::Tell(_) => true,
            Action::WriteManifest { .. } => self == Self::Manifests,
            Action::Submit(_) => matches!(self, Self::Submit(_)),
            Action::Recover { .. } => matches!(self, Self::Submit(_) | Self::Settle),
            Action::Watch(..) => matches!(self, Self::Submit(_) | Self::Watch(_) | Self::Store | Self::Settle),
            Action::Store(_) => matches!(self, Self::Store | Self::Settle),
            Action::Cancel { .. } | Action::Abandon { .. } => self == Self::Settle,
            Action::Rest(_) | Action::Nothing => false,
        }
    }

    const fn wait(self) -> Duration {
        match self {
            Self::Submit(wait) | Self::Watch(wait) => wait,
            Self::Tell | Self::Manifests | Self::Store | Self::Settle => Duration::ZERO,
        }
    }
}

/// One lane, as a driver sees it that begins anew with every call.
pub struct LaneSteps {
    context: Context,
    lane: Lane,
}

impl LaneSteps {
    /// The steps of lane `id`. Without a warehouse, nothing that needs one may be performed.
    ///
    /// # Errors
    /// When the run has no such lane.
    pub fn new(
        folder: Arc<dyn RunFolder>,
        run: Arc<RunDocument>,
        id: LaneId,
        driver: DriverId,
        warehouse: Option<Arc<dyn Warehouse>>,
        listener: Arc<dyn Listener>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, DriveError> {
        let missing = || DriveError::Missing { key: format!("lane {id}"), location: folder.location() };
        let lane = run.plan.lane(id).cloned().ok_or_else(missing)?;
        let warehouse = warehouse.unwrap_or_else(|| Arc::new(Absent));
        let context = Context {
            warehouse: WithCalls::around(warehouse, &folder, &run),
            run,
            folder,
            clock,
            listener,
            driver,
            interrupted: interrupter().listen(),
            halt: Arc::new(HaltSeen::new()),
            warehouse_time: Arc::new(TimeSpent::new(Default::default())),
        };
        Ok(Self { context, lane })
    }

    pub(super) const fn lane(&self) -> &Lane {
        &self.lane
    }

    pub(super) const fn context(&self) -> &Context {
        &self.context
    }

    /// Makes this driver the lane's, unless it is already.
    ///
    /// # Errors
    /// [`DriveError::Lost`] when another driver was faster.
    pub async fn take_over(&self) -> Result<(), DriveError> {
        let event = Event::TakenOver { driver: self.context.driver.clone() };
        let stored = documents::load::<StateDocument>(&*self.context.folder, &keys::state(self.lane.id)).await?;
        let Some((document, version)) = stored else {
            let state = apply(&self.context.run.plan, LaneState::new(&self.lane), event)?.into_state();
            let document = StateDocument { format: FORMAT, lane: self.lane.id, state };
            return match documents::create(&*self.context.folder, &keys::state(self.lane.id), &document).await {
                Ok(_) => Ok(()),
                // The same driver's earlier call, whose answer was lost, or another driver.
                Err(StoreError::Exists { .. }) => self.load().await.map(|_| ()),
                Err(error) => Err(error.into()),
            };
        };
        match apply(&self.context.run.plan, document.state, event)? {
            Applied::Repeated(_) => Ok(()),
            Applied::Changed(state) => match self.swap(state, &version).await? {
                Some(_) => Ok(()),
                None => self.load().await.map(|_| ()),
            },
        }
    }

    /// Goes on with the lane as far as `may` allows, and answers what is due then. With `only`, stops as soon as
    /// that attempt is over: what follows is another step's.
    ///
    /// # Errors
    /// [`DriveError::Lost`] when another driver has the lane; else when the folder cannot be read or written, or the
    /// warehouse cannot be asked what became of a statement.
    pub async fn advance(&mut self, may: May, only: Option<&AttemptRef>) -> Result<Due, DriveError> {
        let mut at = self.load().await?;
        self.see_halt().await?;
        let mut has_waited = false;
        loop {
            let action = due(&self.context.run.plan, &self.lane, &at.state, self.context.halt.get(), self.now(&at));
            if let Some(only) = only
                && !self.is_about(&at.state, only)
            {
                return Ok(Due::Over);
            }
            if !may.perform(&action) {
                return Ok(Due::of(action));
            }
            let event = match action {
                Action::Watch(attempt, seconds) => {
                    if has_waited {
                        return Ok(Due::of(Action::Watch(attempt, seconds)));
                    }
                    has_waited = true;
                    // Never past what the core allows: the threshold and the deadline hold within a call as well.
                    let at_most = may.wait().min(Duration::from_secs(u64::from(seconds.0)));
                    perform::watch(&mut self.context, &self.lane, &attempt, at_most).await?
                }
                action => perform::perform(&mut self.context, &self.lane, &at.state, action).await?,
            };
            let Some(event) = event else { continue };
            at = self.tell(at, event).await?;
        }
    }

    /// Ends an attempt that its driver could not bring to an end: makes sure that its statement is gone, as far as
    /// that can be done, and records why.
    ///
    /// # Errors
    /// As [`advance`](Self::advance).
    pub async fn fail(&mut self, attempt: &AttemptRef, why: &str) -> Result<Due, DriveError> {
        let at = self.load().await?;
        let known = current_attempt(&self.context.run.plan, &self.lane, &at.state);
        let Some(known) = known.filter(|_| self.is_about(&at.state, attempt)) else { return Ok(Due::Over) };
        let mut ended = Ended::failed(driver_failed(why));
        if let Some(left) = self.end_statement(&known).await {
            ended.leaves_behind(left);
        }
        let event = perform::record(&self.context, &self.lane, &known, ended).await?;
        self.tell(at, event).await?;
        Ok(Due::Over)
    }

    /// Cancels what the attempt may have left in the warehouse; answers what may still run, in words.
    async fn end_statement(&self, attempt: &Attempt) -> Option<String> {
        let known = attempt.statement.as_ref().map(|(statement, _)| statement);
        let found = self.context.warehouse.find(&attempt.statement_name, known).await;
        let statement = match found {
            Ok(review_warehouse::Found::Nothing) => return None,
            Ok(review_warehouse::Found::Statement(submitted)) => submitted.statement,
            Err(_) => return Some(format!("a statement named {}", attempt.statement_name)),
        };
        match self.context.warehouse.cancel(&statement).await {
            Ok(Cancelled::Gone | Cancelled::Ended) => None,
            Ok(Cancelled::StillRunning) | Err(_) => Some(format!("statement {statement}")),
        }
    }

    fn is_about(&self, state: &LaneState, only: &AttemptRef) -> bool {
        state.attempt().is_some_and(|id| {
            let query = self.lane.query(id.query).map(|query| &query.id);
            query == Some(&only.query) && id.round == only.round && id.attempt == only.attempt
        })
    }

    async fn see_halt(&self) -> Result<(), StoreError> {
        if let Some(halt) = view::halt(&*self.context.folder).await? {
            self.context.halt.set(halt);
        }
        Ok(())
    }

    /// Functions run on machines whose clocks differ: within a lane, time does not go back behind what its state
    /// says has happened.
    fn now(&self, at: &At) -> Timestamp {
        self.context.now().max(at.state.latest().unwrap_or(Timestamp::from_micros(i64::MIN)))
    }

    /// Where the lane stands; it must be this driver's.
    async fn load(&self) -> Result<At, DriveError> {
        let key = keys::state(self.lane.id);
        let missing = || DriveError::Missing { key: key.clone(), location: self.context.folder.location() };
        let stored = documents::load::<StateDocument>(&*self.context.folder, &key).await?;
        let (document, version) = stored.ok_or_else(missing)?;
        if document.state.driver.as_ref() != Some(&self.context.driver) {
            let winner = document.state.driver.map_or_else(|| "nobody".to_owned(), |driver| driver.to_string());
            return Err(DriveError::Lost { lane: self.lane.id, winner });
        }
        Ok(At { state: document.state, version })
    }

    /// Takes an event into the state. Where another call of this driver was faster, its word stands, and the event
    /// is told to the state as it is now.
    async fn tell(&self, mut at: At, event: Event) -> Result<At, DriveError> {
        for race in 0..RACES {
            let state = match apply(&self.context.run.plan, at.state.clone(), event.clone()) {
                Ok(Applied::Changed(state)) => state,
                Ok(Applied::Repeated(_)) => return Ok(at),
                // The other call has moved the lane on to where the event no longer matters.
                Err(_) if race > 0 => return Ok(at),
                Err(illegal) => return Err(illegal.into()),
            };
            if let Some(version) = self.swap(state.clone(), &at.version).await? {
                return Ok(At { state, version });
            }
            at = self.load().await?;
        }
        Err(DriveError::Lost { lane: self.lane.id, winner: "another call of the same driver".to_owned() })
    }

    /// The new version; `None` when somebody else was faster.
    async fn swap(&self, state: LaneState, version: &Version) -> Result<Option<Version>, StoreError> {
        let document = StateDocument { format: FORMAT, lane: self.lane.id, state };
        match documents::replace(&*self.context.folder, &keys::state(self.lane.id), &document, version).await {
            Ok(version) => Ok(Some(version)),
            Err(StoreError::Conflict { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What is recorded of an attempt that failed because its driver did.
pub(super) fn driver_failed(why: &str) -> WarehouseError {
    WarehouseError {
        remedy: Some("read the logs of the functions and state machines that drive the review".to_owned()),
        ..WarehouseError::new(ErrorClass::Unknown, format!("the review could not bring it to an end: {why}"))
    }
}

/// Where the lane stands, and which version of its state says so.
struct At {
    state: LaneState,
    version: Version,
}
