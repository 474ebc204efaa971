//! Conditions over the rows of a table.
//!
//! A condition is judged a batch at a time. The engine evaluates both sides of AND, so `n > 0 and 100 / n > 10`
//! fails for a batch with a zero in it although its rows are guarded; such a batch is judged again row by row,
//! where the left side decides. What a row fails with then is its own fault.

mod judging;
mod subqueries;

use datafusion::execution::SessionState;
use review_core::result::Cell;
use sqlparser::ast::Expr;

use crate::bounds::Bounds;
use crate::engine::{Engine, session_state};
use crate::error::SqlError;
use crate::job::Job;
use crate::rewrite;
use crate::table::Table;
use subqueries::Inlined;

/// What became of a condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// The rows, counted from 0, for which the condition is true. NULL is not true.
    pub holds: Vec<usize>,
    /// The rows that cannot be judged, with the reason.
    pub failed: Vec<(usize, String)>,
}

impl Engine {
    /// The rows of the table `subject` for which `condition` is true.
    ///
    /// Sub-selects that stand on their own are computed once. One that refers to the row being judged makes the
    /// whole condition run as an ordinary query; there a row that fails makes all of it fail.
    ///
    /// # Errors
    /// The condition does not read, names what is not there, is no condition, or exceeds the bounds.
    pub async fn judge_rows(&self, subject: &str, condition: &str, bounds: Bounds) -> Result<Judged, SqlError> {
        let (engine, subject, condition) = (self.clone(), subject.to_lowercase(), condition.to_owned());
        Job::start(bounds.time, async move || engine.rows_where(&subject, &condition, bounds).await).finished().await
    }

    /// Whether `aggregate`, a condition over all rows of the table `subject`, is true; `None` when it is NULL. It
    /// is asked of a table without rows too.
    ///
    /// # Errors
    /// As for [`Engine::judge_rows`], and when the expression has no aggregate function.
    pub async fn judge_all(&self, subject: &str, aggregate: &str, bounds: Bounds) -> Result<Option<bool>, SqlError> {
        let (engine, subject, aggregate) = (self.clone(), subject.to_lowercase(), aggregate.to_owned());
        Job::start(bounds.time, async move || engine.all_rows(&subject, &aggregate, bounds).await).finished().await
    }

    /// The number that `aggregate` gives over all rows of the table `subject`, rounded to so many digits after the
    /// point; `None` when it is NULL. Exact: no decimal passes through a float.
    ///
    /// # Errors
    /// As for [`Engine::judge_all`], and when the expression gives no number or one of more than 38 digits.
    pub async fn number_over(
        &self,
        subject: &str,
        aggregate: &str,
        digits: u8,
        bounds: Bounds,
    ) -> Result<Option<String>, SqlError> {
        let (engine, subject) = (self.clone(), subject.to_lowercase());
        let rounded = format!("cast(({aggregate}) as decimal(38,{digits}))");
        Job::start(bounds.time, async move || engine.one_number(&subject, &rounded, bounds).await).finished().await
    }

    fn subject(&self, name: &str) -> Result<&Table, SqlError> {
        self.table(name).ok_or_else(|| {
            let message = format!("relation \"{name}\" does not exist");
            SqlError::new(crate::SqlErrorKind::MissingObject, "42P01", message)
        })
    }

    async fn rows_where(&self, subject: &str, condition: &str, bounds: Bounds) -> Result<Judged, SqlError> {
        let table = self.subject(subject)?;
        let condition = rewrite::expression(condition)?;
        let state = session_state(bounds)?;
        match self.inlined(condition.clone(), &state, bounds).await? {
            Inlined::Alone(condition) => {
                let expression = self.physical(*condition, table, &state)?;
                judging::judge(table, expression.as_ref()).await
            }
            Inlined::Correlated => self.rows_by_query(condition, table, &state, bounds).await,
        }
    }

    /// The slow way: an ordinary query over the rows with their numbers.
    async fn rows_by_query(
        &self,
        condition: Expr,
        table: &Table,
        state: &SessionState,
        bounds: Bounds,
    ) -> Result<Judged, SqlError> {
        let numbered = self.clone().with_tables([table.numbered()?]);
        let mut query = rewrite::rows_where(condition, Table::ROW_NUMBER, &table.name)?;
        rewrite::rewrite(&mut query, numbered.surroundings())?;
        let output = numbered.run_query(query, state, Bounds { rows: u64::MAX, ..bounds }).await?;
        let mut holds: Vec<usize> = output
            .rows
            .iter()
            .filter_map(|row| match row.first() {
                Some(Cell::Long(number)) => usize::try_from(*number).ok(),
                _ => None,
            })
            .collect();
        holds.sort_unstable();
        Ok(Judged { holds, failed: Vec::new() })
    }

    async fn all_rows(&self, subject: &str, aggregate: &str, bounds: Bounds) -> Result<Option<bool>, SqlError> {
        let (cell, type_name) = self.over_all_rows(subject, aggregate, "holds", bounds).await?;
        match cell {
            Cell::Boolean(holds) => Ok(Some(holds)),
            cell if cell.is_null() => Ok(None),
            _ => Err(judging::not_boolean(&type_name)),
        }
    }

    async fn one_number(&self, subject: &str, aggregate: &str, bounds: Bounds) -> Result<Option<String>, SqlError> {
        match self.over_all_rows(subject, aggregate, "number", bounds).await? {
            (Cell::Text(number), _) => Ok(Some(number)),
            (Cell::Long(number), _) => Ok(Some(number.to_string())),
            (cell, _) if cell.is_null() => Ok(None),
            (_, type_name) => Err(SqlError::syntax(format!("the value is {type_name}, and a measure is a number"))),
        }
    }

    /// What an expression gives over all rows of a table, with the name of its type.
    async fn over_all_rows(
        &self,
        subject: &str,
        aggregate: &str,
        label: &str,
        bounds: Bounds,
    ) -> Result<(Cell, String), SqlError> {
        let table = self.subject(subject)?;
        let aggregate = rewrite::expression(aggregate)?;
        let state = session_state(bounds)?;
        let mut query = rewrite::select_over(aggregate, label, &table.name)?;
        rewrite::rewrite(&mut query, self.surroundings())?;
        rewrite::require_aggregate(&query)?;
        let output = self.run_query(query, &state, bounds).await?;
        match (output.columns.as_slice(), output.rows.as_slice()) {
            ([column], [row]) if row.len() == 1 => Ok((row[0].clone(), column.type_name.clone())),
            _ => Err(SqlError::syntax("an aggregate answers once for all rows: put columns into aggregates")),
        }
    }
}
