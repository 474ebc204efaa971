//! The task that carries a statement out in the warehouse.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use review_core::StatementId;
use review_warehouse::{Cancelled, Progress, Submission, WarehouseError};
use tokio::sync::{mpsc, oneshot};
use tokio::task::spawn_blocking;

use super::{Mode, Statement, Status};
use crate::results::{Refused, Stored, Writer};
use crate::server::Server;

/// A request to end a statement.
#[derive(Debug)]
pub(crate) struct Cancel {
    /// Somebody in the warehouse ends it, and not the caller.
    pub(crate) abort: Option<Abort>,
    pub(crate) answer: oneshot::Sender<CancelOutcome>,
}

/// What a statement looks like after somebody in the warehouse ended it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Abort {
    pub(crate) status: Status,
    pub(crate) error: String,
}

/// What became of a request to end a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CancelOutcome {
    Gone,
    Ended,
    StillRunning,
    Failed(WarehouseError),
}

/// How one SQL text ended.
enum End {
    Finished(Stored),
    Failed(String),
    Aborted(Abort),
}

/// Carries the statement out, text after text, until it has ended.
pub(crate) async fn run(server: Arc<Server>, statement: Arc<Statement>, cancels: mpsc::UnboundedReceiver<Cancel>) {
    statement.change(server.now(), |state| {
        state.status = Status::Picked;
        let now = server.now();
        state.set_rest(Status::Picked, now);
    });
    let mut run = Run { server, statement, cancels };
    let mut outcome = Status::Finished;
    for index in 0..run.statement.request.sqls.len() {
        let end = run.part(index).await;
        let status = match &end {
            End::Finished(_) => Status::Finished,
            End::Failed(_) => Status::Failed,
            End::Aborted(abort) => abort.status,
        };
        let stops = matches!(end, End::Aborted(_))
            || (status == Status::Failed && run.statement.request.mode == Mode::Transaction);
        run.record(index, end, status);
        if status != Status::Finished {
            outcome = status;
        }
        if stops {
            break;
        }
    }
    let now = run.server.now();
    run.statement.change(now, |state| {
        // What was not reached any more.
        state.set_rest(Status::Aborted, now);
        state.status = outcome;
    });
}

struct Run {
    server: Arc<Server>,
    statement: Arc<Statement>,
    cancels: mpsc::UnboundedReceiver<Cancel>,
}

impl Run {
    fn record(&self, index: usize, end: End, status: Status) {
        let now = self.server.now();
        self.statement.change(now, |state| {
            let part = &mut state.parts[index];
            part.status = status;
            part.updated = now;
            part.ended = Some(now);
            match end {
                End::Finished(stored) => part.result = Some(Arc::new(stored)),
                End::Failed(error) => part.error = Some(error),
                End::Aborted(abort) => part.error = Some(abort.error),
            }
        });
    }

    async fn part(&mut self, index: usize) -> End {
        let request = &self.statement.request;
        let submission = Submission {
            name: request.name.clone().unwrap_or_else(|| self.statement.id.clone()),
            attempt: u16::try_from(index + 1).unwrap_or(u16::MAX),
            sql: request.sqls[index].clone(),
            database: Some(request.access.database.clone()),
            max_rows: u64::MAX,
            threshold: self.server.options.limits.statement_duration,
        };
        let warehouse = Arc::clone(&self.server.warehouse);
        let submitted = tokio::select! {
            biased;
            cancel = self.cancels.recv() => return aborted_before(cancel),
            submitted = warehouse.submit(&submission) => submitted,
        };
        let statement = match submitted {
            Ok(submitted) => submitted.statement,
            Err(error) => return End::Failed(words(&error)),
        };
        self.started(index);
        if let Some(end) = self.follow(&statement).await {
            return end;
        }
        let fetch = fetch(Arc::clone(&self.server), Arc::clone(&self.statement), statement);
        tokio::select! {
            biased;
            cancel = self.cancels.recv() => aborted_before(cancel),
            fetched = fetch => fetched,
        }
    }

    fn started(&self, index: usize) {
        let now = self.server.now();
        let number = self.server.numbers.fetch_add(1, Ordering::Relaxed);
        self.statement.change(now, |state| {
            state.status = Status::Started;
            if state.pid == 0 {
                // The port does not tell the process; a number in the range of Redshift's.
                state.pid = (1 << 30) + number;
            }
            let part = &mut state.parts[index];
            part.status = Status::Started;
            part.updated = now;
            part.started = Some(now);
            part.query_id = number;
        });
    }

    /// Waits until the warehouse is done with it; `None` when there is a result to fetch.
    async fn follow(&mut self, statement: &StatementId) -> Option<End> {
        let warehouse = Arc::clone(&self.server.warehouse);
        loop {
            let cancel = tokio::select! {
                progress = warehouse.wait(statement, Duration::MAX) => match progress {
                    Ok(Progress::Running) => continue,
                    Ok(Progress::Finished) => return None,
                    Ok(Progress::Failed(error)) | Err(error) => return Some(End::Failed(words(&error))),
                },
                Some(cancel) = self.cancels.recv() => cancel,
            };
            let outcome = match warehouse.cancel(statement).await {
                Ok(Cancelled::Gone) => CancelOutcome::Gone,
                Ok(Cancelled::Ended) => CancelOutcome::Ended,
                Ok(Cancelled::StillRunning) => CancelOutcome::StillRunning,
                Err(error) => CancelOutcome::Failed(error),
            };
            if outcome == CancelOutcome::Gone {
                return Some(aborted_before(Some(cancel)));
            }
            // Whoever asked may be gone.
            let _told = cancel.answer.send(outcome);
        }
    }
}

/// The end of a statement that was ended, by whom it was.
fn aborted_before(cancel: Option<Cancel>) -> End {
    let by_the_caller = || Abort { status: Status::Aborted, error: "Query cancelled on user's request".to_owned() };
    let Some(Cancel { abort, answer }) = cancel else { return End::Aborted(by_the_caller()) };
    // Whoever asked may be gone.
    let _told = answer.send(CancelOutcome::Gone);
    End::Aborted(abort.unwrap_or_else(by_the_caller))
}

/// Takes the result over, in the form that was asked for.
async fn fetch(server: Arc<Server>, statement: Arc<Statement>, id: StatementId) -> End {
    let mut rows = match server.warehouse.fetch(&id).await {
        Ok(rows) => rows,
        Err(error) => return End::Failed(words(&error)),
    };
    let limits = server.options.limits.clone();
    let mut writer = Writer::new(statement.request.format, limits, rows.columns().to_vec());
    loop {
        let chunk = match rows.next().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => return End::Failed(words(&error)),
        };
        let pushed = spawn_blocking(move || writer.push(&chunk).map(|()| writer)).await;
        writer = match flat(pushed) {
            Ok(writer) => writer,
            Err(error) => return End::Failed(error.to_string()),
        };
    }
    match flat(spawn_blocking(move || writer.finish()).await) {
        Ok(stored) => End::Finished(stored),
        Err(error) => End::Failed(error.to_string()),
    }
}

fn flat<T>(done: Result<Result<T, Refused>, tokio::task::JoinError>) -> Result<T, Refused> {
    done.map_err(std::io::Error::other)?
}

/// The warehouse's words, as the service passes them on.
fn words(error: &WarehouseError) -> String {
    format!("ERROR: {}", error.message)
}
