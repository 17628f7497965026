//! What a Parquet file may take in memory. The library makes room for whatever headers claim;
//! here they are looked at first.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::{
    ChunkReader, FileReader, Length, RowGroupReader, SerializedFileReader,
};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::thrift;
use crate::DecompressError;

/// The most bytes of a page, and of the footer. Writers make pages of one megabyte.
const LARGEST: usize = 64 << 20;

/// The most bytes that the pages of all columns have together. Each column has one, and the
/// dictionary for it.
const ALL: usize = 128 << 20;

/// What a value of a dictionary takes beside its bytes.
const VALUE: usize = 32;

/// The length of the footer's length and of the four letters behind it.
const TAIL: u64 = 8;

/// Where the file is to be believed, and where not.
pub(super) struct Bounded<F>(pub(super) F);

fn too_much(what: String) -> ParquetError {
    let error = DecompressError::NeedsTooMuch { format: "Parquet", what };
    ParquetError::External(Box::new(error))
}

impl<F: Length> Length for Bounded<F> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<F: ChunkReader> ChunkReader for Bounded<F> {
    type T = F::T;

    /// Besides for the end of the file, asked for to read a page's header.
    fn get_read(&self, start: u64) -> Result<Self::T> {
        if start != self.len().saturating_sub(TAIL) {
            let header = self.0.get_read(start)?;
            // What is damaged, the library finds.
            let claimed = thrift::page_bytes(header.take(LARGEST as u64)).unwrap_or(0);
            if usize::try_from(claimed).is_ok_and(|claimed| claimed > LARGEST) {
                return Err(too_much(format!("{claimed} bytes for a page (most: {LARGEST})")));
            }
        }
        self.0.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.len());
        let Some(end) = end else {
            return Err(ParquetError::EOF("a part of it lies behind its end".to_owned()));
        };
        if length > LARGEST {
            return Err(too_much(format!("{length} bytes for a part of it (most: {LARGEST})")));
        }
        let bytes = self.0.get_bytes(start, length)?;
        let is_footer = end == self.len().saturating_sub(TAIL);
        if is_footer && !thrift::has_plausible_schema(&bytes).unwrap_or(true) {
            let why = "its schema has columns that are not there, or lies too deep";
            return Err(ParquetError::General(why.to_owned()));
        }
        Ok(bytes)
    }
}

/// A file whose pages are counted.
pub(super) struct CountedFile<F: ChunkReader>(pub(super) SerializedFileReader<F>);

impl<F: ChunkReader + 'static> FileReader for CountedFile<F> {
    fn metadata(&self) -> &ParquetMetaData {
        self.0.metadata()
    }

    fn num_row_groups(&self) -> usize {
        self.0.num_row_groups()
    }

    fn get_row_group(&self, at: usize) -> Result<Box<dyn RowGroupReader + '_>> {
        Ok(Box::new(CountedGroup { group: self.0.get_row_group(at)?, held: Arc::default() }))
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_file(projection, self)
    }
}

struct CountedGroup<'a> {
    group: Box<dyn RowGroupReader + 'a>,
    /// By the pages of all columns.
    held: Arc<AtomicUsize>,
}

impl RowGroupReader for CountedGroup<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.group.metadata()
    }

    fn num_columns(&self) -> usize {
        self.group.num_columns()
    }

    fn get_column_page_reader(&self, at: usize) -> Result<Box<dyn PageReader>> {
        let pages = self.group.get_column_page_reader(at)?;
        let all = Arc::clone(&self.held);
        Ok(Box::new(CountedPages { pages, all, dictionary: 0, page: 0 }))
    }

    fn get_column_bloom_filter(&self, at: usize) -> Option<&Sbbf> {
        self.group.get_column_bloom_filter(at)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Result<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

struct CountedPages {
    pages: Box<dyn PageReader>,
    all: Arc<AtomicUsize>,
    /// What this column holds at the moment.
    dictionary: usize,
    page: usize,
}

impl CountedPages {
    fn count(&mut self, page: &Page) -> Result<()> {
        let bytes = page.buffer().len();
        let (held, now) = if page.is_dictionary_page() {
            let values = usize::try_from(page.num_values()).unwrap_or(usize::MAX);
            (&mut self.dictionary, bytes.saturating_add(values.saturating_mul(VALUE)))
        } else {
            (&mut self.page, bytes)
        };
        self.all.fetch_sub(*held, Ordering::Relaxed);
        *held = now;
        let all = self.all.fetch_add(now, Ordering::Relaxed).saturating_add(now);
        if all > ALL {
            return Err(too_much(format!(
                "{all} bytes for the pages of all columns (most: {ALL})"
            )));
        }
        Ok(())
    }
}

impl Iterator for CountedPages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CountedPages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let Some(page) = self.pages.get_next_page()? else { return Ok(None) };
        self.count(&page)?;
        Ok(Some(page))
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

/// What the library says, as what it is.
pub(super) fn error_of(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<DecompressError>() {
            Ok(own) => (*own).into(),
            Err(error) => broken(error.to_string()),
        },
        error => broken(error.to_string()),
    }
}

pub(super) fn broken(reason: String) -> io::Error {
    DecompressError::Broken { format: "Parquet", reason }.into()
}
