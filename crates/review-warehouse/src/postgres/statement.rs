//! One statement, from its start to its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::StreamExt as _;
use review_core::error_class::ErrorClass;
use review_core::result::Column;
use tokio::sync::{Mutex, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};
use tokio_postgres::{CancelToken, SimpleQueryMessage, SimpleQueryRow, SimpleQueryStream};

use super::errors::Peer;
use super::marker::Marker;
use super::session::{Connector, Session};
use super::spool::{Spool, Spooled};
use super::{columns, errors, read_only};
use crate::{Cancelled, Progress, WarehouseError};

/// The SQLSTATE of a statement that was ended on request.
const CANCELLED: &str = "57014";
/// A cancel request may come between two messages and meet nothing: it is repeated this often.
const CANCEL_REQUESTS: u32 = 10;
/// How long one request waits for the statement's end.
const CANCEL_WAIT: Duration = Duration::from_millis(500);
/// How much later than the driver the server ends a statement that is over its threshold.
const TIMEOUT_MARGIN: Duration = Duration::from_secs(10);

/// What is to be run.
pub(super) struct Script {
    pub(super) marker: Marker,
    pub(super) sql: String,
    pub(super) max_rows: u64,
    pub(super) threshold: Duration,
    /// Whether the server knows `default_transaction_read_only`; Redshift does not say that it does.
    pub(super) read_only_by_default: bool,
}

#[derive(Clone, Debug)]
enum State {
    Running,
    Finished,
    Failed(WarehouseError),
    /// Ended because we asked for it.
    Cancelled(WarehouseError),
}

impl State {
    const fn is_end(&self) -> bool {
        !matches!(self, Self::Running)
    }
}

/// A statement that was started. Dropped, its connection is cut.
pub(super) struct Statement {
    state: watch::Receiver<State>,
    result: Arc<Mutex<Option<Spooled>>>,
    cancel_wanted: Arc<AtomicBool>,
    token: CancelToken,
    peer: Arc<Peer>,
    connector: Arc<Connector>,
    task: AbortHandle,
}

impl Drop for Statement {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Statement {
    /// Runs the script on that connection.
    pub(super) fn start(connector: Arc<Connector>, session: Session, script: Script) -> Self {
        let (tell, state) = watch::channel(State::Running);
        let result = Arc::new(Mutex::new(None));
        let cancel_wanted = Arc::new(AtomicBool::new(false));
        let (token, peer) = (session.cancel_token(), Arc::clone(session.peer()));
        let job = Job { connector: Arc::clone(&connector), session, script, cancel_wanted: Arc::clone(&cancel_wanted) };
        let (wanted, place) = (Arc::clone(&cancel_wanted), Arc::clone(&result));
        let task = tokio::spawn(async move {
            let end = match job.perform().await {
                Ok(spooled) => {
                    *place.lock().await = Some(spooled);
                    State::Finished
                }
                Err(error) if wanted.load(Ordering::SeqCst) && error.code.as_deref() == Some(CANCELLED) => {
                    State::Cancelled(error)
                }
                Err(error) => State::Failed(error),
            };
            tell.send_replace(end);
        });
        Self { state, result, cancel_wanted, token, peer, connector, task: task.abort_handle() }
    }

    /// Waits for the end.
    pub(super) async fn wait(&self, at_most: Duration) -> Progress {
        match self.end_within(at_most).await {
            State::Running => Progress::Running,
            State::Finished => Progress::Finished,
            State::Failed(error) | State::Cancelled(error) => Progress::Failed(error),
        }
    }

    async fn end_within(&self, at_most: Duration) -> State {
        let mut state = self.state.clone();
        match timeout(at_most, state.wait_for(State::is_end)).await {
            Err(_) => State::Running,
            Ok(Ok(end)) => end.clone(),
            Ok(Err(_)) => {
                State::Failed(WarehouseError::new(ErrorClass::Unknown, "the statement was left before its end"))
            }
        }
    }

    /// Ends the statement in the server.
    pub(super) async fn cancel(&self) -> Result<Cancelled, WarehouseError> {
        self.cancel_wanted.store(true, Ordering::SeqCst);
        let mut asked = Err(WarehouseError::new(ErrorClass::Connection, "the server was not asked"));
        for _ in 0..CANCEL_REQUESTS {
            if !self.state.borrow().is_end() {
                let answer = timeout(CANCEL_WAIT, self.connector.cancel(&self.token, &self.peer)).await;
                asked = answer.unwrap_or_else(|_| Err(errors::no_answer(CANCEL_WAIT)));
            }
            match self.end_within(CANCEL_WAIT).await {
                State::Running => {}
                State::Cancelled(_) => return Ok(Cancelled::Gone),
                State::Finished | State::Failed(_) => return Ok(Cancelled::Ended),
            }
        }
        asked.map(|()| Cancelled::StillRunning)
    }

    /// The result, to the first who asks.
    pub(super) async fn take_result(&self) -> Option<Spooled> {
        self.result.lock().await.take()
    }
}

/// The work of the task behind a statement.
struct Job {
    connector: Arc<Connector>,
    session: Session,
    script: Script,
    cancel_wanted: Arc<AtomicBool>,
}

impl Job {
    /// Runs the script and closes the connection: what is reported as ended has left the server.
    async fn perform(self) -> Result<Spooled, WarehouseError> {
        let started = Instant::now();
        let spooled = self.run().await.map_err(|error| self.over_its_time(error, started.elapsed()));
        if spooled.as_ref().is_err_and(|error| error.code.is_none()) {
            // An error that did not come from the server leaves the statement running there: a broken connection,
            // a value that cannot be read, a full disk here. When the server cannot be reached either, its own
            // timeout is what remains.
            let token = self.session.cancel_token();
            let _asked =
                timeout(CANCEL_WAIT * CANCEL_REQUESTS, self.connector.cancel(&token, self.session.peer())).await;
        }
        self.session.close().await;
        spooled
    }

    /// Redshift has the same words for what its `statement_timeout` ends and for what somebody ends; that the time is
    /// over tells them apart.
    fn over_its_time(&self, error: WarehouseError, elapsed: Duration) -> WarehouseError {
        let over = error.code.as_deref() == Some(CANCELLED) && elapsed >= self.script.threshold;
        match over && error.class == ErrorClass::Aborted && !self.cancel_wanted.load(Ordering::SeqCst) {
            true => WarehouseError { class: ErrorClass::TimeThreshold, ..error },
            false => error,
        }
    }

    async fn run(&self) -> Result<Spooled, WarehouseError> {
        self.execute(&self.limits()).await?;
        let columns = self.prepare().await?;
        self.stop_if_cancelled()?;
        self.execute("begin read only").await?;
        self.stop_if_cancelled()?;
        match self.receive(columns.clone()).await {
            Err(error) if self.is_for_outside(&error) => {
                self.execute("rollback").await?;
                self.stop_if_cancelled()?;
                let spooled = self.receive(columns).await?;
                Ok(spooled.with_remark(read_only::REMARK))
            }
            received => received,
        }
    }

    /// Whether Redshift refused the transaction, not the script, and the script reads whatever it runs in.
    fn is_for_outside(&self, error: &WarehouseError) -> bool {
        !self.script.read_only_by_default && read_only::is_refused(&error.message) && read_only::reads(&self.script.sql)
    }

    /// A second line of defence in the server, in case this program goes away.
    fn limits(&self) -> String {
        let milliseconds = self.script.threshold.saturating_add(TIMEOUT_MARGIN).as_millis().min(i32::MAX as u128);
        match self.script.read_only_by_default {
            true => format!("set statement_timeout = {milliseconds}; set default_transaction_read_only = on"),
            false => format!("set statement_timeout = {milliseconds}"),
        }
    }

    async fn execute(&self, sql: &str) -> Result<(), WarehouseError> {
        let done = self.session.client().batch_execute(&self.script.marker.before(sql)).await;
        done.map_err(|error| self.session.explain(&error))
    }

    /// Has the server read the script, which also proves that it is one statement, and one that answers rows.
    /// This stands before the transaction, since looking up the name of a type may fail on Redshift.
    async fn prepare(&self) -> Result<Vec<Column>, WarehouseError> {
        if self.script.sql.contains('\0') {
            return Err(errors::refused(
                ErrorClass::Syntax,
                "the script holds a zero byte",
                "write the script as plain UTF-8 text",
            ));
        }
        let text = self.script.marker.before(&self.script.sql);
        // What came before was about other statements.
        self.session.descriptions().take();
        let statement = self.session.client().prepare(&text).await;
        let statement = statement.map_err(|error| self.session.explain(&error))?;
        let oids = self.session.descriptions().take();
        if !statement.params().is_empty() {
            return Err(errors::refused(
                ErrorClass::Syntax,
                "the script has parameters such as $1, for which there are no values",
                "write values, or parameters of the pack, into the script",
            ));
        }
        if statement.columns().is_empty() {
            return Err(errors::refused(
                ErrorClass::Syntax,
                "the script returns no rows",
                "use one statement that reads: SELECT, WITH, SHOW or EXPLAIN",
            ));
        }
        columns::of_statement(&self.session, &statement, &oids).await
    }

    fn stop_if_cancelled(&self) -> Result<(), WarehouseError> {
        if !self.cancel_wanted.load(Ordering::SeqCst) {
            return Ok(());
        }
        let error = WarehouseError::new(ErrorClass::Aborted, "cancelled before it began");
        Err(WarehouseError { code: Some(CANCELLED.to_owned()), ..error })
    }

    /// Runs the script and takes its rows.
    async fn receive(&self, columns: Vec<Column>) -> Result<Spooled, WarehouseError> {
        let text = self.script.marker.before(&self.script.sql);
        let stream = self.session.client().simple_query_raw(&text).await;
        let mut stream = std::pin::pin!(stream.map_err(|error| self.session.explain(&error))?);
        let mut spool = Spool::new();
        while let Some(message) = stream.next().await {
            let message = message.map_err(|error| self.session.explain(&error))?;
            let SimpleQueryMessage::Row(row) = message else { continue };
            if row.len() != columns.len() {
                return Err(changed_meanwhile(columns.len(), row.len()));
            }
            let cells = (0..row.len()).map(|index| row.try_get(index)).collect::<Result<Vec<_>, _>>();
            let cells = cells.map_err(|_| not_text(&row))?;
            spool = spool.push(cells.into_iter()).await.map_err(|error| errors::from_spool(&error))?;
            if spool.rows() > self.script.max_rows {
                self.end_the_rest(stream).await;
                break;
            }
        }
        spool.finish(columns).await.map_err(|error| errors::from_spool(&error))
    }

    /// Enough rows are here: has the server stop, and hears it out. When it does not stop in time, closing the
    /// connection ends it at its next row.
    async fn end_the_rest(&self, mut stream: std::pin::Pin<&mut SimpleQueryStream>) {
        let heard_out = async {
            // What it says from here on, an error included, no longer concerns the result.
            let _asked = self.connector.cancel(&self.session.cancel_token(), self.session.peer()).await;
            while let Some(Ok(_)) = stream.next().await {}
        };
        let _ended = timeout(CANCEL_WAIT * CANCEL_REQUESTS, heard_out).await;
    }
}

/// Between preparing the script and running it somebody changed what it reads; the next round sees it as it is.
fn changed_meanwhile(promised: usize, came: usize) -> WarehouseError {
    let message = format!("the script was to return {promised} columns and returned {came}: a table changed meanwhile");
    WarehouseError::new(ErrorClass::Unknown, message)
}

/// A server that does not check what it stores may send text that is none; Redshift cuts long texts of its own
/// tables in the middle of a character.
fn not_text(row: &SimpleQueryRow) -> WarehouseError {
    let bad = (0..row.len()).find(|index| row.try_get(*index).is_err());
    let column = bad.and_then(|index| row.columns().get(index)).map_or("?", |column| column.name());
    errors::refused(
        ErrorClass::Unknown,
        &format!("a value of column {column} is not UTF-8 text"),
        "leave the column out of the script, or have the script take out what is not text",
    )
}
