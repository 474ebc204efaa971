//! What looks after runs that nobody drives: executions that were stopped by hand or died, and events that got lost.

use review_core::lane::Halt;
use review_engine::{Clock as _, SystemClock};
use serde::{Deserialize, Serialize};

use super::steps::{self, to_json};
use super::{LastComplete, Place, RunDue};
use crate::folders::Folders;
use crate::ids::{BucketName, RunRef};
use crate::invocation::Invocation;
use crate::layout::{FORMAT, OpenRun};
use crate::metrics::Metric;
use crate::named::NamedError;
use review_core::keys;

/// The detail of an event "Step Functions Execution Status Change", as far as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndedBadly {
    /// The machine.
    pub state_machine_arn: String,
    /// `ABORTED`, `TIMED_OUT` or `FAILED`.
    pub status: String,
    /// What the execution was started with, as JSON text.
    #[serde(default)]
    pub input: Option<String>,
}

/// What looking after open runs came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// How many runs are open.
    pub open: usize,
    /// How many of them were begun so often that they are left as they are.
    pub given_up: usize,
}

/// An execution that a person stopped stops its run: whatever it left in the warehouse is cancelled by the lanes that
/// see the request to halt, and the run is judged and rendered as far as it came. One that died of something else is
/// its parent's business, except the loop over the run, which has none.
pub(super) async fn ended_badly(place: &Place, folders: &Folders, detail: &EndedBadly) -> Result<RunDue, NamedError> {
    let Some(run) = detail.input.as_deref().and_then(|input| serde_json::from_str::<RunRef>(input).ok()) else {
        tracing::info!(machine = detail.state_machine_arn, "an execution without a run");
        return Ok(RunDue::Done);
    };
    let opened = folders.open(&run).await?;
    if opened.folder.read(keys::RUN_MANIFEST).await?.is_some() {
        return Ok(RunDue::Done);
    }
    let by_hand = detail.status == "ABORTED";
    if by_hand {
        steps::of(place, &opened, &run).halt(Halt::Stop).await?;
    }
    if by_hand || detail.state_machine_arn == place.drivers.report_machine() {
        look_after(place, &run).await?;
    }
    Ok(RunDue::Done)
}

/// Sees to it that every open run is driven, since the events of executions are best effort, and says how long ago the
/// last complete run was.
pub(super) async fn sweep(place: &Place, folders: &Folders, call: &Invocation) -> Result<RunDue, NamedError> {
    let bucket = BucketName::try_from(place.bucket.name().to_owned());
    let bucket = bucket.map_err(|error| NamedError::internal(error.to_string()))?;
    let mut swept = Swept::default();
    for object in place.bucket.objects(&place.layout.all_open()).await? {
        let Some(content) = place.bucket.read(&object.key).await? else { continue };
        let Ok(open) = serde_json::from_slice::<OpenRun>(&content) else {
            tracing::warn!(key = object.key, "not the mark of an open run");
            continue;
        };
        let run = RunRef { bucket: bucket.clone(), key: open.key, run: open.run };
        // A run whose first files were never finished is no run.
        if let Err(error) = folders.open(&run).await {
            tracing::warn!(run = run.run.as_str(), error = %error, "an open run cannot be read");
            continue;
        }
        swept.open += 1;
        swept.given_up += usize::from(!look_after(place, &run).await?);
    }
    call.measure(Metric::HoursSinceCompleteRun, hours_since_complete(place).await?);
    Ok(RunDue::Swept(swept))
}

async fn look_after(place: &Place, run: &RunRef) -> Result<bool, NamedError> {
    let driven = place.drivers.drive(run).await?;
    if !driven {
        tracing::error!(run = run.run.as_str(), "begun too often; go on with `redshift-review resume`");
    }
    Ok(driven)
}

/// Counted from the last complete run; where there was none yet, from when somebody first looked.
async fn hours_since_complete(place: &Place) -> Result<f64, NamedError> {
    let now = SystemClock.now();
    let key = place.layout.last_complete();
    let last = place.bucket.read(&key).await?;
    let last = last.and_then(|content| serde_json::from_slice::<LastComplete>(&content).ok());
    let since = match last {
        Some(last) => last.at,
        None => {
            let first_look = LastComplete { format: FORMAT, run: None, at: now };
            place.bucket.put(&key, &to_json(&first_look)?).await?;
            now
        }
    };
    Ok(f64::from(since.seconds_until(now).0) / 3600.0)
}

#[cfg(test)]
mod tests {
    use super::super::{RunCall, RunPayload};
    use super::*;

    #[test]
    fn an_event_names_the_run_of_any_of_the_machines() {
        let input = r#"{"bucket":"reviews-1","key":"rr/reviews/w/p/2026-11-22T07-30-00Z-4f2a91c3/",
            "run":"2026-11-22T07-30-00Z-4f2a91c3","lane":"s1-l01","driver":"d","query":"Q","round":1,"attempt":1}"#;
        let event = serde_json::json!({
            "detail-type": "Step Functions Execution Status Change",
            "detail": { "stateMachineArn": "arn", "status": "ABORTED", "input": input, "name": "x" }
        });
        let RunPayload(call) = serde_json::from_value(event).expect("an event");
        let RunCall::EndedBadly { detail } = call else { panic!("another call: {call:?}") };
        let run: RunRef = serde_json::from_str(detail.input.as_deref().unwrap_or_default()).expect("a run");
        assert_eq!(run.url(), "s3://reviews-1/rr/reviews/w/p/2026-11-22T07-30-00Z-4f2a91c3/");
    }
}
