//! Statements that do not end by themselves.

use std::time::Duration;

use super::fixture::{Fixture, Kind};
use super::steps::{assert_live, comes_to_live, run, started, submission};
use crate::{Cancelled, Found, Progress, Submission};

/// A driver's wait that ends before the statement does.
const SHORT: Duration = Duration::from_millis(200);

fn endless(fixture: &dyn Fixture, case: &str) -> Submission {
    submission(case, Kind::Endless, &fixture.scripts().endless)
}

pub(super) async fn a_statement_longer_than_the_wait_is_running(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let submission = endless(fixture, "running");
    let statement = started(&*warehouse, &submission).await;
    assert_eq!(warehouse.wait(&statement, SHORT).await, Ok(Progress::Running));
    assert!(comes_to_live(fixture, &submission.name, 1).await, "the statement runs in the warehouse");
    assert_eq!(warehouse.wait(&statement, SHORT).await, Ok(Progress::Running));
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
}

pub(super) async fn cancelling_ends_the_statement_in_the_warehouse(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let submission = endless(fixture, "cancel");
    let statement = started(&*warehouse, &submission).await;
    assert!(comes_to_live(fixture, &submission.name, 1).await, "the statement runs in the warehouse");
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
    assert_live(fixture, &submission.name, 0).await;
    assert!(matches!(warehouse.wait(&statement, SHORT).await, Ok(Progress::Failed(_))), "what was cancelled failed");
    assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone), "cancelling again says the same");
    assert!(warehouse.fetch(&statement).await.is_err(), "what was cancelled has no result");
}

pub(super) async fn cancelling_at_once_ends_the_statement_too(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    for attempt in 1..=5 {
        let submission = Submission { attempt, ..endless(fixture, "at-once") };
        let statement = started(&*warehouse, &submission).await;
        assert_eq!(warehouse.cancel(&statement).await, Ok(Cancelled::Gone));
        assert_live(fixture, &submission.name, 0).await;
    }
}

pub(super) async fn cancelling_after_the_end_says_so(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let scripts = fixture.scripts();
    let finished = run(&*warehouse, &submission("late-cancel", Kind::Exact, &scripts.exact)).await;
    let finished = finished.expect("the statement finishes");
    assert_eq!(warehouse.cancel(&finished).await, Ok(Cancelled::Ended));
    assert_eq!(warehouse.wait(&finished, Duration::ZERO).await, Ok(Progress::Finished));
    assert!(warehouse.fetch(&finished).await.is_ok(), "its result is still there");
}

pub(super) async fn cancelling_one_leaves_the_others_alone(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let (first, second) = (endless(fixture, "one"), endless(fixture, "other"));
    let statements = [started(&*warehouse, &first).await, started(&*warehouse, &second).await];
    assert!(comes_to_live(fixture, &second.name, 1).await, "the second statement runs in the warehouse");
    assert_eq!(warehouse.cancel(&statements[0]).await, Ok(Cancelled::Gone));
    assert_eq!(warehouse.wait(&statements[1], SHORT).await, Ok(Progress::Running));
    assert_live(fixture, &first.name, 0).await;
    assert_live(fixture, &second.name, 1).await;
    assert_eq!(warehouse.cancel(&statements[1]).await, Ok(Cancelled::Gone));
}

/// The next driver asks by name. Either it gets the statement back, or nothing of it runs any more.
pub(super) async fn what_a_lost_driver_left_is_found(fixture: &dyn Fixture) {
    let submission = endless(fixture, "lost");
    let lost = fixture.connect().await;
    started(&*lost, &submission).await;
    assert!(comes_to_live(fixture, &submission.name, 1).await, "the statement runs in the warehouse");
    drop(lost);

    let next = fixture.connect().await;
    let other = endless(fixture, "lost-but-another");
    let untouched = started(&*next, &other).await;
    assert!(comes_to_live(fixture, &other.name, 1).await, "another statement runs in the warehouse");
    if let Found::Statement(found) = next.find(&submission.name, None).await.expect("the warehouse can be asked") {
        assert_eq!(next.wait(&found.statement, SHORT).await, Ok(Progress::Running));
        assert_eq!(next.cancel(&found.statement).await, Ok(Cancelled::Gone));
    }
    assert_live(fixture, &submission.name, 0).await;
    assert_live(fixture, &other.name, 1).await;
    assert_eq!(next.find(&submission.name, None).await, Ok(Found::Nothing), "it is gone for good");
    assert_eq!(next.cancel(&untouched).await, Ok(Cancelled::Gone));
}

pub(super) async fn finding_what_was_never_there_finds_nothing(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    assert_eq!(warehouse.find("never/Endless/1", None).await, Ok(Found::Nothing));
}
