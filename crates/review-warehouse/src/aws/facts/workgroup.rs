//! A Serverless workgroup: GetWorkgroup.

use aws_config::SdkConfig;
use aws_sdk_redshiftserverless::error::ProvideErrorMetadata;
use aws_sdk_redshiftserverless::types::Workgroup;
use review_core::identity::Deployment;

use super::{Capacity, Endpoint, Kind, WarehouseFacts};
use crate::WarehouseError;
use crate::aws::arn::Arn;
use crate::aws::errors::{Call, from_sdk_at};
use crate::aws::policy::Place;

pub(super) const CALL: Call = Call::new("redshift-serverless", "GetWorkgroup");

/// The workgroup of that name, if there is one.
pub(super) async fn get(
    config: &SdkConfig,
    region: &str,
    name: &str,
) -> Result<Option<WarehouseFacts>, WarehouseError> {
    if !may_be_a_name(name) {
        return Ok(None);
    }
    let client = aws_sdk_redshiftserverless::Client::new(config);
    match client.get_workgroup().workgroup_name(name).send().await {
        Ok(answer) => Ok(answer.workgroup().map(|workgroup| read(workgroup, region, name))),
        Err(error)
            if error.as_service_error().and_then(ProvideErrorMetadata::code) == Some("ResourceNotFoundException") =>
        {
            Ok(None)
        }
        Err(error) => {
            let place = Place { region: region.to_owned(), ..Place::default() };
            Err(from_sdk_at(CALL, &place, &error))
        }
    }
}

/// What AWS accepts as a workgroup's name: 3 to 64 small letters, digits and hyphens (API reference, GetWorkgroup).
/// A cluster may have a name that it refuses to look for.
fn may_be_a_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (3..=64).contains(&name.len()) && name.bytes().all(allowed)
}

fn read(workgroup: &Workgroup, region: &str, name: &str) -> WarehouseFacts {
    let rpus = |units: Option<i32>| units.and_then(|units| u32::try_from(units).ok());
    let account = workgroup.workgroup_arn().and_then(Arn::parse).map(|arn| arn.account.to_owned());
    WarehouseFacts {
        kind: Kind::Workgroup,
        name: name.to_owned(),
        deployment: Deployment::Serverless,
        status: workgroup.status().map(|status| status.as_str().to_ascii_lowercase()).unwrap_or_default(),
        query_status: None,
        endpoint: workgroup.endpoint().and_then(|endpoint| Endpoint::new(endpoint.address(), endpoint.port())),
        capacity: Capacity::Rpus { base: rpus(workgroup.base_capacity()), max: rpus(workgroup.max_capacity()) },
        version: workgroup.patch_version().or(workgroup.workgroup_version()).map(str::to_owned),
        track: workgroup.track_name().map(str::to_owned),
        region: region.to_owned(),
        account,
        arn: workgroup.workgroup_arn().map(str::to_owned),
        namespace: workgroup.namespace_name().map(str::to_owned),
        // The namespace knows it; asking would need one more permission for no decision.
        database: None,
        maintenance_window: None,
        publicly_accessible: workgroup.publicly_accessible(),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_redshiftserverless::types::WorkgroupStatus;

    use super::*;

    #[test]
    fn the_parts_of_a_workgroup_are_read() {
        let arn = "arn:aws:redshift-serverless:eu-west-1:123456789012:workgroup/5b1c4a4e-0000-0000-0000-000000000000";
        let workgroup = Workgroup::builder()
            .workgroup_arn(arn)
            .namespace_name("shop")
            .base_capacity(32)
            .max_capacity(128)
            .status(WorkgroupStatus::Available)
            .build();
        let facts = read(&workgroup, "eu-west-1", "sales");
        assert_eq!(facts.deployment, Deployment::Serverless);
        assert_eq!((facts.status.as_str(), facts.availability()), ("available", Ok(())));
        assert_eq!(facts.account.as_deref(), Some("123456789012"));
        assert_eq!(facts.arn.as_deref(), Some(arn));
        assert_eq!(facts.capacity, Capacity::Rpus { base: Some(32), max: Some(128) });
    }

    #[test]
    fn a_name_that_no_workgroup_can_have_is_not_asked_for() {
        for (name, may) in [("sales-1", true), ("ab", false), ("Sales", false), ("a_b", false)] {
            assert_eq!(may_be_a_name(name), may, "{name}");
        }
        assert!(!may_be_a_name(&"a".repeat(65)));
    }
}
