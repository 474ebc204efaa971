//! What two answers come to.

use review_core::error_class::ErrorClass;

use super::{Kind, WarehouseFacts};
use crate::WarehouseError;

/// What one of the two services answered.
pub(super) type Answer = Result<Option<WarehouseFacts>, WarehouseError>;

/// Where was looked, for the message that nothing was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Looked<'a> {
    pub(super) name: &'a str,
    pub(super) region: &'a str,
    /// `None` when not even this could be asked.
    pub(super) account: Option<&'a str>,
}

/// What becomes of the answers about clusters and about workgroups; `Ok(None)` when neither has it.
///
/// What was found counts, even if the other service could not be asked: a name that is both is rare, a reviewer who
/// may see only one kind is not.
pub(super) fn decide(cluster: Answer, workgroup: Answer) -> Result<Option<WarehouseFacts>, WarehouseError> {
    match (cluster, workgroup) {
        (Ok(Some(cluster)), Ok(Some(_))) => Err(ambiguous(&cluster)),
        (Ok(Some(facts)), _) | (_, Ok(Some(facts))) => Ok(Some(facts)),
        (Ok(None), Ok(None)) => Ok(None),
        (Err(one), Ok(None)) | (Ok(None), Err(one)) => Err(one),
        (Err(cluster), Err(workgroup)) => Err(both(cluster, workgroup)),
    }
}

fn ambiguous(cluster: &WarehouseFacts) -> WarehouseError {
    let WarehouseFacts { name, region, .. } = cluster;
    WarehouseError {
        remedy: Some("say which is meant: ?kind=cluster or ?kind=workgroup in the address".to_owned()),
        ..WarehouseError::new(
            ErrorClass::Unknown,
            format!("{name} in {region} is the name of a cluster and of a workgroup"),
        )
    }
}

/// Two failures of one cause are one; two denials are mended by two statements.
fn both(cluster: WarehouseError, workgroup: WarehouseError) -> WarehouseError {
    let denied = cluster.class == ErrorClass::Permission && workgroup.class == ErrorClass::Permission;
    if !denied || cluster.remedy == workgroup.remedy {
        return cluster;
    }
    let remedy = match (&cluster.remedy, &workgroup.remedy) {
        (Some(one), Some(other)) => Some(format!("for a cluster: {one}; for a workgroup: {other}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    WarehouseError { remedy, message: format!("{}; {}", cluster.message, workgroup.message), ..cluster }
}

/// There is no warehouse of that name where it was looked for.
pub(super) fn gone(looked: &Looked<'_>, kind: Option<Kind>) -> WarehouseError {
    let what = match kind {
        Some(kind) => kind.word(),
        None => "cluster or workgroup",
    };
    let Looked { name, region, account } = looked;
    let account = account.map_or_else(String::new, |account| format!(" of account {account}"));
    WarehouseError {
        remedy: Some(
            "check the name, the Region (?region=, AWS_REGION) and the account (?profile=, ?role_arn=)".to_owned(),
        ),
        ..WarehouseError::new(ErrorClass::Gone, format!("there is no {what} {name} in {region}{account}"))
    }
}

#[cfg(test)]
mod tests {
    use review_core::identity::Deployment;

    use super::super::Capacity;
    use super::*;

    fn found(kind: Kind) -> Answer {
        Ok(Some(WarehouseFacts {
            kind,
            name: "sales".to_owned(),
            deployment: Deployment::SingleAz,
            status: "available".to_owned(),
            query_status: None,
            endpoint: None,
            capacity: Capacity::Rpus { base: None, max: None },
            version: None,
            track: None,
            region: "eu-west-1".to_owned(),
            account: None,
            arn: None,
            namespace: None,
            database: None,
            maintenance_window: None,
            publicly_accessible: None,
        }))
    }

    fn failed(class: ErrorClass, remedy: &str) -> Answer {
        Err(WarehouseError { remedy: Some(remedy.to_owned()), ..WarehouseError::new(class, format!("no: {remedy}")) })
    }

    fn kind(cluster: Answer, workgroup: Answer) -> Option<Kind> {
        decide(cluster, workgroup).expect("no failure").map(|facts| facts.kind)
    }

    #[test]
    fn what_was_found_counts_whatever_the_other_service_says() {
        let denied = || failed(ErrorClass::Permission, "allow");
        assert_eq!(kind(found(Kind::Cluster), Ok(None)), Some(Kind::Cluster));
        assert_eq!(kind(found(Kind::Cluster), denied()), Some(Kind::Cluster));
        assert_eq!(kind(Ok(None), found(Kind::Workgroup)), Some(Kind::Workgroup));
        assert_eq!(kind(denied(), found(Kind::Workgroup)), Some(Kind::Workgroup));
        assert_eq!(kind(Ok(None), Ok(None)), None);
    }

    #[test]
    fn a_name_that_is_both_asks_for_the_kind() {
        let error = decide(found(Kind::Cluster), found(Kind::Workgroup)).expect_err("ambiguous");
        assert_eq!(error.message, "sales in eu-west-1 is the name of a cluster and of a workgroup");
        assert!(error.remedy.is_some_and(|remedy| remedy.contains("?kind=cluster or ?kind=workgroup")));
    }

    #[test]
    fn a_service_that_could_not_be_asked_is_told_when_the_other_has_nothing() {
        let error = decide(failed(ErrorClass::Permission, "allow it"), Ok(None)).expect_err("denied");
        assert_eq!(error.message, "no: allow it");
        let error = decide(Ok(None), failed(ErrorClass::Throttle, "wait")).expect_err("throttled");
        assert_eq!(error.class, ErrorClass::Throttle);
    }

    #[test]
    fn two_denials_are_mended_by_two_statements_and_one_cause_is_told_once() {
        let error = decide(failed(ErrorClass::Permission, "one"), failed(ErrorClass::Permission, "two"));
        assert_eq!(error.expect_err("both").remedy.as_deref(), Some("for a cluster: one; for a workgroup: two"));
        let error = decide(failed(ErrorClass::Connection, "same"), failed(ErrorClass::Connection, "same"));
        assert_eq!(error.expect_err("both").message, "no: same");
    }

    #[test]
    fn what_is_not_there_names_where_was_looked() {
        let looked = Looked { name: "sales", region: "eu-west-1", account: Some("123456789012") };
        let error = gone(&looked, None);
        assert_eq!(error.message, "there is no cluster or workgroup sales in eu-west-1 of account 123456789012");
        let error = gone(&Looked { account: None, ..looked }, Some(Kind::Cluster));
        assert_eq!((error.class, error.message.as_str()), (ErrorClass::Gone, "there is no cluster sales in eu-west-1"));
    }
}
