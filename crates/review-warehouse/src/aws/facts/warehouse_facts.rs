//! The facts themselves.

use std::fmt;

use review_core::identity::Deployment;

use super::availability::availability;
use crate::WarehouseError;

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A provisioned cluster.
    Cluster,
    /// A Serverless workgroup.
    Workgroup,
}

impl Kind {
    /// The word of addresses (`?kind=`) and messages: `cluster`, `workgroup`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Workgroup => "workgroup",
        }
    }

    /// The kind for a word of an address.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Cluster, Self::Workgroup].into_iter().find(|kind| kind.word() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a warehouse accepts connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The host's name.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// How large a warehouse is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capacity {
    /// The nodes of a cluster.
    Nodes {
        /// Their type, `ra3.4xlarge`.
        node_type: String,
        /// How many, in one Availability Zone; `None` when AWS does not say.
        count: Option<u32>,
    },
    /// The Redshift processing units of a workgroup.
    Rpus {
        /// What it begins with; `None` when AWS chooses (a price-performance target).
        base: Option<u32>,
        /// What it may grow to; `None` without a limit of its own.
        max: Option<u32>,
    },
}

/// What AWS says of a cluster or a workgroup. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WarehouseFacts {
    /// Cluster or workgroup.
    pub kind: Kind,
    /// The name it was asked for by.
    pub name: String,
    /// Kind of deployment.
    pub deployment: Deployment,
    /// The state, in AWS's words: `available`, `paused`, `resizing`, ... in small letters.
    pub status: String,
    /// Whether a cluster answers queries, in AWS's words: `Available`, `Unavailable`, `Maintenance`, `Modifying`,
    /// `Failed`. A workgroup says nothing of it.
    pub query_status: Option<String>,
    /// Where it accepts connections; `None` while it has no endpoint.
    pub endpoint: Option<Endpoint>,
    /// Its size.
    pub capacity: Capacity,
    /// The engine's version and revision, `1.0.77433`.
    pub version: Option<String>,
    /// The maintenance track, `current` or `trailing`.
    pub track: Option<String>,
    /// The Region it was found in.
    pub region: String,
    /// The account that owns it, where AWS names it.
    pub account: Option<String>,
    /// The ARN that IAM policies name it by: a cluster's, or a workgroup's with its UUID.
    pub arn: Option<String>,
    /// The namespace of a workgroup.
    pub namespace: Option<String>,
    /// The database it was created with, where AWS names it.
    pub database: Option<String>,
    /// When a cluster is maintained, in UTC: `sun:05:00-sun:05:30`.
    pub maintenance_window: Option<String>,
    /// Whether machines outside its network may connect.
    pub publicly_accessible: Option<bool>,
}

impl WarehouseFacts {
    /// Whether it answers queries now.
    ///
    /// # Errors
    /// When it is paused, in maintenance or about to be deleted, with the remedy for this warehouse.
    pub fn availability(&self) -> Result<(), WarehouseError> {
        let answers = availability(self.kind, &self.status, self.query_status.as_deref());
        answers.map_err(|error| WarehouseError {
            message: format!("the {} {} in {} {}", self.kind, self.name, self.region, error.message),
            remedy: error.remedy.map(|remedy| remedy.replace("NAME", &self.name).replace("REGION", &self.region)),
            ..error
        })
    }
}
