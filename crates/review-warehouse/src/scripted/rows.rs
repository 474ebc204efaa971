//! The rows a statement returns.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use review_core::error_class::ErrorClass;
use review_core::result::{Cell, Column, Row};

use crate::{Rows, WarehouseError};

/// How many rows come at once.
const CHUNK: u64 = 1_000;

/// What a statement returns: columns, and rows that are made when they are read.
#[derive(Clone)]
pub struct Table {
    columns: Vec<Column>,
    count: u64,
    row: Arc<dyn Fn(u64) -> Row + Send + Sync>,
}

impl Table {
    /// These rows.
    pub fn of(columns: Vec<Column>, rows: Vec<Row>) -> Self {
        let count = rows.len().try_into().unwrap_or(u64::MAX);
        let at = move |index: u64| rows[usize::try_from(index).unwrap_or(usize::MAX)].clone();
        Self { columns, count, row: Arc::new(at) }
    }

    /// So many rows; `row` makes the one at an index, from 0.
    pub fn made(columns: Vec<Column>, count: u64, row: impl Fn(u64) -> Row + Send + Sync + 'static) -> Self {
        Self { columns, count, row: Arc::new(row) }
    }

    /// One column `n` with the numbers from 1 on.
    pub fn numbers(count: u64) -> Self {
        let row = |index| vec![Cell::Long(i64::try_from(index).unwrap_or(i64::MAX).saturating_add(1))];
        Self::made(vec![Column::new("n", "int8")], count, row)
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("columns", &self.columns).field("count", &self.count).finish_non_exhaustive()
    }
}

/// A table that is being read.
pub(super) struct Reading {
    table: Table,
    next: u64,
    end: u64,
    breaks_at: Option<u64>,
}

impl Reading {
    /// The first rows of a table, one more than wanted at most.
    pub(super) fn new(table: Table, max_rows: u64, breaks_at: Option<u64>) -> Self {
        let end = table.count.min(max_rows.saturating_add(1));
        Self { table, next: 0, end, breaks_at }
    }
}

#[async_trait]
impl Rows for Reading {
    fn columns(&self) -> &[Column] {
        &self.table.columns
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError> {
        let breaks_at = self.breaks_at.unwrap_or(u64::MAX);
        if self.next >= breaks_at {
            return Err(WarehouseError::new(ErrorClass::Connection, "the test has the result break off"));
        }
        if self.next == self.end {
            return Ok(None);
        }
        let until = self.next.saturating_add(CHUNK).min(self.end).min(breaks_at);
        let rows = (self.next..until).map(|index| (self.table.row)(index)).collect();
        self.next = until;
        Ok(Some(rows))
    }
}
