//! The statement a driver that died may have left.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_redshiftdata::types::{StatementData, StatusString};
use review_core::{StatementId, Timestamp};

use super::api::Api;
use super::described::moment;
use crate::{Found, Submitted, WarehouseError};

/// How long results are kept is 24 hours (Management Guide, "Considerations when calling the Data API"); what is
/// almost that old may go while it is fetched, and the clocks may differ, so five minutes are taken off.
const KEPT: Duration = Duration::from_secs(24 * 3600 - 300);
/// Pages of a list that are looked through, of a hundred statements each: the attempts of a round and what else
/// begins with its name.
const PAGES: u32 = 20;

/// Looks for a statement of that name that runs, or whose result can be fetched. `known`, its id, spares the search:
/// the account may ask for lists three times a second only.
pub(super) async fn find(api: &Api, name: &str, known: Option<&StatementId>) -> Result<Found, WarehouseError> {
    if let Some(statement) = known {
        match api.describe(statement, None).await {
            Ok(told) => {
                let since = told.created_at.as_ref().map_or_else(now, moment);
                return Ok(found(statement, told.status.as_ref(), since, now()));
            }
            // Forgotten, or of another role: should one of that name be there all the same, the list has it.
            Err(failure) if failure.is_unknown_statement() => {}
            Err(failure) => return Err(failure.into()),
        }
    }
    let mut newest = Newest { name, now: now(), found: None };
    let mut token = None;
    for _ in 0..PAGES {
        let page = api.list(name, token).await?;
        page.statements.iter().for_each(|statement| newest.see(statement));
        token = page.next_token.filter(|token| !token.is_empty());
        if token.is_none() {
            break;
        }
    }
    Ok(newest.found.map_or(Found::Nothing, |(_, found)| found))
}

/// What a statement in that state is worth.
fn found(statement: &StatementId, status: Option<&StatusString>, since: Timestamp, now: Timestamp) -> Found {
    let here = Found::Statement(Submitted { statement: statement.clone(), since });
    match status {
        Some(StatusString::Aborted | StatusString::Failed) | None => Found::Nothing,
        Some(StatusString::Finished) if is_older_than(since, now, KEPT) => Found::Nothing,
        Some(_) => here,
    }
}

/// The newest statement of exactly that name: the service finds names by how they begin.
struct Newest<'a> {
    name: &'a str,
    now: Timestamp,
    found: Option<(Timestamp, Found)>,
}

impl Newest<'_> {
    fn see(&mut self, statement: &StatementData) {
        let since = statement.created_at.as_ref().map_or(Timestamp::from_micros(0), moment);
        let is_newer = self.found.as_ref().is_none_or(|(before, _)| since > *before);
        if statement.statement_name.as_deref() == Some(self.name) && is_newer {
            let id = StatementId(statement.id.clone());
            self.found = Some((since, found(&id, statement.status.as_ref(), since, self.now)));
        }
    }
}

fn is_older_than(since: Timestamp, now: Timestamp, age: Duration) -> bool {
    let micros = i64::try_from(age.as_micros()).unwrap_or(i64::MAX);
    now.micros().saturating_sub(since.micros()) > micros
}

/// The clock of this machine.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use aws_sdk_redshiftdata::primitives::DateTime;

    use super::*;

    const HOUR: i64 = 3600;

    fn listed(id: &str, name: &str, status: StatusString, hours_ago: i64) -> StatementData {
        let created = DateTime::from_secs(100 * HOUR - hours_ago * HOUR);
        StatementData::builder().id(id).statement_name(name).status(status).created_at(created).build().expect("an id")
    }

    fn newest(statements: &[StatementData]) -> Option<String> {
        let mut newest = Newest { name: "r/Q/1", now: Timestamp::from_micros(100 * HOUR * 1_000_000), found: None };
        statements.iter().for_each(|statement| newest.see(statement));
        match newest.found {
            Some((_, Found::Statement(submitted))) => Some(submitted.statement.0),
            _ => None,
        }
    }

    #[test]
    fn the_newest_of_exactly_that_name_counts() {
        use StatusString::{Aborted, Failed, Finished, Picked, Started, Submitted};
        assert_eq!(newest(&[listed("a", "r/Q/11", Started, 1)]), None, "another name that begins so");
        for running in [Submitted, Picked, Started, Finished] {
            assert_eq!(newest(&[listed("a", "r/Q/1", running, 1)]).as_deref(), Some("a"));
        }
        for ended in [Aborted, Failed] {
            assert_eq!(newest(&[listed("a", "r/Q/1", ended, 1)]), None);
        }
        let (old, new) = (listed("old", "r/Q/1", Finished, 5), listed("new", "r/Q/1", Started, 2));
        assert_eq!(newest(&[old.clone(), new.clone()]).as_deref(), Some("new"));
        assert_eq!(newest(&[new, old.clone()]).as_deref(), Some("new"));
        let aborted = listed("new", "r/Q/1", Aborted, 2);
        assert_eq!(newest(&[old, aborted]), None, "the attempt before the last is not taken up again");
    }

    #[test]
    fn a_result_of_yesterday_is_gone_and_what_runs_so_long_is_not() {
        assert_eq!(newest(&[listed("a", "r/Q/1", StatusString::Finished, 24)]), None);
        assert_eq!(newest(&[listed("a", "r/Q/1", StatusString::Finished, 23)]).as_deref(), Some("a"));
        assert_eq!(newest(&[listed("a", "r/Q/1", StatusString::Started, 24)]).as_deref(), Some("a"));
    }
}
