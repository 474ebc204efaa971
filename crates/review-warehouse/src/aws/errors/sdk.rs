//! What an SDK client returned.

use std::error::Error;
use std::fmt::Debug;

use aws_config::SdkConfig;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use review_core::error_class::ErrorClass;

use super::chain::chain;
use super::{Call, credentials, refused_at};
use crate::WarehouseError;
use crate::aws::policy::Place;

const REGION: &str = "name the Region in the address (?region=), in AWS_REGION, or in the profile";
const REACH: &str = "check the Region's name, and that this machine reaches AWS: proxy, firewall, VPC endpoint, \
                     AWS_ENDPOINT_URL";

/// Any failure of an SDK call.
pub fn from_sdk<E, R>(call: Call, error: &SdkError<E, R>) -> WarehouseError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug + 'static,
{
    from_sdk_at(call, &Place::default(), error)
}

/// The same where more is known of the place, so that a policy statement has names in place of placeholders.
pub fn from_sdk_at<E, R>(call: Call, place: &Place, error: &SdkError<E, R>) -> WarehouseError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: Debug + 'static,
{
    if let Some(service) = error.as_service_error() {
        return refused_at(call, place, service.code(), service.message().unwrap_or_default());
    }
    if let Some(found) = credentials::from_chain(error) {
        return found;
    }
    let causes = causes(error);
    if causes.contains("Missing Region") {
        return no_region();
    }
    if causes.contains("no identity resolver") {
        return credentials::none();
    }
    let what = match error {
        SdkError::TimeoutError(_) => "AWS did not answer in time",
        SdkError::DispatchFailure(_) => "AWS cannot be reached",
        SdkError::ResponseError(_) => "AWS answered something that cannot be read",
        _ => "the request cannot be made",
    };
    let message = format!("{} of {}: {what}: {causes}", call.operation, call.service);
    let (class, remedy) = match error {
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => {
            (ErrorClass::Connection, Some(REACH.to_owned()))
        }
        _ => (ErrorClass::Unknown, None),
    };
    WarehouseError { remedy, ..WarehouseError::new(class, message) }
}

/// The Region of a configuration.
///
/// # Errors
/// When none is set anywhere.
pub fn require_region(config: &SdkConfig) -> Result<String, WarehouseError> {
    config.region().map(|region| region.as_ref().to_owned()).ok_or_else(no_region)
}

fn no_region() -> WarehouseError {
    WarehouseError { remedy: Some(REGION.to_owned()), ..WarehouseError::new(ErrorClass::Gone, "no AWS Region is set") }
}

/// The causes below an error, outermost first.
fn causes(error: &(dyn Error + 'static)) -> String {
    chain(error).skip(1).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
