//! Logins from Secrets Manager.

use data_api_emulator::{ControlPlane, Secret};
use review_core::error_class::ErrorClass;
use review_warehouse::Warehouse as _;
use review_warehouse::aws::credentials::{Way, read_secret};

use crate::fixture::{Stage, USER_KEY, config, emulator};

fn way(secret: &str) -> Way {
    Way::Secret { secret: secret.to_owned() }
}

#[tokio::test]
async fn a_secret_logs_in_as_its_user() {
    let stage = Stage::new(|postgres, control_plane| {
        postgres.execute("create role watcher login password 'hunter2'");
        let text = r#"{"username": "watcher", "password": "hunter2", "port": 5439}"#;
        control_plane.secrets.insert("team/warehouse".to_owned(), Secret::Text(text.to_owned()));
    })
    .await;
    let config = config(&stage.emulator, USER_KEY).await;
    let warehouse = stage.connect(Stage::issuer(config.clone(), way("team/warehouse"))).await.expect("a login");
    assert_eq!(warehouse.identify().await.expect("an identity").user, "watcher");
    assert_eq!(read_secret(&config, "team/warehouse").await.expect("a login").port, Some(5439));
}

#[tokio::test]
async fn a_secret_that_is_no_login_is_told_without_what_it_holds() {
    let mut control_plane = ControlPlane::default();
    control_plane.secrets.insert("bytes".to_owned(), Secret::Binary(b"hunter2".to_vec()));
    control_plane.secrets.insert("text".to_owned(), Secret::Text("hunter2".to_owned()));
    let emulator = emulator(control_plane).await;
    let config = config(&emulator, USER_KEY).await;
    for (name, class, words) in [
        ("bytes", ErrorClass::Permission, "the secret bytes is binary"),
        ("text", ErrorClass::Permission, "the secret text is not JSON"),
        ("nothing", ErrorClass::MissingObject, "can't find the specified secret"),
    ] {
        let error = read_secret(&config, name).await.expect_err("no login");
        assert_eq!(error.class, class, "{name}");
        assert!(error.message.contains(words), "{error}");
        assert!(!format!("{error:?}").contains("hunter2") && error.remedy.is_some(), "{error:?}");
    }
}
