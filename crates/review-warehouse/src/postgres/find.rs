//! The statement a driver that died may have left in the server.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use tokio::time::{Instant, sleep};
use tokio_postgres::SimpleQueryMessage;

use super::marker;
use super::session::{Connector, Session};
use crate::WarehouseError;

/// How long ending what was left may take.
const END_WITHIN: Duration = Duration::from_secs(5);
/// A process that ignores the request to end its statement for so long loses its connection, which nobody reads.
const TERMINATE_AFTER: Duration = Duration::from_secs(2);
const LOOK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Ends every statement of that name which another connection of this user runs.
pub(super) async fn end_all(connector: &Connector, deployment: Deployment, name: &str) -> Result<(), WarehouseError> {
    let session = connector.connect(None).await?;
    let ended = end_all_through(&session, &Search::new(deployment, name)).await;
    session.close().await;
    ended
}

async fn end_all_through(session: &Session, search: &Search) -> Result<(), WarehouseError> {
    let started = Instant::now();
    loop {
        let processes = first_cells(session, &search.processes()).await?;
        if processes.is_empty() {
            return Ok(());
        }
        if started.elapsed() > END_WITHIN {
            let message = format!("process {} of an earlier driver does not end", processes.join(", "));
            return Err(WarehouseError::new(ErrorClass::Unknown, message));
        }
        let end = match started.elapsed() < TERMINATE_AFTER {
            true => "pg_cancel_backend",
            false => "pg_terminate_backend",
        };
        // One by one and away from the list: Redshift calls its leader's functions on no system table.
        for process in &processes {
            first_cells(session, &format!("select {end}({process})")).await?;
        }
        sleep(LOOK_AGAIN_AFTER).await;
    }
}

async fn first_cells(session: &Session, sql: &str) -> Result<Vec<String>, WarehouseError> {
    let answers = session.client().simple_query(sql).await.map_err(|error| session.explain(&error))?;
    let cells = answers.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    Ok(cells.collect())
}

/// Where the server lists what runs, and what is looked for there. The search itself begins otherwise, so it does
/// not find itself.
struct Search {
    process: &'static str,
    list: &'static str,
    condition: &'static str,
    text: &'static str,
    start: String,
}

impl Search {
    fn new(deployment: Deployment, name: &str) -> Self {
        let start = marker::start_of(name);
        match deployment {
            Deployment::Postgresql => Self {
                process: "pid",
                list: "pg_stat_activity",
                // A connection that waits for its driver's next message counts too: that driver is gone.
                condition: "usename = current_user",
                text: "query",
                start,
            },
            Deployment::SingleAz => Self {
                process: "pid",
                list: "stv_recents",
                condition: "status = 'Running' and trim(user_name) = current_user",
                text: "query",
                start,
            },
            // Neither has STV views.
            Deployment::MultiAz | Deployment::Serverless => Self {
                process: "session_id",
                list: "sys_query_history",
                condition: "trim(status) in ('planning', 'queued', 'running', 'returning') \
                            and user_id = current_user_id",
                text: "query_text",
                start,
            },
        }
    }

    /// The query for the processes found. What is looked for holds neither quotes nor backslashes
    /// ([`marker::start_of`]), so it stands in the text as it is.
    fn processes(&self) -> String {
        let Self { process, list, condition, text, start } = self;
        let length = start.len();
        format!("select distinct {process} from {list} where {condition} and left({text}, {length}) = '{start}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_the_text_it_is_looked_for_in() {
        let sql = Search::new(Deployment::Postgresql, "a'b\\c/Query@d\"e/1").processes();
        assert!(sql.ends_with("and left(query, 43) = '/* redshift-review a%27b%5Cc/Query@d%22e/1 '"), "{sql}");
    }
}
