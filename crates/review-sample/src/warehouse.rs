//! The adapter: a sample warehouse behind the port.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use review_core::call::CallName;
use review_core::error_class::ErrorClass;
use review_core::identity::{Identity, OtherDatabase, OtherDatabaseKind};
use review_core::result::{Cell, Column, Row};
use review_core::{StatementId, Timestamp};
use review_sql::Output;
use review_warehouse::{Calls, Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

use crate::faults::Faults;
use crate::sight::Sight;
use crate::spec::{Spec, SpecError};
use crate::statement::{End, Statement};
use crate::variant::Variant;
use crate::views::{DATABASE, SHARED_DATABASE};
use crate::warehouse_facts::{ACCOUNT, REGION, VERSION};
use crate::world::people::REVIEWER;

/// A generated warehouse in this process.
///
/// Its data never changes and `getdate()` is always [`NOW`](crate::NOW), so every run of a script gives the same
/// rows. Statements are carried out by the embedded engine, each on a thread of its own, and can be cancelled.
/// Dropping the adapter ends what it still runs.
#[derive(Debug)]
pub struct SampleWarehouse {
    variant: Variant,
    sight: Sight,
    faults: Faults,
    denied_calls: Vec<CallName>,
    statements: Mutex<VecDeque<(StatementId, Arc<Statement>)>>,
}

/// So many statements are remembered after their end.
const REMEMBERED: usize = 512;

/// How long a cancellation waits for the engine to let go.
const CANCEL_PATIENCE: Duration = Duration::from_secs(5);

/// Rows handed over at a time.
const CHUNK: usize = 1_000;

/// Everything that any adapter of this process runs: the place where a driver's successor in the same process
/// finds what was left.
static LIVE: Mutex<Vec<Weak<Statement>>> = Mutex::new(Vec::new());

impl SampleWarehouse {
    /// The sample for what follows `sample:` in an address: `troubled`, `healthy`, `serverless` or `multi-az`,
    /// then, after a `?` and with `&` between them, any faults:
    ///
    /// | fault | what happens to statements of that query |
    /// | --- | --- |
    /// | `fail=QUERY` | every one loses its connection |
    /// | `fail=QUERY:TIMES` | the first so many lose their connection, counted from the opening of this adapter |
    /// | `deny=QUERY` | permission is denied |
    /// | `deny_call=CALL` | AWS denies that call, such as `redshift:DescribeClusters`, to whatever query asks |
    /// | `slow=QUERY:SECONDS` | each takes that long, unless it is cancelled |
    /// | `user=own-rows` | no fault, and no rights: the user sees its own rows of what everybody may read, and nothing else |
    ///
    /// The query is the one in the submission's name, so a fault holds for all databases of a query.
    ///
    /// # Errors
    /// When the text names no sample, or a fault that does not exist; the message says what does.
    pub fn open(spec: &str) -> Result<Self, SpecError> {
        let Spec { variant, sight, faults, denied_calls } = Spec::parse(spec)?;
        Ok(Self { variant, sight, denied_calls, faults: Faults::new(faults), statements: Mutex::default() })
    }

    /// Which sample this is.
    pub const fn variant(&self) -> Variant {
        self.variant
    }

    /// How many statements of that name run in this process at the moment, in any sample.
    pub fn running(name: &str) -> usize {
        live(|statement| statement.name == name).len()
    }

    /// Whether a call is to be denied.
    pub(crate) fn denies(&self, call: CallName) -> bool {
        self.denied_calls.contains(&call)
    }

    fn other_databases(&self) -> Vec<OtherDatabase> {
        let shared = (self.variant == Variant::Serverless).then_some(SHARED_DATABASE);
        let other = |name: &str| OtherDatabase { name: name.to_owned(), kind: OtherDatabaseKind::Shared };
        shared.map(other).into_iter().collect()
    }

    fn statement(&self, id: &StatementId) -> Result<Arc<Statement>, WarehouseError> {
        let statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        let found = statements.iter().find(|(known, _)| known == id).map(|(_, statement)| Arc::clone(statement));
        found.ok_or_else(|| unknown(format!("statement {id} is not known to this sample")))
    }

    fn remember(&self, id: StatementId, statement: Arc<Statement>) {
        let mut statements = self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        statements.push_back((id, statement));
        if statements.len() > REMEMBERED
            && let Some(place) = statements.iter().position(|(_, statement)| statement.ended().is_some())
        {
            statements.remove(place);
        }
    }
}

impl Drop for SampleWarehouse {
    fn drop(&mut self) {
        let statements = self.statements.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (_, statement) in statements {
            statement.cancel();
        }
    }
}

/// The statements that still run and are wanted.
fn live(wanted: impl Fn(&Statement) -> bool) -> Vec<Arc<Statement>> {
    let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
    live.retain(|statement| statement.upgrade().is_some_and(|statement| statement.ended().is_none()));
    live.iter().filter_map(Weak::upgrade).filter(|statement| wanted(statement)).collect()
}

fn unknown(message: String) -> WarehouseError {
    WarehouseError::new(ErrorClass::Unknown, message)
}

#[async_trait]
impl Warehouse for SampleWarehouse {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        Ok(Identity {
            name: format!("sample-{}", self.variant),
            address: format!("sample:{}", self.variant),
            deployment: self.variant.deployment(),
            version: VERSION.to_owned(),
            user: REVIEWER.name.to_owned(),
            database: DATABASE.to_owned(),
            databases: vec![DATABASE.to_owned()],
            other_databases: self.other_databases(),
            sample: true,
            account: Some(ACCOUNT.to_owned()),
            region: Some(REGION.to_owned()),
            time_zone: Some("UTC".to_owned()),
            rights: None,
        })
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError> {
        if let Some(database) = submission.database.as_deref().filter(|database| *database != DATABASE) {
            let message = format!("database \"{database}\" does not exist");
            let error = WarehouseError::new(ErrorClass::MissingObject, message);
            return Err(WarehouseError { code: Some("3D000".to_owned()), ..error });
        }
        let treatment = self.faults.treat(&submission.name);
        let since = now();
        let statement = Statement::start((self.variant, self.sight), submission, treatment);
        LIVE.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&statement));
        let id = new_id(since);
        self.remember(id.clone(), statement);
        Ok(Submitted { statement: id, since })
    }

    async fn wait(&self, statement: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError> {
        let end = self.statement(statement)?.wait(at_most).await;
        Ok(end.map_or(Progress::Running, End::progress))
    }

    async fn cancel(&self, statement: &StatementId) -> Result<Cancelled, WarehouseError> {
        let statement = self.statement(statement)?;
        statement.cancel();
        Ok(match statement.wait(CANCEL_PATIENCE).await {
            None => Cancelled::StillRunning,
            Some(End::Cancelled) => Cancelled::Gone,
            Some(End::Finished | End::Failed(_)) => Cancelled::Ended,
        })
    }

    /// A sample lives and dies with its process, so nothing can be taken up again: what a driver of this process
    /// left behind is ended.
    async fn find(&self, name: &str, _known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        let left = live(|statement| statement.name == name && statement.variant == self.variant);
        for statement in &left {
            statement.cancel();
        }
        for statement in left {
            if statement.wait(CANCEL_PATIENCE).await.is_none() {
                return Err(unknown(format!("a statement called {name} was told to end and still runs")));
            }
        }
        Ok(Found::Nothing)
    }

    fn aws_calls(&self) -> Option<&dyn Calls> {
        Some(self)
    }

    async fn fetch(&self, statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        let found = self.statement(statement)?;
        let output = found.take_output();
        let output = output.ok_or_else(|| unknown(format!("statement {statement} has no result to fetch")))?;
        Ok(Box::new(Fetched::new(output)))
    }
}

/// A result on its way to whoever fetched it.
struct Fetched {
    columns: Vec<Column>,
    rows: std::vec::IntoIter<Row>,
}

impl Fetched {
    fn new(output: Output) -> Self {
        Self { columns: output.columns, rows: output.rows.into_iter() }
    }
}

#[async_trait]
impl Rows for Fetched {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError> {
        let mut rows: Vec<Row> = self.rows.by_ref().take(CHUNK).collect();
        for row in &mut rows {
            pad(row, &self.columns);
        }
        Ok((!rows.is_empty()).then_some(rows))
    }
}

/// Fills CHAR up with blanks to its declared length, as drivers get it from Redshift; the engine holds it without.
fn pad(row: &mut Row, columns: &[Column]) {
    for (cell, column) in row.iter_mut().zip(columns).filter(|(_, column)| column.type_name == "bpchar") {
        if let Cell::Text(text) = cell {
            let missing = usize::try_from(column.length).unwrap_or(0).saturating_sub(text.len());
            text.extend(std::iter::repeat_n(' ', missing));
        }
    }
}

/// The moment of a submission is real, unlike what statements see.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// An id that no other process gives: a driver may hold one that a process before gave.
fn new_id(since: Timestamp) -> StatementId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    StatementId(format!("sample-{:x}-{:x}-{number}", since.micros(), std::process::id()))
}
