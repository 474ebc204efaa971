//! Where an address says that user and password come from.

use super::parameters::Parameters;
use super::{AddressError, AwsParameters, CredentialsFrom, IamTarget};

impl CredentialsFrom {
    /// What the parameters say, together with the user before the `@`.
    pub(super) fn taken(
        parameters: &mut Parameters,
        user: &mut Option<String>,
        aws: &AwsParameters,
    ) -> Result<Self, AddressError> {
        if let Some(db_user) = parameters.named("db_user")? {
            if user.is_some() {
                return Err(AddressError::Contradiction("USER before the @", "db_user"));
            }
            *user = Some(db_user);
        }
        let cluster = parameters.named("cluster")?;
        let workgroup = parameters.named("workgroup")?;
        let secret = parameters.named("secret_arn")?;
        let from = match (parameters.take("credentials").as_deref().unwrap_or("password"), cluster, workgroup, secret) {
            ("password", None, None, None) if *aws == AwsParameters::default() => match user {
                Some(_) => Ok(Self::Password),
                None => Err(AddressError::Missing("user")),
            },
            ("iam", Some(cluster), None, None) => Ok(Self::Iam(IamTarget::Cluster(cluster))),
            ("iam", None, Some(_), None) if user.is_some() => {
                return Err(AddressError::UserForWorkgroup);
            }
            ("iam", None, Some(workgroup), None) => Ok(Self::Iam(IamTarget::Workgroup(workgroup))),
            ("iam", Some(_), Some(_), _) => Err(AddressError::Contradiction("cluster", "workgroup")),
            ("iam", None, None, None) => Err(AddressError::Missing("cluster= or workgroup= to get credentials for")),
            ("secret", None, None, Some(secret)) => Ok(Self::Secret(secret)),
            ("secret", None, None, None) => Err(AddressError::Missing("secret_arn=")),
            ("password" | "iam" | "secret", ..) => Err(AddressError::NotWithCredentials),
            _ => Err(AddressError::ParameterValue { name: "credentials", wanted: "one of password, iam, secret" }),
        }?;
        match aws.external_id.is_some() && aws.role_arn.is_none() {
            true => Err(AddressError::Missing("role_arn= that asks for the external_id")),
            false => Ok(from),
        }
    }
}

impl AwsParameters {
    pub(super) fn taken(parameters: &mut Parameters) -> Result<Self, AddressError> {
        Ok(Self {
            region: parameters.named("region")?,
            profile: parameters.named("profile")?,
            role_arn: parameters.named("role_arn")?,
            external_id: parameters.named("external_id")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Address;
    use super::*;

    fn from(address: &str) -> Result<(Option<String>, CredentialsFrom), AddressError> {
        address.parse().map(|address: Address| (address.user, address.credentials))
    }

    fn iam(target: IamTarget) -> CredentialsFrom {
        CredentialsFrom::Iam(target)
    }

    #[test]
    fn credentials_come_from_where_the_address_says() {
        let (cluster, workgroup) = (IamTarget::Cluster("c1".into()), IamTarget::Workgroup("w1".into()));
        let a = || Some("a".to_owned());
        for (text, expected) in [
            ("postgres://a@h/d", (a(), CredentialsFrom::Password)),
            ("postgres://a@h/d?credentials=password", (a(), CredentialsFrom::Password)),
            ("postgres://h/d?db_user=a", (a(), CredentialsFrom::Password)),
            ("postgres://h/d?credentials=iam&cluster=c1", (None, iam(cluster.clone()))),
            ("postgres://a@h/d?credentials=iam&cluster=c1", (a(), iam(cluster.clone()))),
            ("postgres://h/d?credentials=iam&cluster=c1&db_user=a", (a(), iam(cluster))),
            ("postgres://h/d?credentials=iam&workgroup=w1", (None, iam(workgroup))),
            ("postgres://h/d?credentials=secret&secret_arn=s", (None, CredentialsFrom::Secret("s".into()))),
            ("postgres://a@h/d?credentials=secret&secret_arn=s", (a(), CredentialsFrom::Secret("s".into()))),
        ] {
            assert_eq!(from(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_does_not_fit_together_is_refused() {
        for (text, error) in [
            ("postgres://h/d", AddressError::Missing("user")),
            ("postgres://a@h/d?db_user=b", AddressError::Contradiction("USER before the @", "db_user")),
            ("postgres://a@h/d?credentials=iam&workgroup=w", AddressError::UserForWorkgroup),
            (
                "postgres://h/d?credentials=iam&workgroup=w&cluster=c",
                AddressError::Contradiction("cluster", "workgroup"),
            ),
            ("postgres://h/d?credentials=iam", AddressError::Missing("cluster= or workgroup= to get credentials for")),
            ("postgres://h/d?credentials=secret", AddressError::Missing("secret_arn=")),
            ("postgres://a@h/d?cluster=c", AddressError::NotWithCredentials),
            ("postgres://a@h/d?region=eu-west-1", AddressError::NotWithCredentials),
            ("postgres://a@h/d?credentials=iam&cluster=c&secret_arn=s", AddressError::NotWithCredentials),
            (
                "postgres://h/d?credentials=iam&cluster=c&external_id=x",
                AddressError::Missing("role_arn= that asks for the external_id"),
            ),
        ] {
            assert_eq!(from(text), Err(error), "{text}");
        }
        for text in ["postgres://a@h/d?credentials=kerberos", "postgres://h/d?credentials=iam&cluster="] {
            assert!(matches!(from(text), Err(AddressError::ParameterValue { .. })), "{text}");
        }
    }

    #[test]
    fn aws_is_asked_as_the_address_says() {
        let text = "postgres://h/d?credentials=iam&cluster=c&region=eu-west-1&profile=p&role_arn=r&external_id=x";
        let address: Address = text.parse().expect("an address");
        let some = |text: &str| Some(text.to_owned());
        let expected = AwsParameters {
            region: some("eu-west-1"),
            profile: some("p"),
            role_arn: some("r"),
            external_id: some("x"),
        };
        assert_eq!(address.aws, expected);
    }
}
