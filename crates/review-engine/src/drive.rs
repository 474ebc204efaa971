//! Drives a run to its end, from wherever it stands.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use review_core::documents::{DriverDocument, FORMAT, RunDocument, RunManifest};
use review_core::run::{RunAction, RunView, due_run};
use review_core::warehouse_time::WarehouseTime;
use review_core::{DriverId, LaneId, keys};
use review_store::{RunFolder, documents};
use review_warehouse::Warehouse;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};

use crate::calls::WithCalls;
use crate::clock::Clock;
use crate::context::{Context, HaltSeen, TimeSpent};
use crate::error::DriveError;
use crate::finish::{self, Finish, FinishError};
use crate::interrupt::{Interrupt, Interrupter};
use crate::lane::{self, LaneEnd};
use crate::listener::{Listener, RunEvent};
use crate::perform;
use crate::view;

/// Everything a driver needs.
pub struct Driving {
    /// The run folder; for a local one, held under its lock.
    pub folder: Arc<dyn RunFolder>,
    /// `run.json` of that folder.
    pub run: RunDocument,
    /// The warehouse of the run.
    pub warehouse: Arc<dyn Warehouse>,
    /// Judges and renders.
    pub finish: Arc<dyn Finish>,
    /// Watches.
    pub listener: Arc<dyn Listener>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Who this driver is; unique for every start.
    pub driver: DriverId,
    /// Lets the caller interrupt.
    pub interrupter: Interrupter,
    /// Whether somebody else may have driven the run before: whoever that was starts no lane any more.
    pub takes_over: bool,
}

/// How driving came to an end.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEnd {
    /// The run is complete; what it came to.
    Closed(Box<RunManifest>),
    /// The driver was interrupted; the run can be resumed.
    Interrupted {
        /// The names of statements whose end was asked for and not confirmed.
        may_still_run: Vec<String>,
    },
}

/// Drives a run to its end, from wherever it stands: a new one, one that a driver left, or one that only lacks
/// its report. A run that is complete is answered at once.
///
/// # Errors
/// When the driver must stop before that; the run can be resumed.
pub async fn drive(driving: Driving) -> Result<RunEnd, DriveError> {
    let view = view::read(&*driving.folder, &driving.run.plan).await?;
    if view.done.closed {
        let missing =
            || DriveError::Missing { key: keys::RUN_MANIFEST.to_owned(), location: driving.folder.location() };
        let manifest = documents::read::<RunManifest>(&*driving.folder, keys::RUN_MANIFEST).await?;
        return Ok(RunEnd::Closed(Box::new(manifest.ok_or_else(missing)?)));
    }
    let run = Arc::new(driving.run);
    let context = Context {
        warehouse: WithCalls::around(driving.warehouse, &driving.folder, &run),
        run,
        folder: driving.folder,
        clock: driving.clock,
        listener: driving.listener,
        driver: driving.driver,
        interrupted: driving.interrupter.listen(),
        halt: Arc::new(HaltSeen::new()),
        warehouse_time: Arc::new(TimeSpent::new(view.warehouse_time.clone())),
    };
    if driving.takes_over {
        claim(&context).await?;
    }
    tell_started(&context, &view);
    let running = Running {
        warehouse_time: context.warehouse_time.listen(),
        context,
        view,
        lanes: JoinSet::new(),
        names: HashMap::new(),
        may_still_run: vec![],
        interrupter: driving.interrupter,
    };
    running.until_the_end(&*driving.finish).await
}

async fn claim(context: &Context) -> Result<(), DriveError> {
    let document = DriverDocument { format: FORMAT, driver: context.driver.clone(), at: context.now() };
    Ok(documents::put(&*context.folder, keys::DRIVER, &document).await?)
}

fn tell_started(context: &Context, view: &RunView) {
    let plan = &context.run.plan;
    context.tell(RunEvent::RunStarted {
        run: plan.run.clone(),
        location: context.folder.location(),
        planned: plan.queries().count(),
        skipped: plan.queries().filter(|query| query.skip.is_some()).count(),
        resumed: !view.started.is_empty(),
        at: context.now(),
    });
}

/// A step after the last lane.
#[derive(Clone, Copy)]
enum Step {
    Evaluate,
    Render,
}

struct Running {
    context: Context,
    warehouse_time: watch::Receiver<WarehouseTime>,
    view: RunView,
    lanes: JoinSet<Result<LaneEnd, DriveError>>,
    names: HashMap<Id, LaneId>,
    may_still_run: Vec<String>,
    interrupter: Interrupter,
}

impl Running {
    async fn until_the_end(mut self, finish: &dyn Finish) -> Result<RunEnd, DriveError> {
        let ended = self.drive_lanes(finish).await;
        // However it ended: no lane may run on behind the caller's back.
        let how =
            if matches!(ended, Err(DriveError::Lost { .. })) { Interrupt::Leave } else { Interrupt::CancelAndLeave };
        self.interrupter.interrupt(how);
        let mut unconfirmed = Vec::new();
        while let Some(joined) = self.lanes.join_next().await {
            if let Ok(Ok(LaneEnd::Interrupted(Some(name)))) = joined {
                unconfirmed.push(name);
            }
        }
        match ended {
            Ok(RunEnd::Interrupted { mut may_still_run }) => {
                may_still_run.append(&mut unconfirmed);
                Ok(RunEnd::Interrupted { may_still_run })
            }
            other => other,
        }
    }

    async fn drive_lanes(&mut self, finish: &dyn Finish) -> Result<RunEnd, DriveError> {
        loop {
            if self.context.interrupted.told() != Interrupt::None {
                return Ok(RunEnd::Interrupted { may_still_run: std::mem::take(&mut self.may_still_run) });
            }
            self.see_halt().await?;
            self.see_warehouse_time();
            for action in due_run(&self.context.run.plan, &self.view, self.context.now()) {
                if let Some(end) = self.perform(action, finish).await? {
                    return Ok(end);
                }
            }
        }
    }

    async fn see_halt(&mut self) -> Result<(), DriveError> {
        if self.view.halt.is_some() {
            self.view.halt.into_iter().for_each(|halt| self.context.halt.set(halt));
            return Ok(());
        }
        if let Some(halt) = view::halt(&*self.context.folder).await? {
            self.view.halt = Some(halt);
            self.context.halt.set(halt);
            self.context.tell(RunEvent::Halted { halt, at: self.context.now() });
        }
        Ok(())
    }

    /// Where there is a limit to it, the view holds what the statements have spent so far.
    fn see_warehouse_time(&mut self) {
        if self.has_budget() {
            self.view.warehouse_time = self.warehouse_time.borrow_and_update().clone();
        }
    }

    fn has_budget(&self) -> bool {
        self.context.run.plan.limits.max_warehouse_seconds.is_some()
    }

    async fn perform(&mut self, action: RunAction, finish: &dyn Finish) -> Result<Option<RunEnd>, DriveError> {
        let at = self.context.now();
        match action {
            RunAction::StartLane(id) => self.start(id),
            RunAction::Halt(halt) => perform::ask_to_halt(&self.context, halt).await?,
            RunAction::Wait(seconds) => self.wait(Duration::from_secs(u64::from(seconds.0))).await?,
            RunAction::Evaluate => {
                self.context.tell(RunEvent::Evaluating { at });
                self.step(finish, Step::Evaluate).await?;
                self.view.done.evaluated = true;
            }
            RunAction::Render => {
                self.context.tell(RunEvent::Rendering { at });
                self.step(finish, Step::Render).await?;
                self.view.done.rendered = true;
            }
            RunAction::Notify => {
                self.tell(finish, None).await?;
                self.view.done.notified = true;
            }
            RunAction::Close => {
                let collected = finish::collect(&*self.context.folder, &self.context.run).await?;
                let manifest = finish::close(&collected, at).await?;
                self.context.tell(RunEvent::Closed { at });
                return Ok(Some(RunEnd::Closed(Box::new(manifest))));
            }
        }
        Ok(None)
    }

    /// Judges or renders. When that fails, whoever wants to know is told: the driver ends here.
    async fn step(&mut self, finish: &dyn Finish, step: Step) -> Result<(), DriveError> {
        let collected = finish::collect(&*self.context.folder, &self.context.run).await?;
        let done = match step {
            Step::Evaluate => finish::evaluate(&collected, finish).await.map(drop),
            Step::Render => finish::render(&collected, finish).await,
        };
        if let Err(DriveError::Finish(failed)) = &done {
            self.tell(finish, Some(failed)).await?;
        }
        done
    }

    /// Telling may take a while; whoever interrupts does not wait for it.
    async fn tell(&mut self, finish: &dyn Finish, failed: Option<&FinishError>) -> Result<(), DriveError> {
        let folder = Arc::clone(&self.context.folder);
        let run = Arc::clone(&self.context.run);
        let collected = finish::collect(&*folder, &run).await?;
        tokio::select! {
            () = finish.notify(&collected, failed) => {}
            _ = self.context.interrupted.wait() => {}
        }
        Ok(())
    }

    fn start(&mut self, id: LaneId) {
        let Some(index) = view::index_of(&self.context.run.plan, id) else { return };
        let task = self.lanes.spawn(lane::drive(self.context.clone(), id));
        self.names.insert(task.id(), id);
        self.view.started.insert(index);
        self.view.driven.insert(index);
    }

    /// Waits for a lane to end, for an interrupt, or for the time to ask again. Where warehouse time is limited, a
    /// statement that begins or ends changes when that is.
    async fn wait(&mut self, at_most: Duration) -> Result<(), DriveError> {
        let has_budget = self.has_budget() && self.view.halt.is_none();
        let joined = tokio::select! {
            joined = self.lanes.join_next_with_id(), if !self.lanes.is_empty() => joined,
            _ = self.context.interrupted.wait() => None,
            _ = self.warehouse_time.changed(), if has_budget => None,
            () = tokio::time::sleep(at_most) => None,
        };
        match joined {
            Some(joined) => self.joined(joined),
            None => Ok(()),
        }
    }

    fn joined(&mut self, joined: Result<(Id, Result<LaneEnd, DriveError>), JoinError>) -> Result<(), DriveError> {
        let (task, end) = joined.map_err(|died| DriveError::LaneDied(died.to_string()))?;
        let index = self.names.remove(&task).and_then(|id| view::index_of(&self.context.run.plan, id));
        let end = end?;
        if let Some(index) = index {
            self.view.driven.remove(index);
            match end {
                LaneEnd::Ended => self.view.ended.insert(index),
                LaneEnd::Interrupted(unconfirmed) => self.may_still_run.extend(unconfirmed),
            }
        }
        Ok(())
    }
}
