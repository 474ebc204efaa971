//! What a statement that finishes delivers.

use std::time::Duration;

use review_core::result::Column;

use super::fixture::{Fixture, Kind, MANY, exact_columns, exact_rows, many_row};
use super::steps::{PATIENCE, fetched, run, started, submission};
use crate::{Progress, Submission};

pub(super) async fn identify_says_who_and_what_answers(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let identity = warehouse.identify().await.expect("the warehouse says who it is");
    let in_a_path = |character: char| character.is_ascii_alphanumeric() || "-_.".contains(character);
    assert!(!identity.name.is_empty() && identity.name.chars().all(in_a_path), "a name for paths: {}", identity.name);
    assert!(!identity.version.is_empty() && !identity.user.is_empty() && !identity.database.is_empty());
    assert!(identity.databases.contains(&identity.database), "the connected database is one of the databases");
    assert!(identity.databases.is_sorted());
    assert!(!identity.address.contains('@'), "an address without user and password: {}", identity.address);
    assert_eq!(warehouse.identify().await, Ok(identity), "it stays the same");
}

pub(super) async fn a_finished_statement_delivers_its_columns_and_rows_exactly(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let statement = run(&*warehouse, &submission("exact", Kind::Exact, &fixture.scripts().exact)).await;
    let statement = statement.expect("the statement finishes");
    assert_eq!(warehouse.wait(&statement, Duration::ZERO).await, Ok(Progress::Finished), "finished is final");
    let (columns, rows) = fetched(&*warehouse, &statement).await;
    let compared = |column: &Column| (column.name.clone(), column.type_name.clone(), column.precision, column.scale);
    let expected = exact_columns();
    assert_eq!(columns.iter().map(compared).collect::<Vec<_>>(), expected.iter().map(compared).collect::<Vec<_>>());
    assert_eq!(rows, exact_rows());
}

pub(super) async fn many_rows_arrive_in_order(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let statement = run(&*warehouse, &submission("many", Kind::Many, &fixture.scripts().many)).await;
    let (columns, rows) = fetched(&*warehouse, &statement.expect("the statement finishes")).await;
    assert_eq!((columns.len(), columns[0].type_name.as_str()), (1, "int8"));
    assert_eq!(u64::try_from(rows.len()), Ok(MANY));
    let first_wrong = (0..MANY).zip(&rows).find(|(index, row)| **row != many_row(*index));
    assert_eq!(first_wrong, None, "the first row that is not in its place");
}

pub(super) async fn no_more_rows_come_than_one_above_the_limit(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    for limit in [10, 0] {
        let unlimited = submission(&format!("limit-{limit}"), Kind::Many, &fixture.scripts().many);
        let statement = run(&*warehouse, &Submission { max_rows: limit, ..unlimited }).await;
        let (_, rows) = fetched(&*warehouse, &statement.expect("what is cut has finished")).await;
        // One more says that there is more.
        assert_eq!(u64::try_from(rows.len()), Ok(limit + 1));
        assert!((0..).zip(&rows).all(|(index, row)| *row == many_row(index)), "the first rows");
    }
}

pub(super) async fn a_statement_that_returns_no_row_still_has_columns(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let statement = run(&*warehouse, &submission("no-rows", Kind::NoRows, &fixture.scripts().no_rows)).await;
    let (columns, rows) = fetched(&*warehouse, &statement.expect("the statement finishes")).await;
    assert_eq!(columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["n"]);
    assert!(rows.is_empty());
}

pub(super) async fn two_statements_run_side_by_side(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let scripts = fixture.scripts();
    let long = submission("side-by-side", Kind::Endless, &scripts.endless);
    let endless = started(&*warehouse, &long).await;
    // While one runs, another one comes to its end.
    let statement = run(&*warehouse, &submission("side-by-side", Kind::Exact, &scripts.exact)).await;
    let (_, rows) = fetched(&*warehouse, &statement.expect("the statement finishes")).await;
    assert_eq!(rows, exact_rows());
    assert_eq!(warehouse.wait(&endless, Duration::ZERO).await, Ok(Progress::Running));
    warehouse.cancel(&endless).await.expect("the statement can be cancelled");
    assert!(matches!(warehouse.wait(&endless, PATIENCE).await, Ok(Progress::Failed(_))));
}
