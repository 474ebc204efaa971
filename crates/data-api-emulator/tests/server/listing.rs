//! `ListStatements` and `ListDatabases`.

use aws_sdk_redshiftdata::types::StatusString;
use data_api_emulator::Options;

use crate::fixture::{CLUSTER, DATABASE, ONE_ROW, SLOW, Stage, client, refused};

async fn named(stage: &Stage, prefix: &str, status: Option<StatusString>) -> Vec<String> {
    let list = stage.client.list_statements().statement_name(prefix).set_status(status).send().await;
    let list = list.expect("a list");
    list.statements().iter().map(|one| one.statement_name().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn statements_are_found_by_the_beginning_of_their_name() {
    let stage = Stage::new().await;
    for name in ["run/One/1", "run/One/2", "run/Other/1"] {
        stage.finished(stage.execute(ONE_ROW).statement_name(name)).await;
    }
    stage.execute(ONE_ROW).statement_name(SLOW).send().await.expect("taken");
    assert_eq!(named(&stage, "run/One/", None).await, ["run/One/2", "run/One/1"], "the newest first");
    assert_eq!(named(&stage, "run/one/", None).await, Vec::<String>::new(), "upper and lower case differ");
    assert_eq!(named(&stage, "run/", None).await.len(), 3, "finished ones only, when no status is named");
    assert_eq!(named(&stage, "run/", Some(StatusString::All)).await.len(), 4);
    assert_eq!(named(&stage, "run/", Some(StatusString::Failed)).await.len(), 0);
}

#[tokio::test]
async fn a_long_list_comes_in_pages_and_each_statement_once() {
    let stage = Stage::new().await;
    for round in 1..=5 {
        stage.finished(stage.execute(ONE_ROW).statement_name(format!("run/One/{round}"))).await;
    }
    let list = |token: Option<String>| stage.client.list_statements().max_results(2).set_next_token(token).send();
    let (mut names, mut token) = (Vec::new(), None);
    loop {
        let page = list(token).await.expect("a page");
        assert!(page.statements().len() <= 2);
        names.extend(page.statements().iter().filter_map(|one| one.statement_name().map(str::to_owned)));
        // What comes after the first page was asked for does not move the pages.
        stage.finished(stage.execute(ONE_ROW).statement_name("run/New/1")).await;
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    assert_eq!(names, ["run/One/5", "run/One/4", "run/One/3", "run/One/2", "run/One/1"]);
    let (name, ..) = refused(stage.client.list_statements().max_results(101).send().await);
    assert_eq!(name, "ValidationException");
    let (name, ..) = refused(stage.client.list_statements().next_token("of my own").send().await);
    assert_eq!(name, "ValidationException");
}

#[tokio::test]
async fn a_list_is_of_one_cluster_or_workgroup() {
    let both = Options { workgroups: vec!["serverless".to_owned()], ..Options::default() };
    let stage = Stage::with(both).await;
    stage.finished(stage.execute(ONE_ROW).statement_name("of/Cluster/1")).await;
    let workgroup = stage.client.execute_statement().workgroup_name("serverless").database(DATABASE).sql(ONE_ROW);
    stage.finished(workgroup.statement_name("of/Workgroup/1")).await;
    let names = |list: &[aws_sdk_redshiftdata::types::StatementData]| {
        list.iter().filter_map(|one| one.statement_name().map(str::to_owned)).collect::<Vec<_>>()
    };
    let of_cluster = stage.client.list_statements().cluster_identifier(CLUSTER).send().await.expect("a list");
    assert_eq!(names(of_cluster.statements()), ["of/Cluster/1"]);
    let of_workgroup = stage.client.list_statements().workgroup_name("serverless").send().await.expect("a list");
    assert_eq!(names(of_workgroup.statements()), ["of/Workgroup/1"]);
    let list = stage.client.list_statements().cluster_identifier(CLUSTER).workgroup_name("serverless");
    assert_eq!(refused(list.send().await).0, "ValidationException");
}

#[tokio::test]
async fn the_databases_are_the_warehouses() {
    let stage = Stage::new().await;
    let list = stage.client.list_databases().cluster_identifier(CLUSTER).database(DATABASE).send().await;
    assert_eq!(list.expect("a list").databases(), [DATABASE]);
    let stranger = client(&stage.emulator.url(), "AKIASTRANGER");
    let (name, message, _) =
        refused(stranger.list_databases().cluster_identifier("unknown").database(DATABASE).send().await);
    assert_eq!(
        (name.as_str(), message.as_str()),
        ("ValidationException", "Redshift endpoint doesn't exist in this region.")
    );
}
