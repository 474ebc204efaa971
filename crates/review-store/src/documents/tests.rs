use review_core::lane::Halt;
use review_core::{Timestamp, keys};

use super::*;
use crate::memory::MemoryFolder;

fn stop() -> StopDocument {
    StopDocument { format: documents::FORMAT, halt: Halt::Stop, at: Timestamp::from_micros(0) }
}

/// What is wrong with `content` as `stop.json`.
async fn complaint(content: &str) -> String {
    let folder = MemoryFolder::default();
    folder.put(keys::STOP, content.as_bytes()).await.expect("written");
    let read = read::<StopDocument>(&folder, keys::STOP).await;
    let loaded = load::<StopDocument>(&folder, keys::STOP).await;
    let error = read.expect_err("it must not read").to_string();
    assert_eq!(loaded.expect_err("it must not load").to_string(), error);
    error
}

#[tokio::test]
async fn a_document_is_pretty_json_in_the_order_of_its_fields() {
    let folder = MemoryFolder::default();
    let version = create(&folder, keys::STOP, &stop()).await.expect("created");
    let content = folder.read(keys::STOP).await.expect("readable").expect("there");
    let expected = "{\n  \"format\": 1,\n  \"halt\": \"stop\",\n  \"at\": \"1970-01-01T00:00:00Z\"\n}\n";
    assert_eq!(String::from_utf8(content).expect("UTF-8"), expected);

    let (loaded, same) = load::<StopDocument>(&folder, keys::STOP).await.expect("readable").expect("there");
    assert_eq!((loaded, &same), (stop(), &version));
    let changed = StopDocument { halt: Halt::Deadline, ..stop() };
    replace(&folder, keys::STOP, &changed, &version).await.expect("replaced");
    let stale = replace(&folder, keys::STOP, &stop(), &version).await;
    assert!(matches!(stale, Err(StoreError::Conflict { .. })), "{stale:?}");
    assert_eq!(read(&folder, keys::STOP).await.expect("readable"), Some(changed));
    assert_eq!(read::<StopDocument>(&folder, "other.json").await.expect("readable"), None);
}

#[tokio::test]
async fn a_document_that_does_not_read_says_where_and_what_to_do() {
    let cut = complaint("{\n  \"format\": 1,\n  \"halt\": \"st").await;
    assert_eq!(
        cut,
        "`stop.json` in memory does not read: line 3, column 13: EOF while parsing a string; \
         restore the file from a copy, or start a new run"
    );
    let word = complaint("{\n  \"format\": 1,\n  \"halt\": \"wait\",\n  \"at\": \"1970-01-01T00:00:00Z\"\n}\n").await;
    assert!(word.contains("line 3, column 16: unknown variant `wait`"), "{word}");
    let more = complaint("{\"format\":1,\"halt\":\"stop\",\"at\":\"1970-01-01T00:00:00Z\"} {}").await;
    assert!(more.contains("trailing characters"), "{more}");
    assert!(complaint("").await.contains("line 1, column 0: EOF"), "an empty file");
}

#[tokio::test]
async fn a_format_of_another_time_is_refused_before_anything_else_is_read() {
    let newer = complaint("{\n  \"halt\": { \"kind\": \"new\" },\n  \"format\": 2\n}\n").await;
    assert_eq!(
        newer,
        "`stop.json` in memory does not read: line 3, column 13: format 2 is not a format this program knows \
         (it knows 1); use the version of this program that wrote it, or a later one"
    );
    let none = complaint("{ \"halt\": \"stop\" }").await;
    assert!(none.contains("missing field `format`") && none.ends_with(RESTORE), "{none}");
}
