//! Reading a stored result back.

use std::io::{self, BufReader, Read};
use std::mem;

use review_core::result::{Column, Row};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::parse::{self, NotWanted, Sink};
use crate::documents::{damaged, place_and_problem};
use crate::error::StoreError;
use crate::port::{Download, RunFolder};

/// How many rows are handed over at once.
const BATCH: usize = 256;
/// How many batches may wait to be taken.
const WAITING: usize = 2;

/// A stored result, or the beginning of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadResult {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, up to the limit.
    pub rows: Vec<Row>,
    /// How many rows are stored.
    pub total: u64,
    /// Whether the warehouse had more rows than were stored.
    pub cut: bool,
}

/// Reads a stored result, but keeps at most `limit` of its rows; `None` when there is no such file. The whole file
/// is read whatever the limit, so that one that is damaged is never half believed.
///
/// # Errors
/// [`StoreError::Damaged`] when it does not read; else when the store cannot be read.
pub async fn read_result(folder: &dyn RunFolder, key: &str, limit: u64) -> Result<Option<ReadResult>, StoreError> {
    let Some(mut reader) = ResultReader::open(folder, key).await? else { return Ok(None) };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut rows = Vec::new();
    while let Some(batch) = reader.next().await? {
        let room = limit - rows.len();
        rows.extend(batch.into_iter().take(room));
    }
    let end = reader.end.ok_or_else(|| reader.interrupted())?;
    Ok(Some(ReadResult { columns: mem::take(&mut reader.columns), rows, total: end.total, cut: end.cut }))
}

/// What is known of a result once all its rows are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultEnd {
    /// How many rows are stored.
    pub total: u64,
    /// Whether the warehouse had more rows than were stored.
    pub cut: bool,
}

/// Reads a stored result batch by batch; memory does not grow with it.
pub struct ResultReader {
    place: Place,
    columns: Vec<Column>,
    heard: mpsc::Receiver<Heard>,
    end: Option<ResultEnd>,
}

/// What the thread that parses has to say.
enum Heard {
    Columns(Vec<Column>),
    Rows(Vec<Row>),
    End(ResultEnd),
    Failed(StoreError),
}

impl ResultReader {
    /// Begins to read the result stored under `key`; `None` when there is no such file.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when its beginning does not read; else when the store cannot be read.
    pub async fn open(folder: &dyn RunFolder, key: &str) -> Result<Option<Self>, StoreError> {
        let Some(download) = folder.open(key).await? else { return Ok(None) };
        let place = Place { key: key.to_owned(), location: folder.location() };
        Self::begin(download, place).await.map(Some)
    }

    async fn begin(download: Box<dyn Download>, place: Place) -> Result<Self, StoreError> {
        let (tell, heard) = mpsc::channel(WAITING);
        let (pieces, of_thread) = (Pieces::new(download), place.clone());
        // Parsing keeps a processor busy and waits for the disk: it has a thread for itself.
        tokio::task::spawn_blocking(move || parse_and_tell(pieces, &of_thread, tell));
        let mut reader = Self { place, columns: Vec::new(), heard, end: None };
        match reader.heard.recv().await {
            Some(Heard::Columns(columns)) => reader.columns = columns,
            Some(Heard::Failed(error)) => return Err(error),
            // The columns are the first thing a result that reads has to say.
            Some(Heard::Rows(_) | Heard::End(_)) | None => return Err(reader.interrupted()),
        }
        Ok(reader)
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The next rows, at least one; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the rest does not read; else when the store cannot be read.
    pub async fn next(&mut self) -> Result<Option<Vec<Row>>, StoreError> {
        if self.end.is_some() {
            return Ok(None);
        }
        match self.heard.recv().await {
            Some(Heard::Rows(rows)) => Ok(Some(rows)),
            Some(Heard::End(end)) => {
                self.end = Some(end);
                Ok(None)
            }
            Some(Heard::Failed(error)) => Err(error),
            Some(Heard::Columns(_)) | None => Err(self.interrupted()),
        }
    }

    /// What is known once [`next`](ResultReader::next) has answered `None`.
    pub const fn end(&self) -> Option<ResultEnd> {
        self.end
    }

    /// The thread that parses has gone without a word, as it does when the program ends.
    fn interrupted(&self) -> StoreError {
        self.place.unreadable(io::ErrorKind::Interrupted.into())
    }
}

/// Which file is read, for errors.
#[derive(Clone)]
struct Place {
    key: String,
    location: String,
}

impl Place {
    fn unreadable(&self, source: io::Error) -> StoreError {
        StoreError::Io { doing: "read", key: self.key.clone(), location: self.location.clone(), source }
    }
}

fn parse_and_tell(mut pieces: Pieces, place: &Place, tell: mpsc::Sender<Heard>) {
    let mut batches = Batches { tell, rows: Vec::new() };
    let last = match parse::parse(BufReader::new(&mut pieces), &mut batches) {
        Ok(end) => batches.hand_over().map(|()| Heard::End(end)),
        Err(error) => Ok(Heard::Failed(match pieces.failed.take() {
            Some(error) => error,
            None if error.is_io() => place.unreadable(error.into()),
            None => damaged(
                place.location.clone(),
                &place.key,
                &place_and_problem(&error),
                "run the query again in a new run, or restore the file from a copy",
            ),
        })),
    };
    if let Ok(last) = last {
        // Nobody hears it when the reader was dropped meanwhile.
        let _ = batches.tell.blocking_send(last);
    }
}

/// Gathers rows into batches and hands them over.
struct Batches {
    tell: mpsc::Sender<Heard>,
    rows: Vec<Row>,
}

impl Batches {
    fn hand_over(&mut self) -> Result<(), NotWanted> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = mem::replace(&mut self.rows, Vec::with_capacity(BATCH));
        self.tell.blocking_send(Heard::Rows(rows)).map_err(|_| NotWanted)
    }
}

impl Sink for Batches {
    fn columns(&mut self, columns: Vec<Column>) -> Result<(), NotWanted> {
        self.tell.blocking_send(Heard::Columns(columns)).map_err(|_| NotWanted)
    }

    fn row(&mut self, row: Row) -> Result<(), NotWanted> {
        self.rows.push(row);
        if self.rows.len() < BATCH { Ok(()) } else { self.hand_over() }
    }
}

/// A download as the parser wants it: bytes on demand. Lives on a thread that may wait.
struct Pieces {
    download: Box<dyn Download>,
    runtime: Handle,
    piece: Vec<u8>,
    taken: usize,
    /// Why the download failed: an `io::Error` on its way through the parser would lose it.
    failed: Option<StoreError>,
}

impl Pieces {
    fn new(download: Box<dyn Download>) -> Self {
        Self { download, runtime: Handle::current(), piece: Vec::new(), taken: 0, failed: None }
    }
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.piece.len() {
            let next = self.runtime.block_on(self.download.next()).map_err(|error| {
                self.failed = Some(error);
                io::Error::other("the download failed")
            })?;
            (self.piece, self.taken) = (next.unwrap_or_default(), 0);
        }
        let rest = &self.piece[self.taken..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;

    use super::*;

    /// A download that gives some pieces, then breaks.
    struct Breaks(Vec<&'static str>);

    #[async_trait]
    impl Download for Breaks {
        async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
            match self.0.pop() {
                Some(piece) => Ok(Some(piece.into())),
                None => Err(place().unreadable(io::Error::other("the disk is gone"))),
            }
        }
    }

    fn place() -> Place {
        Place { key: "results/A.json".to_owned(), location: "somewhere".to_owned() }
    }

    #[tokio::test]
    async fn a_store_that_breaks_is_not_taken_for_a_damaged_file() {
        let broken = "cannot read `results/A.json` in somewhere: the disk is gone";
        let begin = |pieces| ResultReader::begin(Box::new(Breaks(pieces)), place());
        let at_once = begin(vec![]).await.map(|_| ()).expect_err("no columns");
        assert_eq!(at_once.to_string(), broken);
        let head = "{\"ColumnMetadata\":[],\"Records\":[";
        let mut later = begin(vec!["[],[]", head]).await.expect("the columns are read");
        assert_eq!(later.next().await.expect_err("no end").to_string(), broken);
    }
}
