use super::*;
use crate::memory::MemoryFolder;

/// A driver of five writes.
async fn drive(folder: &dyn RunFolder) -> Result<(), StoreError> {
    let version = folder.create("state", b"1").await?;
    let mut upload = folder.stream("result").await?;
    upload.write(b"rows").await?;
    upload.finish().await?;
    folder.replace("state", b"2", &version).await?;
    Ok(())
}

#[tokio::test]
async fn it_is_a_run_folder_while_nothing_fails() {
    let fresh = || async { Arc::new(FaultyFolder::new(Arc::new(MemoryFolder::default()))) as Arc<dyn RunFolder> };
    crate::conformance::all(fresh).await;
}

#[tokio::test]
async fn a_driver_can_die_before_and_after_every_write() {
    let counting = FaultyFolder::new(Arc::new(MemoryFolder::default()));
    drive(&counting).await.expect("nothing fails");
    assert_eq!(counting.trace(), ["create state", "stream result", "write result", "finish result", "replace state"]);

    let mut left = Vec::new();
    for write in 1..=counting.writes() {
        for moment in [Moment::Before, Moment::After] {
            let inside = MemoryFolder::default();
            let fault = Fault { write, moment, then: Then::Dies };
            let folder = FaultyFolder::failing(Arc::new(inside.clone()), fault);
            let error = drive(&folder).await.expect_err("it dies");
            assert!(error.to_string().contains("injected fault"), "{error}");
            assert!(folder.has_struck() && folder.writes() == write);
            assert!(folder.read("state").await.is_err() && folder.put("x", b"").await.is_err(), "it is dead");
            let files = inside.files().into_iter().map(|(key, content)| (key, content.len(), content));
            left.push(files.map(|(key, ..)| key).collect::<Vec<_>>().join(" "));
            left.dedup();
        }
    }
    // Whatever the crash point, a result is there as a whole or not at all.
    assert_eq!(left, ["", "state", "result state"]);
}

#[tokio::test]
async fn a_driver_may_go_on_after_a_fault() {
    let fault = Fault { write: 1, moment: Moment::After, then: Then::GoesOn };
    let folder = FaultyFolder::failing(Arc::new(MemoryFolder::default()), fault);
    assert!(folder.create("state", b"1").await.is_err());
    let again = folder.create("state", b"1").await;
    assert!(matches!(again, Err(StoreError::Exists { .. })), "it was written all the same: {again:?}");
    assert!(folder.has_struck() && folder.writes() == 2);
}
