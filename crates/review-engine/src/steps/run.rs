//! Steps of a whole run.

use std::sync::Arc;

use async_trait::async_trait;
use review_core::documents::{FORMAT, RunDocument, RunManifest, StateDocument};
use review_core::lane::{Halt, LaneState};
use review_core::run::{RunAction, RunView, due_run};
use review_core::{LaneId, keys};
use review_store::{RunFolder, StoreError, documents};

use super::lose::lose_lane;
use crate::clock::Clock;
use crate::error::DriveError;
use crate::finish;
use crate::listener::{Listener, RunEvent};
use crate::perform;
use crate::view;

/// What drives a lane, seen from the run: a state machine's executions, for example.
#[async_trait]
pub trait LaneRunner: Send + Sync {
    /// What there is of the drivers of a lane.
    ///
    /// # Errors
    /// In words, when that cannot be found out.
    async fn look(&self, lane: LaneId) -> Result<LaneRun, String>;

    /// Starts the driver of that number, from 1. Starting one that is there already does nothing.
    ///
    /// # Errors
    /// In words, when it cannot be started.
    async fn start(&self, lane: LaneId, number: u32) -> Result<(), String>;
}

/// What there is of the drivers of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneRun {
    /// How many were started so far.
    pub started: u32,
    /// Whether the last of them still drives.
    pub drives: bool,
    /// What the last one died of, if it did.
    pub died_of: Option<String>,
}

/// How often a lane is begun before it is given up: as often as a query, its first time included (DESIGN: three
/// rounds).
pub const LANE_DRIVERS_MAX: u32 = 3;

/// A run, as a driver sees it that begins anew with every call.
pub struct RunSteps {
    /// The run folder.
    pub folder: Arc<dyn RunFolder>,
    /// `run.json`.
    pub run: Arc<RunDocument>,
    /// Who drives lanes.
    pub lanes: Arc<dyn LaneRunner>,
    /// Who watches.
    pub listener: Arc<dyn Listener>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl RunSteps {
    /// Does what is due for the run and needs nobody else: starts lanes, gives up those whose drivers all died, asks
    /// to halt, closes. Answers what somebody else must do: wait, judge, render or notify; `None` when nothing is
    /// left to do.
    ///
    /// # Errors
    /// When the folder cannot be read or written, or a lane cannot be started.
    pub async fn advance(&self) -> Result<Option<RunAction>, DriveError> {
        loop {
            let (view, dead) = self.view().await?;
            if !dead.is_empty() {
                self.give_up(dead).await?;
                continue;
            }
            let due = due_run(&self.run.plan, &view, self.clock.now());
            if due.is_empty() {
                return Ok(None);
            }
            for action in due {
                match action {
                    RunAction::StartLane(lane) => self.start(lane).await?,
                    RunAction::Halt(halt) => self.halt(halt).await?,
                    RunAction::Close => {
                        self.close().await?;
                        return Ok(None);
                    }
                    RunAction::Wait(_) | RunAction::Evaluate | RunAction::Render | RunAction::Notify => {
                        return Ok(Some(action));
                    }
                }
            }
        }
    }

    /// Asks every lane to halt, unless that was asked for already.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn halt(&self, halt: Halt) -> Result<(), DriveError> {
        perform::write_stop(&*self.folder, halt, self.clock.now()).await
    }

    /// What the folder shows, and the lanes whose drivers all died, with what the last one died of.
    async fn view(&self) -> Result<(RunView, Vec<(LaneId, String)>), DriveError> {
        let mut view = view::read(&*self.folder, &self.run.plan).await?;
        view.done.notified = view::exists(&*self.folder, keys::NOTIFIED).await?;
        view.done.failed = !self.folder.list(keys::FAILED_STEPS).await?.is_empty();
        let mut dead = Vec::new();
        for (index, lane) in (0u32..).zip(self.run.plan.lanes()) {
            if !view.started.contains(index) || view.ended.contains(index) {
                continue;
            }
            let run = self.look(lane.id).await?;
            if run.drives {
                view.driven.insert(index);
            } else if run.started >= LANE_DRIVERS_MAX {
                dead.push((lane.id, run.died_of.unwrap_or_else(|| "its last driver ended early".to_owned())));
            }
        }
        if self.run.plan.limits.max_warehouse_seconds.is_some() {
            self.see_statements(&mut view).await?;
        }
        Ok((view, dead))
    }

    /// The statements in flight count as well, from when they were submitted.
    async fn see_statements(&self, view: &mut RunView) -> Result<(), DriveError> {
        for (index, lane) in (0u32..).zip(self.run.plan.lanes()) {
            if !view.driven.contains(index) {
                continue;
            }
            let state = documents::read::<StateDocument>(&*self.folder, &keys::state(lane.id)).await?;
            let Some(state) = state.map(|document| document.state) else { continue };
            let counts = state.attempt().is_some_and(|attempt| lane.takes_warehouse_time(attempt.query));
            if let Some(since) = state.latest().filter(|_| counts) {
                view.warehouse_time.begins(lane.id, since);
            }
        }
        Ok(())
    }

    async fn look(&self, lane: LaneId) -> Result<LaneRun, DriveError> {
        self.lanes.look(lane).await.map_err(|why| DriveError::Runner { lane, doing: "look after", why })
    }

    /// The state comes first: a lane that has one was begun, and counts against the limit of lanes in flight from
    /// then on.
    async fn start(&self, id: LaneId) -> Result<(), DriveError> {
        let Some(lane) = self.run.plan.lane(id) else { return Ok(()) };
        let document = StateDocument { format: FORMAT, lane: id, state: LaneState::new(lane) };
        match documents::create(&*self.folder, &keys::state(id), &document).await {
            Ok(_) | Err(StoreError::Exists { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let run = self.look(id).await?;
        if run.drives {
            return Ok(());
        }
        let started = self.lanes.start(id, run.started + 1).await;
        started.map_err(|why| DriveError::Runner { lane: id, doing: "start", why })?;
        self.listener.hear(&RunEvent::LaneStarted { lane: id, at: self.clock.now() });
        Ok(())
    }

    async fn give_up(&self, dead: Vec<(LaneId, String)>) -> Result<(), DriveError> {
        for (lane, why) in dead {
            let why = format!("lane {lane} was begun {LANE_DRIVERS_MAX} times and died each time: {why}");
            let (folder, run) = (self.folder.clone(), self.run.clone());
            lose_lane(folder, run, lane, self.listener.clone(), self.clock.clone(), &why).await?;
        }
        Ok(())
    }

    async fn close(&self) -> Result<RunManifest, DriveError> {
        let collected = finish::collect(&*self.folder, &self.run).await?;
        let manifest = finish::close(&collected, self.clock.now()).await?;
        self.listener.hear(&RunEvent::Closed { at: manifest.closed_at });
        Ok(manifest)
    }
}
