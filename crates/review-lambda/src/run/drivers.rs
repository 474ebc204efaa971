//! The executions that drive lanes and runs.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sfn::Client;
use aws_sdk_sfn::types::ExecutionStatus;
use review_core::{LaneId, RunId};
use review_engine::steps::{LANE_DRIVERS_MAX, LaneRun, LaneRunner};
use review_warehouse::aws::errors::{Call, from_sdk};

use crate::aws::{Executions, Started};
use crate::ids::{LaneRef, RunRef};
use crate::named::NamedError;

/// How often the loop over a run is begun before the run is left as it is. Own choice: more than a lane, since it does
/// little and what kills it is outside of it.
const RUN_DRIVERS_MAX: u32 = 5;

/// Starts executions of the two machines that drive, and looks after them. Their names tell run, lane and number, so
/// that nothing need be remembered, and a start that is repeated finds the first one.
#[derive(Clone, Debug)]
pub(super) struct Drivers {
    client: Client,
    executions: Executions,
    lane_machine: String,
    report_machine: String,
}

/// What there is of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Look {
    Never,
    Running,
    Over(Option<String>),
}

impl Drivers {
    /// The executions of these machines.
    pub(super) fn new(config: &SdkConfig, lane_machine: &str, report_machine: &str) -> Self {
        Self {
            client: Client::new(config),
            executions: Executions::new(config),
            lane_machine: lane_machine.to_owned(),
            report_machine: report_machine.to_owned(),
        }
    }

    /// The machine of whole runs.
    pub(super) fn report_machine(&self) -> &str {
        &self.report_machine
    }

    /// Sees to it that somebody drives a run. False when it was begun too often already.
    ///
    /// # Errors
    /// When Step Functions refuses or does not answer.
    pub(super) async fn drive(&self, run: &RunRef) -> Result<bool, NamedError> {
        for number in 1..=RUN_DRIVERS_MAX {
            let name = numbered(run.run.as_str().to_owned(), number);
            match self.look_at(&self.report_machine, &name).await? {
                Look::Running => return Ok(true),
                Look::Over(_) => {}
                Look::Never => {
                    if let Started::Running { .. } = self.executions.start(&self.report_machine, &name, run).await? {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// What drives the lanes of one run.
    pub(super) fn lanes(&self, run: &RunRef) -> Lanes {
        Lanes { drivers: self.clone(), run: run.clone() }
    }

    async fn look_at(&self, machine: &str, name: &str) -> Result<Look, NamedError> {
        let arn = format!("{}:{name}", machine.replace(":stateMachine:", ":execution:"));
        match self.client.describe_execution().execution_arn(&arn).send().await {
            Ok(described) => Ok(match described.status {
                ExecutionStatus::Running | ExecutionStatus::PendingRedrive => Look::Running,
                _ => Look::Over(words(described.error, described.cause, described.status.as_str())),
            }),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_execution_does_not_exist()) => {
                Ok(Look::Never)
            }
            Err(error) => {
                let error = from_sdk(Call::new("states", "DescribeExecution"), &error);
                Err(crate::aws::named(error).while_doing(format_args!("execution {name} cannot be looked at")))
            }
        }
    }
}

/// What an execution died of; `None` when it ended well.
fn words(error: Option<String>, cause: Option<String>, status: &str) -> Option<String> {
    if status == ExecutionStatus::Succeeded.as_str() {
        return None;
    }
    let said: Vec<String> = [error, cause].into_iter().flatten().filter(|text| !text.is_empty()).collect();
    Some(if said.is_empty() { status.to_lowercase() } else { said.join(": ") })
}

fn numbered(name: String, number: u32) -> String {
    if number == 1 { name } else { format!("{name}-{number}") }
}

fn lane_name(run: &RunId, lane: LaneId, number: u32) -> String {
    numbered(format!("{run}-{lane}"), number)
}

/// What drives the lanes of one run: executions of SFL3.
pub(super) struct Lanes {
    drivers: Drivers,
    run: RunRef,
}

#[async_trait]
impl LaneRunner for Lanes {
    async fn look(&self, lane: LaneId) -> Result<LaneRun, String> {
        let mut last = LaneRun { started: 0, drives: false, died_of: None };
        for number in 1..=LANE_DRIVERS_MAX {
            let name = lane_name(&self.run.run, lane, number);
            match self.drivers.look_at(&self.drivers.lane_machine, &name).await.map_err(|error| error.to_string())? {
                Look::Never => break,
                Look::Running => return Ok(LaneRun { started: number, drives: true, died_of: None }),
                Look::Over(died_of) => last = LaneRun { started: number, drives: false, died_of },
            }
        }
        Ok(last)
    }

    async fn start(&self, lane: LaneId, number: u32) -> Result<(), String> {
        let name = lane_name(&self.run.run, lane, number);
        let lane = LaneRef { run: self.run.clone(), lane };
        // A name that is taken belongs to a driver that has just been started, and has just ended: it is looked at
        // again soon.
        let started = self.drivers.executions.start(&self.drivers.lane_machine, &name, &lane).await;
        started.map(drop).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_run_lane_and_number() {
        let run: RunId = "2026-11-22T07-30-00Z-4f2a91c3".parse().expect("a run id");
        let lane: LaneId = "s1-l02".parse().expect("a lane");
        assert_eq!(lane_name(&run, lane, 1), "2026-11-22T07-30-00Z-4f2a91c3-s1-l02");
        assert_eq!(lane_name(&run, lane, 3), "2026-11-22T07-30-00Z-4f2a91c3-s1-l02-3");
    }

    #[test]
    fn what_an_execution_died_of_is_told_in_words() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(words(None, None, "SUCCEEDED"), None);
        assert_eq!(words(None, None, "ABORTED"), text("aborted"));
        assert_eq!(words(text("LaneLost"), text("why"), "FAILED"), text("LaneLost: why"));
    }
}
