//! The functions that `check` allows in conditions are functions of the engine: two lists in two crates that may
//! not know each other, held together here.

use review_core::Timestamp;
use review_pack::ALLOWED_FUNCTIONS;
use review_sql::{Bounds, Engine, Session, SqlErrorKind};

fn engine() -> Engine {
    Engine::new(Session {
        now: Timestamp::from_micros(0),
        user: "judge".to_owned(),
        database: "results".to_owned(),
        version: String::new(),
    })
}

/// Whether the engine knows a function of that name with some number of arguments: it refuses wrong ones in many
/// ways, but only an unknown function as an object that does not exist.
async fn exists(name: &str, over: &str) -> bool {
    for arguments in ["", "1", "1, 1", "1, 1, 1"] {
        let mut running = engine().start(&format!("select {name}({arguments}){over}"), Bounds::default());
        if !matches!(running.finished().await, Err(error) if error.kind == SqlErrorKind::MissingObject) {
            return true;
        }
    }
    false
}

#[tokio::test]
async fn every_allowed_function_exists_in_the_engine() {
    let mut missing = Vec::new();
    for function in ALLOWED_FUNCTIONS {
        let over = if function.window { " over (order by 1)" } else { "" };
        if !exists(function.name, over).await {
            missing.push(function.name);
        }
    }
    assert!(ALLOWED_FUNCTIONS.len() > 30, "the list was read");
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test]
async fn a_function_that_is_not_there_is_told_apart() {
    assert!(!exists("nonsense", "").await);
}
