//! Calls about a Serverless workgroup.

use aws_sdk_redshiftserverless::Client;
use aws_sdk_redshiftserverless::types::{Namespace, UsageLimit, Workgroup};
use review_core::error_class::ErrorClass;
use serde_json::{Value, json};

use super::adapter::Asking;
use super::moment::moment;
use crate::WarehouseError;
use crate::aws::errors::{Call, from_sdk_at};

const WORKGROUP: Call = Call::new("redshift-serverless", "GetWorkgroup");
const NAMESPACE: Call = Call::new("redshift-serverless", "GetNamespace");
const LIMITS: Call = Call::new("redshift-serverless", "ListUsageLimits");

pub(super) async fn workgroup(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let answer = Client::new(asking.config).get_workgroup().workgroup_name(asking.name).send().await;
    let answer = answer.map_err(|error| from_sdk_at(WORKGROUP, asking.place, &error))?;
    Ok(json!({"workgroup": answer.workgroup().map(workgroup_json)}))
}

/// The namespace that the workgroup belongs to, which only the workgroup names.
pub(super) async fn namespace(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let workgroup = workgroup(asking).await?;
    let name = text(&workgroup, "/workgroup/namespaceName")?;
    let answer = Client::new(asking.config).get_namespace().namespace_name(name).send().await;
    let answer = answer.map_err(|error| from_sdk_at(NAMESPACE, asking.place, &error))?;
    Ok(json!({"namespace": answer.namespace().map(namespace_json)}))
}

pub(super) async fn namespace_arn(asking: &Asking<'_>) -> Result<String, WarehouseError> {
    text(&namespace(asking).await?, "/namespace/namespaceArn")
}

pub(super) async fn usage_limits(asking: &Asking<'_>) -> Result<Value, WarehouseError> {
    let workgroup = workgroup(asking).await?;
    let arn = text(&workgroup, "/workgroup/workgroupArn")?;
    let mut pages = Client::new(asking.config).list_usage_limits().resource_arn(arn).into_paginator().send();
    let mut found = Vec::new();
    for _ in 0..asking.pages {
        let Some(page) = pages.next().await else { break };
        let page = page.map_err(|error| from_sdk_at(LIMITS, asking.place, &error))?;
        found.extend(page.usage_limits().iter().map(usage_limit_json));
    }
    Ok(json!({"usageLimits": found}))
}

fn text(answer: &Value, pointer: &str) -> Result<String, WarehouseError> {
    let found = answer.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| WarehouseError::new(ErrorClass::Unknown, format!("the answer of AWS lacks {pointer}")))
}

fn workgroup_json(workgroup: &Workgroup) -> Value {
    let parameters = workgroup.config_parameters().iter().map(
        |parameter| json!({"parameterKey": parameter.parameter_key(), "parameterValue": parameter.parameter_value()}),
    );
    let target = workgroup.price_performance_target();
    json!({
        "workgroupName": workgroup.workgroup_name(),
        "workgroupArn": workgroup.workgroup_arn(),
        "namespaceName": workgroup.namespace_name(),
        "status": workgroup.status().map(|word| word.as_str()),
        "baseCapacity": workgroup.base_capacity(),
        "maxCapacity": workgroup.max_capacity(),
        "pricePerformanceTarget": {
            "status": target.and_then(|target| target.status()).map(|word| word.as_str()),
            "level": target.and_then(|target| target.level()),
        },
        "publiclyAccessible": workgroup.publicly_accessible(),
        "enhancedVpcRouting": workgroup.enhanced_vpc_routing(),
        "creationDate": moment(workgroup.creation_date()),
        "trackName": workgroup.track_name(),
        "workgroupVersion": workgroup.workgroup_version(),
        "patchVersion": workgroup.patch_version(),
        "port": workgroup.port(),
        "configParameters": parameters.collect::<Vec<_>>(),
    })
}

fn namespace_json(namespace: &Namespace) -> Value {
    json!({
        "namespaceName": namespace.namespace_name(),
        "namespaceArn": namespace.namespace_arn(),
        "status": namespace.status().map(|word| word.as_str()),
        "dbName": namespace.db_name(),
        "kmsKeyId": namespace.kms_key_id(),
        "creationDate": moment(namespace.creation_date()),
        "defaultIamRoleArn": namespace.default_iam_role_arn(),
        "iamRoles": namespace.iam_roles(),
        "logExports": namespace.log_exports().iter().map(|word| word.as_str()).collect::<Vec<_>>(),
    })
}

fn usage_limit_json(limit: &UsageLimit) -> Value {
    json!({
        "usageLimitId": limit.usage_limit_id(),
        "resourceArn": limit.resource_arn(),
        "usageType": limit.usage_type().map(|word| word.as_str()),
        "amount": limit.amount(),
        "period": limit.period().map(|word| word.as_str()),
        "breachAction": limit.breach_action().map(|word| word.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_redshiftserverless::primitives::DateTime;
    use aws_sdk_redshiftserverless::types::{
        ConfigParameter, LogExport, NamespaceStatus, PerformanceTarget, PerformanceTargetStatus,
        UsageLimitBreachAction, UsageLimitPeriod, UsageLimitUsageType, WorkgroupStatus,
    };
    use review_core::call::CallName;

    use super::super::recommendations::tests::holds_all_members;
    use super::*;

    #[test]
    fn a_workgroup_is_written_out_as_its_members_are_listed() {
        let parameter = ConfigParameter::builder().parameter_key("require_ssl").parameter_value("true").build();
        let full = Workgroup::builder()
            .workgroup_name("w")
            .workgroup_arn("arn")
            .namespace_name("n")
            .status(WorkgroupStatus::Available)
            .base_capacity(32)
            .max_capacity(128)
            .price_performance_target(
                PerformanceTarget::builder().status(PerformanceTargetStatus::Enabled).level(50).build(),
            )
            .publicly_accessible(false)
            .enhanced_vpc_routing(false)
            .creation_date(DateTime::from_secs(0))
            .track_name("current")
            .workgroup_version("1.0")
            .patch_version("1")
            .port(5439)
            .config_parameters(parameter)
            .build();
        holds_all_members(CallName::GetWorkgroup, &json!({"workgroup": workgroup_json(&full)}));
    }

    #[test]
    fn a_namespace_and_a_limit_are_written_out_as_their_members_are_listed() {
        let full = Namespace::builder()
            .namespace_name("n")
            .namespace_arn("arn")
            .status(NamespaceStatus::Available)
            .db_name("dev")
            .kms_key_id("k")
            .creation_date(DateTime::from_secs(0))
            .default_iam_role_arn("arn")
            .iam_roles("arn")
            .log_exports(LogExport::ConnectionLog)
            .build();
        holds_all_members(CallName::GetNamespace, &json!({"namespace": namespace_json(&full)}));
        let limit = UsageLimit::builder()
            .usage_limit_id("u")
            .resource_arn("arn")
            .usage_type(UsageLimitUsageType::ServerlessCompute)
            .amount(100)
            .period(UsageLimitPeriod::Daily)
            .breach_action(UsageLimitBreachAction::Log)
            .build();
        holds_all_members(CallName::ListUsageLimits, &json!({"usageLimits": [usage_limit_json(&limit)]}));
    }
}
