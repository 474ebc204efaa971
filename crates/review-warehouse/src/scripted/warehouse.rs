//! The adapter.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use review_core::call::{Answer, CallDenied, CallName, CallScript};
use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use review_core::{StatementId, Timestamp};
use tokio::time::{Instant, sleep_until};

use super::call::Request;
use super::server::ScriptedServer;
use crate::{Calls, Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

/// An adapter of a [`ScriptedServer`]. Dropped, it leaves its statements in the server as they are.
pub struct ScriptedWarehouse {
    server: ScriptedServer,
    adapter: u64,
}

impl ScriptedWarehouse {
    pub(super) const fn new(server: ScriptedServer, adapter: u64) -> Self {
        Self { server, adapter }
    }

    /// Waits until the statement changes or its time comes, until `deadline` at most.
    async fn change(&self, id: &StatementId, deadline: Option<Instant>) -> Result<(), WarehouseError> {
        let changed = Arc::clone(&self.server.settled().known(self.adapter, id)?.changed);
        // Made before the state is read: a change after that is not missed.
        let notified = changed.notified();
        let ends = match self.server.settled().known(self.adapter, id)? {
            statement if statement.is_live() => statement.ends,
            _ => return Ok(()),
        };
        let timer = async {
            match [ends, deadline].into_iter().flatten().min() {
                Some(moment) => sleep_until(moment).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = notified => {}
            () = timer => {}
        }
        Ok(())
    }
}

#[async_trait]
impl Warehouse for ScriptedWarehouse {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        let mut state = self.server.settled();
        state.note(self.adapter, Request::Identify);
        state.identity()
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, WarehouseError> {
        let mut state = self.server.settled();
        let answer = state.submit(self.adapter, submission);
        let Submission { name, attempt, sql, database, .. } = submission.clone();
        let statement = answer.as_ref().ok().map(|submitted| submitted.statement.clone());
        state.note(self.adapter, Request::Submit { name, attempt, sql, database, statement });
        answer
    }

    async fn wait(&self, id: &StatementId, at_most: Duration) -> Result<Progress, WarehouseError> {
        {
            let mut state = self.server.settled();
            state.note(self.adapter, Request::Wait(id.clone()));
            if state.known(self.adapter, id)?.fails_to_wait() {
                return Err(WarehouseError::new(ErrorClass::Connection, "the test has the wait fail"));
            }
        }
        let deadline = Instant::now().checked_add(at_most);
        loop {
            let progress = self.server.settled().known(self.adapter, id)?.progress();
            let over = deadline.is_some_and(|deadline| deadline <= Instant::now());
            if progress != Progress::Running || over {
                return Ok(progress);
            }
            self.change(id, deadline).await?;
        }
    }

    async fn cancel(&self, id: &StatementId) -> Result<Cancelled, WarehouseError> {
        let mut state = self.server.settled();
        state.note(self.adapter, Request::Cancel(id.clone()));
        state.cancel(self.adapter, id)
    }

    async fn find(&self, name: &str, _known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        let mut state = self.server.settled();
        state.note(self.adapter, Request::Find(name.to_owned()));
        state.find(name)
    }

    fn aws_calls(&self) -> Option<&dyn Calls> {
        self.server.settled().has_account().then_some(self)
    }

    async fn fetch(&self, id: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        let mut state = self.server.settled();
        state.note(self.adapter, Request::Fetch(id.clone()));
        match state.known(self.adapter, id)?.read() {
            Some(reading) => Ok(Box::new(reading)),
            None => Err(WarehouseError::new(ErrorClass::Unknown, format!("statement {id} has no result"))),
        }
    }
}

#[async_trait]
impl Calls for ScriptedWarehouse {
    async fn ask(&self, script: &CallScript, _until: Timestamp) -> Result<Answer, WarehouseError> {
        let delay = self.server.settled().answers_take();
        tokio::time::sleep(delay).await;
        self.server.settled().ask(script.call, true)
    }

    async fn denied(&self, call: CallName) -> Option<CallDenied> {
        let error = self.server.settled().ask(call, false).err()?;
        let denied = CallDenied { action: call.word().to_owned(), remedy: error.remedy.unwrap_or_default() };
        (error.class == ErrorClass::Permission).then_some(denied)
    }
}
