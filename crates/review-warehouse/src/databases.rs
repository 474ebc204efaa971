//! Which databases a warehouse lists, and which of them are its own: one answer for every adapter.

use review_core::error_class::ErrorClass;
use review_core::identity::{OtherDatabase, OtherDatabaseKind};

use crate::{WarehouseError, who};

/// Every database that a Redshift warehouse shows, with its type.
const OF_REDSHIFT: &str = "select database_name, database_type from svv_redshift_databases";

/// Every database of a PostgreSQL server that holds data of its own. Those the user may not connect to are among
/// them: a query fails there, and says which right is missing, instead of never being heard of.
const OF_POSTGRESQL: &str = "select datname, 'local' from pg_database where datallowconn and not datistemplate";

/// The question for a server of that version; its answer is for [`Databases::of`].
pub(crate) fn question(version: &str) -> &'static str {
    match who::is_redshift(version) {
        true => OF_REDSHIFT,
        false => OF_POSTGRESQL,
    }
}

/// What to ask when a Redshift warehouse does not answer [`question`]: a Multi-AZ cluster is documented to have no SVV
/// views (Management Guide, overview-multi-az), and a right may be missing. The catalog of its leader node lists every
/// database and tells shared ones from local ones not at all, so a shared one may be among the answers; a query fails
/// there and says so, which is better than not hearing of a database. `None` when the failure is about something else.
pub(crate) fn question_after(failure: &WarehouseError) -> Option<&'static str> {
    matches!(failure.class, ErrorClass::Permission | ErrorClass::MissingObject).then_some(OF_POSTGRESQL)
}

/// Databases of Redshift itself, which nobody connects to.
const OF_THE_SYSTEM: [&str; 3] = ["padb_harvest", "template0", "template1"];

/// The catalog of AWS Glue, which Redshift lists as a database once somebody may use it.
const EXTERNAL_CATALOG: &str = "awsdatacatalog";

/// The databases of a warehouse, each list sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Databases {
    /// Those with data of this warehouse.
    pub(crate) local: Vec<String>,
    /// The others.
    pub(crate) other: Vec<OtherDatabase>,
}

impl Databases {
    /// From the cells of the answer: name and type of each database, one after the other. Amazon documents the
    /// types `local` and `shared`; whatever else there may be is none of the warehouse's own, and counts as shared.
    pub(crate) fn of(cells: Vec<String>) -> Self {
        let mut databases = Self::default();
        let mut cells = cells.into_iter();
        while let (Some(name), Some(kind)) = (cells.next(), cells.next()) {
            databases.take(name, &kind);
        }
        databases.local.sort();
        databases.other.sort();
        databases
    }

    fn take(&mut self, name: String, kind: &str) {
        if OF_THE_SYSTEM.contains(&name.as_str()) {
            return;
        }
        let kind = match kind.trim().eq_ignore_ascii_case("local") {
            _ if name.eq_ignore_ascii_case(EXTERNAL_CATALOG) => OtherDatabaseKind::ExternalCatalog,
            true => return self.local.push(name),
            false => OtherDatabaseKind::Shared,
        };
        self.other.push(OtherDatabase { name, kind });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_databases_are_run_in_and_the_others_are_known() {
        let rows = [
            ("sales", "local"),
            ("template1", "local"),
            ("partners", "shared"),
            ("dev", "local "),
            ("padb_harvest", "local"),
            ("awsdatacatalog", "local"),
        ];
        let cells = rows.iter().flat_map(|(name, kind)| [(*name).to_owned(), (*kind).to_owned()]);
        let databases = Databases::of(cells.collect());
        assert_eq!(databases.local, ["dev", "sales"]);
        let other = |name: &str, kind| OtherDatabase { name: name.to_owned(), kind };
        assert_eq!(
            databases.other,
            [other("awsdatacatalog", OtherDatabaseKind::ExternalCatalog), other("partners", OtherDatabaseKind::Shared)]
        );
    }

    #[test]
    fn a_warehouse_without_the_view_is_asked_by_its_catalog() {
        let asked = |class| question_after(&WarehouseError::new(class, "no"));
        assert_eq!(asked(ErrorClass::MissingObject), Some(OF_POSTGRESQL));
        assert_eq!(asked(ErrorClass::Permission), Some(OF_POSTGRESQL));
        assert_eq!(asked(ErrorClass::Connection), None);
    }

    #[test]
    fn each_kind_of_server_is_asked_in_its_own_words() {
        assert!(question("PostgreSQL 8.0.2 on i686, Redshift 1.0.77433").contains("svv_redshift_databases"));
        assert!(question("PostgreSQL 15.4 on x86_64-pc-linux-gnu").contains("pg_database"));
    }
}
