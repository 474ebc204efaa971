//! Faults on demand.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_warehouse::{Cancelled, Progress, Warehouse as _};

use crate::steps::{ended, open, rows, submission};

const SQL: &str = "select count(*) from svv_table_info";

async fn class(warehouse: &review_sample::SampleWarehouse, name: &str) -> Option<ErrorClass> {
    match ended(warehouse, name, SQL).await.1 {
        Progress::Failed(error) => Some(error.class),
        Progress::Finished => None,
        Progress::Running => panic!("{name} still runs"),
    }
}

#[tokio::test]
async fn the_first_submissions_lose_their_connection_and_later_ones_do_not() {
    let warehouse = open("healthy?fail=TableInfo:2");
    assert_eq!(class(&warehouse, "run/TableInfo/1").await, Some(ErrorClass::Connection));
    assert_eq!(class(&warehouse, "run/NodeDetails/1").await, None, "another query");
    assert_eq!(class(&warehouse, "run/TableInfo@dev/1").await, Some(ErrorClass::Connection), "in a database");
    assert_eq!(class(&warehouse, "run/TableInfo/2").await, None);
    assert!(ErrorClass::Connection.is_repeated());
}

#[tokio::test]
async fn an_adapter_opened_again_counts_from_the_beginning() {
    for _process in 0..2 {
        let warehouse = open("healthy?fail=TableInfo:1");
        assert_eq!(class(&warehouse, "run/TableInfo/1").await, Some(ErrorClass::Connection));
        assert_eq!(class(&warehouse, "run/TableInfo/1").await, None);
    }
}

#[tokio::test]
async fn a_query_can_fail_every_time_or_be_denied() {
    let warehouse = open("troubled?fail=A&deny=B");
    for round in 1..=3 {
        assert_eq!(class(&warehouse, &format!("run/A/{round}")).await, Some(ErrorClass::Connection));
    }
    let (_, progress) = ended(&warehouse, "run/B/1", SQL).await;
    let Progress::Failed(error) = progress else { panic!("not denied: {progress:?}") };
    assert_eq!(error.message, "permission denied for relation svv_table_info");
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::Permission, Some("42501")));
    assert!(error.remedy.is_some());
}

/// Time is the test's own here: nobody waits for 90 seconds.
#[tokio::test(start_paused = true)]
async fn a_slow_statement_takes_its_time() {
    let warehouse = open("healthy?slow=A:90&fail=A:1");
    let statement = warehouse.submit(&submission("run/A/1", SQL)).await.expect("it is taken").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(89)).await, Ok(Progress::Running));
    let progress = warehouse.wait(&statement, Duration::from_secs(2)).await.expect("it is known");
    assert!(matches!(&progress, Progress::Failed(error) if error.class == ErrorClass::Connection), "{progress:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_statement_can_be_cancelled() {
    let warehouse = open("healthy?slow=A:90");
    let statement = warehouse.submit(&submission("run/A/1", SQL)).await.expect("it is taken").statement;
    assert_eq!(warehouse.wait(&statement, Duration::from_secs(60)).await, Ok(Progress::Running));
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
    let progress = warehouse.wait(&statement, Duration::ZERO).await.expect("it is known");
    assert!(matches!(&progress, Progress::Failed(error) if error.class == ErrorClass::Aborted), "{progress:?}");
}

#[tokio::test]
async fn a_user_without_a_role_sees_its_own_rows_and_is_denied_the_rest() {
    let warehouse = open("troubled?user=own-rows");
    let users = rows(&warehouse, "select distinct user_id from sys_query_history").await;
    assert_eq!(users.len(), 1, "{users:?}");
    let all = rows(&open("troubled"), "select distinct user_id from sys_query_history").await;
    assert!(all.len() > 3, "{all:?}");
    assert_eq!(rows(&warehouse, "select * from svv_mv_info").await.len(), 0);
    let rights = "select i.syslog_access, g.role_name from svv_user_info as i \
                  left join svv_user_grants as g on g.user_id = i.user_id where i.user_name = current_user";
    let rights = rows(&warehouse, rights).await;
    assert_eq!(rights.len(), 1, "{rights:?}");
    assert_eq!((rights[0][0].text().as_deref(), rights[0][1].text()), (Some("RESTRICTED"), None));
    let (_, progress) = ended(&warehouse, "run/A/1", SQL).await;
    let Progress::Failed(error) = progress else { panic!("not denied: {progress:?}") };
    assert_eq!(error.message, "permission denied for relation svv_table_info");
    assert!(error.remedy.is_some_and(|remedy| remedy.contains("sys:monitor")));
    assert!(rows(&warehouse, "select relname from pg_class").await.len() > 10, "the catalogue is open");
}
