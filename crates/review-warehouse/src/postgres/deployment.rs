//! What kind of warehouse it is, as far as this wire tells.
//!
//! No statement is documented to say it. An address that says it is believed; the endpoint's name tells Serverless
//! from provisioned clusters; and one cheap statement asks for a system view that single clusters only have: a
//! Multi-AZ cluster has no STV views (Management Guide, overview-multi-az), and a workgroup denies them to everybody
//! (`permission denied for relation`).

use review_core::identity::Deployment;

use super::address::{Address, CredentialsFrom};
use super::session::Session;
use crate::{WarehouseError, owner};

/// Reads nothing: whether it may be asked is the answer.
const PROBE: &str = "select 1 from stv_recents where false";
/// The SQLSTATE of what may not be read.
const DENIED: &str = "42501";

/// What the name of an endpoint tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endpoint {
    /// `WORKGROUP.ACCOUNT.REGION.redshift-serverless.amazonaws.com`
    Serverless,
    /// `CLUSTER.ID.REGION.redshift.amazonaws.com`
    Provisioned,
    /// A name of one's own, or the end of a tunnel.
    Other,
}

/// The kind of deployment of a server with that version.
pub(super) async fn of(session: &Session, version: &str, address: &Address) -> Result<Deployment, WarehouseError> {
    if !crate::who::is_redshift(version) {
        return Ok(Deployment::Postgresql);
    }
    if let Some(said) = address.deployment {
        return Ok(said);
    }
    let endpoint = endpoint(&address.host);
    if endpoint == Endpoint::Serverless {
        return Ok(Deployment::Serverless);
    }
    match session.client().simple_query(PROBE).await {
        Ok(_) => Ok(Deployment::SingleAz),
        Err(error) => match error.as_db_error() {
            Some(said) => Ok(without_stv(endpoint, said.code().code())),
            None => Err(session.explain(&error)),
        },
    }
}

/// What it is when it does not answer for its STV views.
fn without_stv(endpoint: Endpoint, code: &str) -> Deployment {
    match endpoint {
        Endpoint::Other if code == DENIED => Deployment::Serverless,
        Endpoint::Other | Endpoint::Provisioned | Endpoint::Serverless => Deployment::MultiAz,
    }
}

/// Account and Region of a warehouse, as its endpoint's name and the address tell; nothing is asked.
pub(super) fn place(address: &Address) -> (Option<String>, Option<String>) {
    let (account, region) = place_of_host(&address.host);
    let secret = match &address.credentials {
        CredentialsFrom::Secret(secret) => Some(secret.as_str()),
        CredentialsFrom::Password | CredentialsFrom::Iam(_) => None,
    };
    let named = || owner::account([address.aws.role_arn.as_deref(), secret]);
    (account.or_else(named), region.or_else(|| address.aws.region.clone()))
}

fn place_of_host(host: &str) -> (Option<String>, Option<String>) {
    let parts: Vec<&str> = host.split('.').collect();
    let [_, owner, region, ..] = parts[..] else { return (None, None) };
    match endpoint(host) {
        Endpoint::Other => (None, None),
        Endpoint::Provisioned | Endpoint::Serverless => {
            let account = owner::is_account(owner).then(|| owner.to_owned());
            (account, Some(region.to_ascii_lowercase()))
        }
    }
}

fn endpoint(host: &str) -> Endpoint {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let is_of = |service: &str| {
        ["amazonaws.com", "amazonaws.com.cn"].iter().any(|domain| host.ends_with(&format!(".{service}.{domain}")))
    };
    match (is_of("redshift-serverless"), is_of("redshift")) {
        (true, _) => Endpoint::Serverless,
        (_, true) => Endpoint::Provisioned,
        _ => Endpoint::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_endpoints_name_tells_serverless_from_provisioned() {
        for (host, expected) in [
            ("default.123456789012.eu-west-1.redshift-serverless.amazonaws.com", Endpoint::Serverless),
            ("default.123456789012.cn-north-1.redshift-serverless.amazonaws.com.cn", Endpoint::Serverless),
            ("My-Cluster.abc123.eu-west-1.Redshift.amazonaws.com", Endpoint::Provisioned),
            ("c.abc123.cn-north-1.redshift.amazonaws.com.cn", Endpoint::Provisioned),
            ("localhost", Endpoint::Other),
            ("redshift.amazonaws.com.example.com", Endpoint::Other),
            ("warehouse.example.com", Endpoint::Other),
        ] {
            assert_eq!(endpoint(host), expected, "{host}");
        }
    }

    #[test]
    fn the_endpoints_name_tells_region_and_on_serverless_the_account() {
        let place = |host: &str| {
            let (account, region) = place_of_host(host);
            (account.unwrap_or_default(), region.unwrap_or_default())
        };
        let serverless = place("default.123456789012.eu-west-1.redshift-serverless.amazonaws.com");
        assert_eq!(serverless, ("123456789012".to_owned(), "eu-west-1".to_owned()));
        assert_eq!(place("c.abc123.eu-west-1.redshift.amazonaws.com"), (String::new(), "eu-west-1".to_owned()));
        assert_eq!(place("warehouse.example.com"), (String::new(), String::new()));
    }

    #[test]
    fn a_cluster_without_stv_views_is_multi_az() {
        assert_eq!(without_stv(Endpoint::Provisioned, DENIED), Deployment::MultiAz);
        assert_eq!(without_stv(Endpoint::Other, "0A000"), Deployment::MultiAz);
        assert_eq!(without_stv(Endpoint::Other, DENIED), Deployment::Serverless);
    }
}
