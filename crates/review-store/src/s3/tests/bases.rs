//! Bases in S3.

use super::*;
use crate::base::{Base as _, BaseError, LATEST, manifests, resolve, runs};

const OLDER: &str = "2026-11-21T07-30-00Z-ffffffff";
const NEWER: &str = "2026-11-22T07-30-00Z-4f2a91c3";

fn at(server: &Emulator, address: &str) -> S3Base {
    let address: S3Address = address.parse().expect("an address");
    S3Base::new(S3Bucket::connect(&config(&server.endpoint()), address.bucket()).expect("a bucket"), &address)
}

fn filled() -> Emulator {
    let server = Emulator::start(&[BUCKET]);
    for key in [
        format!("reviews/a/redshift/{OLDER}/run.json"),
        format!("reviews/a/redshift/{OLDER}/report.html"),
        format!("reviews/z/redshift/{NEWER}/run.json"),
        // No runs: nothing begun, not a run's id, too high, too low, in another base.
        format!("reviews/z/redshift/{}/pack/config.json", NEWER.replace("22T", "23T")),
        "reviews/a/redshift/notes/run.json".to_owned(),
        format!("reviews/a/{NEWER}/run.json"),
        format!("reviews/a/redshift/{OLDER}/pack/{NEWER}/run.json"),
        format!("reviews-of-others/a/redshift/{}/run.json", NEWER.replace("22T", "24T")),
    ] {
        server.write(BUCKET, &key, b"{}");
    }
    server
}

#[tokio::test]
async fn runs_are_found_folder_by_folder_and_the_newest_is_first() {
    let server = filled();
    for number in 0..1_500 {
        server.write(BUCKET, &format!("reviews/a/redshift/{OLDER}/records/Q/{number}-1.json"), b"{}");
    }
    let base = at(&server, "s3://my-bucket/reviews?region=us-east-1");
    let found = runs(&base).await.expect("readable");
    let names: Vec<_> = found.iter().map(|run| (run.warehouse.as_str(), run.pack.as_str(), run.run.as_str())).collect();
    assert_eq!(names, [("z", "redshift", NEWER), ("a", "redshift", OLDER)]);
    assert_eq!(found[0].location, format!("s3://my-bucket/reviews/z/redshift/{NEWER}?region=us-east-1"));
    let lists = server.calls().iter().filter(|call| call.query.contains("list-type")).count();
    assert_eq!(lists, 6, "the base, two warehouses, three packs; no object of a run");
    assert!(manifests(&base, found).await.iter().all(|(_, manifest)| matches!(manifest, Ok(None))));
}

#[tokio::test]
async fn a_run_is_named_by_latest_by_its_address_by_a_file_in_it_or_by_its_id() {
    let server = filled();
    let base = at(&server, "s3://my-bucket/reviews/");
    let resolved = async |word: &str| resolve(&base, word).await.expect("a run");
    let older = format!("s3://my-bucket/reviews/a/redshift/{OLDER}");
    assert_eq!(resolved(LATEST).await, format!("s3://my-bucket/reviews/z/redshift/{NEWER}"));
    assert_eq!(resolved(OLDER).await, older);
    assert_eq!(resolved(&format!("{older}/")).await, older);
    assert_eq!(resolved(&format!("{older}/report.html")).await, older);
}

#[tokio::test]
async fn what_is_no_run_says_so() {
    let server = filled();
    let base = at(&server, "s3://my-bucket/reviews");
    let complaint = async |word: &str| resolve(&base, word).await.expect_err("no run");
    assert!(matches!(complaint("s3://my-bucket/reviews/a").await, BaseError::NotARun { .. }));
    assert!(matches!(complaint("2026-11-22T07-30-00Z-00000000").await, BaseError::NotFound { .. }));
    assert!(complaint("s3://other-bucket/x").await.to_string().contains("no place in the bucket my-bucket"));
    let empty = at(&server, "s3://my-bucket/nothing");
    assert!(matches!(resolve(&empty, LATEST).await, Err(BaseError::NoRun { .. })));
    let missing = at(&server, "s3://other-bucket/reviews");
    let error = runs(&missing).await.expect_err("no such bucket");
    assert!(error.to_string().contains("NoSuchBucket") && error.remedy().contains("aws s3 mb"), "{error}");
}

#[tokio::test]
async fn a_new_run_has_a_folder_of_its_own() {
    let server = filled();
    let base = at(&server, "s3://my-bucket/reviews");
    let id = NEWER.replace("22T", "25T").parse().expect("a run's id");
    let folder = base.create_run("a", "redshift", &id).await.expect("created");
    folder.create("run.json", b"{}").await.expect("it can be driven");
    assert_eq!(folder.location_of("report.html"), format!("s3://my-bucket/reviews/a/redshift/{id}/report.html"));
    let again = base.create_run("a", "redshift", &id).await;
    assert!(matches!(again, Err(StoreError::Exists { .. })));
    for component in ["", ".", "..", "a/b", "a\\b"] {
        assert!(base.create_run(component, "redshift", &id).await.is_err(), "{component}");
    }
    base.put("fleet.json", b"{}").await.expect("put");
    assert_eq!(server.content(BUCKET, "reviews/fleet.json").as_deref(), Some(&b"{}"[..]));
}
