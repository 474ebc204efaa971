//! What happens to a stack, as its events tell.

use std::collections::HashSet;

use aws_sdk_cloudformation::Client;

use crate::error::DeployError;

/// Something that happened to a resource of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackEvent {
    /// The resource's name in the template; the stack's own for the stack itself.
    pub resource: String,
    /// Its type, such as `AWS::Lambda::Function`.
    pub kind: String,
    /// Its status.
    pub status: String,
    /// Why, where CloudFormation says so.
    pub reason: Option<String>,
    /// The stack it belongs to, where it is a nested one.
    pub nested: Option<String>,
}

impl StackEvent {
    /// Whether something failed.
    pub fn is_failure(&self) -> bool {
        self.status.ends_with("_FAILED")
    }
}

/// The events of a stack and of its nested stacks, each told once.
#[derive(Debug, Default)]
pub(crate) struct Events {
    seen: HashSet<String>,
    nested: Vec<(String, String)>,
}

impl Events {
    /// Passes over what has happened until now.
    pub(crate) async fn pass_over(&mut self, client: &Client, stack: &str) {
        // A stack that is not there yet has no events.
        let _ = self.new_of(client, stack, None).await;
    }

    /// What is new, the oldest first.
    pub(crate) async fn since_last(&mut self, client: &Client, stack: &str) -> Result<Vec<StackEvent>, DeployError> {
        let mut events = self.new_of(client, stack, None).await?;
        for (id, name) in self.nested.clone() {
            events.extend(self.new_of(client, &id, Some(name)).await?);
        }
        Ok(events)
    }

    async fn new_of(
        &mut self,
        client: &Client,
        stack: &str,
        nested: Option<String>,
    ) -> Result<Vec<StackEvent>, DeployError> {
        let mut new = Vec::new();
        let mut pages = client.describe_stack_events().stack_name(stack).into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| DeployError::of_sdk("cloudformation", "DescribeStackEvents", &error))?;
            let mut known = false;
            for event in page.stack_events.unwrap_or_default() {
                let Some(id) = event.event_id else { continue };
                if !self.seen.insert(id) {
                    // The newest come first: what follows a known one is known.
                    known = true;
                    break;
                }
                let resource = event.logical_resource_id.unwrap_or_default();
                let kind = event.resource_type.unwrap_or_default();
                let child = event.physical_resource_id.filter(|child| !child.is_empty() && child != stack);
                if let Some(child) = child.filter(|_| kind == "AWS::CloudFormation::Stack" && nested.is_none())
                    && child.contains(":stack/")
                    && Some(child.as_str()) != event.stack_id.as_deref()
                    && !self.nested.iter().any(|(id, _)| *id == child)
                {
                    self.nested.push((child, resource.clone()));
                }
                new.push(StackEvent {
                    resource,
                    kind,
                    status: event.resource_status.map(|status| status.as_str().to_owned()).unwrap_or_default(),
                    reason: event.resource_status_reason,
                    nested: nested.clone(),
                });
            }
            if known {
                break;
            }
        }
        new.reverse();
        Ok(new)
    }
}
