//! What of a payload goes into the log.

use review_core::{LaneId, QueryId, RunId};
use serde_json::Value;
use tracing::Span;

/// The longest name of an operation.
const OP_BYTES_MAX: usize = 40;

/// Records the ids of a payload that are of their form; anything else could be a text that must not be logged.
pub(super) fn record(span: &Span, payload: &Value) {
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    let is_op =
        |op: &&str| op.len() <= OP_BYTES_MAX && op.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if let Some(op) = text("op").filter(is_op) {
        span.record("op", op);
    }
    if let Some(run) = text("run").and_then(|run| run.parse::<RunId>().ok()) {
        span.record("run", run.as_str());
    }
    if let Some(lane) = text("lane").and_then(|lane| lane.parse::<LaneId>().ok()) {
        span.record("lane", lane.to_string());
    }
    if let Some(query) = text("query").and_then(|query| query.parse::<QueryId>().ok()) {
        span.record("query", query.to_string());
    }
    for name in ["round", "attempt"] {
        if let Some(number) = payload.get(name).and_then(Value::as_u64) {
            span.record(name, number);
        }
    }
}
