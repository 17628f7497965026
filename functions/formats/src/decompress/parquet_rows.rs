//! The rows of a Parquet file, each as a line of JSON.
//!
//! A row in JSON is a record like any other: it has its number and its range, may be an
//! envelope, and may belong to a type of log whose usual format is not JSON. So a Parquet
//! file is an archive of JSON lines to whoever reads it.
//!
//! What the file holds is said at its end. It is therefore kept until it has been read,
//! in memory or in a temporary file ([`spool`]). Of its rows no more are held than the pages
//! of one row group that are being read, and of those no more than [`bounds`] allows.
//!
//! Format: <https://parquet.apache.org/docs/file-format/>

use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::Row;
use parquet::record::reader::RowIter;
use parquet::schema::types::TypePtr;

use bounds::{Bounded, CountedFile, broken, error_of};
use row::write_row;
use spool::{Disk, Room, Spooled, spool};

mod bounds;
mod row;
mod spool;
mod thrift;

/// How many values of a column are decoded at a time. A table may have a thousand columns.
const BATCH: usize = 256;

/// The rows of a Parquet file, each as a line of JSON.
pub(super) struct ParquetRows<R> {
    state: State<R>,
    disk: Disk,
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
    /// On disk there may be so many bytes, of all files that are read at once.
    pub(super) const fn new(reader: R, disk_bytes: u64) -> Self {
        let disk = Disk::new(disk_bytes);
        Self { state: State::Unopened(reader), disk, line: Vec::new(), given: 0 }
    }

    /// Makes the next row the line; false at the end.
    fn next_line(&mut self) -> io::Result<bool> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Unopened(reader) => {
                    self.state = State::Rows(Rows::open(spool(reader, self.disk)?)?);
                }
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

struct Rows {
    rows: RowIter<'static>,
    schema: TypePtr,
}

impl Rows {
    fn open(file: Spooled) -> io::Result<Self> {
        guarded(|| match file {
            Spooled::Memory(bytes) => Self::of(bytes),
            Spooled::Disk(file, room) => Self::of(OnDisk { file, _room: room }),
        })
    }

    fn of<F: ChunkReader + 'static>(file: F) -> parquet::errors::Result<Self> {
        let reader = CountedFile(SerializedFileReader::new(Bounded(file))?);
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
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(error_of),
        Err(_) => Err(broken("it holds what cannot be decoded".to_owned())),
    }
}

/// A temporary file with the room that it takes.
struct OnDisk {
    file: File,
    _room: Room,
}

impl Length for OnDisk {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for OnDisk {
    type T = <File as ChunkReader>::T;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        self.file.get_bytes(start, length)
    }
}

#[cfg(test)]
mod tests;
