//! What the control plane knows.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::Administrator;

/// What the control plane knows beside the names of clusters and workgroups. The default knows no secret and no
/// role, and cannot issue credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlPlane {
    /// Who sets the passwords of temporary credentials in the PostgreSQL behind. Its host and port are also the
    /// endpoint of every cluster and workgroup.
    pub administrator: Option<Administrator>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, Secret>,
    /// Roles that may be taken on, by ARN, with the ExternalId each asks for.
    pub roles: BTreeMap<String, Option<String>>,
    /// How long temporary credentials are good for; what the caller asks for when this is not set.
    pub lifetime: Option<Duration>,
}

/// What a secret holds. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// Text.
    Text(String),
    /// Bytes.
    Binary(Vec<u8>),
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(not shown)")
    }
}
