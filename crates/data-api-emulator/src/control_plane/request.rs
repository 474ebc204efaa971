//! Requests of both protocols: Query (a form) and JSON.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::answer::Refusal;

/// How a service is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// A form in, XML out.
    Query,
    /// JSON in and out.
    Json,
}

/// A request: which operation of which service, by the prefix that IAM gives it, with which parameters.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) protocol: Protocol,
    pub(super) service: &'static str,
    pub(super) operation: String,
    parameters: Map<String, Value>,
}

/// The service of a target's prefix, in the JSON protocol.
fn of_target(headers: &HeaderMap) -> Option<(&'static str, &str)> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    match target.split_once('.')? {
        ("RedshiftServerless", operation) => Some(("redshift-serverless", operation)),
        ("secretsmanager", operation) => Some(("secretsmanager", operation)),
        _ => None,
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let form = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    form.is_some_and(|form| form.starts_with("application/x-www-form-urlencoded"))
}

impl Request {
    /// Whether a request is for one of the services here.
    pub(super) fn is_meant(headers: &HeaderMap) -> bool {
        of_target(headers).is_some() || is_form(headers)
    }

    /// Reads a request.
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Refusal> {
        match of_target(headers) {
            Some((service, operation)) => {
                let parameters = serde_json::from_slice(body);
                let parameters = parameters.map_err(|error| Refusal::new("SerializationException", error))?;
                Ok(Self { protocol: Protocol::Json, service, operation: operation.to_owned(), parameters })
            }
            None => Self::read_form(body),
        }
    }

    /// In the Query protocol the version of the API tells the services apart.
    fn read_form(body: &[u8]) -> Result<Self, Refusal> {
        let pairs = form_urlencoded::parse(body);
        let parameters: Map<String, Value> =
            pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect();
        let text = |name: &str| parameters.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let service = match text("Version").as_str() {
            "2012-12-01" => "redshift",
            "2011-06-15" => "sts",
            other => return Err(Refusal::new("InvalidAction", format!("no API of version {other} is emulated"))),
        };
        Ok(Self { protocol: Protocol::Query, service, operation: text("Action"), parameters })
    }

    /// A parameter that is text and not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name).ok_or_else(|| Refusal::invalid(self.protocol, format!("the parameter {name} is missing")))
    }

    /// A number within bounds, the default when it is left out.
    pub(super) fn number(&self, name: &str, default: u64, least: u64, most: u64) -> Result<u64, Refusal> {
        let number = match self.parameters.get(name) {
            None | Some(Value::Null) => Some(default),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_u64(),
        };
        number.filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            Refusal::invalid(self.protocol, format!("the parameter {name} must be from {least} to {most}"))
        })
    }

    /// Whether a parameter is true, in either protocol.
    pub(super) fn is_true(&self, name: &str) -> bool {
        match self.parameters.get(name) {
            Some(Value::Bool(value)) => *value,
            Some(Value::String(text)) => text == "true",
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_names_service_operation_and_parameters() {
        let body =
            Bytes::from_static(b"Action=GetClusterCredentials&Version=2012-12-01&DbUser=a%2Bb&DurationSeconds=900");
        let request = Request::read(&HeaderMap::new(), &body).expect("a request");
        assert_eq!((request.service, request.operation.as_str()), ("redshift", "GetClusterCredentials"));
        assert_eq!(request.text("DbUser"), Some("a+b"));
        assert_eq!(request.number("DurationSeconds", 900, 900, 3600).ok(), Some(900));
        assert_eq!(request.number("Other", 900, 900, 3600).ok(), Some(900));
        assert!(request.number("DurationSeconds", 900, 901, 3600).is_err());
        assert!(request.required("DbName").is_err());
    }

    #[test]
    fn an_unknown_version_is_refused() {
        let body = Bytes::from_static(b"Action=SendMessage&Version=2012-11-05");
        assert_eq!(Request::read(&HeaderMap::new(), &body).expect_err("unknown").code, "InvalidAction");
    }
}
