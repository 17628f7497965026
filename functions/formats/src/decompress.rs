//! Decompression by content.
//!
//! An object may be plain, gzip (several members too), bzip2, zip (all its members, in
//! order), or zstd (several frames too). What comes out of an archive may itself be one
//! of these, once: log shippers compress what was compressed already. Deeper nesting
//! is refused, as it only serves attacks.
//!
//! A Parquet file is such an archive too, of lines of JSON.
//!
//! Sizes are capped at each level, and nothing is held but the decoder's window; what is
//! held of a Parquet file, its own decoder says.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::{Arc, Mutex};

use bzip2::bufread::MultiBzDecoder;

use crate::Limits;
use members::{GzipMembers, ZstdFrames};
use zip_stream::ZipMembers;

mod members;
#[cfg(feature = "parquet")]
mod parquet_rows;
mod zip_stream;

/// How many archives may lie in each other.
const MAX_LEVELS: u32 = 2;

/// Why an object could not be decompressed to its end.
#[derive(Debug, thiserror::Error)]
pub enum DecompressError {
    /// The object ends before its archive does.
    #[error("{format} data ends too early; the object was not written to its end")]
    CutShort {
        /// The format of the archive.
        format: &'static str,
    },
    /// The archive is broken.
    #[error("{format} data is broken: {reason}")]
    Broken {
        /// The format of the archive.
        format: &'static str,
        /// What the decoder said.
        reason: String,
    },
    /// The object becomes too large.
    #[error("decompresses to more than {limit} bytes; raise the limit if it is no attack")]
    TooLarge {
        /// The limit.
        limit: u64,
    },
    /// Reading it takes more memory or disk than there is for it.
    #[error("{format} data needs {what}; write smaller files, row groups and pages")]
    NeedsTooMuch {
        /// The format of the archive.
        format: &'static str,
        /// What of, and how much there may be.
        what: String,
    },
    /// There are archives in archives in archives.
    #[error(
        "more than {MAX_LEVELS} archives inside each other; unpack the object and store it anew"
    )]
    TooManyLevels,
}

impl DecompressError {
    /// A stable name, for counting and grouping.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::CutShort { .. } => "ArchiveCutShort",
            Self::Broken { .. } => "ArchiveBroken",
            Self::TooLarge { .. } => "ArchiveTooLarge",
            Self::NeedsTooMuch { .. } => "ArchiveNeedsTooMuch",
            Self::TooManyLevels => "ArchiveInArchive",
        }
    }
}

impl From<DecompressError> for io::Error {
    fn from(error: DecompressError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// Whether an error says that the data, not the source, is at fault.
pub(crate) fn is_damage(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<DecompressError>()).is_some()
}

/// The content of an object, decompressed while it is read.
///
/// Errors of the source are passed on as they are; damage is a [`DecompressError`]
/// within an [`io::Error`].
pub fn decompress<'a>(source: impl Read + Send + 'a, limits: Limits) -> Decompressed<'a> {
    let failure = Failure::default();
    let source = Watched { source, failure: Arc::clone(&failure) };
    let reader: Layer<'a> = Box::new(BufReader::with_capacity(64 << 10, source));
    Decompressed { reader: Some(reader), opened: false, is_plain: false, limits, failure }
}

/// The content of an object that is known not to be compressed, whatever it begins with: for
/// what is read from the middle on.
pub fn plain<'a>(source: impl Read + Send + 'a, limits: Limits) -> Decompressed<'a> {
    Decompressed { opened: true, is_plain: true, ..decompress(source, limits) }
}

type Layer<'a> = Box<dyn BufRead + Send + 'a>;

/// See [`decompress`].
pub struct Decompressed<'a> {
    reader: Option<Layer<'a>>,
    opened: bool,
    is_plain: bool,
    limits: Limits,
    failure: Failure,
}

impl std::fmt::Debug for Decompressed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decompressed").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl<'a> Decompressed<'a> {
    /// Whether the bytes are those of the source, as far as is known: false until the first
    /// of them was read.
    pub const fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Puts a decoder for each level in front of the source.
    fn open(&mut self) -> io::Result<()> {
        self.opened = true;
        let Some(mut reader) = self.reader.take() else {
            return Ok(());
        };
        let mut levels = 0;
        loop {
            let (start, whole) = with_start(reader)?;
            reader = whole;
            let Some(format) = Archive::of(&start) else {
                break;
            };
            levels += 1;
            if levels > MAX_LEVELS {
                return Err(DecompressError::TooManyLevels.into());
            }
            reader = format.decoder(reader, self.limits);
        }
        self.is_plain = levels == 0;
        self.reader = Some(reader);
        Ok(())
    }

    /// The source's own error, if the source is why a decoder failed.
    fn or_source_error(&self, error: io::Error) -> io::Error {
        let failure = self.failure.lock().ok().and_then(|mut failure| failure.take());
        failure.unwrap_or(error)
    }
}

impl Read for Decompressed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.opened {
            self.open().map_err(|error| self.or_source_error(error))?;
        }
        let Some(reader) = &mut self.reader else {
            return Ok(0);
        };
        reader.read(buffer).map_err(|error| {
            self.reader = None;
            self.or_source_error(error)
        })
    }
}

/// Where an error of the source is kept on its way past the decoders, some of which
/// would wrap it in one of their own.
type Failure = Arc<Mutex<Option<io::Error>>>;

struct Watched<R> {
    source: R,
    failure: Failure,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.source.read(buffer) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                let kind = error.kind();
                if let Ok(mut failure) = self.failure.lock() {
                    *failure = Some(error);
                }
                Err(kind.into())
            }
            result => result,
        }
    }
}

/// Longest start by which an archive is known.
const START: usize = 10;

/// The first bytes of a stream, and the stream with them.
fn with_start(mut reader: Layer<'_>) -> io::Result<(Vec<u8>, Layer<'_>)> {
    let mut start = Vec::with_capacity(START);
    reader.by_ref().take(START as u64).read_to_end(&mut start)?;
    let whole = io::Cursor::new(start.clone()).chain(reader);
    Ok((start, Box::new(whole)))
}

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Archive {
    Gzip,
    Bzip2,
    Zip,
    Zstd,
    Parquet,
}

impl Archive {
    fn of(start: &[u8]) -> Option<Self> {
        // Text can begin with "BZh"; the six bytes behind it are the digits of pi.
        let bzip2 = start.starts_with(b"BZh") && start.get(4..10) == Some(b"1AY&SY");
        if bzip2 {
            return Some(Self::Bzip2);
        }
        match start {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            // A text can begin with the four letters, but not go on with this byte.
            [b'P', b'A', b'R', b'1'] | [b'P', b'A', b'R', b'1', 0x15, ..] => Some(Self::Parquet),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Zip => "zip",
            Self::Zstd => "zstd",
            Self::Parquet => "Parquet",
        }
    }

    fn decoder<'a>(self, reader: Layer<'a>, limits: Limits) -> Layer<'a> {
        let limit = limits.decompressed_bytes;
        match self {
            Self::Gzip => self.capped(GzipMembers::new(reader), limit),
            Self::Bzip2 => self.capped(MultiBzDecoder::new(reader), limit),
            Self::Zip => self.capped(ZipMembers::new(reader), limit),
            Self::Zstd => self.capped(ZstdFrames::new(reader), limit),
            #[cfg(feature = "parquet")]
            Self::Parquet => {
                let rows = parquet_rows::ParquetRows::new(reader, limits.disk_bytes);
                self.capped(rows, limit)
            }
            #[cfg(not(feature = "parquet"))]
            Self::Parquet => self.capped(NotBuilt, limit),
        }
    }

    fn capped<'a>(self, decoder: impl Read + Send + 'a, limit: u64) -> Layer<'a> {
        let capped = Capped { decoder, archive: self, limit, left: limit };
        Box::new(BufReader::with_capacity(64 << 10, capped))
    }
}

/// A decoder whose errors have our words and whose output has an end.
struct Capped<D> {
    decoder: D,
    archive: Archive,
    limit: u64,
    left: u64,
}

impl<D: Read> Read for Capped<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer).map_err(|error| self.in_our_words(error))?;
        self.left = match self.left.checked_sub(read as u64) {
            Some(left) => left,
            None => return Err(DecompressError::TooLarge { limit: self.limit }.into()),
        };
        Ok(read)
    }
}

impl<D> Capped<D> {
    fn in_our_words(&self, error: io::Error) -> io::Error {
        let format = self.archive.name();
        match error.kind() {
            _ if is_damage(&error) => error,
            io::ErrorKind::Interrupted => error,
            // Its decoder tells damage itself; what is left is of the temporary file.
            _ if self.archive == Archive::Parquet => error,
            io::ErrorKind::UnexpectedEof => DecompressError::CutShort { format }.into(),
            _ => DecompressError::Broken { format, reason: error.to_string() }.into(),
        }
    }
}

/// The decoder of a program that was built without the feature `parquet`.
#[cfg(not(feature = "parquet"))]
struct NotBuilt;

#[cfg(not(feature = "parquet"))]
impl Read for NotBuilt {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        let reason = "this program was built without the feature `parquet`".to_owned();
        Err(DecompressError::Broken { format: "Parquet", reason }.into())
    }
}

#[cfg(test)]
mod tests;
