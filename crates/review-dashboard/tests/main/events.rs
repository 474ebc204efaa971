//! A run as it goes on.

use std::sync::Arc;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use reqwest::Response;
use review_core::lane::Outcome;
use review_core::{LaneId, keys};
use review_store::base::Base;
use review_store::{RunFolder, S3Address, S3Base, S3Bucket};
use s3_emulator::Emulator;

use crate::base::{LANE, RUN, at, begin, begin_local, close, record, watch};
use crate::server::{Options, Server};

/// Reads events until `what` has come.
async fn until(answer: &mut Response, heard: &mut String, what: &str) {
    let read = async {
        while !heard.contains(what) {
            let piece = answer.chunk().await.expect("readable").unwrap_or_else(|| panic!("no `{what}` in {heard}"));
            heard.push_str(&String::from_utf8_lossy(&piece));
        }
    };
    tokio::time::timeout(Duration::from_secs(30), read).await.unwrap_or_else(|_| panic!("no `{what}` in {heard}"));
}

async fn listen(server: &Server) -> Response {
    let answer = server.get(&format!("/runs/sales/redshift/{RUN}/events")).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    answer
}

/// A run from its begin to its end, as whoever listens hears of it.
async fn a_run_is_heard_to_its_end(server: &Server, folder: &dyn RunFolder) {
    let mut answer = listen(server).await;
    let mut heard = String::new();
    until(&mut answer, &mut heard, "0 of 3 queries done").await;
    watch(folder, LANE, 0, at("2026-11-22T07:30:01Z")).await;
    until(&mut answer, &mut heard, "statement statement-1").await;
    record(folder, "Alpha", 1, Outcome::Finished, "").await;
    until(&mut answer, &mut heard, "1 of 3 queries done").await;
    for query in ["Beta", "Gamma"] {
        record(folder, query, 1, Outcome::Finished, "").await;
    }
    for lane in [LANE, LaneId { stage: 1, lane: 2 }] {
        folder.put(&keys::lane_ended(lane), b"{}").await.expect("written");
    }
    until(&mut answer, &mut heard, "judging the results: 3 of 3").await;
    close(folder, RUN, "<!doctype html>").await;
    until(&mut answer, &mut heard, "event: end").await;
    assert!(heard.contains("Open the report"), "{heard}");
    assert!(answer.chunk().await.expect("readable").is_none(), "the stream is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_a_local_folder_is_heard_to_its_end() {
    let base = tempfile::tempdir().expect("a folder");
    let folder = begin_local(base.path(), "sales", RUN).await;
    let server = Server::local(base.path()).await;
    a_run_is_heard_to_its_end(&server, &*folder).await;
}

fn s3_base(server: &Emulator) -> Arc<dyn Base> {
    let credentials = Credentials::new(Emulator::ACCESS_KEY, Emulator::SECRET_KEY, None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(server.endpoint())
        .build();
    let address: S3Address = "s3://bucket/reviews".parse().expect("an address");
    Arc::new(S3Base::new(S3Bucket::connect(&config, address.bucket()).expect("a bucket"), &address))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_s3_is_heard_to_its_end_and_each_record_is_read_once() {
    let s3 = Emulator::start(&["bucket"]);
    let base = s3_base(&s3);
    let folder = begin(&*base, "sales", RUN).await;
    s3.forget();
    let server = Server::start(Arc::clone(&base), Options { token_to_read: false, startables: vec![] }).await;
    a_run_is_heard_to_its_end(&server, &*folder).await;
    let reads_of = |key: &str| {
        let ends = |call: &&s3_emulator::Call| call.method == "GET" && call.path.ends_with(key);
        s3.calls().iter().filter(ends).count()
    };
    assert_eq!(reads_of("/records/Alpha/1-1.json"), 1);
    assert_eq!(reads_of("/run.json"), 1);
    let (status, page) = server.page("/").await;
    assert!(status == 200 && page.contains("2 high, 1 low"), "{page}");
    let (status, report) = server.page(&format!("/runs/sales/redshift/{RUN}/report.html")).await;
    assert_eq!((status, report.as_str()), (200, "<!doctype html>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_viewers_share_one_look_and_one_too_many_is_told_so() {
    let s3 = Emulator::start(&["bucket"]);
    let base = s3_base(&s3);
    begin(&*base, "sales", RUN).await;
    s3.forget();
    let server = Server::start(Arc::clone(&base), Options { token_to_read: false, startables: vec![] }).await;
    let mut listening = Vec::new();
    for _ in 0..64 {
        listening.push(listen(&server).await);
    }
    let one_more = server.get(&format!("/runs/sales/redshift/{RUN}/events")).send().await.expect("an answer");
    assert_eq!(one_more.status(), 503);
    for answer in &mut listening {
        until(answer, &mut String::new(), "0 of 3 queries done").await;
    }
    let reads = s3.calls().iter().filter(|call| call.method == "GET" && call.path.ends_with("/run.json")).count();
    assert_eq!(reads, 1, "the run is read once for all of them");
    drop(listening);
    let again = async {
        while server.get(&format!("/runs/sales/redshift/{RUN}/events")).send().await.expect("an answer").status() != 200
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), again).await.expect("those who go make room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_for_a_while_is_told_of_and_the_run_is_followed_on() {
    let s3 = Emulator::start(&["bucket"]);
    let base = s3_base(&s3);
    let folder = begin(&*base, "sales", RUN).await;
    let server = Server::start(Arc::clone(&base), Options { token_to_read: false, startables: vec![] }).await;
    let (mut answer, mut heard) = (listen(&server).await, String::new());
    until(&mut answer, &mut heard, "0 of 3 queries done").await;
    let denied = s3_emulator::Refusal::new(403, "AccessDenied", "no");
    s3.refuse(3, denied, |call| call.query.contains("list-type"));
    until(&mut answer, &mut heard, "event: trouble").await;
    record(&*folder, "Alpha", 1, Outcome::Finished, "").await;
    until(&mut answer, &mut heard, "1 of 3 queries done").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_ends_at_once_although_somebody_listens() {
    let base = tempfile::tempdir().expect("a folder");
    begin_local(base.path(), "sales", RUN).await;
    let server = Server::local(base.path()).await;
    let (mut answer, mut heard) = (listen(&server).await, String::new());
    until(&mut answer, &mut heard, "event: progress").await;
    let (running, took) = server.stop().await;
    assert!(running.is_empty() && took < Duration::from_secs(4), "{took:?}");
    assert!(answer.chunk().await.expect("a clean end").is_none());
}
