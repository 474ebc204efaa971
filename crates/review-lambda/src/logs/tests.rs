use std::io::Write;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("a lock").write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The lines that `act` logs within the span of a call.
fn logged(payload: &Value, act: impl FnOnce()) -> Vec<Value> {
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber = tracing_subscriber::registry().with(Lines::to(move || writer.clone()));
    tracing::subscriber::with_default(subscriber, || span("query", "request-1", payload).in_scope(act));
    let text = String::from_utf8(sink.0.lock().expect("a lock").clone()).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn every_line_of_a_call_carries_its_ids() {
    let payload = json!({
        "op": "store", "run": "2026-11-22T07-30-00Z-4f2a91c3", "lane": "s1-l02", "query": "TableInfo", "round": 2,
        "attempt": 1, "driver": "arn:execution"
    });
    let lines = logged(&payload, || {
        tracing::info!(rows = 5, "stored");
        tracing::info_span!("inner", query = "Other").in_scope(|| tracing::warn!("slow"));
    });
    assert_eq!(lines.len(), 2);
    for line in &lines {
        assert_eq!(line["run"], "2026-11-22T07-30-00Z-4f2a91c3");
        assert_eq!((&line["lane"], &line["round"], &line["op"]), (&json!("s1-l02"), &json!(2), &json!("store")));
        assert_eq!((&line["function"], &line["request_id"]), (&json!("query"), &json!("request-1")));
        assert!(line["timestamp"].as_str().is_some_and(|at| at.ends_with('Z')));
        assert!(line.get("driver").is_none());
    }
    assert_eq!((&lines[0]["message"], &lines[0]["rows"]), (&json!("stored"), &json!(5)));
    assert_eq!((&lines[1]["query"], &lines[1]["level"]), (&json!("Other"), &json!("WARN")));
}

#[test]
fn what_is_no_id_is_not_logged() {
    let payload = json!({
        "op": "select * from secrets", "run": "select 1", "lane": "drop table", "query": "select password from users",
        "round": "two"
    });
    let lines = logged(&payload, || tracing::info!("called"));
    let text = lines[0].to_string();
    assert!(!text.contains("select") && !text.contains("drop") && !text.contains("two"), "{text}");
}
