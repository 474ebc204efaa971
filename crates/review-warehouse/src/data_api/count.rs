//! How many rows of a result came.

use review_core::error_class::ErrorClass;
use review_core::result::Row;

use crate::WarehouseError;

/// How many rows came of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    total: u64,
    came: u64,
    /// The most that are wanted.
    wanted: u64,
}

impl Count {
    /// Of a result of so many rows no more than `max_rows` and one are wanted.
    pub(super) const fn of(total: u64, max_rows: u64) -> Self {
        Self { total, came: 0, wanted: max_rows.saturating_add(1) }
    }

    /// Whether everything that is wanted has come.
    pub(super) const fn is_full(&self) -> bool {
        self.came == self.wanted
    }

    /// Cuts rows to those that are wanted; answers whether that was all that is wanted.
    pub(super) fn take(&mut self, rows: &mut Vec<Row>) -> Result<bool, WarehouseError> {
        let room = usize::try_from(self.wanted - self.came).unwrap_or(usize::MAX);
        rows.truncate(room);
        self.came += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        match self.came > self.total {
            true => Err(self.differs()),
            false => Ok(self.came == self.wanted),
        }
    }

    pub(super) fn at_the_end(&self) -> Result<(), WarehouseError> {
        match self.came == self.total {
            true => Ok(()),
            false => Err(self.differs()),
        }
    }

    fn differs(&self) -> WarehouseError {
        let Self { total, came, .. } = self;
        let what = if came < total { "a part of the result is missing" } else { "the result is longer than it said" };
        WarehouseError {
            remedy: Some("let the query run again; if it happens again, tell AWS support".to_owned()),
            ..WarehouseError::new(ErrorClass::Unknown, format!("{what}: {came} rows came of {total}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use review_core::result::Cell;

    use super::*;

    fn rows(count: usize) -> Vec<Row> {
        vec![vec![Cell::NULL]; count]
    }

    #[test]
    fn a_result_that_is_not_as_long_as_it_said_is_an_error() {
        let mut count = Count::of(5, 100);
        assert_eq!(count.take(&mut rows(3)), Ok(false));
        let error = count.at_the_end().expect_err("two are missing");
        assert_eq!(error.message, "a part of the result is missing: 3 rows came of 5");
        assert!(error.class.is_repeated());
        assert_eq!(count.take(&mut rows(2)), Ok(false));
        assert_eq!(count.at_the_end(), Ok(()));
        let error = count.take(&mut rows(1)).expect_err("one too many");
        assert_eq!(error.message, "the result is longer than it said: 6 rows came of 5");
    }

    #[test]
    fn a_cut_result_is_as_long_as_it_is_wanted() {
        let mut count = Count::of(1000, 10);
        let mut page = rows(8);
        assert_eq!((count.take(&mut page), page.len()), (Ok(false), 8));
        let mut page = rows(8);
        assert_eq!((count.take(&mut page), page.len()), (Ok(true), 3));
    }
}
