//! Statements belong to the role that ran them.

use aws_sdk_redshiftdata::Client;
use aws_sdk_redshiftdata::error::ProvideErrorMetadata as _;

use crate::fixture::{ONE_ROW, SLOW, Stage, client, refused};

#[tokio::test]
async fn somebody_else_sees_nothing_of_a_statement() {
    let stage = Stage::new().await;
    let id = stage.finished(stage.execute(ONE_ROW).statement_name("run/One/1")).await;
    let stranger = client(&stage.emulator.url(), "AKIASTRANGER");
    let answers = [
        refused(stranger.describe_statement().id(&id).send().await),
        refused(stranger.get_statement_result().id(&id).send().await),
        refused(stranger.get_statement_result_v2().id(&id).send().await),
        refused(stranger.cancel_statement().id(&id).send().await),
    ];
    for (name, message, status) in answers {
        assert_eq!((name.as_str(), status), ("ResourceNotFoundException", 400));
        assert_eq!(message, "Query does not exist.", "the same as of an id that nobody has");
    }
    assert!(stranger.list_statements().send().await.expect("a list").statements().is_empty());
    let roles: Vec<_> = stage.emulator.calls().into_iter().map(|call| call.role).collect();
    assert!(roles.contains(&"AKIAREVIEWER".to_owned()) && roles.contains(&"AKIASTRANGER".to_owned()));
}

#[tokio::test]
async fn sessions_of_one_role_share_its_statements() {
    let stage = Stage::new().await;
    let session = |key: &str, name: &str| -> Client {
        let arn = format!("arn:aws:sts::000000000000:assumed-role/reviewer/{name}");
        stage.emulator.identities().assume(key, arn);
        client(&stage.emulator.url(), key)
    };
    let (one, other) = (session("ASIA1", "lane-1"), session("ASIA2", "lane-2"));
    let taken = stage.execute(ONE_ROW).statement_name(SLOW).send().await.expect("taken");
    let submit = one.execute_statement().cluster_identifier("emulated").database("dev").sql(ONE_ROW);
    let mine = submit.wait_time_seconds(30).send().await.expect("taken");
    assert_eq!(mine.db_user(), Some("IAMR:reviewer"));
    let id = mine.id().expect("an id");
    assert!(other.describe_statement().id(id).send().await.is_ok());
    let error = other.describe_statement().id(taken.id().expect("an id")).send().await.expect_err("another's");
    assert_eq!(error.code(), Some("ResourceNotFoundException"));
    let of_role = other.list_statements().send().await.expect("a list");
    assert_eq!(of_role.statements().len(), 1);
    let of_session = other.list_statements().role_level(false).send().await.expect("a list");
    assert_eq!(of_session.statements().len(), 0);
}
