//! Where a permission is needed.

/// What is known of the place a permission is needed at. What is not known is shown as a placeholder in capitals,
/// which an administrator fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The Region.
    pub region: String,
    /// The account's number.
    pub account: String,
    /// The cluster's name.
    pub cluster: String,
    /// The workgroup's id, which its ARN holds in place of its name.
    pub workgroup_id: String,
    /// The database.
    pub database: String,
    /// The database user.
    pub user: String,
    /// The secret's ARN; `*` may stand for the six characters that Secrets Manager adds to its name.
    pub secret: String,
    /// The ARN of a role to take on.
    pub role: String,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            partition: "aws".to_owned(),
            region: "REGION".to_owned(),
            account: "ACCOUNT".to_owned(),
            cluster: "CLUSTER".to_owned(),
            workgroup_id: "WORKGROUP-ID".to_owned(),
            database: "DATABASE".to_owned(),
            user: "USER".to_owned(),
            secret: "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-??????".to_owned(),
            role: "arn:aws:iam::ACCOUNT:role/ROLE".to_owned(),
        }
    }
}

impl Place {
    /// The ARN of something that belongs to Redshift in this place.
    pub(super) fn redshift(&self, resource: &str) -> String {
        self.arn("redshift", resource)
    }

    /// The ARN of something in this place.
    pub(super) fn arn(&self, service: &str, resource: &str) -> String {
        let Self { partition, region, account, .. } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}
