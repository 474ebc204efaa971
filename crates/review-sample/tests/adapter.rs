//! What the adapter says of itself, and of addresses it does not know.

use std::time::Duration;

use review_core::error_class::ErrorClass;
use review_core::identity::{Deployment, Identity};
use review_sample::{SampleWarehouse, Variant};
use review_warehouse::{Progress, Submission, Warehouse as _};

use crate::steps::{ended, open, sample, submission};

#[tokio::test]
async fn identity_says_that_it_is_a_sample() {
    let Identity { name, address, deployment, version, database, databases, sample: is_sample, .. } =
        sample(Variant::Serverless).identify().await.expect("an identity");
    assert_eq!((name.as_str(), address.as_str()), ("sample-serverless", "sample:serverless"));
    assert_eq!(deployment, Deployment::Serverless);
    assert!(version.contains("Redshift 1.0."), "{version}");
    assert_eq!((database.as_str(), databases), ("dev", vec!["dev".to_owned()]));
    assert!(is_sample);
}

#[test]
fn an_address_that_is_not_understood_says_what_is_allowed() {
    let refusals = [
        ("trubled", "there is no sample called `trubled`; there are troubled, healthy, serverless, multi-az"),
        ("", "there is no sample called ``; there are troubled, healthy, serverless, multi-az"),
        (
            "healthy?brake=TableInfo",
            "`brake=TableInfo` is no fault of a sample; there are fail=QUERY (every time), fail=QUERY:TIMES, \
             deny=QUERY, slow=QUERY:SECONDS, deny_call=CALL and user=own-rows, with & between several",
        ),
        (
            "healthy?deny=TableInfo:2",
            "`deny=TableInfo:2` is no fault of a sample; there are fail=QUERY (every time), fail=QUERY:TIMES, \
             deny=QUERY, slow=QUERY:SECONDS, deny_call=CALL and user=own-rows, with & between several",
        ),
        ("healthy?fail=TableInfo:0", "`fail=TableInfo:0` needs a whole number from 1 to 4294967295 after the colon"),
        ("healthy?slow=TableInfo", "`slow=TableInfo:` needs a whole number from 1 to 86400 after the colon"),
        ("healthy?slow=TableInfo:86401", "`slow=TableInfo:86401` needs a whole number from 1 to 86400 after the colon"),
        (
            "healthy?deny=1st",
            "`deny=1st` names no query: a query's name is a letter, then up to 39 letters, digits or _",
        ),
        ("healthy?fail=A:1&fail=a", "`fail=a` is given twice"),
        ("healthy?user=kim", "`user=kim` is no user of a sample; there is own-rows, who sees no other user's work"),
    ];
    for (spec, message) in refusals {
        let error = SampleWarehouse::open(spec).expect_err(spec);
        assert_eq!(error.to_string(), message, "{spec}");
    }
}

#[test]
fn addresses_with_faults_are_understood() {
    for spec in ["troubled", "healthy?", "multi-az?fail=A", "serverless?fail=A:2&slow=A:90&deny=B&fail=B"] {
        assert!(SampleWarehouse::open(spec).is_ok(), "{spec}");
    }
}

#[tokio::test]
async fn only_its_own_database_can_be_read() {
    let warehouse = open("healthy");
    let elsewhere = Submission { database: Some("sales".to_owned()), ..submission("run/A@sales/1", "select 1") };
    let error = warehouse.submit(&elsewhere).await.expect_err("there is no such database");
    assert_eq!((error.class, error.code.as_deref()), (ErrorClass::MissingObject, Some("3D000")));
    let here = Submission { database: Some("dev".to_owned()), ..elsewhere };
    assert!(warehouse.submit(&here).await.is_ok());
}

#[tokio::test]
async fn a_result_is_fetched_once() {
    let warehouse = open("healthy");
    let (statement, progress) = ended(&warehouse, "run/A/1", "select 1 as n").await;
    assert_eq!(progress, Progress::Finished);
    assert!(warehouse.fetch(&statement).await.is_ok());
    assert!(warehouse.fetch(&statement).await.is_err());
    assert_eq!(warehouse.wait(&statement, Duration::ZERO).await, Ok(Progress::Finished));
}

#[tokio::test]
async fn a_script_that_goes_wrong_fails_in_its_class() {
    let warehouse = open("troubled");
    let classes = [
        ("selekt 1", ErrorClass::Syntax),
        ("select nothing_such from sys_query_history", ErrorClass::MissingObject),
        ("delete from sys_query_history", ErrorClass::Permission),
        ("select 1 / (query_id - query_id) from sys_query_history", ErrorClass::Unknown),
    ];
    for (sql, class) in classes {
        let (_, progress) = ended(&warehouse, "run/A/1", sql).await;
        assert!(matches!(&progress, Progress::Failed(error) if error.class == class), "{sql}: {progress:?}");
    }
}
