//! The services of AWS that the functions ask beside the warehouse and the bucket.

mod executions;
mod topic;

use aws_config::SdkConfig;
pub use executions::{Executions, Started};
use review_core::error_class::ErrorClass;
use review_warehouse::WarehouseError;
use review_warehouse::aws::{self, AwsOptions};
pub use topic::{Subscribers, Topic};

use crate::named::{ErrorName, NamedError};

/// The configuration of a function's own role, in its own Region.
pub async fn own_config() -> SdkConfig {
    aws::config(&AwsOptions::default()).await
}

/// What a service other than the warehouse's said. Anything that may pass counts as the services being unavailable.
pub(crate) fn named(error: WarehouseError) -> NamedError {
    let name = match error.class {
        ErrorClass::Throttle | ErrorClass::QueueLimit => ErrorName::Throttled,
        ErrorClass::Permission | ErrorClass::MissingObject | ErrorClass::Gone => ErrorName::Refused,
        ErrorClass::Syntax
        | ErrorClass::Connection
        | ErrorClass::Lock
        | ErrorClass::TimeThreshold
        | ErrorClass::Aborted
        | ErrorClass::UsageLimit
        | ErrorClass::Paused
        | ErrorClass::Maintenance
        | ErrorClass::Unknown => ErrorName::StoreUnavailable,
    };
    NamedError { name, ..NamedError::from(error) }
}
