//! What the sample warehouse is made of, before it is shown through system views: users, tables, and the runs of
//! seven days. All views are folds of this one model, so that ids, names and times agree between them.

pub(crate) mod access;
mod days;
mod diary;
pub(crate) mod elsewhere;
mod feeds;
mod incidents;
pub(crate) mod people;
pub(crate) mod runs;
mod scripts;
pub(crate) mod sessions;
pub(crate) mod tables;
mod troubles;
pub(crate) mod upkeep;
mod workload;

use std::sync::OnceLock;

use crate::variant::Variant;
use runs::Run;
use tables::Table;

/// The model of one variant.
pub(crate) struct World {
    pub(crate) variant: Variant,
    pub(crate) tables: Vec<Table>,
    /// In the order of their start, with their ids.
    pub(crate) runs: Vec<Run>,
}

impl World {
    /// The model of a variant, made once in a process.
    pub(crate) fn of(variant: Variant) -> &'static World {
        static WORLDS: [OnceLock<World>; Variant::ALL.len()] = [const { OnceLock::new() }; Variant::ALL.len()];
        WORLDS[variant.index()].get_or_init(|| {
            let tables = tables::tables(variant);
            let runs = days::runs(variant, &tables);
            World { variant, tables, runs }
        })
    }

    /// The table of that qualified name, which the model itself names.
    pub(crate) fn table(&self, qualified: &str) -> &Table {
        tables::find(&self.tables, qualified)
    }
}
