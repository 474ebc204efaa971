//! Finding out what a name names, before anything is asked of the warehouse itself.

use std::time::Duration;

use aws_config::SdkConfig;
use review_core::error_class::ErrorClass;
use review_core::identity::Deployment;
use tokio::time::timeout;

use super::address::{RedshiftAddress, RedshiftAddressError};
use super::errors;
use crate::WarehouseError;
use crate::aws::{Kind, WarehouseFacts, facts};

/// How long the control plane may take; own choice. It is not needed where the address says the kind.
const ASK_WITHIN: Duration = Duration::from_secs(20);
const SAY_THE_KIND: &str = "say what it is with ?kind=cluster or ?kind=workgroup in the address";

/// Why a warehouse cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The address cannot be used.
    #[error(transparent)]
    Address(#[from] RedshiftAddressError),
    /// AWS refuses, or knows no such warehouse, or the warehouse does not answer queries now.
    #[error(transparent)]
    Warehouse(#[from] WarehouseError),
}

impl OpenError {
    /// What to do about it, as an imperative.
    pub fn remedy(&self) -> String {
        match self {
            Self::Address(error) => error.remedy().to_owned(),
            Self::Warehouse(error) => error.remedy.clone().unwrap_or_else(|| error.class.remedy().to_owned()),
        }
    }
}

/// What a name names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) kind: Kind,
    pub(super) deployment: Deployment,
    /// The account that owns it, where AWS or the address names it.
    pub(super) account: Option<String>,
    /// What could not be found out and is assumed.
    pub(super) assumed: Vec<String>,
}

/// Asks the control plane what the name names.
pub(super) async fn named(config: &SdkConfig, address: &RedshiftAddress) -> Result<Named, WarehouseError> {
    let kind = kind_said(address);
    let told = timeout(ASK_WITHIN, facts(config, &address.name, kind)).await.unwrap_or_else(|_| {
        let message = format!("the control plane of AWS did not answer for {} s", ASK_WITHIN.as_secs());
        Err(WarehouseError::new(ErrorClass::Connection, message))
    });
    let profile = address.aws.profile.as_deref();
    concluded(told.map_err(|error| errors::naming_profile(error, profile)), kind)
}

/// What the address itself says.
pub(super) fn kind_said(address: &RedshiftAddress) -> Option<Kind> {
    // Only clusters have temporary credentials of a user of one's choice.
    address.kind.or_else(|| address.db_user.as_ref().map(|_| Kind::Cluster))
}

/// What follows from the control plane's answer and from what the address says.
fn concluded(told: Result<WarehouseFacts, WarehouseError>, kind: Option<Kind>) -> Result<Named, WarehouseError> {
    match (told, kind) {
        (Ok(facts), _) => {
            facts.availability()?;
            Ok(Named { kind: facts.kind, deployment: facts.deployment, account: facts.account, assumed: Vec::new() })
        }
        // Without credentials nothing else will be answered either.
        (Err(error), _) if error.class == ErrorClass::Gone || errors::is_about_credentials(&error) => Err(error),
        (Err(error), Some(kind)) => Ok(assumed(kind, Some(&error))),
        (Err(error), None) => {
            let remedy = match &error.remedy {
                Some(remedy) if remedy.contains("?kind=") => remedy.clone(),
                Some(remedy) => format!("{SAY_THE_KIND}; or {remedy}"),
                None => SAY_THE_KIND.to_owned(),
            };
            Err(WarehouseError { remedy: Some(remedy), ..error })
        }
    }
}

/// What is taken for granted when the control plane says nothing.
pub(super) fn assumed(kind: Kind, why: Option<&WarehouseError>) -> Named {
    let (deployment, words) = match kind {
        Kind::Workgroup => (Deployment::Serverless, None),
        Kind::Cluster => (Deployment::SingleAz, Some("the cluster is taken for one in a single Availability Zone")),
    };
    let because = why.map_or_else(String::new, |error| format!(": AWS could not be asked ({error})"));
    Named {
        kind,
        deployment,
        account: None,
        assumed: words.map(|words| format!("{words}{because}")).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied() -> WarehouseError {
        let (code, remedy) = (Some("AccessDenied".to_owned()), Some("allow it".to_owned()));
        WarehouseError { code, remedy, ..WarehouseError::new(ErrorClass::Permission, "no") }
    }

    #[test]
    fn a_control_plane_that_is_denied_is_not_needed_when_the_kind_is_said() {
        let named = concluded(Err(denied()), Some(Kind::Workgroup)).expect("enough is known");
        assert_eq!((named.deployment, named.assumed), (Deployment::Serverless, vec![]));
        let named = concluded(Err(denied()), Some(Kind::Cluster)).expect("enough is known");
        assert_eq!(named.deployment, Deployment::SingleAz);
        assert_eq!(
            named.assumed,
            [
                "the cluster is taken for one in a single Availability Zone: AWS could not be asked (permission: no (AccessDenied))"
            ]
        );
    }

    #[test]
    fn without_a_kind_the_remedy_names_the_parameter() {
        let error = concluded(Err(denied()), None).expect_err("nobody knows what it is");
        let remedy = error.remedy.expect("a remedy");
        assert!(remedy.starts_with("say what it is with ?kind=cluster") && remedy.ends_with("or allow it"), "{remedy}");
    }

    #[test]
    fn what_is_not_there_and_missing_credentials_are_told_whatever_the_kind() {
        for error in [
            WarehouseError::new(ErrorClass::Gone, "there is no cluster sales"),
            WarehouseError::new(ErrorClass::Permission, "no AWS credentials were found"),
        ] {
            assert_eq!(concluded(Err(error.clone()), Some(Kind::Cluster)), Err(error));
        }
    }

    #[test]
    fn a_database_user_means_a_cluster() {
        let said = |text: &str| kind_said(&text.parse().expect("an address"));
        assert_eq!(said("redshift://c/dev"), None);
        assert_eq!(said("redshift://c/dev?db_user=r"), Some(Kind::Cluster));
        assert_eq!(said("redshift://c/dev?kind=workgroup"), Some(Kind::Workgroup));
    }
}
