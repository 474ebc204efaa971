//! What a fleet file says.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use review_core::diagnostic::Diagnostic;

use crate::databases::DatabaseLists;

/// Several warehouses that are reviewed in one go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fleet {
    /// The warehouses, in the order written.
    pub warehouses: Vec<FleetWarehouse>,
}

/// One warehouse of a fleet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FleetWarehouse {
    /// What it is called in progress and summaries; unique without regard to case.
    pub name: String,
    /// Its address, with role, region and profile among its parameters.
    pub url: String,
    /// Words to select it by.
    pub tags: BTreeMap<String, String>,
    /// The databases of this warehouse: what is included takes the place of the pack's list, what is excluded adds
    /// to it.
    pub databases: DatabaseLists,
}

/// What the check of a fleet file comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedFleet {
    /// The fleet, when nothing is wrong.
    pub fleet: Option<Fleet>,
    /// Every problem, in reading order. No message repeats an address; the lines of the file may hold secrets that
    /// somebody wrote there, and are not to be shown.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why an address cannot be used; must not repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressProblem {
    /// Why, as a sentence fragment.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// A tag that a warehouse must have to be reviewed: `stage=prod`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSelection {
    /// The tag's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl FromStr for TagSelection {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            Some(_) | None => Err("write NAME=VALUE"),
        }
    }
}

impl Fleet {
    /// The warehouses that have all of these tags; all of them when there is none.
    pub fn selected(&self, tags: &[TagSelection]) -> Vec<&FleetWarehouse> {
        let has = |warehouse: &FleetWarehouse, tag: &TagSelection| warehouse.tags.get(&tag.name) == Some(&tag.value);
        self.warehouses.iter().filter(|warehouse| tags.iter().all(|tag| has(warehouse, tag))).collect()
    }

    /// Every tag that some warehouse has, as `name=value`, sorted.
    pub fn tags(&self) -> BTreeSet<String> {
        let tags = self.warehouses.iter().flat_map(|warehouse| &warehouse.tags);
        tags.map(|(name, value)| format!("{name}={value}")).collect()
    }
}
