//! A stack: change set, execution, outputs.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_cloudformation::Client;
use aws_sdk_cloudformation::error::ProvideErrorMetadata as _;
use aws_sdk_cloudformation::types::{
    Capability, ChangeSetStatus, ChangeSetType, Parameter, Replacement, Stack as Described,
};

use crate::change::{Change, Prepared};
use crate::error::DeployError;
use crate::events::{Events, StackEvent};

/// Between two looks at a stack. Own choice: CloudFormation allows more, and people read no faster.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How CloudFormation says that a change set holds nothing (observed words; the API has no code for it).
const NOTHING: [&str; 2] = ["didn't contain changes", "No updates are to be performed"];

/// Parameters that are given; others keep what they were.
pub type Given = BTreeMap<String, String>;

/// Where a template comes from.
#[derive(Clone, Debug)]
pub(crate) enum Template {
    /// Its text; at most 51,200 bytes (CloudFormation quotas).
    Body(String),
    /// Its address in a bucket.
    Url(String),
}

/// A stack by its name.
#[derive(Clone, Debug)]
pub struct Stack {
    client: Client,
    name: String,
}

impl Stack {
    /// A stack of that name in the account and Region of this configuration.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self { client: Client::new(config), name: name.into() }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its status; `None` when there is no such stack.
    ///
    /// # Errors
    /// When CloudFormation refuses or does not answer.
    pub async fn status(&self) -> Result<Option<String>, DeployError> {
        let described = self.describe().await?;
        let status = described.and_then(|stack| stack.stack_status).map(|status| status.as_str().to_owned());
        Ok(status.filter(|status| status != "DELETE_COMPLETE"))
    }

    /// Its outputs, by name.
    ///
    /// # Errors
    /// When CloudFormation refuses or does not answer.
    pub async fn outputs(&self) -> Result<Vec<(String, String)>, DeployError> {
        let outputs = self.describe().await?.and_then(|stack| stack.outputs).unwrap_or_default();
        let pair = |output: aws_sdk_cloudformation::types::Output| Some((output.output_key?, output.output_value?));
        Ok(outputs.into_iter().filter_map(pair).collect())
    }

    /// Prepares what makes the stack be as the template at this address says, with these parameters.
    ///
    /// # Errors
    /// When the stack cannot be changed now, or template or parameters are refused.
    pub async fn prepare_from(&self, template_url: &str, given: &Given) -> Result<Prepared, DeployError> {
        self.prepare(Template::Url(template_url.to_owned()), given).await
    }

    pub(crate) async fn prepare(&self, template: Template, given: &Given) -> Result<Prepared, DeployError> {
        let described = self.describe().await?.filter(|stack| status(stack) != "DELETE_COMPLETE");
        let creates = self.creates(described.as_ref())?;
        let known = if creates { None } else { described };
        let name = format!("redshift-review-{}", milliseconds());
        let request = self.client.create_change_set().stack_name(&self.name).change_set_name(&name);
        let request = match template {
            Template::Body(text) => request.template_body(text),
            Template::Url(url) => request.template_url(url),
        };
        request
            .change_set_type(if creates { ChangeSetType::Create } else { ChangeSetType::Update })
            .capabilities(Capability::CapabilityNamedIam)
            .capabilities(Capability::CapabilityAutoExpand)
            .include_nested_stacks(true)
            .set_parameters(Some(parameters(known.as_ref(), given)))
            .send()
            .await
            .map_err(|error| DeployError::of_sdk("cloudformation", "CreateChangeSet", &error))?;
        let changes = self.changes(&name).await?;
        Ok(Prepared { name, creates, changes })
    }

    /// Does what was prepared, tells what happens, and waits until it has.
    ///
    /// # Errors
    /// When the stack ends anywhere else; with the reasons that its events give.
    pub async fn execute(
        &self,
        prepared: Prepared,
        hear: impl Fn(&StackEvent) + Send + Sync,
    ) -> Result<(), DeployError> {
        if prepared.changes.is_empty() {
            // A change set that holds nothing is left behind as failed: it would only be in the way.
            let _ = self.client.delete_change_set().stack_name(&self.name).change_set_name(&prepared.name).send().await;
            return Ok(());
        }
        let mut events = Events::default();
        events.pass_over(&self.client, &self.name).await;
        let execute = self.client.execute_change_set().stack_name(&self.name).change_set_name(&prepared.name);
        execute.send().await.map_err(|error| DeployError::of_sdk("cloudformation", "ExecuteChangeSet", &error))?;
        let wanted = if prepared.creates { "CREATE_COMPLETE" } else { "UPDATE_COMPLETE" };
        let mut reasons = Vec::new();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let status = self.status().await?.unwrap_or_else(|| "DELETE_COMPLETE".to_owned());
            for event in events.since_last(&self.client, &self.name).await? {
                if event.is_failure()
                    && let Some(reason) = &event.reason
                {
                    reasons.push(format!("{} ({}): {reason}", event.resource, event.kind));
                }
                hear(&event);
            }
            // Old parts are still removed then; the new ones serve already.
            if status == wanted || status == "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" {
                return Ok(());
            }
            let is_starting = status == "REVIEW_IN_PROGRESS";
            if !is_starting && !status.ends_with("_IN_PROGRESS") {
                return Err(DeployError::Stack { stack: self.name.clone(), status, reasons });
            }
        }
    }

    /// Throws away what was prepared; a stack that exists only as a plan goes with it.
    ///
    /// # Errors
    /// When CloudFormation refuses or does not answer.
    pub async fn forget(&self, prepared: &Prepared) -> Result<(), DeployError> {
        let delete = self.client.delete_change_set().stack_name(&self.name).change_set_name(&prepared.name);
        delete.send().await.map_err(|error| DeployError::of_sdk("cloudformation", "DeleteChangeSet", &error))?;
        if prepared.creates {
            let delete = self.client.delete_stack().stack_name(&self.name).send().await;
            delete.map_err(|error| DeployError::of_sdk("cloudformation", "DeleteStack", &error))?;
        }
        Ok(())
    }

    /// Whether a deployment creates the stack.
    fn creates(&self, described: Option<&Described>) -> Result<bool, DeployError> {
        let Some(described) = described else { return Ok(true) };
        let status = status(described);
        let why = match status.as_str() {
            // Only planned so far.
            "REVIEW_IN_PROGRESS" => return Ok(true),
            "ROLLBACK_COMPLETE" | "CREATE_FAILED" | "ROLLBACK_FAILED" | "DELETE_FAILED" => {
                "it was never created, and cannot be changed any more"
            }
            running if running.ends_with("_IN_PROGRESS") => "something else changes it",
            _ => return Ok(false),
        };
        Err(DeployError::NotNow { stack: self.name.clone(), status, why })
    }

    async fn describe(&self) -> Result<Option<Described>, DeployError> {
        match self.client.describe_stacks().stack_name(&self.name).send().await {
            Ok(answer) => Ok(answer.stacks.unwrap_or_default().into_iter().next()),
            // There is no error code of its own for it (CloudFormation API reference, DescribeStacks).
            Err(error) if error.message().is_some_and(|message| message.contains("does not exist")) => Ok(None),
            Err(error) => Err(DeployError::of_sdk("cloudformation", "DescribeStacks", &error)),
        }
    }

    /// Waits until the change set is worked out; answers what it does.
    async fn changes(&self, name: &str) -> Result<Vec<Change>, DeployError> {
        loop {
            let answer = self.client.describe_change_set().stack_name(&self.name).change_set_name(name).send().await;
            let answer = answer.map_err(|error| DeployError::of_sdk("cloudformation", "DescribeChangeSet", &error))?;
            match answer.status {
                Some(ChangeSetStatus::CreateComplete) => {
                    return Ok(answer.changes.unwrap_or_default().into_iter().filter_map(change).collect());
                }
                Some(ChangeSetStatus::Failed) => {
                    let reason = answer.status_reason.unwrap_or_default();
                    if NOTHING.iter().any(|nothing| reason.contains(nothing)) {
                        return Ok(vec![]);
                    }
                    return Err(DeployError::Stack {
                        stack: self.name.clone(),
                        status: "a change set that failed".to_owned(),
                        reasons: vec![reason],
                    });
                }
                _ => tokio::time::sleep(LOOK_EVERY).await,
            }
        }
    }
}

fn status(stack: &Described) -> String {
    stack.stack_status.as_ref().map(|status| status.as_str().to_owned()).unwrap_or_default()
}

fn change(change: aws_sdk_cloudformation::types::Change) -> Option<Change> {
    let resource = change.resource_change?;
    Some(Change {
        action: resource.action.map(|action| action.as_str().to_owned()).unwrap_or_default(),
        resource: resource.logical_resource_id.unwrap_or_default(),
        kind: resource.resource_type.unwrap_or_default(),
        is_replaced: resource.replacement == Some(Replacement::True),
    })
}

/// What is given, and for everything else what it was: an update must not set back what somebody chose.
fn parameters(known: Option<&Described>, given: &Given) -> Vec<Parameter> {
    let fresh =
        given.iter().map(|(name, value)| Parameter::builder().parameter_key(name).parameter_value(value).build());
    let kept = known.iter().flat_map(|stack| stack.parameters());
    let kept = kept.filter_map(|parameter| parameter.parameter_key()).filter(|name| !given.contains_key(*name));
    let kept = kept.map(|name| Parameter::builder().parameter_key(name).use_previous_value(true).build());
    fresh.chain(kept).collect()
}

fn milliseconds() -> u128 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.unwrap_or_default().as_millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_keeps_what_is_not_given() {
        let parameter = |name: &str| Parameter::builder().parameter_key(name).parameter_value("old").build();
        let stack = Described::builder().parameters(parameter("Pack")).parameters(parameter("Email")).build();
        let given = Given::from([("Email".to_owned(), "new@example.com".to_owned())]);
        let found = parameters(Some(&stack), &given);
        let kept = found.iter().find(|one| one.parameter_key() == Some("Pack")).expect("kept");
        assert_eq!((kept.use_previous_value(), kept.parameter_value()), (Some(true), None));
        assert_eq!(found.len(), 2);
    }
}
