//! Against the S3 API on the wire. One case, left out as a rule, runs against the S3 that the environment names (AWS,
//! or another emulator): `REVIEW_TEST_S3_BUCKET=... cargo nextest run -p review-store --features s3 --run-ignored only`.

mod answers;
mod bases;
mod faults;
mod streams;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use futures_util::future::join_all;
use s3_emulator::Emulator;

use super::*;
use crate::conformance;
use crate::error::StoreError;
use crate::port::RunFolder;

const BUCKET: &str = "my-bucket";

/// The configuration of a client of this server.
fn config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new(Emulator::ACCESS_KEY, Emulator::SECRET_KEY, None, None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

fn bucket(server: &Emulator) -> S3Bucket {
    S3Bucket::connect(&config(&server.endpoint()), BUCKET).expect("a bucket")
}

fn folder(server: &Emulator) -> S3Folder {
    S3Folder::new(bucket(server), &S3Address::new(BUCKET, "reviews/a/redshift/run").expect("an address"))
}

#[tokio::test]
async fn it_is_a_run_folder() {
    let (server, count) = (Emulator::start(&[BUCKET]), AtomicU32::new(0));
    let bucket = bucket(&server);
    // Beside every folder lies one whose name begins the same.
    server.write(BUCKET, "reviews/1-beside/case/other", b"x");
    let fresh = || {
        let prefix = format!("reviews/{}", count.fetch_add(1, Ordering::Relaxed));
        let address = S3Address::new(BUCKET, &prefix).expect("an address");
        let folder: Arc<dyn RunFolder> = Arc::new(S3Folder::new(bucket.clone(), &address));
        async move { folder }
    };
    conformance::all(fresh).await;
}

#[tokio::test]
#[ignore = "needs an S3 named by the environment: REVIEW_TEST_S3_BUCKET"]
async fn what_the_environment_names_is_a_run_folder_too() {
    let name = std::env::var("REVIEW_TEST_S3_BUCKET").expect("REVIEW_TEST_S3_BUCKET names a bucket");
    let variable = |name: &str| std::env::var(name).ok();
    let mut named = SdkConfig::builder().behavior_version(BehaviorVersion::latest());
    named.set_region(variable("AWS_REGION").map(Region::new));
    named.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
    let keys = SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new());
    let config = named.credentials_provider(keys).build();
    let (bucket, count) = (S3Bucket::connect(&config, &name).expect("a bucket"), AtomicU32::new(0));
    let fresh = || {
        let prefix = format!("conformance/{}/{}", std::process::id(), count.fetch_add(1, Ordering::Relaxed));
        let address = S3Address::new(&name, &prefix).expect("an address");
        let folder: Arc<dyn RunFolder> = Arc::new(S3Folder::new(bucket.clone(), &address));
        async move { folder }
    };
    conformance::all(fresh).await;
    race(&bucket, &format!("conformance/{}/race", std::process::id())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_writers_on_many_clients_one_wins() {
    let server = Emulator::start(&[BUCKET]);
    race(&bucket(&server), "starts/key.json").await;
}

/// Writers as on different machines: each with its own client, and all with the same content.
async fn race(bucket: &S3Bucket, key: &str) {
    for round in 0..8 {
        let key = format!("{key}-{round}");
        let writers = (0..32).map(|_| {
            let (bucket, key) = (bucket.clone(), key.clone());
            tokio::spawn(async move { bucket.create(&key, b"the same for all").await })
        });
        let written: Vec<_> = join_all(writers).await.into_iter().map(|written| written.expect("no panic")).collect();
        let won = written.iter().filter(|written| written.is_ok()).count();
        let told = written.iter().filter(|written| matches!(written, Err(StoreError::Exists { .. }))).count();
        assert_eq!((won, told), (1, 31), "{written:?}");
    }
}

#[tokio::test]
async fn a_bucket_lists_objects_and_folders_in_pages() {
    let server = Emulator::start(&[BUCKET]);
    let bucket = bucket(&server);
    for number in 0..2_345 {
        server.write(BUCKET, &format!("packs/p{:02}/file{number}.sql", number % 30), b"select 1");
    }
    server.write(BUCKET, "packs/readme", b"");
    let objects = bucket.objects("packs/p").await.expect("listed");
    assert_eq!(objects.len(), 2_345);
    assert!(objects.is_sorted_by(|a, b| a.key < b.key));
    assert_eq!((objects[0].key.as_str(), objects[0].bytes), ("packs/p00/file0.sql", 8));
    server.forget();
    let folders = bucket.folders("packs/").await.expect("listed");
    assert_eq!((folders.len(), folders[29].as_str()), (30, "p29"));
    assert_eq!(server.calls().len(), 1, "one request, however many objects lie in the folders");
    assert_eq!(bucket.folders("").await.expect("listed"), ["packs"]);
    assert_eq!(bucket.folders("none/").await.expect("listed"), [""; 0]);
}

#[tokio::test]
async fn an_object_is_put_listed_with_its_version_and_deleted() {
    let server = Emulator::start(&[BUCKET]);
    let bucket = bucket(&server);
    let version = bucket.put("fleets/eu.json", b"{}").await.expect("put");
    let listed = bucket.objects("fleets/").await.expect("listed");
    assert_eq!(listed, [S3Object { key: "fleets/eu.json".to_owned(), bytes: 2, version: version.clone() }]);
    assert_eq!(bucket.load("fleets/eu.json").await.expect("read"), Some((b"{}".to_vec(), version)));
    bucket.delete("fleets/eu.json").await.expect("deleted");
    bucket.delete("fleets/eu.json").await.expect("deleted again");
    assert_eq!(bucket.read("fleets/eu.json").await.expect("read"), None);
}

#[tokio::test]
async fn a_browser_is_told_what_a_report_is() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    folder.put("report.html", b"<p>").await.expect("put");
    folder.create("run.json", b"{}").await.expect("created");
    let kind = |key: &str| server.content_type(BUCKET, &format!("reviews/a/redshift/run/{key}"));
    assert_eq!(kind("report.html").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(kind("run.json").as_deref(), Some("application/json"));
}
