//! Whose work the user of a review may see.
//!
//! A user without a role is denied what is for superusers, and of what everybody may read sees the rows that are the
//! user's own (database guide, "Visibility of data in system tables and views").

use std::collections::BTreeSet;

use review_core::result::{Cell, Row};
use review_pack::system_views::{Visibility, system_views};
use review_sql::SqlType;

use crate::world::World;
use crate::world::people::REVIEWER;

/// Whose work the user of a review may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// Everybody's: the user holds `sys:monitor`.
    #[default]
    All,
    /// The user's own: no role, and no unrestricted access to the log.
    OwnRows,
}

/// Views of which everybody sees all: transactions by the page named above, and slices belong to nobody.
const OPEN: [&str; 2] = ["svv_transactions", "stv_slices"];

impl Sight {
    /// Whether the user may not read a view at all.
    pub(crate) fn denies(self, view: &str) -> bool {
        let for_superusers = || system_views().get(view).is_some_and(|view| view.visibility == Visibility::Superuser);
        self == Self::OwnRows && for_superusers()
    }

    /// The rows of a view that the user sees.
    pub(crate) fn of(self, world: &World, view: &str, columns: &[(String, SqlType)], rows: Vec<Row>) -> Vec<Row> {
        let is_restricted = self == Self::OwnRows && system_views().contains_key(view) && !OPEN.contains(&view);
        if !is_restricted {
            return rows;
        }
        // The samples grant one role, and this user does not hold it.
        if view == "svv_user_grants" {
            return Vec::new();
        }
        let place = |names: [&str; 2]| columns.iter().position(|(name, _)| names.contains(&name.as_str()));
        let by_user = place(["user_id", "userid"]);
        let by_name = place(["user_name", "usename"]);
        let by_query = place(["query_id", "query"]);
        let queries: BTreeSet<i64> =
            world.runs.iter().filter(|run| run.user == REVIEWER).map(|run| run.query_id).collect();
        let is_own = |row: &Row| match (by_user, by_name, by_query) {
            (Some(place), _, _) => row[place] == Cell::Long(REVIEWER.id),
            (None, Some(place), _) => row[place].text().is_some_and(|name| name.trim_end() == REVIEWER.name),
            (None, None, Some(place)) => matches!(row[place], Cell::Long(query) if queries.contains(&query)),
            // What names nobody is about objects that the user has no right on.
            (None, None, None) => false,
        };
        let mut own: Vec<Row> = rows.into_iter().filter(is_own).collect();
        if let Some(place) = columns.iter().position(|(name, _)| view == "svv_user_info" && name == "syslog_access") {
            own.iter_mut().for_each(|row| row[place] = Cell::Text("RESTRICTED".to_owned()));
        }
        own
    }
}
