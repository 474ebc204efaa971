//! Where CloudWatch keeps the metrics of a warehouse.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::identity::Deployment;

/// A namespace of CloudWatch; each kind of warehouse has its own, with metrics of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum MetricNamespace {
    /// Clusters.
    #[default]
    #[serde(rename = "AWS/Redshift")]
    Redshift,
    /// Serverless workgroups.
    #[serde(rename = "AWS/Redshift-Serverless")]
    Serverless,
}

impl MetricNamespace {
    /// Every namespace, in a fixed order.
    pub const ALL: [Self; 2] = [Self::Redshift, Self::Serverless];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Redshift => "AWS/Redshift",
            Self::Serverless => "AWS/Redshift-Serverless",
        }
    }

    /// The namespace of that name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|namespace| namespace.word() == word)
    }

    /// The kinds of warehouse that have metrics there.
    pub const fn deployments(self) -> &'static [Deployment] {
        match self {
            Self::Redshift => super::CLUSTERS,
            Self::Serverless => super::SERVERLESS,
        }
    }

    /// The dimension that names the warehouse.
    pub const fn own_dimension(self) -> &'static str {
        match self {
            Self::Redshift => "ClusterIdentifier",
            Self::Serverless => "Workgroup",
        }
    }

    /// Whether it is the one that a script need not name.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for MetricNamespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_survives_its_word_and_its_json() {
        for namespace in MetricNamespace::ALL {
            assert_eq!(MetricNamespace::from_word(namespace.word()), Some(namespace));
            assert_eq!(serde_json::to_value(namespace).expect("JSON"), namespace.word());
        }
    }
}
