//! One statement, from submission to its end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_sql::{Bounds, Output, SqlErrorKind};
use review_warehouse::{Progress, Submission, WarehouseError};
use tokio::sync::watch;

use crate::engine;
use crate::faults::Treatment;
use crate::relations;
use crate::sight::Sight;
use crate::variant::Variant;

/// A statement that was handed over. It goes on by itself until it ends or is told to.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) variant: Variant,
    pub(crate) name: String,
    cancel: watch::Sender<bool>,
    end: watch::Receiver<Option<End>>,
    output: Mutex<Option<Output>>,
}

/// How a statement ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Finished,
    Failed(WarehouseError),
    Cancelled,
}

impl End {
    /// The end as a driver sees it.
    pub(crate) fn progress(self) -> Progress {
        match self {
            Self::Finished => Progress::Finished,
            Self::Failed(error) => Progress::Failed(error),
            Self::Cancelled => Progress::Failed(WarehouseError {
                code: Some("57014".to_owned()),
                ..WarehouseError::new(ErrorClass::Aborted, "Query cancelled on user's request")
            }),
        }
    }
}

/// What a statement needs besides its SQL: memory for the largest sort of a script, and ten seconds more than its
/// threshold, which is the driver's to keep.
const MEMORY_BYTES: usize = 512 << 20;
const GRACE: Duration = Duration::from_secs(10);

impl Statement {
    /// Starts a statement. Needs a tokio runtime around it.
    pub(crate) fn start(
        (variant, sight): (Variant, Sight),
        submission: &Submission,
        treatment: Treatment,
    ) -> Arc<Self> {
        let (cancel, cancelled) = watch::channel(false);
        let (ended, end) = watch::channel(None);
        let name = submission.name.clone();
        let statement = Arc::new(Self { variant, name, cancel, end, output: Mutex::new(None) });
        let bounds = Bounds {
            time: submission.threshold.saturating_add(GRACE),
            memory_bytes: MEMORY_BYTES,
            // One row more than wanted tells that there is more.
            rows: submission.max_rows.saturating_add(1),
        };
        let work = Work { variant, sight, sql: submission.sql.clone(), bounds, treatment, cancelled };
        // Held until its end, so that it can be found by name even when its adapter is gone.
        let held = Arc::clone(&statement);
        tokio::spawn(async move {
            let end = match work.carry_out().await {
                Ok(output) => {
                    *held.output.lock().unwrap_or_else(PoisonError::into_inner) = Some(output);
                    End::Finished
                }
                Err(end) => end,
            };
            ended.send_replace(Some(end));
        });
        statement
    }

    /// Tells the statement to end.
    pub(crate) fn cancel(&self) {
        self.cancel.send_replace(true);
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&self) -> Option<End> {
        self.end.borrow().clone()
    }

    /// Waits for the end, at most so long; `None` when it still runs.
    pub(crate) async fn wait(&self, at_most: Duration) -> Option<End> {
        let mut end = self.end.clone();
        let ended = tokio::time::timeout(at_most, end.wait_for(Option::is_some)).await.ok()?;
        match ended {
            Ok(end) => end.clone(),
            // The runtime it ran on is gone, and the statement with it.
            Err(_) => Some(End::Cancelled),
        }
    }

    /// Its result, once.
    pub(crate) fn take_output(&self) -> Option<Output> {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What there is to do.
struct Work {
    variant: Variant,
    sight: Sight,
    sql: String,
    bounds: Bounds,
    treatment: Treatment,
    cancelled: watch::Receiver<bool>,
}

impl Work {
    async fn carry_out(mut self) -> Result<Output, End> {
        if let Some(delay) = self.treatment.delay {
            tokio::select! {
                () = tokio::time::sleep(delay) => {}
                () = is_cancelled(&mut self.cancelled) => return Err(End::Cancelled),
            }
        }
        if let Some(failure) = self.treatment.failure {
            let relation = relations::first_known(&self.sql).unwrap_or_else(|| "svv_table_info".to_owned());
            return Err(End::Failed(failure.error(&relation)));
        }
        let (variant, sight, sql) = (self.variant, self.sight, self.sql.clone());
        // Making the tables takes a part of a second, once in a process.
        let made = tokio::task::spawn_blocking(move || engine::engine_for(variant, sight, &sql)).await;
        let engine = match made {
            Ok(engine) => engine,
            Err(_) => return Err(End::Cancelled),
        };
        if *self.cancelled.borrow() {
            return Err(End::Cancelled);
        }
        let mut running = engine.start(&self.sql, self.bounds);
        let result = tokio::select! {
            result = running.finished() => result,
            () = is_cancelled(&mut self.cancelled) => {
                running.cancel();
                // The answer comes when the engine has let go of the statement.
                running.finished().await
            }
        };
        result.map_err(|error| match error.kind {
            SqlErrorKind::Cancelled => End::Cancelled,
            _ => End::Failed(engine::failure(self.variant, self.sight, &self.sql, error)),
        })
    }
}

/// Ends when the statement is told to end, or nobody is left to tell it.
async fn is_cancelled(cancelled: &mut watch::Receiver<bool>) {
    // An error means that the statement is gone: then nobody waits for it.
    let _ = cancelled.wait_for(|cancelled| *cancelled).await;
}
