//! The log: one JSON object a line, with the ids of the call at its top, so that a search by run or query finds every
//! line of it. Lines hold ids, names and counts; never a payload or a query's text.

mod fields;
mod line;

use std::io;

use serde_json::Value;
use tracing::Span;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use self::line::Lines;
use crate::settings::Settings;

/// Says how much is written: `error`, `warn`, `info`, `debug` or `trace`. It speaks of this project's crates only:
/// those below print payloads and requests when they are asked for more than warnings.
const LEVEL: &str = "REVIEW_LOG";
/// How the targets of this project's crates begin; a program of them logs under its own name.
const OURS: [&str; 2] = ["review_", "report_function"];
/// Logs every error that leaves a function once more, without its ids.
const RUNTIME: &str = "lambda_runtime";

/// Writes the log to standard output, which Lambda hands to CloudWatch. A second call changes nothing.
pub(crate) fn begin(settings: &Settings) {
    let (level, complaint) = match settings.parsed(LEVEL, LevelFilter::INFO) {
        Ok(level) => (level, None),
        Err(error) => (LevelFilter::INFO, Some(error)),
    };
    let targets = Targets::new().with_default(LevelFilter::WARN.min(level));
    let targets = targets.with_targets(OURS.map(|ours| (ours, level))).with_target(RUNTIME, LevelFilter::OFF);
    let begun = tracing_subscriber::registry().with(targets).with(Lines::to(io::stdout)).try_init();
    // A wrong level must not keep a review from running.
    if let (Ok(()), Some(error)) = (begun, complaint) {
        tracing::warn!(error = %error, "the log is written at level info");
    }
}

/// The span of one call: every line within it carries what its payload says of run, lane, query, round and attempt,
/// as far as it is really that.
pub(crate) fn span(function: &str, request_id: &str, payload: &Value) -> Span {
    use tracing::field::Empty;
    let span = tracing::info_span!(
        "call",
        function,
        request_id,
        op = Empty,
        run = Empty,
        lane = Empty,
        query = Empty,
        round = Empty,
        attempt = Empty
    );
    fields::record(&span, payload);
    span
}

#[cfg(test)]
mod tests;
