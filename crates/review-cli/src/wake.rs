//! Waking a Serverless workgroup: never by accident, since any statement does it, and it charges for that.
//!
//! Whether a workgroup is awake cannot be asked of itself without waking it. Its metric ComputeSeconds in CloudWatch
//! would tell; this version does not ask there, so every workgroup counts as idle.

use review_core::identity::Deployment;
use review_warehouse::aws::{self, Kind};
use review_warehouse::data_api::RedshiftAddress;
use review_warehouse::postgres::{Address, CredentialsFrom, IamTarget};

use crate::failure::Failure;

/// Whether an address names a Serverless workgroup.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    /// It does.
    Workgroup,
    /// It names a cluster or workgroup, and AWS knows which.
    AskAws(RedshiftAddress),
    /// It does not, or nobody can tell before connecting, or it cannot be used, which opening it will say.
    Other,
}

/// Checks that the user agrees to waking what the URL names, before anything is sent there. Where the address does
/// not say whether it is a workgroup, the control plane is asked, which wakes nobody.
pub(crate) async fn allowed(url: &str, wake: bool) -> Result<(), Failure> {
    let is_workgroup = match names(url) {
        _ if wake => false,
        Names::Other => false,
        Names::Workgroup => true,
        Names::AskAws(address) => {
            let config = aws::config(&address.aws).await;
            // What AWS refuses is told when the warehouse is opened, with its remedy.
            aws::facts(&config, &address.name, None).await.is_ok_and(|facts| facts.kind == Kind::Workgroup)
        }
    };
    match is_workgroup {
        false => Ok(()),
        true => Err(Failure::usage(
            "this would wake a Serverless workgroup if it is idle; no statement was sent",
            "add `--wake`: a woken workgroup charges for queries on system views, too, 60 seconds at least, times its \
             RPUs",
        )),
    }
}

fn names(url: &str) -> Names {
    if url.starts_with("redshift://") {
        let Ok(address) = url.parse::<RedshiftAddress>() else { return Names::Other };
        return match address.kind {
            Some(Kind::Workgroup) => Names::Workgroup,
            Some(Kind::Cluster) => Names::Other,
            // Only a cluster has temporary credentials of a user of one's choice.
            None if address.db_user.is_some() => Names::Other,
            None => Names::AskAws(address),
        };
    }
    let Ok(address) = url.parse::<Address>() else { return Names::Other };
    let by_name = address.host.trim_end_matches('.').to_ascii_lowercase().contains(".redshift-serverless.");
    let by_credentials = matches!(address.credentials, CredentialsFrom::Iam(IamTarget::Workgroup(_)));
    match by_name || by_credentials || address.deployment == Some(Deployment::Serverless) {
        true => Names::Workgroup,
        false => Names::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_workgroup_needs_to_be_woken() {
        for (url, is_workgroup) in [
            ("sample:serverless", false),
            ("postgres://me@127.0.0.1:5439/dev", false),
            ("postgres://me@c.abc.eu-west-1.redshift.amazonaws.com:5439/dev", false),
            ("postgres://me@w.123.eu-west-1.redshift-serverless.amazonaws.com:5439/dev", true),
            ("postgres://me@127.0.0.1:5439/dev?deployment=serverless", true),
            ("redshift://sales/dev?region=eu-west-1&kind=workgroup", true),
            ("redshift://sales/dev?kind=cluster", false),
            ("redshift://sales/dev?db_user=reviewer", false),
        ] {
            assert_eq!(names(url) == Names::Workgroup, is_workgroup, "{url}");
            assert_eq!(allowed(url, false).await.is_ok(), !is_workgroup, "{url}");
            assert!(allowed(url, true).await.is_ok(), "{url}");
        }
        assert!(matches!(names("redshift://sales/dev?region=eu-west-1"), Names::AskAws(_)));
    }
}
