//! What S3 refuses, and what the user reads then.

use s3_emulator::Refusal;

use super::*;
use crate::error::Trouble;

/// What a call came to that should have failed: the kind, the sentence and the remedy.
fn read<T: std::fmt::Debug>(result: Result<T, StoreError>) -> (Trouble, String, String) {
    match result.expect_err("refused") {
        StoreError::Service(error) => (error.trouble, error.to_string(), error.remedy),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_named() {
    let server = Emulator::start(&[BUCKET]);
    let other = S3Bucket::connect(&config(&server.endpoint()), "other-bucket").expect("a bucket");
    for refused in [
        read(other.read("a/b").await),
        read(other.exists("a/b").await),
        read(other.create("a/b", b"x").await),
        read(other.put("a/b", b"x").await),
        read(other.objects("").await),
        read(other.delete("a/b").await),
    ] {
        assert_eq!(refused.0, Trouble::NoBucket, "{refused:?}");
        assert!(refused.1.contains("in s3://other-bucket: NoSuchBucket"), "{}", refused.1);
        assert!(refused.2.contains("aws s3 mb s3://other-bucket"), "{}", refused.2);
    }
}

#[tokio::test]
async fn a_denial_speaks_of_the_run_folder_and_of_the_statement_that_mends_it() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    server.refuse(9, Refusal::new(403, "AccessDenied", "Access Denied"), |_| true);
    let (trouble, text, remedy) = read(folder.create("run.json", b"{}").await);
    assert_eq!(trouble, Trouble::Denied);
    assert_eq!(text, "cannot write `run.json` in s3://my-bucket/reviews/a/redshift/run: AccessDenied: Access Denied");
    assert!(remedy.contains(r#""Action": "s3:PutObject", "Resource": "arn:aws:s3:::my-bucket/reviews/*""#), "{remedy}");
    assert_eq!(server.calls().len(), 1, "a denial is not asked again");
    let listed = read(folder.list("records/").await);
    assert!(listed.2.contains(r#""Action": "s3:ListBucket", "Resource": "arn:aws:s3:::my-bucket""#), "{}", listed.2);
}

#[tokio::test]
async fn a_bucket_in_another_region_is_told_with_that_region() {
    let server = Emulator::start(&[BUCKET]);
    let redirect =
        Refusal { bucket_region: Some("us-west-2".to_owned()), ..Refusal::new(301, "PermanentRedirect", "") };
    server.refuse(1, redirect, |_| true);
    let (trouble, _, remedy) = read(bucket(&server).read("a").await);
    assert_eq!(
        (trouble, remedy.as_str()),
        (Trouble::WrongRegion, "name the bucket's Region in the address: ?region=us-west-2")
    );
    let without = SdkConfig::builder().behavior_version(BehaviorVersion::latest()).build();
    let (trouble, text, remedy) = read(S3Bucket::connect(&without, BUCKET));
    assert_eq!(trouble, Trouble::WrongRegion);
    assert!(text.contains("no AWS Region is set") && remedy.contains("AWS_REGION"), "{text}: {remedy}");
}

#[tokio::test]
async fn credentials_that_have_expired_or_are_wrong_or_missing_are_told_apart() {
    let server = Emulator::start(&[BUCKET]);
    server.refuse(1, Refusal::new(400, "ExpiredToken", "The provided token has expired."), |_| true);
    let (trouble, _, remedy) = read(bucket(&server).read("a").await);
    assert!(trouble == Trouble::Credentials && remedy.contains("sso login"), "{remedy}");
    // The answer to a HEAD has no body to say so.
    server.refuse(2, Refusal::new(400, "ExpiredToken", "The provided token has expired."), |_| true);
    assert_eq!(read(bucket(&server).exists("a").await).0, Trouble::Credentials);
    // The server checks the signature itself.
    let with = |credentials: Option<Credentials>| {
        let mut builder = config(&server.endpoint()).into_builder();
        builder.set_credentials_provider(credentials.map(SharedCredentialsProvider::new));
        S3Bucket::connect(&builder.build(), BUCKET).expect("a bucket")
    };
    let wrong = with(Some(Credentials::new(Emulator::ACCESS_KEY, "another secret", None, None, "test")));
    let (trouble, text, remedy) = read(wrong.read("a").await);
    assert!(trouble == Trouble::Credentials && text.contains("SignatureDoesNotMatch"), "{text}");
    assert!(remedy.contains("get-caller-identity"), "{remedy}");
    let (trouble, text, _) = read(with(None).read("a").await);
    assert!(trouble == Trouble::Credentials && text.contains("no AWS credentials were found"), "{text}");
}

#[tokio::test]
async fn a_server_that_is_overloaded_is_asked_again() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    server.refuse(3, Refusal::new(503, "SlowDown", "Please reduce your request rate."), |_| true);
    folder.put("run.json", b"{}").await.expect("the fourth time");
    assert_eq!(folder.read("run.json").await.expect("read").as_deref(), Some(&b"{}"[..]));
}

#[tokio::test]
async fn an_endpoint_that_nobody_answers_at_is_transient_and_has_a_remedy() {
    let server = Emulator::start(&[BUCKET]);
    let bucket = bucket(&server);
    drop(server);
    let error = bucket.create("a", b"x").await.expect_err("nobody there");
    assert!(error.is_transient(), "{error}");
    assert!(error.to_string().contains("S3 cannot be reached"), "{error}");
    assert!(error.remedy().is_some_and(|remedy| remedy.contains("AWS_ENDPOINT_URL")), "{error}");
}
