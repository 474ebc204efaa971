//! Where a result waits until it is fetched: in memory as long as it is small, then in a file without a name.
//!
//! The spool is a sequence of frames; a frame is a number of bytes, a number of rows, and the rows. A cell is the
//! number of its bytes and the warehouse's own text; the number [`NULL`] stands for SQL NULL.

use std::io::{self, Read, Seek, SeekFrom, Write};

use async_trait::async_trait;
use review_core::result::{Cell, Column, FieldKind, Row};
use tempfile::SpooledTempFile;
use tokio::task::spawn_blocking;

use super::errors;
use crate::{Rows, WarehouseError};

/// How much of a result stays in memory.
const IN_MEMORY_BYTES: usize = 1 << 20;
/// A frame is closed when it has reached this size.
const FRAME_BYTES: usize = 128 << 10;
const NULL: u32 = u32::MAX;

/// A result that is arriving.
pub(super) struct Spool {
    file: SpooledTempFile,
    frame: Vec<u8>,
    rows_in_frame: u32,
    rows: u64,
}

impl Spool {
    pub(super) fn new() -> Self {
        Self { file: SpooledTempFile::new(IN_MEMORY_BYTES), frame: Vec::new(), rows_in_frame: 0, rows: 0 }
    }

    /// How many rows have arrived.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Takes one row: its cells as text, `None` for NULL.
    pub(super) async fn push<'a>(mut self, cells: impl Iterator<Item = Option<&'a str>>) -> io::Result<Self> {
        for cell in cells {
            let length = match cell {
                None => NULL,
                Some(text) => u32::try_from(text.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?,
            };
            self.frame.extend_from_slice(&length.to_le_bytes());
            self.frame.extend_from_slice(cell.unwrap_or_default().as_bytes());
        }
        self.rows += 1;
        self.rows_in_frame += 1;
        if self.frame.len() < FRAME_BYTES {
            return Ok(self);
        }
        self.off_the_runtime().await
    }

    /// Writes the frame where waiting for a disk holds nobody up.
    async fn off_the_runtime(mut self) -> io::Result<Self> {
        spawn_blocking(move || self.close_frame().map(|()| self)).await.map_err(io::Error::other)?
    }

    fn close_frame(&mut self) -> io::Result<()> {
        if self.rows_in_frame == 0 {
            return Ok(());
        }
        let length = u64::try_from(self.frame.len()).map_err(io::Error::other)?;
        self.file.write_all(&length.to_le_bytes())?;
        self.file.write_all(&self.rows_in_frame.to_le_bytes())?;
        self.file.write_all(&self.frame)?;
        self.frame.clear();
        self.rows_in_frame = 0;
        Ok(())
    }

    /// The whole result, ready to be read.
    pub(super) async fn finish(self, columns: Vec<Column>) -> io::Result<Spooled> {
        let mut spool = self.off_the_runtime().await?;
        spool.file.seek(SeekFrom::Start(0))?;
        let kinds = columns.iter().map(|column| FieldKind::of(&column.type_name)).collect();
        Ok(Spooled { columns, kinds, file: Some(spool.file), remarks: Vec::new() })
    }
}

/// A result that has arrived.
pub(super) struct Spooled {
    columns: Vec<Column>,
    kinds: Vec<FieldKind>,
    /// `None` after the last row.
    file: Option<SpooledTempFile>,
    remarks: Vec<String>,
}

impl Spooled {
    /// With something that has to be known of it.
    pub(super) fn with_remark(mut self, remark: &str) -> Self {
        self.remarks.push(remark.to_owned());
        self
    }
}

#[async_trait]
impl Rows for Spooled {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, WarehouseError> {
        let Some(file) = self.file.take() else { return Ok(None) };
        let kinds = self.kinds.clone();
        let read = spawn_blocking(move || read_frame(file, &kinds)).await.map_err(io::Error::other);
        match read.flatten().map_err(|error| errors::from_spool(&error))? {
            Some((file, rows)) => {
                self.file = Some(file);
                Ok(Some(rows))
            }
            None => Ok(None),
        }
    }

    fn remarks(&self) -> &[String] {
        &self.remarks
    }
}

fn read_frame(mut file: SpooledTempFile, kinds: &[FieldKind]) -> io::Result<Option<(SpooledTempFile, Vec<Row>)>> {
    let mut length = [0; 8];
    match file.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => file.read_exact(&mut length[1..])?,
    }
    let mut rows = [0; 4];
    file.read_exact(&mut rows)?;
    let mut frame = vec![0; usize::try_from(u64::from_le_bytes(length)).map_err(io::Error::other)?];
    file.read_exact(&mut frame)?;
    let mut rest = frame.as_slice();
    let rows = (0..u32::from_le_bytes(rows)).map(|_| kinds.iter().map(|kind| read_cell(&mut rest, *kind)).collect());
    let rows = rows.collect::<io::Result<Vec<Row>>>()?;
    Ok(Some((file, rows)))
}

fn read_cell(rest: &mut &[u8], kind: FieldKind) -> io::Result<Cell> {
    let mut length = [0; 4];
    rest.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length == NULL {
        return Ok(Cell::NULL);
    }
    let length = usize::try_from(length).map_err(io::Error::other)?;
    let (text, after) = rest.split_at_checked(length).ok_or(io::ErrorKind::UnexpectedEof)?;
    *rest = after;
    Ok(kind.cell(std::str::from_utf8(text).map_err(io::Error::other)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![Column::new("n", "int8"), Column::new("t", "varchar")]
    }

    async fn all(mut spooled: Spooled) -> Vec<Row> {
        let mut rows = Vec::new();
        while let Some(chunk) = spooled.next().await.expect("the spool is read") {
            assert!(!chunk.is_empty(), "a chunk holds at least one row");
            rows.extend(chunk);
        }
        assert_eq!(spooled.next().await, Ok(None), "the end stays the end");
        rows
    }

    #[tokio::test]
    async fn null_and_empty_text_come_back_apart() {
        let mut spool = Spool::new();
        for cells in [[Some("1"), Some("")], [None, None], [Some("-9223372036854775808"), Some("ü\n\0")]] {
            spool = spool.push(cells.into_iter()).await.expect("a row fits");
        }
        assert_eq!(spool.rows(), 3);
        let rows = all(spool.finish(columns()).await.expect("the spool is finished")).await;
        let text = |text: &str| Cell::Text(text.to_owned());
        let expected =
            [vec![Cell::Long(1), text("")], vec![Cell::NULL, Cell::NULL], vec![Cell::Long(i64::MIN), text("ü\n\0")]];
        assert_eq!(rows, expected);
    }

    #[tokio::test]
    async fn an_empty_result_has_columns_and_no_chunk() {
        let spooled = Spool::new().finish(columns()).await.expect("the spool is finished");
        assert_eq!(spooled.columns(), columns());
        assert_eq!(all(spooled).await, Vec::<Row>::new());
    }

    #[tokio::test]
    async fn a_large_result_leaves_memory_and_comes_back_in_order() {
        let wide = "x".repeat(1000);
        let mut spool = Spool::new();
        for n in 0..5000 {
            spool = spool.push([Some(n.to_string().as_str()), Some(wide.as_str())].into_iter()).await.expect("a row");
        }
        let spooled = spool.finish(columns()).await.expect("the spool is finished");
        assert!(spooled.file.as_ref().is_some_and(SpooledTempFile::is_rolled), "5 MB do not stay in memory");
        let rows = all(spooled).await;
        assert_eq!(rows.len(), 5000);
        assert!(rows.iter().zip(0..).all(|(row, n)| row[0] == Cell::Long(n)));
    }
}
