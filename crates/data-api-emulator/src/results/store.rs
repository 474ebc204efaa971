//! A result in the form it is sent in, written once and read page by page, so that memory does not grow with it.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use review_core::result::{Cell, Column, Row};
use tempfile::SpooledTempFile;

use super::{Format, csv};
use crate::options::Limits;

/// How much of a result stays in memory.
const IN_MEMORY_BYTES: usize = 1 << 20;

/// Why a result cannot be kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// A row is too wide. The words are those of the guide's page on troubleshooting.
    #[error("ERROR: Packet for query is too large ({bytes} > {limit}). A row of a result may hold {limit} bytes.")]
    Row { bytes: u64, limit: u64 },
    /// The whole is too large.
    #[error("ERROR: Database response exceeded size limit. A result may hold {limit} bytes.")]
    Result { limit: u64 },
    /// The disk.
    #[error("the emulator cannot keep the result: {0}; free space for temporary files, or set TMPDIR")]
    Disk(#[from] io::Error),
}

/// A page: where its chunks are in the file. The JSON form has one chunk a page, an array of rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    chunks: Vec<(u64, usize)>,
}

/// A result that has arrived.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) format: Format,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: u64,
    /// Bytes of all values, as text.
    pub(crate) size: u64,
    pages: Vec<Page>,
    file: Mutex<SpooledTempFile>,
}

impl Stored {
    /// A page by its number, from 0, and whether another one follows; `None` when there is no such page.
    pub(crate) fn page(&self, number: usize) -> Option<(Page, bool)> {
        Some((self.pages.get(number)?.clone(), number + 1 < self.pages.len()))
    }

    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Reads the chunks of a page. Blocks.
    pub(crate) fn read(&self, page: &Page) -> io::Result<Vec<String>> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut chunk = |(offset, length): (u64, usize)| {
            let mut bytes = vec![0; length];
            file.seek(SeekFrom::Start(offset))?;
            file.read_exact(&mut bytes)?;
            String::from_utf8(bytes).map_err(io::Error::other)
        };
        page.chunks.iter().copied().map(&mut chunk).collect()
    }
}

/// A result that is arriving. Every call may block on the disk.
pub(crate) struct Writer {
    format: Format,
    limits: Limits,
    columns: Vec<Column>,
    file: SpooledTempFile,
    offset: u64,
    pages: Vec<Page>,
    page: Page,
    chunk: Vec<u8>,
    chunk_rows: u64,
    line: Vec<u8>,
    rows: u64,
    size: u64,
}

impl Writer {
    pub(crate) fn new(format: Format, limits: Limits, columns: Vec<Column>) -> Self {
        let mut chunk = Vec::new();
        if format == Format::Csv {
            csv::header(&columns, &mut chunk);
        }
        Self {
            format,
            limits,
            columns,
            file: SpooledTempFile::new(IN_MEMORY_BYTES),
            offset: 0,
            pages: Vec::new(),
            page: Page::default(),
            chunk,
            chunk_rows: 0,
            line: Vec::new(),
            rows: 0,
            size: 0,
        }
    }

    /// Takes rows in.
    pub(crate) fn push(&mut self, rows: &[Row]) -> Result<(), Refused> {
        for row in rows {
            let bytes: u64 = row.iter().map(width).sum();
            if bytes > self.limits.row_bytes {
                return Err(Refused::Row { bytes, limit: self.limits.row_bytes });
            }
            self.size += bytes;
            if self.size > self.limits.result_bytes {
                return Err(Refused::Result { limit: self.limits.result_bytes });
            }
            match self.format {
                Format::Json => self.push_json(row)?,
                Format::Csv => self.push_csv(row)?,
            }
            self.rows += 1;
        }
        Ok(())
    }

    fn push_json(&mut self, row: &Row) -> io::Result<()> {
        self.chunk.push(if self.chunk_rows == 0 { b'[' } else { b',' });
        serde_json::to_writer(&mut self.chunk, row)?;
        self.chunk_rows += 1;
        if self.chunk_rows >= self.limits.page_rows || self.chunk.len() >= self.limits.page_bytes {
            self.chunk.push(b']');
            self.close_chunk()?;
            self.close_page();
        }
        Ok(())
    }

    fn push_csv(&mut self, row: &Row) -> io::Result<()> {
        self.line.clear();
        csv::row(row, &mut self.line);
        if !self.chunk.is_empty() && self.chunk.len() + self.line.len() > self.limits.csv_chunk_bytes {
            self.close_chunk()?;
            if self.page.chunks.len() >= self.limits.csv_page_chunks {
                self.close_page();
            }
        }
        self.chunk.extend_from_slice(&self.line);
        self.chunk_rows += 1;
        Ok(())
    }

    fn close_chunk(&mut self) -> io::Result<()> {
        self.file.write_all(&self.chunk)?;
        self.page.chunks.push((self.offset, self.chunk.len()));
        self.offset += u64::try_from(self.chunk.len()).map_err(io::Error::other)?;
        self.chunk.clear();
        self.chunk_rows = 0;
        Ok(())
    }

    fn close_page(&mut self) {
        self.pages.push(std::mem::take(&mut self.page));
    }

    /// The whole result. One without rows has one page, which is empty.
    pub(crate) fn finish(mut self) -> Result<Stored, Refused> {
        match self.format {
            Format::Json if self.chunk_rows > 0 => self.chunk.push(b']'),
            Format::Json if self.pages.is_empty() => self.chunk.extend_from_slice(b"[]"),
            Format::Json | Format::Csv => {}
        }
        if !self.chunk.is_empty() {
            self.close_chunk()?;
        }
        if !self.page.chunks.is_empty() {
            self.close_page();
        }
        self.file.flush()?;
        let Self { format, columns, rows, size, pages, file, .. } = self;
        Ok(Stored { format, columns, rows, size, pages, file: Mutex::new(file) })
    }
}

/// Bytes of a value as text.
fn width(cell: &Cell) -> u64 {
    match cell {
        Cell::Null(_) => 0,
        Cell::Boolean(_) => 1,
        Cell::Text(text) => text.len() as u64,
        Cell::Long(_) | Cell::Double(_) => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(format: Format, limits: &Limits, rows: i64) -> Stored {
        let mut writer = Writer::new(format, limits.clone(), vec![Column::new("n", "int8")]);
        let rows: Vec<Row> = (0..rows).map(|n| vec![Cell::Long(n)]).collect();
        writer.push(&rows).expect("the rows fit");
        writer.finish().expect("the result is kept")
    }

    fn all(stored: &Stored) -> Vec<Vec<String>> {
        let pages = (0..stored.pages()).map(|number| stored.page(number).expect("a page"));
        pages.map(|(page, _)| stored.read(&page).expect("the file is read")).collect()
    }

    #[test]
    fn the_json_form_has_so_many_rows_a_page() {
        let limits = Limits { page_rows: 2, ..Limits::default() };
        let result = stored(Format::Json, &limits, 5);
        let pages = all(&result);
        let row = |n: i64| format!("[{{\"longValue\":{n}}}]");
        let expected =
            [format!("[{},{}]", row(0), row(1)), format!("[{},{}]", row(2), row(3)), format!("[{}]", row(4))];
        assert_eq!(pages, expected.map(|page| vec![page]));
        assert_eq!((result.rows, result.size), (5, 40));
        assert_eq!(all(&stored(Format::Json, &limits, 4)).len(), 2, "no empty page at the end");
        assert_eq!(all(&stored(Format::Json, &limits, 0)), [["[]".to_owned()]]);
    }

    #[test]
    fn the_csv_form_has_so_many_chunks_a_page() {
        let limits = Limits { csv_chunk_bytes: 7, csv_page_chunks: 2, ..Limits::default() };
        let pages = all(&stored(Format::Csv, &limits, 5));
        assert_eq!(pages, [vec!["n\r\n0\r\n", "1\r\n2\r\n"], vec!["3\r\n4\r\n"]]);
        assert_eq!(all(&stored(Format::Csv, &limits, 0)), [["n\r\n"]]);
    }

    #[test]
    fn a_row_or_result_that_is_too_large_is_refused() {
        let limits = Limits { row_bytes: 4, result_bytes: 6, ..Limits::default() };
        let mut writer = Writer::new(Format::Json, limits, vec![Column::new("t", "varchar")]);
        let row = |text: &str| vec![vec![Cell::Text(text.to_owned())]];
        assert!(matches!(writer.push(&row("12345")), Err(Refused::Row { bytes: 5, limit: 4 })));
        writer.push(&row("1234")).expect("it fits");
        assert!(matches!(writer.push(&row("123")), Err(Refused::Result { limit: 6 })));
    }

    #[test]
    fn a_large_result_leaves_memory() {
        let result = stored(Format::Json, &Limits::default(), 100_000);
        assert!(result.file.lock().expect("nobody panicked").is_rolled());
        assert_eq!(all(&result).len(), 100);
    }
}
