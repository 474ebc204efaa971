//! Calls that a review makes as queries: the warehouse behind the emulator answers them, as it would answer any driver.

use review_core::call::{CallName, CallScript};
use serde_json::{Map, Value, json};

use super::answer::Refusal;
use super::denial;
use super::request::{Protocol, Request};
use crate::caller::Caller;
use crate::server::Server;

/// The elements of lists in the Query protocol, by the list (service model of Redshift, `locationName`).
const ELEMENTS: [(&str, &str); 7] = [
    ("Clusters", "Cluster"),
    ("ClusterParameterGroups", "ClusterParameterGroup"),
    ("Parameters", "Parameter"),
    ("Snapshots", "Snapshot"),
    ("Recommendations", "Recommendation"),
    ("RecommendedActions", "RecommendedAction"),
    ("ReferenceLinks", "ReferenceLink"),
];

/// The call of that name, if it is one that queries make and nothing else here answers.
pub(super) fn of(request: &Request) -> Option<CallName> {
    let call = CallName::from_word(&format!("{}:{}", request.service, request.operation))?;
    match call {
        CallName::DescribeClusterParameters
        | CallName::DescribeClusterSnapshots
        | CallName::DescribeLoggingStatus
        | CallName::DescribeUsageLimits
        | CallName::ListRecommendations
        | CallName::GetNamespace
        | CallName::ListUsageLimits => Some(call),
        // Clusters and workgroups have the names that the emulator was given; metrics speak another protocol.
        CallName::DescribeClusters | CallName::GetWorkgroup | CallName::GetMetricData => None,
    }
}

/// The answer of the warehouse behind. One that is in no account has nothing to say.
pub(super) async fn answer(
    server: &Server,
    caller: &Caller,
    request: &Request,
    call: CallName,
) -> Result<Value, Refusal> {
    denial::check(server, caller, request, "*")?;
    let script = CallScript::new(call, Vec::new());
    let json = match server.warehouse.aws_calls() {
        Some(calls) => calls.ask(&script, server.now()).await.map_err(|error| failed(request, error.to_string()))?.json,
        None => json!({}),
    };
    Ok(match request.protocol {
        Protocol::Query => in_elements(json),
        Protocol::Json => json,
    })
}

fn failed(request: &Request, why: String) -> Refusal {
    match request.protocol {
        Protocol::Query => Refusal::new("InternalFailure", why),
        Protocol::Json => Refusal::new("InternalServerException", why),
    }
}

/// Lists as the Query protocol writes them, and nothing where there is nothing.
fn in_elements(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, member)| !member.is_null());
            Value::Object(kept.map(|(name, member)| in_element(name, member)).collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn in_element(name: String, member: Value) -> (String, Value) {
    let Value::Array(items) = member else { return (name, in_elements(member)) };
    let element = ELEMENTS.iter().find(|(list, _)| *list == name).map_or("member", |(_, element)| *element);
    let items: Vec<Value> = items.into_iter().map(in_elements).collect();
    (name, json!({ element: items }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_elements_and_nothing_is_left_out() {
        let given = json!({"Snapshots": [{"Status": "a", "SourceRegion": null}], "UsageLimits": [{"Amount": 1}]});
        let expected =
            json!({"Snapshots": {"Snapshot": [{"Status": "a"}]}, "UsageLimits": {"member": [{"Amount": 1}]}});
        assert_eq!(in_elements(given), expected);
    }
}
