//! What the warehouse refuses, and how that is told.

use std::time::Duration;

use review_core::StatementId;
use review_core::error_class::ErrorClass;

use super::fixture::{Fixture, Kind};
use super::steps::{failure, submission};

pub(super) async fn a_mistake_of_syntax_has_its_class(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let error = failure(&*warehouse, &submission("syntax", Kind::SyntaxError, &fixture.scripts().syntax_error)).await;
    assert_eq!(error.class, ErrorClass::Syntax, "{error}");
    assert!(!error.message.is_empty());
}

pub(super) async fn a_missing_table_has_its_class(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let script = fixture.scripts().missing_table;
    let error = failure(&*warehouse, &submission("missing", Kind::MissingTable, &script)).await;
    assert_eq!(error.class, ErrorClass::MissingObject, "{error}");
}

pub(super) async fn a_denied_table_has_its_class(fixture: &dyn Fixture) {
    let Some(script) = fixture.scripts().denied_table else { return };
    let warehouse = fixture.connect().await;
    let error = failure(&*warehouse, &submission("denied", Kind::DeniedTable, &script)).await;
    assert_eq!(error.class, ErrorClass::Permission, "{error}");
    assert!(error.remedy.is_some(), "a denied table says what to do: {error}");
}

pub(super) async fn nothing_can_be_written(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    for script in fixture.scripts().writes {
        let error = failure(&*warehouse, &submission("write", Kind::Write, &script)).await;
        assert!(!error.class.is_repeated(), "`{script}` is refused for good: {error}");
    }
}

pub(super) async fn a_script_of_several_statements_is_refused(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let error = failure(&*warehouse, &submission("several", Kind::Several, &fixture.scripts().several)).await;
    assert_eq!(error.class, ErrorClass::Syntax, "{error}");
}

pub(super) async fn an_empty_script_is_refused(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    for script in ["", " \n -- nothing\n"] {
        let error = failure(&*warehouse, &submission("empty", Kind::Empty, script)).await;
        assert_eq!(error.class, ErrorClass::Syntax, "{error}");
    }
}

pub(super) async fn a_statement_nobody_started_is_unknown(fixture: &dyn Fixture) {
    let warehouse = fixture.connect().await;
    let unknown = StatementId("nobody-started-this".to_owned());
    assert!(warehouse.wait(&unknown, Duration::ZERO).await.is_err());
    assert!(warehouse.cancel(&unknown).await.is_err());
    assert!(warehouse.fetch(&unknown).await.is_err());
}
