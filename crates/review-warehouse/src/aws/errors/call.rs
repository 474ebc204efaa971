//! Which call failed.

/// A call to AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service by the prefix IAM gives it: `redshift`, `redshift-serverless`, `redshift-data`,
    /// `secretsmanager`, `sts`.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
}

impl Call {
    /// A call of an operation.
    pub const fn new(service: &'static str, operation: &'static str) -> Self {
        Self { service, operation }
    }

    /// The action that IAM must allow. Both forms of a result are one action (Management Guide, data-api-iam).
    pub fn action(self) -> String {
        let operation = match self.operation {
            "GetStatementResultV2" => "GetStatementResult",
            operation => operation,
        };
        format!("{}:{operation}", self.service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_result_are_one_action() {
        assert_eq!(Call::new("redshift-data", "GetStatementResultV2").action(), "redshift-data:GetStatementResult");
        assert_eq!(Call::new("redshift", "DescribeClusters").action(), "redshift:DescribeClusters");
    }
}
