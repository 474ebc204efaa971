//! Faults as documents: `{"fault": "throttle", "operation": "DescribeStatement", "times": 3}`.

use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

use super::{Fault, Injection};
use crate::operations::Operation;

/// Why a document is no fault.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// It is not JSON, or has a member that does not exist.
    #[error("this is no fault: {0}")]
    Form(#[from] serde_json::Error),
    /// There is no such fault.
    #[error(
        "there is no fault `{0}`; there are throttle, delay, drop_before, drop_after, error, paused_cluster, \
         unknown_cluster, skip_page, wrong_total and ignore_cancel"
    )]
    Unknown(String),
    /// There is no such operation.
    #[error("there is no operation `{0}`; there are {all}", all = operations())]
    Operation(String),
    /// A member is missing.
    #[error("the fault `{fault}` needs the member `{member}`")]
    Missing {
        /// The fault.
        fault: String,
        /// What it needs.
        member: &'static str,
    },
}

fn operations() -> String {
    Operation::ALL.map(Operation::name).join(", ")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    fault: String,
    operation: Option<String>,
    role: Option<String>,
    /// 1 when it is left out; 0 is every call.
    times: Option<u32>,
    milliseconds: Option<u64>,
    name: Option<String>,
    message: Option<String>,
    by: Option<i64>,
    answer: Option<bool>,
}

impl FromStr for Injection {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let document: Document = serde_json::from_str(text)?;
        if let Some(name) = document.operation.as_ref().filter(|name| Operation::from_name(name).is_none()) {
            return Err(FaultError::Operation(name.clone()));
        }
        let fault = document.fault()?;
        let times = Some(document.times.unwrap_or(1)).filter(|times| *times > 0);
        Ok(Self { fault, operation: document.operation, role: document.role, times })
    }
}

impl Document {
    fn fault(&self) -> Result<Fault, FaultError> {
        let missing = |member| FaultError::Missing { fault: self.fault.clone(), member };
        Ok(match self.fault.as_str() {
            "throttle" => Fault::Throttle,
            "delay" => Fault::Delay(Duration::from_millis(self.milliseconds.ok_or_else(|| missing("milliseconds"))?)),
            "drop_before" => Fault::DropBefore,
            "drop_after" => Fault::DropAfter,
            "error" => Fault::Error {
                name: self.name.clone().ok_or_else(|| missing("name"))?,
                message: self.message.clone().unwrap_or_else(|| "an error on demand".to_owned()),
            },
            "paused_cluster" => Fault::paused_cluster(),
            "unknown_cluster" => Fault::unknown_cluster(),
            "skip_page" => Fault::SkipPage,
            "wrong_total" => Fault::WrongTotal(self.by.ok_or_else(|| missing("by"))?),
            "ignore_cancel" => Fault::IgnoreCancel(self.answer.unwrap_or(true)),
            _ => return Err(FaultError::Unknown(self.fault.clone())),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_a_fault_or_the_message_says_why_not() {
        let read = |text: &str| text.parse::<Injection>().map_err(|error| error.to_string());
        let throttle = r#"{"fault":"throttle","operation":"DescribeStatement","times":3}"#;
        assert_eq!(read(throttle), Ok(Injection::of("DescribeStatement", 3, Fault::Throttle)));
        assert_eq!(read(r#"{"fault":"skip_page"}"#), Ok(Injection::next(Fault::SkipPage)));
        let always = Injection { times: None, ..Injection::next(Fault::Delay(Duration::from_millis(5))) };
        assert_eq!(read(r#"{"fault":"delay","milliseconds":5,"times":0}"#), Ok(always));
        for (text, part) in [
            (r#"{"fault":"explode"}"#, "there is no fault `explode`"),
            (r#"{"fault":"throttle","operation":"Execute"}"#, "there is no operation `Execute`; there are Exec"),
            (r#"{"fault":"delay"}"#, "needs the member `milliseconds`"),
            (r#"{"fault":"throttle","time":3}"#, "unknown field `time`"),
            ("throttle", "this is no fault"),
        ] {
            assert!(read(text).is_err_and(|message| message.contains(part)), "{text}");
        }
    }
}
