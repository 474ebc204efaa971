//! The functions that `check` allows in conditions are functions of the engine: two lists in two crates that may
//! not know each other, held together here.

use review_core::Timestamp;
use review_pack::ALLOWED_FUNCTIONS;
use review_sql::{Bounds, Engine, Session, SqlErrorKind};

#[tokio::test]
async fn every_allowed_function_exists_in_the_engine() {
    let session = Session {
        now: Timestamp::from_micros(0),
        user: "judge".to_owned(),
        database: "results".to_owned(),
        version: String::new(),
    };
    let engine = Engine::new(session);
    let mut missing = Vec::new();
    for function in ALLOWED_FUNCTIONS {
        // Called with no argument most are refused, but only an unknown one as an object that does not exist.
        let over = if function.window { " over (order by 1)" } else { "" };
        let mut running = engine.start(&format!("select {}(){over}", function.name), Bounds::default());
        if let Err(error) = running.finished().await
            && error.kind == SqlErrorKind::MissingObject
        {
            missing.push(format!("{}: {}", function.name, error.message));
        }
    }
    assert!(ALLOWED_FUNCTIONS.len() > 30, "the list was read");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn a_function_that_is_not_there_is_told_apart() {
    let session = Session {
        now: Timestamp::from_micros(0),
        user: String::new(),
        database: String::new(),
        version: String::new(),
    };
    let mut running = Engine::new(session).start("select nonsense()", Bounds::default());
    let error = running.finished().await.expect_err("there is no such function");
    assert_eq!(error.kind, SqlErrorKind::MissingObject);
}
