//! Answers that get lost, and writers that must know their own write again.

use super::*;
use crate::port::Version;

const KEY: &str = "state/s1-l01.json";

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_this_writers() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    server.lose_answers(1, |call| call.method == "PUT");
    let version = folder.create(KEY, b"mine").await.expect("its own write is no other's");
    assert_eq!(folder.load(KEY).await.expect("read"), Some((b"mine".to_vec(), version)));
    let puts = server.calls().iter().filter(|call| call.method == "PUT").count();
    assert_eq!(puts, 2, "it was sent again");
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_still_loses_against_another() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    folder.create(KEY, b"the same").await.expect("created by another");
    server.lose_answers(1, |call| call.method == "PUT");
    let error = folder.create(KEY, b"the same").await.expect_err("the content is the same, the writer is not");
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
}

#[tokio::test]
async fn a_replace_whose_answer_was_lost_is_this_writers() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let first = folder.create(KEY, b"1").await.expect("created");
    server.lose_answers(3, |call| call.method == "PUT");
    let second = folder.replace(KEY, b"2", &first).await.expect("its own write is no other's");
    assert_eq!(folder.load(KEY).await.expect("read"), Some((b"2".to_vec(), second.clone())));
    let stale = folder.replace(KEY, b"3", &first).await.expect_err("stale");
    assert!(matches!(stale, StoreError::Conflict { ref key, .. } if key == KEY), "{stale}");
    folder.replace(KEY, b"3", &second).await.expect("the version that it was told is the last");
}

#[tokio::test]
async fn a_replace_of_what_is_gone_is_a_conflict_and_of_a_missing_bucket_is_not() {
    let server = Emulator::start(&[BUCKET]);
    let version = Version("\"0\"".to_owned());
    let gone = folder(&server).replace(KEY, b"1", &version).await.expect_err("gone");
    assert!(matches!(gone, StoreError::Conflict { .. }), "{gone}");
    let missing = S3Bucket::connect(&config(&server.endpoint()), "other-bucket").expect("a bucket");
    let error = missing.replace(KEY, b"1", &version).await.expect_err("no such bucket");
    assert!(error.to_string().contains("NoSuchBucket"), "{error}");
}

#[tokio::test]
async fn a_write_that_comes_while_another_is_under_way_is_sent_again() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let conflict = s3_emulator::Refusal::new(409, "ConditionalRequestConflict", "A conflicting operation occurred");
    server.refuse(2, conflict, |call| call.method == "PUT");
    folder.create(KEY, b"mine").await.expect("the third time");
    assert_eq!(folder.read(KEY).await.expect("read").as_deref(), Some(&b"mine"[..]));
}

#[tokio::test]
async fn an_upload_in_parts_whose_last_answer_was_lost_is_finished() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let mut upload = folder.stream("results/A.json").await.expect("begun");
    upload.write(&vec![b'x'; 9_000_000]).await.expect("written");
    server.lose_answers(1, |call| call.method == "POST" && call.query.starts_with("uploadId="));
    upload.finish().await.expect("the object is there, and it is this upload's");
    assert_eq!(folder.read("results/A.json").await.expect("read").map(|content| content.len()), Some(9_000_000));
}

#[tokio::test]
async fn an_upload_that_somebody_aborted_does_not_pass_for_finished() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    folder.put("results/A.json", b"of an earlier attempt").await.expect("put");
    let mut upload = folder.stream("results/A.json").await.expect("begun");
    upload.write(&vec![b'x'; 9_000_000]).await.expect("written");
    let gone = s3_emulator::Refusal::new(404, "NoSuchUpload", "The specified upload does not exist.");
    server.refuse(1, gone, |call| call.method == "POST" && call.query.starts_with("uploadId="));
    let error = upload.finish().await.expect_err("it was aborted");
    assert!(error.to_string().contains("NoSuchUpload"), "{error}");
}
