//! A query's result as conditions see it: the declared columns, typed, the databases united.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use review_core::result::{Cell, Column, ColumnType, Row};
use review_core::{QueryId, QueryName};
use review_pack::{Literal, QuerySignals};
use review_sql::{SqlType, Table};

use crate::convert::{convert, convert_literal};
use crate::input::QueryResult;
use crate::reason::{Reason, What};

/// The column that tells the databases of a united result apart.
/// The column that says in which database a row of a query of scope `database` was found; the first of its rows.
pub const DATABASE_NAME: &str = "database_name";

/// The rows of one query, typed as declared.
pub(crate) struct ResultTable<'a> {
    /// The declared columns that are there and convert, in the order declared.
    pub(crate) columns: Vec<(String, ColumnType)>,
    /// A cell for each of `columns`.
    pub(crate) rows: Vec<Row>,
    /// Why a declared column is not among `columns`.
    problems: BTreeMap<String, Reason>,
    /// Why these rows are not all there are.
    pub(crate) gap: Option<Reason>,
    stored: Stored<'a>,
    engine_table: OnceLock<Result<Table, Reason>>,
}

impl<'a> ResultTable<'a> {
    /// Unites `results` (one for each database, or just one) and types their columns. `per_database` puts
    /// `database_name` first. There is at least one result.
    pub(crate) fn from_results(
        signals: &QuerySignals,
        results: &'a [QueryResult],
        per_database: bool,
        gap: Option<Reason>,
    ) -> Self {
        let stored = Stored::unite(results, per_database);
        let typed = signals.columns.iter().map(|(name, kind)| (name, *kind, stored.typed_column(name, *kind)));
        let (mut columns, mut problems, mut cells) = (vec![], BTreeMap::new(), vec![]);
        for (name, kind, column) in typed {
            match column {
                Ok(column) => {
                    columns.push((name.clone(), kind));
                    cells.push(column.into_iter());
                }
                Err(reason) => {
                    problems.insert(name.clone(), reason);
                }
            }
        }
        let row_count = results.iter().map(|result| result.rows.len()).sum();
        let rows = (0..row_count).map(|_| cells.iter_mut().filter_map(Iterator::next).collect()).collect();
        let gap = gap.or_else(|| cut(results));
        Self { columns, rows, problems, gap, stored, engine_table: OnceLock::new() }
    }

    /// The rows of a truth case; columns left out are NULL.
    pub(crate) fn from_case(signals: &QuerySignals, rows: &[BTreeMap<String, Literal>]) -> Result<Self, Reason> {
        let find = |column: &str| signals.columns.iter().position(|(name, _)| name.eq_ignore_ascii_case(column));
        let mut typed = vec![];
        for (index, row) in rows.iter().enumerate() {
            let mut cells = vec![Cell::NULL; signals.columns.len()];
            for (column, literal) in row {
                let position = find(column)
                    .ok_or_else(|| Reason::Undeclared { query: signals.query.clone(), column: column.clone() })?;
                cells[position] =
                    convert_literal(literal, signals.columns[position].1).map_err(|misfit| Reason::Misfit {
                        query: QueryId::warehouse(signals.query.clone()),
                        row: index + 1,
                        column: column.clone(),
                        misfit,
                    })?;
            }
            typed.push(cells);
        }
        Ok(Self {
            columns: signals.columns.clone(),
            rows: typed,
            problems: BTreeMap::new(),
            gap: None,
            stored: Stored::default(),
            engine_table: OnceLock::new(),
        })
    }

    /// Why one of the named columns cannot be read, if one cannot.
    pub(crate) fn problem_with<'c>(&self, columns: impl IntoIterator<Item = &'c String>) -> Option<Reason> {
        columns.into_iter().find_map(|column| self.problems.get(column)).cloned()
    }

    /// The rows as a table of the engine; built once, since several signals read it.
    pub(crate) fn engine_table(&self, query: &QueryName) -> Result<Table, Reason> {
        self.engine_table.get_or_init(|| self.build(query, self.rows.clone())).clone()
    }

    /// Some of the rows as a table of the engine.
    pub(crate) fn engine_table_of(&self, query: &QueryName, rows: &[usize]) -> Result<Table, Reason> {
        self.build(query, rows.iter().map(|row| self.rows[*row].clone()).collect())
    }

    fn build(&self, query: &QueryName, mut rows: Vec<Row>) -> Result<Table, Reason> {
        let mut columns: Vec<_> =
            self.columns.iter().map(|(name, kind)| (name.clone(), SqlType::from(*kind))).collect();
        if columns.is_empty() {
            // No declared column is readable, yet `count(*)` is: the engine's rows need a column to exist.
            columns.push(("no_column_is_readable".to_owned(), SqlType::Boolean));
            rows.iter_mut().for_each(|row| row.push(Cell::NULL));
        }
        let table = Table::new(query.as_str(), columns, rows);
        table.map_err(|error| Reason::Failed { what: What::Result, message: error.message })
    }

    /// The columns as stored, for evidence.
    pub(crate) fn stored_columns(&self) -> Vec<Column> {
        self.stored.columns.clone()
    }

    /// The row at `index` as stored, for evidence.
    pub(crate) fn stored_row(&self, index: usize) -> Row {
        self.stored.row(index)
    }
}

fn cut(results: &[QueryResult]) -> Option<Reason> {
    let cut = results.iter().find(|result| result.cut)?;
    Some(Reason::Cut { query: cut.query.clone(), rows: cut.rows.len() })
}

/// The results as they were stored, side by side under common columns.
#[derive(Default)]
struct Stored<'a> {
    columns: Vec<Column>,
    parts: Vec<Part<'a>>,
    per_database: bool,
}

struct Part<'a> {
    result: &'a QueryResult,
    /// For each common column, its position in this result.
    positions: Vec<Option<usize>>,
}

impl<'a> Stored<'a> {
    /// Columns are matched by name without regard to case; a result that lacks one has NULL there in evidence.
    fn unite(results: &'a [QueryResult], per_database: bool) -> Self {
        let mut columns = if per_database { vec![Column::new(DATABASE_NAME, "varchar")] } else { vec![] };
        let first = columns.len();
        let mut parts = vec![];
        for result in results {
            let mut positions: Vec<Option<usize>> = vec![None; columns.len()];
            for (position, column) in result.columns.iter().enumerate() {
                // A name that stands twice takes two common columns.
                let common = (first..columns.len())
                    .find(|&at| positions[at].is_none() && columns[at].name.eq_ignore_ascii_case(&column.name));
                match common {
                    Some(at) => positions[at] = Some(position),
                    None => {
                        columns.push(column.clone());
                        positions.push(Some(position));
                    }
                }
            }
            parts.push(Part { result, positions });
        }
        for part in &mut parts {
            part.positions.resize(columns.len(), None);
        }
        Self { columns, parts, per_database }
    }

    fn typed_column(&self, name: &str, kind: ColumnType) -> Result<Vec<Cell>, Reason> {
        let is_database = self.per_database && name.eq_ignore_ascii_case(DATABASE_NAME);
        let mut cells = vec![];
        for part in &self.parts {
            if is_database {
                cells.extend(part.result.rows.iter().map(|_| part.database()));
            } else {
                part.typed_column(name, kind, &mut cells)?;
            }
        }
        Ok(cells)
    }

    fn row(&self, mut index: usize) -> Row {
        for part in &self.parts {
            if let Some(row) = part.result.rows.get(index) {
                let cell = |position: &Option<usize>| position.and_then(|at| row.get(at)).cloned();
                let mut united: Row =
                    part.positions.iter().map(|position| cell(position).unwrap_or(Cell::NULL)).collect();
                if self.per_database {
                    united[0] = part.database();
                }
                return united;
            }
            index -= part.result.rows.len();
        }
        vec![]
    }
}

impl Part<'_> {
    fn database(&self) -> Cell {
        self.result.query.database.clone().map_or(Cell::NULL, Cell::Text)
    }

    fn typed_column(&self, name: &str, kind: ColumnType, cells: &mut Vec<Cell>) -> Result<(), Reason> {
        let (query, column) = (self.result.query.clone(), name.to_owned());
        let mut named = self.result.columns.iter().enumerate().filter(|(_, c)| c.name.eq_ignore_ascii_case(name));
        let (position, metadata) = match (named.next(), named.next()) {
            (Some(only), None) => only,
            (Some(_), Some(_)) => return Err(Reason::ColumnTwice { query, column }),
            (None, _) => return Err(Reason::NoColumn { query, column }),
        };
        for (index, row) in self.result.rows.iter().enumerate() {
            let row_number = index + 1;
            let Some(cell) = row.get(position) else {
                return Err(Reason::NoCell { query, row: row_number, column });
            };
            match convert(metadata, cell, kind) {
                Ok(cell) => cells.push(cell),
                Err(misfit) => return Err(Reason::Misfit { query, row: row_number, column, misfit }),
            }
        }
        Ok(())
    }
}
