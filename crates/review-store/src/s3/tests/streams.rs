//! Uploads in parts.

use std::time::Duration;

use super::*;

#[tokio::test]
async fn what_is_small_goes_up_as_one_object() {
    let server = Emulator::start(&[BUCKET]);
    let mut upload = folder(&server).stream("csv/A.csv").await.expect("begun");
    upload.write(b"a,b\n").await.expect("written");
    upload.finish().await.expect("finished");
    let calls: Vec<String> = server.calls().into_iter().map(|call| call.method).collect();
    assert_eq!(calls, ["PUT"]);
    assert_eq!(server.uploads_begun(), 0);
}

#[tokio::test]
async fn what_is_large_goes_up_in_parts_and_comes_back_as_it_was() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let whole: Vec<u8> = (0..26_000_000_u32).map(|number| (number % 251) as u8).collect();
    let mut upload = folder.stream("results/A.json").await.expect("begun");
    for piece in whole.chunks(1_234_567) {
        upload.write(piece).await.expect("written");
    }
    assert_eq!(server.open_uploads(), 1);
    assert_eq!(folder.list("").await.expect("listed"), [""; 0], "not there before it is finished");
    upload.finish().await.expect("finished");
    assert_eq!((server.open_uploads(), server.uploads_begun()), (0, 1));
    let parts = server.calls().iter().filter(|call| call.query.contains("partNumber=")).count();
    assert_eq!(parts, 4, "three of 8 MiB, and the rest");
    assert!(folder.read("results/A.json").await.expect("read").as_deref() == Some(&whole));
}

#[tokio::test]
async fn an_upload_that_is_dropped_is_aborted() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let mut upload = folder.stream("results/A.json").await.expect("begun");
    upload.write(&vec![b'x'; 20_000_000]).await.expect("written");
    assert_eq!(server.open_uploads(), 1);
    drop(upload);
    let aborted = async {
        while server.open_uploads() > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), aborted).await.expect("aborted");
    assert_eq!(server.keys(BUCKET), [""; 0]);
}

#[tokio::test]
async fn an_upload_with_a_part_that_failed_is_never_finished() {
    let server = Emulator::start(&[BUCKET]);
    let folder = folder(&server);
    let mut upload = folder.stream("results/A.json").await.expect("begun");
    let denied = s3_emulator::Refusal::new(403, "AccessDenied", "Access Denied");
    server.refuse(1, denied, |call| call.query.contains("partNumber=2"));
    let mut failed = false;
    for _ in 0..5 {
        failed |= upload.write(&vec![b'x'; 9_000_000]).await.is_err();
    }
    assert!(failed);
    assert!(upload.finish().await.is_err());
    assert_eq!(server.keys(BUCKET), [""; 0]);
}
