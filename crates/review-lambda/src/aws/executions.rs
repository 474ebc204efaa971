//! Executions of state machines.

use aws_config::SdkConfig;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::operation::start_execution::StartExecutionError;
use review_warehouse::aws::errors::{Call, from_sdk};
use serde::Serialize;

use super::named;
use crate::named::{ErrorName, NamedError};

/// The longest name of an execution (Step Functions API reference, StartExecution).
const NAME_BYTES_MAX: usize = 80;

/// What came of a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// An execution of that name runs: a new one, or one that was started with the same input before.
    Running {
        /// Its ARN.
        arn: String,
    },
    /// An execution of that name has been started before and has ended, or had another input. The name is taken for
    /// 90 days.
    NameTaken,
}

/// Starts executions.
#[derive(Clone, Debug)]
pub struct Executions {
    client: Client,
}

impl Executions {
    /// Executions in the account and Region of this configuration.
    pub fn new(config: &SdkConfig) -> Self {
        Self { client: Client::new(config) }
    }

    /// Starts an execution under a name, which makes a repeated start harmless: as long as the first one runs, the
    /// same name and input give the same execution.
    ///
    /// # Errors
    /// When the name or the input cannot be used, the state machine is not there, or Step Functions does not answer.
    pub async fn start(
        &self,
        machine_arn: &str,
        name: &str,
        input: &(impl Serialize + Sync),
    ) -> Result<Started, NamedError> {
        check_name(name)?;
        let input = serde_json::to_string(input).map_err(|error| NamedError::internal(error.to_string()))?;
        let request = self.client.start_execution().state_machine_arn(machine_arn).name(name).input(input);
        match request.send().await {
            Ok(started) => Ok(Started::Running { arn: started.execution_arn }),
            Err(error) => match error.as_service_error() {
                Some(StartExecutionError::ExecutionAlreadyExists(_)) => Ok(Started::NameTaken),
                Some(StartExecutionError::ExecutionLimitExceeded(_)) => Err(NamedError::new(
                    ErrorName::Throttled,
                    format!("execution {name} cannot start: too many executions are open in this account"),
                    "try again later, or have the quota of open executions raised",
                )),
                _ => {
                    let error = from_sdk(Call::new("states", "StartExecution"), &error);
                    Err(named(error).while_doing(format_args!("execution {name} of {machine_arn} cannot start")))
                }
            },
        }
    }
}

/// Names become part of an ARN. Ours are made of run ids and lanes, so another one is a mistake of ours.
fn check_name(name: &str) -> Result<(), NamedError> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    match (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(allowed) {
        true => Ok(()),
        false => Err(NamedError::internal(format!("`{name}` is not a name for an execution"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_we_give_are_allowed() {
        for name in ["2026-11-22T07-30-00Z-4f2a91c3", "2026-11-22T07-30-00Z-4f2a91c3-s12-l100-17"] {
            assert_eq!(check_name(name), Ok(()));
        }
        for name in ["", "a/b", "a:b", &"x".repeat(81)] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
