//! Answers of both protocols.

use std::fmt::Display;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::request::Protocol;

/// A refused call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: String,
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Refusal {
    /// A refusal that is the caller's fault.
    pub(super) fn new(code: &str, message: impl Display) -> Self {
        Self { code: code.to_owned(), status: StatusCode::BAD_REQUEST, message: message.to_string() }
    }

    /// The same with another status.
    pub(super) fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A parameter that cannot be used.
    pub(super) fn invalid(protocol: Protocol, message: impl Display) -> Self {
        match protocol {
            Protocol::Query => Self::new("InvalidParameterValue", message),
            Protocol::Json => Self::new("ValidationException", message),
        }
    }
}

/// The answer to an operation of a service.
pub(super) fn response(
    protocol: Protocol,
    service: &str,
    operation: &str,
    result: Result<Value, Refusal>,
) -> Response<Body> {
    let status = result.as_ref().map_or_else(|refusal| refusal.status, |_| StatusCode::OK);
    let error = result.as_ref().err().map(|refusal| refusal.code.clone());
    let (kind, body) = match protocol {
        Protocol::Query => ("text/xml", xml_document(service, operation, &result)),
        Protocol::Json => ("application/x-amz-json-1.1", json_document(result)),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(code) = error.and_then(|code| HeaderValue::try_from(code).ok()) {
        response.headers_mut().insert("x-amzn-errortype", code);
    }
    response
}

fn json_document(result: Result<Value, Refusal>) -> String {
    match result {
        Ok(answer) => answer.to_string(),
        Err(Refusal { code, message, .. }) => json!({ "__type": code, "message": message }).to_string(),
    }
}

fn xml_document(service: &str, operation: &str, result: &Result<Value, Refusal>) -> String {
    let namespace = match service {
        "sts" => "https://sts.amazonaws.com/doc/2011-06-15/",
        _ => "http://redshift.amazonaws.com/doc/2012-12-01/",
    };
    let request = uuid::Uuid::new_v4().to_string();
    let (root, content) = match result {
        Ok(answer) => (
            format!("{operation}Response"),
            json!({ format!("{operation}Result"): answer, "ResponseMetadata": { "RequestId": request } }),
        ),
        Err(Refusal { code, message, status }) => {
            let fault = if status.is_server_error() { "Receiver" } else { "Sender" };
            let error = json!({ "Type": fault, "Code": code, "Message": message });
            ("ErrorResponse".to_owned(), json!({ "Error": error, "RequestId": request }))
        }
    };
    let mut text = format!("<{root} xmlns=\"{namespace}\">");
    write_xml(&mut text, &content);
    text.push_str(&format!("</{root}>"));
    text
}

/// Members as elements; a list repeats the element of its name.
fn write_xml(text: &mut String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (name, member) in members {
                let one = std::slice::from_ref(member);
                for item in member.as_array().map_or(one, Vec::as_slice) {
                    text.push_str(&format!("<{name}>"));
                    write_xml(text, item);
                    text.push_str(&format!("</{name}>"));
                }
            }
        }
        Value::String(string) => {
            for character in string.chars() {
                match character {
                    '<' => text.push_str("&lt;"),
                    '>' => text.push_str("&gt;"),
                    '&' => text.push_str("&amp;"),
                    other => text.push(other),
                }
            }
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_become_elements_and_a_list_repeats_its_name() {
        let mut text = String::new();
        write_xml(&mut text, &json!({ "Clusters": { "Cluster": [{ "a": "<&>" }, { "a": true }] }, "n": 5 }));
        assert_eq!(
            text,
            "<Clusters><Cluster><a>&lt;&amp;&gt;</a></Cluster><Cluster><a>true</a></Cluster></Clusters><n>5</n>"
        );
    }
}
