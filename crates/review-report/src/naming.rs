//! What a row is about, by a name that is the same in every table of the page.

use review_core::result::{Column, Row};

/// Columns that name a relation of a schema, however a query calls them.
const RELATIONS: [&str; 4] = ["table_name", "view_name", "relation_name", "full_name"];
/// Columns that only say where a relation lies, the outermost first.
const PLACES: [&str; 2] = ["database_name", "schema_name"];

/// How the rows of a table name what they are about.
pub(crate) struct Naming {
    /// The columns whose values make the name, the outermost first.
    parts: Vec<usize>,
    /// What stands before every name: the database the query ran in, where no column says it.
    database: Option<String>,
    /// What kind of thing it is, where that is not a relation: `user`, `queue`.
    kind: Option<String>,
}

impl Naming {
    /// From the columns of a table and those of them that a signal says name its objects. Where no signal reads the
    /// table, only relations are recognised. A relation is named by its place, whatever else names a row, so that
    /// everything about one table comes together; of anything else the first column counts.
    pub(crate) fn of(columns: &[Column], object: &[String], database: Option<&str>) -> Option<Self> {
        let at = |name: &str| columns.iter().position(|column| column.name == name);
        let may_name = |name: &&str| object.is_empty() || object.iter().any(|of| of == name);
        if let Some(relation) = RELATIONS.into_iter().filter(may_name).find_map(at) {
            let is_whole = columns[relation].name == "full_name";
            let places = PLACES.into_iter().filter(|_| !is_whole).filter_map(at);
            let database = database.filter(|_| at("database_name").is_none()).map(str::to_owned);
            return Some(Self { parts: places.chain([relation]).collect(), database, kind: None });
        }
        let first = object.iter().find(|name| !PLACES.contains(&name.as_str()))?;
        let kind = first.strip_suffix("_name").unwrap_or(first).to_owned();
        Some(Self { parts: vec![at(first)?], database: None, kind: Some(kind) })
    }

    /// The column whose cells are the name itself.
    pub(crate) fn column(&self) -> Option<usize> {
        self.parts.last().copied()
    }

    /// What a row is about; none where its name is NULL or empty.
    pub(crate) fn name(&self, row: &Row) -> Option<String> {
        let text = |at: &usize| row.get(*at)?.text().filter(|text| !text.is_empty());
        let own = text(self.parts.last()?)?;
        if let Some(kind) = &self.kind {
            return Some(format!("{kind}: {own}"));
        }
        let places = self.parts[..self.parts.len() - 1].iter().filter_map(text);
        Some(self.database.iter().cloned().chain(places).chain([own]).collect::<Vec<_>>().join("."))
    }
}

#[cfg(test)]
mod tests {
    use review_core::result::Cell;

    use super::*;

    fn named(columns: &[&str], object: &[&str], database: Option<&str>, row: &[&str]) -> Option<String> {
        let columns: Vec<Column> = columns.iter().map(|name| Column::new(*name, "varchar")).collect();
        let object: Vec<String> = object.iter().map(|name| (*name).to_owned()).collect();
        let row: Row = row.iter().map(|text| Cell::Text((*text).to_owned())).collect();
        Naming::of(&columns, &object, database)?.name(&row)
    }

    fn check(columns: &[&str], object: &[&str], database: Option<&str>, row: &[&str], name: &str) {
        assert_eq!(named(columns, object, database, row).as_deref(), Some(name), "{columns:?} {object:?}");
    }

    #[test]
    fn one_table_has_one_name_however_its_row_is_found() {
        let row = ["sales", "orders", "sortkey"];
        let columns = ["schema_name", "table_name", "action_type"];
        check(&columns, &["schema_name", "table_name", "action_type"], Some("dev"), &row, "dev.sales.orders");
        check(&columns, &[], Some("dev"), &row, "dev.sales.orders");
        check(
            &["database_name", "schema_name", "table_name"],
            &["schema_name", "table_name"],
            Some("x"),
            &["dev", "sales", "orders"],
            "dev.sales.orders",
        );
        check(&["alert_kind", "full_name"], &["alert_kind", "full_name"], None, &["x", "sales.orders"], "sales.orders");
    }

    #[test]
    fn what_is_no_relation_carries_its_kind() {
        check(&["hours", "user_name"], &["user_name", "hours"], None, &["3", "etl"], "user: etl");
        check(&["query_hash", "table_name"], &["query_hash"], None, &["ab12", "orders"], "query_hash: ab12");
        check(&["database_name", "job_id"], &["database_name", "job_id"], None, &["dev", "7"], "job_id: 7");
    }

    #[test]
    fn a_row_that_names_nothing_is_about_nothing() {
        assert_eq!(named(&["hours"], &[], None, &["3"]), None);
        assert_eq!(named(&["hours"], &["user_name"], None, &["3"]), None);
        assert_eq!(named(&["table_name"], &["table_name"], Some("dev"), &[""]), None);
    }
}
