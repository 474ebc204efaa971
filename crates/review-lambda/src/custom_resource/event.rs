//! What CloudFormation asks.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::named::NamedError;

/// What is to be done with the resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum RequestType {
    Create,
    Update,
    Delete,
}

/// A request of CloudFormation (CloudFormation User Guide, "Custom resource request objects").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CustomResource {
    pub(crate) request_type: RequestType,
    #[serde(rename = "ResponseURL")]
    pub(crate) response_url: String,
    pub(crate) stack_id: String,
    /// The same when one request is delivered twice.
    pub(crate) request_id: String,
    pub(crate) logical_resource_id: String,
    /// There from the first answer on.
    pub(crate) physical_resource_id: Option<String>,
    #[serde(default)]
    pub(crate) resource_properties: Map<String, Value>,
    /// What they were before an update.
    #[serde(default)]
    pub(crate) old_resource_properties: Map<String, Value>,
}

impl CustomResource {
    /// Whether a payload is meant for a custom resource at all.
    pub(crate) fn is_meant_by(payload: &Value) -> bool {
        payload.get("RequestType").is_some() && payload.get("ResponseURL").is_some()
    }

    /// Reads a request.
    ///
    /// # Errors
    /// When it lacks what an answer needs: then nobody can be answered.
    pub(crate) fn read(payload: Value) -> Result<Self, NamedError> {
        serde_json::from_value(payload).map_err(|error| {
            NamedError::refused(
                format!("the event is no request of CloudFormation: {error}"),
                "leave the call to CloudFormation; a review is started by hand with a payload such as {}",
            )
        })
    }

    /// A property as text; empty counts as left out. CloudFormation turns numbers and booleans into text.
    pub(crate) fn property(&self, name: &str) -> Option<&str> {
        text_of(&self.resource_properties, name)
    }

    /// What a property was before the update.
    pub(crate) fn old_property(&self, name: &str) -> Option<&str> {
        text_of(&self.old_resource_properties, name)
    }
}

fn text_of<'a>(properties: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    properties.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_request_reads_with_its_properties() {
        let payload = json!({
            "RequestType": "Update", "ResponseURL": "https://x/", "StackId": "arn:stack", "RequestId": "r",
            "ResourceType": "Custom::ReviewStart", "LogicalResourceId": "Start", "PhysicalResourceId": "p",
            "ServiceToken": "arn:lambda",
            "ResourceProperties": { "ServiceToken": "arn:lambda", "Trigger": "2", "Warehouse": "" },
            "OldResourceProperties": { "Trigger": "1" }
        });
        assert!(CustomResource::is_meant_by(&payload));
        let resource = CustomResource::read(payload).expect("a request");
        assert_eq!(resource.request_type, RequestType::Update);
        assert_eq!((resource.property("Trigger"), resource.old_property("Trigger")), (Some("2"), Some("1")));
        assert_eq!(resource.property("Warehouse"), None);
        assert!(!CustomResource::is_meant_by(&json!({ "pack": "redshift" })));
    }
}
