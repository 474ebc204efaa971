//! Where a permission is needed.

use crate::aws::arn::Arn;

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
    /// The place, with all that an ARN says of it: AWS names in a denial one of the things that permission is needed
    /// for.
    #[must_use]
    pub fn refined(mut self, arn: &str) -> Self {
        let Some(parts) = Arn::parse(arn) else { return self };
        let Arn { partition, region, account, resource, .. } = parts;
        for (known, part) in
            [(&mut self.partition, partition), (&mut self.region, region), (&mut self.account, account)]
        {
            if !part.is_empty() {
                part.clone_into(known);
            }
        }
        match parts.service {
            "redshift" => {
                if let Some((_, of_cluster)) = resource.split_once(':') {
                    of_cluster.split('/').next().unwrap_or_default().clone_into(&mut self.cluster);
                }
            }
            "redshift-serverless" => {
                if let Some(id) = resource.strip_prefix("workgroup/") {
                    id.clone_into(&mut self.workgroup_id);
                }
            }
            "secretsmanager" => arn.clone_into(&mut self.secret),
            "iam" => arn.clone_into(&mut self.role),
            _ => {}
        }
        self
    }

    /// The ARN of something that belongs to Redshift in this place.
    pub(super) fn redshift(&self, resource: &str) -> String {
        self.arn("redshift", resource)
    }

    /// Whether the id of a workgroup is known, which then is what is asked for.
    pub(super) fn is_workgroup(&self) -> bool {
        self.workgroup_id != Self::default().workgroup_id
    }

    /// The ARN of the workgroup.
    pub(super) fn workgroup(&self) -> String {
        self.arn("redshift-serverless", &format!("workgroup/{}", self.workgroup_id))
    }

    /// The ARNs of the namespaces of workgroups, whose ids nobody knows beforehand.
    pub(super) fn namespace(&self) -> String {
        self.arn("redshift-serverless", "namespace/*")
    }

    /// The ARN of something in this place.
    fn arn(&self, service: &str, resource: &str) -> String {
        let Self { partition, region, account, .. } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_fills_in_what_it_names() {
        let place = Place::default().refined("arn:aws-cn:redshift:cn-north-1:123456789012:dbuser:sales/reviewer");
        assert_eq!((place.partition.as_str(), place.region.as_str()), ("aws-cn", "cn-north-1"));
        assert_eq!((place.account.as_str(), place.cluster.as_str()), ("123456789012", "sales"));
        assert_eq!(place.user, "USER", "the user is the caller's to name");
        let place = Place::default().refined("arn:aws:redshift-serverless:eu-west-1:1:workgroup/5b1c");
        assert_eq!(place.workgroup_id, "5b1c");
        let role = "arn:aws:iam::210987654321:role/reviewer";
        let place = Place::default().refined(role);
        assert_eq!((place.role.as_str(), place.region.as_str()), (role, "REGION"));
        assert_eq!(Place::default().refined("*"), Place::default());
    }
}
