//! Work on a thread of its own, within its time, until somebody cancels it.
//!
//! A statement gets a thread because planning a deep one needs a large stack, and because work that does not
//! yield must not hold up anybody else's tasks.

use std::time::Duration;

use tokio::sync::{oneshot, watch};

use crate::bounds::STACK_BYTES;
use crate::error::{SqlError, SqlErrorKind};
use crate::output::Output;

/// A statement that runs. Dropping it cancels it.
#[derive(Debug)]
pub struct Running(pub(crate) Job<Output>);

impl Running {
    /// Asks the statement to end; `finished` then answers `Cancelled`, unless it was done already. The work
    /// stops at its next batch of rows.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// What cancels the statement from elsewhere, while `finished` waits.
    pub fn canceller(&self) -> Canceller {
        Canceller(self.0.cancel.clone())
    }

    /// Waits for the statement's end.
    ///
    /// # Errors
    /// Why the statement failed.
    pub async fn finished(&mut self) -> Result<Output, SqlError> {
        self.0.finished().await
    }
}

/// Cancels the statement it came from; does nothing once that has ended.
#[derive(Clone, Debug)]
pub struct Canceller(watch::Sender<bool>);

impl Canceller {
    /// As [`Running::cancel`].
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

/// Work that runs. Dropping it cancels the work.
#[derive(Debug)]
pub(crate) struct Job<T> {
    cancel: watch::Sender<bool>,
    answer: oneshot::Receiver<Result<T, SqlError>>,
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel.send_replace(true);
    }
}

impl<T: Send + 'static> Job<T> {
    /// Starts `work` on a thread of its own, ended after `time`.
    pub(crate) fn start<F>(time: Duration, work: F) -> Self
    where
        F: AsyncFnOnce() -> Result<T, SqlError> + Send + 'static,
    {
        let (cancel, cancelled) = watch::channel(false);
        let (answer, receiver) = oneshot::channel();
        let thread = std::thread::Builder::new().name("review-sql".into()).stack_size(STACK_BYTES);
        let spawned = thread.spawn(move || {
            // A caller that is gone needs no answer.
            let _ = answer.send(run(time, cancelled, work));
        });
        // When no thread can be had the sender is dropped, and `finished` says so.
        drop(spawned);
        Self { cancel, answer: receiver }
    }

    fn cancel(&self) {
        self.cancel.send_replace(true);
    }

    pub(crate) async fn finished(&mut self) -> Result<T, SqlError> {
        let stopped = || Err(SqlError::internal("the engine stopped without an answer"));
        (&mut self.answer).await.unwrap_or_else(|_| stopped())
    }
}

fn run<T, F>(time: Duration, mut cancelled: watch::Receiver<bool>, work: F) -> Result<T, SqlError>
where
    F: AsyncFnOnce() -> Result<T, SqlError>,
{
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| SqlError::internal(format!("no runtime for the statement: {error}")))?;
    runtime.block_on(async {
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|cancelled| *cancelled) => {
                Err(SqlError::new(SqlErrorKind::Cancelled, "57014", "the statement was cancelled"))
            }
            () = tokio::time::sleep(time) => {
                let message = format!("the statement ran longer than {} seconds", time.as_secs_f64());
                Err(SqlError::new(SqlErrorKind::TimeLimit, "57014", message))
            }
            done = work() => done,
        }
    })
}
