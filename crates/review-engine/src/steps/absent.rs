//! A warehouse out of reach, for steps that must not touch one.

use std::time::Duration;

use async_trait::async_trait;
use review_core::StatementId;
use review_core::error_class::ErrorClass;
use review_core::identity::Identity;
use review_warehouse::{Cancelled, Found, Progress, Rows, Submission, Submitted, Warehouse, WarehouseError};

/// Answers every request with an error: a step that was not given a warehouse may not use one.
pub(super) struct Absent;

fn absent<T>() -> Result<T, WarehouseError> {
    Err(WarehouseError::new(ErrorClass::Unknown, "this step may not touch the warehouse"))
}

#[async_trait]
impl Warehouse for Absent {
    async fn identify(&self) -> Result<Identity, WarehouseError> {
        absent()
    }

    async fn submit(&self, _submission: &Submission) -> Result<Submitted, WarehouseError> {
        absent()
    }

    async fn wait(&self, _statement: &StatementId, _at_most: Duration) -> Result<Progress, WarehouseError> {
        absent()
    }

    async fn cancel(&self, _statement: &StatementId) -> Result<Cancelled, WarehouseError> {
        absent()
    }

    async fn find(&self, _name: &str, _known: Option<&StatementId>) -> Result<Found, WarehouseError> {
        absent()
    }

    async fn fetch(&self, _statement: &StatementId) -> Result<Box<dyn Rows>, WarehouseError> {
        absent()
    }
}
