//! Drives one lane to its end.

use review_core::documents::{DriverDocument, FORMAT, StateDocument};
use review_core::lane::{Action, Applied, Event, LaneState, apply, due};
use review_core::plan::Lane;
use review_core::{LaneId, Timestamp, keys};
use review_store::{StoreError, Version, documents};
use review_warehouse::{Cancelled, Found};

use crate::context::Context;
use crate::error::DriveError;
use crate::interrupt::Interrupt;
use crate::listener::RunEvent;
use crate::perform;

/// How driving a lane came to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LaneEnd {
    /// The lane has ended.
    Ended,
    /// The driver was interrupted; the lane can be taken over. Names the statement that may still run, if its
    /// end was asked for and not confirmed.
    Interrupted(Option<String>),
}

/// Drives the lane to its end, from wherever it stands.
pub(crate) async fn drive(context: Context, id: LaneId) -> Result<LaneEnd, DriveError> {
    let run = context.run.clone();
    let Some(lane) = run.plan.lane(id).cloned() else { return Ok(LaneEnd::Ended) };
    let mut driven = DrivenLane::take_over(context, lane).await?;
    driven.until_the_end().await
}

struct DrivenLane {
    context: Context,
    lane: Lane,
    state: LaneState,
    version: Version,
    /// The latest time told to the core: a clock that is set back must not go back for a lane.
    latest: Timestamp,
}

impl DrivenLane {
    async fn take_over(context: Context, lane: Lane) -> Result<Self, DriveError> {
        loop {
            let claimed = has_claimed(&context, lane.id).await?;
            match Self::write_driver(&context, &lane).await {
                Ok((state, version)) => {
                    let latest = context.now();
                    context.tell(RunEvent::LaneStarted { lane: lane.id, at: latest });
                    return Ok(Self { context, lane, state, version, latest });
                }
                // An earlier driver that had not yet seen that this one has the run: it starts no other lane.
                Err(DriveError::Lost { .. }) if claimed => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes into the lane's state that this driver has it.
    async fn write_driver(context: &Context, lane: &Lane) -> Result<(LaneState, Version), DriveError> {
        let key = keys::state(lane.id);
        let event = Event::TakenOver { driver: context.driver.clone() };
        let stored = documents::load::<StateDocument>(&*context.folder, &key).await?;
        let before = stored.as_ref().map_or_else(|| LaneState::new(lane), |(document, _)| document.state.clone());
        let state = apply(&context.run.plan, before, event)?.into_state();
        let document = StateDocument { format: FORMAT, lane: lane.id, state };
        let version = match &stored {
            None => documents::create(&*context.folder, &key, &document).await,
            Some((_, version)) => documents::replace(&*context.folder, &key, &document, version).await,
        };
        match version {
            Ok(version) => Ok((document.state, version)),
            Err(error) => Err(lost(context, lane.id, error).await),
        }
    }

    async fn until_the_end(&mut self) -> Result<LaneEnd, DriveError> {
        loop {
            if self.context.interrupted.told() != Interrupt::None {
                return Ok(LaneEnd::Interrupted(self.let_go().await));
            }
            self.latest = self.latest.max(self.context.now());
            let halt = self.context.halt.get();
            let action = due(&self.context.run.plan, &self.lane, &self.state, halt, self.latest);
            if action == Action::Nothing {
                return Ok(LaneEnd::Ended);
            }
            if let Some(event) = perform::perform(&mut self.context, &self.lane, &self.state, action).await? {
                self.tell(event).await?;
            }
        }
    }

    /// Takes an event into the state and writes that before anything else is done.
    async fn tell(&mut self, event: Event) -> Result<(), DriveError> {
        let state = match apply(&self.context.run.plan, self.state.clone(), event)? {
            Applied::Repeated(_) => return Ok(()),
            Applied::Changed(state) => state,
        };
        let document = StateDocument { format: FORMAT, lane: self.lane.id, state };
        let key = keys::state(self.lane.id);
        match documents::replace(&*self.context.folder, &key, &document, &self.version).await {
            Ok(version) => {
                (self.state, self.version) = (document.state, version);
                Ok(())
            }
            Err(error) => Err(lost(&self.context, self.lane.id, error).await),
        }
    }

    /// Cancels what runs, if that was asked for; the state stays as it is, and whoever resumes finds out. Answers
    /// the name of a statement that may still run.
    async fn let_go(&self) -> Option<String> {
        if self.context.interrupted.told() != Interrupt::CancelAndLeave {
            return None;
        }
        let name = perform::statement_name(&self.context.run.plan, &self.lane, &self.state)?;
        let warehouse = &self.context.warehouse;
        let statement = if self.state.resumed {
            // The id in the state is a dead driver's: whether it leads to the statement, the adapter knows.
            match warehouse.find(&name, perform::statement_in_flight(&self.state)).await {
                Ok(Found::Statement(found)) => found.statement,
                Ok(Found::Nothing) => return None,
                Err(_) => return Some(name),
            }
        } else {
            perform::statement_in_flight(&self.state)?.clone()
        };
        match warehouse.cancel(&statement).await {
            Ok(Cancelled::Gone | Cancelled::Ended) => None,
            Ok(Cancelled::StillRunning) | Err(_) => Some(name),
        }
    }
}

/// Whether this driver took the run over; `false` while its first driver has it.
async fn has_claimed(context: &Context, lane: LaneId) -> Result<bool, DriveError> {
    match documents::read::<DriverDocument>(&*context.folder, keys::DRIVER).await? {
        None => Ok(false),
        Some(document) if document.driver == context.driver => Ok(true),
        Some(document) => Err(DriveError::Lost { lane, winner: document.driver.to_string() }),
    }
}

/// Turns a lost swap into the error that names the winner.
async fn lost(context: &Context, lane: LaneId, error: StoreError) -> DriveError {
    if !matches!(error, StoreError::Conflict { .. } | StoreError::Exists { .. }) {
        return error.into();
    }
    let stored = documents::read::<StateDocument>(&*context.folder, &keys::state(lane)).await;
    let winner = stored.ok().flatten().and_then(|document| document.state.driver);
    DriveError::Lost { lane, winner: winner.map_or_else(|| "unknown".to_owned(), |driver| driver.to_string()) }
}
