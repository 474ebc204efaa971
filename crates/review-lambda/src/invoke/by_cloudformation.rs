//! The custom resource: a review on create, and again on an update that changes the trigger.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::packs::NoPack;
use super::place::Place;
use super::refusal::Refusal;
use super::request::Request;
use super::{InvokeFunction, Invoked, review};
use crate::custom_resource::{self, CustomResource, Outcome, RequestType, Unfinished};
use crate::invocation::Invocation;
use crate::named::NamedError;

const TRIGGER: &str = "Trigger";
/// What the resource is to CloudFormation; the same for its whole life, so that an update never replaces it.
const PHYSICAL_ID: &str = "redshift-review-start";

/// How far the work has come, and what of it is known, for an answer that cannot wait for its end.
#[derive(Debug, Default)]
struct Sofar {
    /// The pack is good: from here on nothing makes the deployment fail.
    pack_is_good: bool,
    invoked: Invoked,
}

pub(super) async fn answer(
    function: &InvokeFunction,
    resource: CustomResource,
    invocation: &Invocation,
) -> Result<Invoked, NamedError> {
    let physical_id = resource.physical_resource_id.clone().unwrap_or_else(|| PHYSICAL_ID.to_owned());
    let so_far = Arc::new(Mutex::new(Sofar::default()));
    let work = work(function.clone(), resource.clone(), invocation.clone(), Arc::clone(&so_far));
    let otherwise = |why: Unfinished| otherwise(&resource, why, &so_far.lock().unwrap_or_else(PoisonError::into_inner));
    custom_resource::answered(&resource, invocation, &physical_id, work, otherwise).await?;
    let mut so_far = so_far.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut so_far.invoked))
}

/// Whether a review is asked for: on create, and when the trigger changes. A deletion leaves all results, and a
/// parameter that changes beside the trigger changes what the next review does.
fn is_asked_for(resource: &CustomResource) -> bool {
    match resource.request_type {
        RequestType::Create => true,
        RequestType::Update => resource.property(TRIGGER) != resource.old_property(TRIGGER),
        RequestType::Delete => false,
    }
}

async fn work(
    function: InvokeFunction,
    resource: CustomResource,
    invocation: Invocation,
    so_far: Arc<Mutex<Sofar>>,
) -> Outcome {
    if !is_asked_for(&resource) {
        return Outcome::Success(data(&Invoked::default()));
    }
    match reviewed(&function, &resource, &invocation, &so_far).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome::Failed { reason: error.to_string(), everything: String::new() },
    }
}

async fn reviewed(
    function: &InvokeFunction,
    resource: &CustomResource,
    invocation: &Invocation,
    so_far: &Mutex<Sofar>,
) -> Result<Outcome, NamedError> {
    let request = Request::of_resource(resource)?;
    let place = Place::of(&function.settings, &function.config)?;
    let prepared = match review::prepared(&place, &request).await {
        Ok(prepared) => prepared,
        Err(NoPack::Refused(refusal)) => return failed(&place, &request, &refusal).await,
        Err(NoPack::Error(error)) => return Err(error),
    };
    so_far.lock().unwrap_or_else(PoisonError::into_inner).pack_is_good = true;
    let invoked = review::reviewed(&place, &request, prepared, invocation).await?;
    review::tell(&place, &invoked).await;
    let outcome = Outcome::Success(data(&invoked));
    so_far.lock().unwrap_or_else(PoisonError::into_inner).invoked = invoked;
    Ok(outcome)
}

/// The one refusal that a deployment ends by: the pack cannot be used, and no review could ever begin.
async fn failed(place: &Place, request: &Request, refusal: &Refusal) -> Result<Outcome, NamedError> {
    let recorded = refusal.recorded(place, review::asked(place, request)).await?;
    Ok(Outcome::Failed { reason: refusal.reason(), everything: format!("everything: {}", recorded.record) })
}

fn otherwise(resource: &CustomResource, why: Unfinished, so_far: &Sofar) -> Outcome {
    let words = why.words();
    match so_far.pack_is_good || !is_asked_for(resource) {
        true => {
            let error = format!("{words}; call the function by hand to begin what is missing");
            Outcome::Success(BTreeMap::from([("Runs", String::new()), ("Refused", error), ("Notices", String::new())]))
        }
        false => Outcome::Failed {
            reason: format!("the pack could not be read and checked: {words}"),
            everything: String::new(),
        },
    }
}

/// What a template reads by GetAtt.
fn data(invoked: &Invoked) -> BTreeMap<&'static str, String> {
    let runs: Vec<&str> = invoked.runs.iter().map(|one| one.run.run.as_str()).collect();
    let refused = invoked.refused.iter().map(|one| format!("{}; {} ({})", one.error, one.remedy, one.record));
    BTreeMap::from([
        ("Runs", runs.join(",")),
        ("Refused", refused.collect::<Vec<_>>().join("\n")),
        ("Notices", invoked.notices.join("\n")),
    ])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resource(kind: &str, trigger: &str, before: &str) -> CustomResource {
        let payload = json!({
            "RequestType": kind, "ResponseURL": "https://x/", "StackId": "s", "RequestId": "r", "LogicalResourceId": "Start",
            "ResourceProperties": { "Trigger": trigger, "Pack": "redshift" },
            "OldResourceProperties": { "Trigger": before, "Pack": "other" }
        });
        CustomResource::read(payload).expect("a resource")
    }

    #[test]
    fn an_update_reviews_when_the_trigger_changes() {
        for (kind, trigger, before, asked) in [
            ("Create", "1", "", true),
            ("Update", "2", "1", true),
            ("Update", "1", "1", false),
            ("Delete", "2", "1", false),
        ] {
            assert_eq!(is_asked_for(&resource(kind, trigger, before)), asked, "{kind} {trigger} {before}");
        }
    }

    #[test]
    fn what_is_not_done_in_time_fails_the_stack_only_before_the_pack_was_checked() {
        let outcome = |kind: &str, pack_is_good: bool| {
            let so_far = Sofar { pack_is_good, ..Sofar::default() };
            otherwise(&resource(kind, "2", "1"), Unfinished::OutOfTime, &so_far)
        };
        assert!(matches!(outcome("Create", false), Outcome::Failed { .. }));
        assert!(matches!(outcome("Create", true), Outcome::Success(_)));
        assert!(matches!(outcome("Delete", false), Outcome::Success(_)));
    }
}
