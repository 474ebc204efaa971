//! A result, page by page.
//!
//! Memory holds one page. Rows are counted against the number that the service named first: a result that is
//! shorter or longer than that is an error, never a result.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use aws_sdk_redshiftdata::types::{ColumnMetadata, Field};
use review_core::StatementId;
use review_core::error_class::ErrorClass;
use review_core::result::{Column, Row};

use super::api::Api;
use super::columns::{self, Reader};
use super::count::Count;
use super::csv::{Decoder, NotText, RawField};
use crate::{Rows, WarehouseError};

/// Pages without a row that may follow one another; own choice. Without a bound, a service that only hands out
/// tokens would keep the driver for ever.
const EMPTY_PAGES: u32 = 100;

/// A result that is being fetched.
pub(super) struct Pages {
    api: Arc<Api>,
    statement: StatementId,
    columns: Vec<Column>,
    readers: Vec<Reader>,
    form: Form,
    /// Where to go on; `None` after the last page.
    token: Option<String>,
    count: Count,
    empty_pages: u32,
}

enum Form {
    Json { page: Vec<Vec<Field>> },
    Csv { pieces: VecDeque<String>, decoder: Option<Box<Decoder>>, header_due: bool },
}

impl Pages {
    /// Fetches the first page. No more than `max_rows` and one row are delivered.
    pub(super) async fn begin(
        api: Arc<Api>,
        statement: StatementId,
        csv: bool,
        max_rows: u64,
    ) -> Result<Self, WarehouseError> {
        let (metadata, total, token, form) = match csv {
            false => {
                let page = api.json_page(&statement, None).await?;
                (page.column_metadata, page.total_num_rows, page.next_token, Form::Json { page: page.records })
            }
            true => {
                let page = api.csv_page(&statement, None).await?;
                let pieces = pieces(page.records)?;
                let form = Form::Csv { pieces, decoder: Some(Box::new(Decoder::new())), header_due: true };
                (page.column_metadata, page.total_num_rows, page.next_token, form)
            }
        };
        let columns = columns_of(metadata)?;
        let readers = columns.iter().map(Reader::of).collect();
        let count = Count::of(u64::try_from(total).unwrap_or(0), max_rows);
        let token = token.filter(|token| !token.is_empty());
        Ok(Self { api, statement, columns, readers, form, token, count, empty_pages: 0 })
    }

    /// The rows of what is here already; empty when the next page is needed.
    fn rows_here(&mut self) -> Result<Vec<Row>, WarehouseError> {
        let (columns, readers) = (&self.columns, &self.readers);
        match &mut self.form {
            Form::Json { page } => std::mem::take(page).iter().map(|fields| json_row(fields, readers)).collect(),
            Form::Csv { pieces, decoder, header_due } => {
                let mut rows = Vec::new();
                while rows.is_empty()
                    && let Some(piece) = pieces.pop_front()
                    && let Some(decoder) = decoder
                {
                    rows = decoder.piece(&piece).map_err(not_text)?;
                    take_header_off(&mut rows, header_due, columns);
                }
                rows.into_iter().map(|fields| csv_row(fields, readers)).collect()
            }
        }
    }

    /// Whether there is a next page, which then is here.
    async fn turn(&mut self) -> Result<bool, WarehouseError> {
        let Some(token) = self.token.take() else { return Ok(false) };
        self.empty_pages += 1;
        if self.empty_pages > EMPTY_PAGES {
            let message = format!("{EMPTY_PAGES} pages of the result came without a row");
            return Err(WarehouseError::new(ErrorClass::Unknown, message));
        }
        let next = match &mut self.form {
            Form::Json { page } => {
                let answer = self.api.json_page(&self.statement, Some(token)).await?;
                *page = answer.records;
                answer.next_token
            }
            Form::Csv { pieces: waiting, .. } => {
                let answer = self.api.csv_page(&self.statement, Some(token)).await?;
                *waiting = pieces(answer.records)?;
                answer.next_token
            }
        };
        self.token = next.filter(|token| !token.is_empty());
        Ok(true)
    }

    /// The row that nothing ended, which only the CSV form can have.
    fn rest(&mut self) -> Result<Vec<Row>, WarehouseError> {
        let Form::Csv { decoder, header_due, .. } = &mut self.form else { return Ok(Vec::new()) };
        let Some(decoder) = decoder.take() else { return Ok(Vec::new()) };
        let mut rows: Vec<_> = decoder.finish().map_err(not_text)?.into_iter().collect();
        take_header_off(&mut rows, header_due, &self.columns);
        rows.into_iter().map(|fields| csv_row(fields, &self.readers)).collect()
    }

    /// Forgets everything: nothing more is asked for.
    fn close(&mut self) {
        self.token = None;
        self.form = Form::Json { page: Vec::new() };
    }
}

#[async_trait]
impl Rows for Pages {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError> {
        if self.count.is_full() {
            return Ok(None);
        }
        loop {
            let mut rows = self.rows_here()?;
            if rows.is_empty() && !self.turn().await? {
                rows = self.rest()?;
                if rows.is_empty() {
                    return self.count.at_the_end().map(|()| None);
                }
            }
            if rows.is_empty() {
                continue;
            }
            self.empty_pages = 0;
            if self.count.take(&mut rows)? {
                self.close();
            }
            return Ok(Some(rows));
        }
    }
}

fn columns_of(metadata: Option<Vec<ColumnMetadata>>) -> Result<Vec<Column>, WarehouseError> {
    let columns: Vec<Column> = metadata.unwrap_or_default().iter().map(columns::column).collect();
    match columns.is_empty() {
        false => Ok(columns),
        true => Err(WarehouseError {
            remedy: Some("use one statement that reads: SELECT, WITH, SHOW or EXPLAIN".to_owned()),
            ..WarehouseError::new(ErrorClass::Syntax, "the script returns no rows")
        }),
    }
}

fn pieces(records: Vec<aws_sdk_redshiftdata::types::QueryRecords>) -> Result<VecDeque<String>, WarehouseError> {
    use aws_sdk_redshiftdata::types::QueryRecords::CsvRecords;
    let pieces = records.into_iter().map(|records| match records {
        CsvRecords(text) => Ok(text),
        _ => Err(WarehouseError::new(ErrorClass::Unknown, "the result came in a form that this version cannot read")),
    });
    pieces.collect()
}

fn json_row(fields: &[Field], readers: &[Reader]) -> Result<Row, WarehouseError> {
    same_width(fields.len(), readers.len())?;
    let cells = readers.iter().zip(fields).map(|(reader, field)| reader.field(field));
    cells
        .collect::<Option<Row>>()
        .ok_or_else(|| WarehouseError::new(ErrorClass::Unknown, "a value came in a form that this version cannot read"))
}

fn csv_row(fields: Vec<RawField>, readers: &[Reader]) -> Result<Row, WarehouseError> {
    same_width(fields.len(), readers.len())?;
    let cell = |(reader, field): (&Reader, RawField)| match field {
        Some(text) => reader.text(&text),
        None => review_core::result::Cell::NULL,
    };
    Ok(readers.iter().zip(fields).map(cell).collect())
}

/// The first row goes when it holds the columns' names. Should it be a row all the same, one is missing at the end,
/// and that is an error.
fn take_header_off(rows: &mut Vec<Vec<RawField>>, due: &mut bool, columns: &[Column]) {
    if rows.is_empty() || !std::mem::take(due) {
        return;
    }
    let named = rows[0].iter().map(|field| field.as_deref().unwrap_or_default());
    if named.eq(columns.iter().map(|column| column.name.as_str())) {
        rows.remove(0);
    }
}

fn same_width(came: usize, columns: usize) -> Result<(), WarehouseError> {
    match came == columns {
        true => Ok(()),
        false => {
            let message = format!("a row came with {came} values for {columns} columns");
            Err(WarehouseError::new(ErrorClass::Unknown, message))
        }
    }
}

fn not_text(_: NotText) -> WarehouseError {
    WarehouseError::new(ErrorClass::Unknown, "a value of the result is not UTF-8 text")
}

#[cfg(test)]
mod tests {
    use review_core::result::Cell;

    use super::*;

    #[test]
    fn the_row_of_names_goes_and_only_the_first() {
        let columns = [Column::new("n", "int8"), Column::new("", "varchar")];
        let row = |fields: &[Option<&str>]| fields.iter().map(|field| field.map(str::to_owned)).collect::<Vec<_>>();
        let header = row(&[Some("n"), None]);
        let mut due = true;
        let mut with = vec![header.clone(), header.clone()];
        take_header_off(&mut with, &mut due, &columns);
        assert_eq!((with.len(), due), (1, false));
        take_header_off(&mut with, &mut due, &columns);
        assert_eq!(with.len(), 1);
        let mut without = vec![row(&[Some("1"), None])];
        take_header_off(&mut without, &mut true, &columns);
        assert_eq!(without.len(), 1);
    }

    #[test]
    fn a_row_of_another_width_is_an_error() {
        let readers = [Reader::of(&Column::new("n", "int8"))];
        assert_eq!(csv_row(vec![Some("1".into())], &readers), Ok(vec![Cell::Long(1)]));
        let error = csv_row(vec![None, None], &readers).expect_err("too wide");
        assert_eq!(error.message, "a row came with 2 values for 1 columns");
        assert!(json_row(&[], &readers).is_err());
    }
}
