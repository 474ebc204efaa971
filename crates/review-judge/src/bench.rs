//! The engine as evaluation uses it: the tables one signal reads, and the time it has.

use std::time::{Duration, Instant};

use review_core::{QueryName, Timestamp};
use review_pack::QuerySignals;
use review_sql::{Bounds, Engine, Judged, Session, SqlError, SqlErrorKind};

use crate::reason::{Reason, What};
use crate::table::ResultTable;
use crate::tables::Tables;

/// The longest a signal may take, all of its expressions together.
const TIME: Duration = Duration::from_secs(10);
/// The most memory one of its expressions may hold.
const MEMORY_BYTES: usize = 256 * 1024 * 1024;

/// Where signals are evaluated: the tables there are, and what `getdate()` is.
pub(crate) struct Bench<'a> {
    pub(crate) tables: &'a Tables<'a>,
    engine: Engine,
}

impl<'a> Bench<'a> {
    /// Conditions see no user, database or version: the same results must give the same findings.
    pub(crate) fn new(tables: &'a Tables<'a>, now: Timestamp) -> Self {
        let session = Session { now, user: String::new(), database: String::new(), version: String::new() };
        Self { tables, engine: Engine::new(session) }
    }

    /// Lays out what an expression reads: the rows of `own`, and those of the queries in its sub-selects.
    pub(crate) fn begin<'t>(
        &self,
        own: &QuerySignals,
        table: &'t ResultTable<'_>,
        others: impl IntoIterator<Item = &'t QueryName>,
    ) -> Result<Work<'t>, Reason> {
        let subject = own.query.clone();
        let mut engine = self.engine.clone();
        engine.register(table.engine_table(&subject)?);
        for query in others {
            engine.register(self.tables.get(query)?.engine_table(query)?);
        }
        Ok(Work { engine, table, subject, until: Instant::now() + TIME })
    }
}

/// One signal being evaluated.
pub(crate) struct Work<'t> {
    engine: Engine,
    table: &'t ResultTable<'t>,
    subject: QueryName,
    until: Instant,
}

impl Work<'_> {
    /// From here on the subject has only these of its rows, so that a sub-select from it means the population.
    pub(crate) fn keep_rows(&mut self, rows: &[usize]) -> Result<(), Reason> {
        if rows.len() < self.table.rows.len() {
            self.engine.register(self.table.engine_table_of(&self.subject, rows)?);
        }
        Ok(())
    }

    /// The rows of the subject for which `condition` holds, and those on which it fails.
    pub(crate) async fn judge_rows(&self, condition: &str, what: What) -> Result<Judged, Reason> {
        let judged = self.engine.judge_rows(self.subject.as_str(), condition, self.bounds()).await;
        judged.map_err(|error| failed(what, &error))
    }

    /// What `aggregate` says of all rows of the subject.
    pub(crate) async fn judge_all(&self, aggregate: &str) -> Result<Option<bool>, Reason> {
        let judged = self.engine.judge_all(self.subject.as_str(), aggregate, self.bounds()).await;
        judged.map_err(|error| failed(What::Aggregate, &error))
    }

    /// The number that `aggregate` gives over all rows of the subject.
    pub(crate) async fn number(&self, aggregate: &str, digits: u8) -> Result<Option<String>, Reason> {
        let number = self.engine.number_over(self.subject.as_str(), aggregate, digits, self.bounds()).await;
        number.map_err(|error| failed(What::Measure, &error))
    }

    /// What is left of the signal's time.
    fn bounds(&self) -> Bounds {
        let time = self.until.saturating_duration_since(Instant::now());
        Bounds { time, memory_bytes: MEMORY_BYTES, rows: u64::MAX }
    }
}

/// A breach of the time bound is told with the signal's own bound: what was left of it is of no use to a reader.
fn failed(what: What, error: &SqlError) -> Reason {
    let message = match error.kind {
        SqlErrorKind::TimeLimit => format!("it takes longer than {} seconds", TIME.as_secs()),
        _ => error.message.clone(),
    };
    Reason::Failed { what, message }
}
