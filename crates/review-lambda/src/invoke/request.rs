//! What is asked for, in the words of whoever asks.

use std::collections::BTreeMap;

use review_pack::TagSelection;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::custom_resource::CustomResource;
use crate::invocation::Invocation;
use crate::named::NamedError;

const HOW: &str = r#"call it with {}, or with any of: {"pack": "NAME", "workflow": "NAME", "warehouse": "redshift://CLUSTER-OR-WORKGROUP/DATABASE or fleet:FILE", "parameters": {"days": 7}, "tags": ["stage=prod"], "idempotency_key": "TEXT"}"#;

/// What is asked for; what is left out comes from the function's environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) pack: Option<String>,
    pub(crate) workflow: Option<String>,
    /// An address, or `fleet:FILE`.
    pub(crate) warehouse: Option<String>,
    /// Values of the pack's parameters, as text.
    pub(crate) parameters: BTreeMap<String, String>,
    /// Tags that a warehouse of a fleet must have.
    pub(crate) tags: Vec<TagSelection>,
    /// Calls with the same key start one run.
    pub(crate) idempotency_key: String,
}

/// The payload of a call by hand, of a schedule, or the detail of an event.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payload {
    pack: Option<String>,
    workflow: Option<String>,
    warehouse: Option<String>,
    #[serde(default)]
    parameters: Map<String, Value>,
    #[serde(default)]
    tags: Vec<String>,
    idempotency_key: Option<String>,
}

impl Request {
    /// What an event or a person asks for. An event as EventBridge sends it carries the request as its detail.
    ///
    /// # Errors
    /// When it is neither.
    pub(crate) fn of_event(payload: Value, invocation: &Invocation) -> Result<Self, NamedError> {
        let (payload, event_id) = match payload.get("detail-type") {
            Some(_) => detail(payload),
            None => (payload, None),
        };
        let unreadable = |why: String| NamedError::refused(format!("the event cannot be used: {why}"), HOW);
        let Payload { pack, workflow, warehouse, parameters, tags, idempotency_key } = match payload {
            Value::Null => Payload::default(),
            payload => serde_json::from_value(payload).map_err(|error| unreadable(error.to_string()))?,
        };
        // Lambda repeats an event that failed under the id of its first try, EventBridge under the event's own id.
        let own_key = || event_id.unwrap_or_else(|| format!("request {}", invocation.request_id()));
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(Self {
            pack: given(pack),
            workflow: given(workflow),
            warehouse: given(warehouse),
            parameters: parameters_as_text(parameters).map_err(unreadable)?,
            tags: tags.iter().map(|tag| tag_of(tag)).collect::<Result<_, _>>().map_err(unreadable)?,
            idempotency_key: given(idempotency_key).unwrap_or_else(own_key),
        })
    }

    /// What a template asks for. One request is one start, however often it is delivered.
    ///
    /// # Errors
    /// When a tag or a parameter cannot be read.
    pub(crate) fn of_resource(resource: &CustomResource) -> Result<Self, NamedError> {
        let unreadable = |why: String| {
            NamedError::refused(
                format!("the properties of {} cannot be used: {why}", resource.logical_resource_id),
                HOW,
            )
        };
        let text = |name: &str| resource.property(name).map(str::to_owned);
        let tags = text("Tags").unwrap_or_default();
        let tags = tags.split(',').map(str::trim).filter(|tag| !tag.is_empty());
        let parameters = match resource.resource_properties.get("Parameters") {
            Some(Value::Object(parameters)) => parameters.clone(),
            _ => Map::new(),
        };
        Ok(Self {
            pack: text("Pack"),
            workflow: text("Workflow"),
            warehouse: text("Warehouse"),
            parameters: parameters_as_text(parameters).map_err(unreadable)?,
            tags: tags.map(tag_of).collect::<Result<_, _>>().map_err(unreadable)?,
            idempotency_key: format!("{} {} {}", resource.stack_id, resource.logical_resource_id, resource.request_id),
        })
    }
}

/// The detail of an event, and a key made of what is the event's own.
fn detail(mut event: Value) -> (Value, Option<String>) {
    let detail = event["detail"].take();
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let (source, id) = (text("source"), text("id"));
    let key = (!id.is_empty()).then(|| format!("event {source} {id}"));
    // A rule on a schedule has an empty detail; an event of a service of AWS has one that is not meant for us.
    let detail = if source.starts_with("aws.") { Value::Null } else { detail };
    (detail, key)
}

fn parameters_as_text(parameters: Map<String, Value>) -> Result<BTreeMap<String, String>, String> {
    let text = |(name, value): (String, Value)| match value {
        Value::String(text) => Ok((name, text)),
        Value::Number(number) => Ok((name, number.to_string())),
        Value::Bool(truth) => Ok((name, truth.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(format!("the parameter `{name}` is neither text, number nor boolean"))
        }
    };
    parameters.into_iter().map(text).collect()
}

fn tag_of(text: &str) -> Result<TagSelection, String> {
    text.parse().map_err(|why| format!("the tag `{text}`: {why}"))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use serde_json::json;

    use super::*;

    fn of_event(payload: Value) -> Result<Request, NamedError> {
        let invocation = Invocation::new("request-1", SystemTime::now() + Duration::from_secs(60));
        Request::of_event(payload, &invocation)
    }

    #[test]
    fn a_person_may_ask_for_everything_or_nothing() {
        let request = of_event(json!({})).expect("a request");
        assert_eq!(request, Request { idempotency_key: "request request-1".into(), ..Request::default() });
        let request = of_event(json!({
            "pack": "redshift", "workflow": "default", "warehouse": "fleet:nightly", "parameters": { "days": 3, "on": true },
            "tags": ["stage=prod"], "idempotency_key": "k"
        }));
        let request = request.expect("a request");
        assert_eq!((request.pack.as_deref(), request.warehouse.as_deref()), (Some("redshift"), Some("fleet:nightly")));
        assert_eq!((request.parameters["days"].as_str(), request.parameters["on"].as_str()), ("3", "true"));
        assert_eq!((request.idempotency_key.as_str(), request.tags[0].value.as_str()), ("k", "prod"));
    }

    #[test]
    fn an_event_is_known_by_its_id() {
        let event = |source: &str, detail: Value| {
            of_event(json!({ "detail-type": "x", "source": source, "id": "e-1", "time": "2026-11-22T07:30:00Z",
                             "detail": detail }))
            .expect("a request")
        };
        let scheduled = event("aws.events", json!({}));
        assert_eq!(scheduled.idempotency_key, "event aws.events e-1");
        assert_eq!(event("my.app", json!({ "pack": "own" })).pack.as_deref(), Some("own"));
        assert_eq!(event("aws.redshift", json!({ "SourceType": "CLUSTER" })).pack, None);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_what_can() {
        for (payload, said) in [
            (json!({ "packs": "redshift" }), "unknown field `packs`"),
            (json!({ "tags": ["prod"] }), "the tag `prod`: write NAME=VALUE"),
            (json!({ "parameters": { "days": [7] } }), "the parameter `days` is neither"),
            (json!(["redshift"]), "invalid"),
        ] {
            let error = of_event(payload).expect_err("refused");
            assert!(error.what.contains(said) && error.next.contains("\"pack\""), "{error}");
        }
    }

    #[test]
    fn one_request_of_cloudformation_is_one_start() {
        let resource = |request: &str| {
            let payload = json!({
                "RequestType": "Create", "ResponseURL": "https://x/", "StackId": "s", "RequestId": request,
                "LogicalResourceId": "Start",
                "ResourceProperties": { "Pack": "redshift", "Tags": "stage=prod, team=sales", "Trigger": "1",
                                        "Parameters": { "days": "7" } }
            });
            Request::of_resource(&CustomResource::read(payload).expect("a resource")).expect("a request")
        };
        assert_eq!(resource("r1"), resource("r1"));
        assert_ne!(resource("r1").idempotency_key, resource("r2").idempotency_key);
        assert_eq!((resource("r1").tags.len(), resource("r1").parameters["days"].as_str()), (2, "7"));
    }
}
