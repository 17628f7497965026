//! The rows of a Parquet file, each as a line of JSON.
//!
//! A row in JSON is a record like any other: it has its number and its range, may be an
//! envelope, and may belong to a type of log whose usual format is not JSON. So a Parquet
//! file is an archive of JSON lines to whoever reads it.
//!
//! What the file holds is said at its end. It is therefore kept until it has been read:
//! up to [`IN_MEMORY`] in memory, and else in a temporary file. Of its rows no more are
//! held than the pages of one row group that are being read.
//!
//! Format: <https://parquet.apache.org/docs/file-format/>

use std::fs::File;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::Row;
use parquet::record::reader::RowIter;
use parquet::schema::types::TypePtr;

use super::DecompressError;
use row::write_row;

mod row;

/// The largest file that is kept in memory, in bytes.
const IN_MEMORY: usize = 64 << 20;

/// How much is written to a temporary file at a time, in bytes.
const BLOCK: usize = 256 << 10;

/// How many values of a column are decoded at a time. A table may have a thousand columns.
const BATCH: usize = 256;

/// The rows of a Parquet file, each as a line of JSON.
pub(super) struct ParquetRows<R> {
    state: State<R>,
    /// The line that is given out, and how much of it has been.
    line: Vec<u8>,
    given: usize,
}

enum State<R> {
    Unopened(R),
    Rows(Rows),
    Ended,
}

impl<R: Read> ParquetRows<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { state: State::Unopened(reader), line: Vec::new(), given: 0 }
    }

    /// Makes the next row the line; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Unopened(reader) => self.state = State::Rows(Rows::open(spool(reader)?)?),
                State::Rows(mut rows) => {
                    let Some(row) = rows.next_row()? else { return Ok(false) };
                    self.line.clear();
                    self.given = 0;
                    write_row(&row, &rows.schema, &mut self.line);
                    self.line.push(b'\n');
                    self.state = State::Rows(rows);
                    return Ok(true);
                }
                State::Ended => return Ok(false),
            }
        }
    }
}

impl<R: Read> Read for ParquetRows<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.line.len() && !self.next_line()? {
            return Ok(0);
        }
        let read = self.line.get(self.given..).unwrap_or_default().read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

/// A file that can be read at any place.
enum Spooled {
    Memory(Bytes),
    Disk(File),
}

fn spool(mut reader: impl Read) -> io::Result<Spooled> {
    let mut start = Vec::new();
    reader.by_ref().take(IN_MEMORY as u64 + 1).read_to_end(&mut start)?;
    if start.len() <= IN_MEMORY {
        return Ok(Spooled::Memory(start.into()));
    }
    let mut file = tempfile::tempfile()?;
    file.write_all(&start)?;
    drop(start);
    let mut block = vec![0; BLOCK];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok(Spooled::Disk(file)),
            Ok(read) => file.write_all(block.get(..read).unwrap_or_default())?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

struct Rows {
    rows: RowIter<'static>,
    schema: TypePtr,
}

impl Rows {
    fn open(file: Spooled) -> io::Result<Self> {
        guarded(|| match file {
            Spooled::Memory(bytes) => Self::of(bytes),
            Spooled::Disk(file) => Self::of(file),
        })
    }

    fn of<F: ChunkReader + 'static>(file: F) -> parquet::errors::Result<Self> {
        let reader = SerializedFileReader::new(file)?;
        let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
        let rows = RowIter::from_file_into(Box::new(reader)).with_batch_size(BATCH);
        Ok(Self { rows, schema })
    }

    fn next_row(&mut self) -> io::Result<Option<Row>> {
        guarded(|| self.rows.next().transpose())
    }
}

/// Does what may find damage. The library panics on some of it, and on types of columns that
/// it does not know.
fn guarded<T>(read: impl FnOnce() -> parquet::errors::Result<T>) -> io::Result<T> {
    let reason = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it holds what cannot be decoded".to_owned(),
    };
    Err(DecompressError::Broken { format: "Parquet", reason }.into())
}

#[cfg(test)]
mod tests;
