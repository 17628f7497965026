//! A file that can be read at any place, made of one that is read from its start to its end.
//!
//! Lambda gives a function 512 MB of disk unless told otherwise, which all objects that are
//! read at once share. What alone is larger than is kept is given up for good; what finds the
//! room taken by others is a failure of the source, after which the object comes again.

use std::fs::File;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;

use crate::DecompressError;

/// The largest file that is kept in memory, in bytes. Several may be read at once.
pub(super) const IN_MEMORY: usize = 16 << 20;

/// How much is written to a temporary file at a time, in bytes.
const BLOCK: usize = 256 << 10;

/// The disk that objects share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Disk {
    /// How much of it may be taken in all, in bytes.
    most: u64,
    taken: &'static AtomicU64,
}

/// See the module.
pub(super) enum Spooled {
    Memory(Bytes),
    Disk(File, Room),
}

/// Room on the disk; given back when dropped.
#[derive(Debug)]
pub(super) struct Room {
    disk: Disk,
    bytes: u64,
}

impl Disk {
    /// The one of this process.
    pub(super) const fn new(most: u64) -> Self {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        Self { most, taken: &TAKEN }
    }

    /// Nothing yet.
    pub(super) const fn room(self) -> Room {
        Room { disk: self, bytes: 0 }
    }
}

impl Room {
    fn take(&mut self, bytes: usize) -> io::Result<()> {
        let (bytes, most) = (bytes as u64, self.disk.most);
        if self.bytes.saturating_add(bytes) > most {
            let what = format!("more than {most} bytes of disk");
            return Err(DecompressError::NeedsTooMuch { format: "Parquet", what }.into());
        }
        self.bytes += bytes;
        let all = self.disk.taken.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if all > most {
            let why = format!("other objects have taken the disk ({all} of {most} bytes)");
            return Err(io::Error::new(io::ErrorKind::StorageFull, why));
        }
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.disk.taken.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// Keeps all that is read: in memory up to [`IN_MEMORY`], else on disk.
pub(super) fn spool(mut reader: impl Read, disk: Disk) -> io::Result<Spooled> {
    let mut start = Vec::new();
    reader.by_ref().take(IN_MEMORY as u64 + 1).read_to_end(&mut start)?;
    if start.len() <= IN_MEMORY {
        return Ok(Spooled::Memory(start.into()));
    }
    let mut room = disk.room();
    room.take(start.len())?;
    let mut file = tempfile::tempfile()?;
    file.write_all(&start)?;
    drop(start);
    let mut block = vec![0; BLOCK];
    loop {
        match reader.read(&mut block) {
            Ok(0) => return Ok(Spooled::Disk(file, room)),
            Ok(read) => {
                room.take(read)?;
                file.write_all(block.get(..read).unwrap_or_default())?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_alone_is_given_up_and_what_others_keep_out_comes_again() {
        static TAKEN: AtomicU64 = AtomicU64::new(0);
        let disk = Disk { most: (IN_MEMORY as u64) * 3 / 2, taken: &TAKEN };
        let large = |bytes: usize| io::repeat(b'x').take(bytes as u64);
        let Err(error) = spool(large(IN_MEMORY * 2), disk) else { panic!("kept") };
        assert!(crate::decompress::is_damage(&error), "{error}");
        assert!(error.to_string().contains("of disk"), "{error}");
        assert_eq!(TAKEN.load(Ordering::Relaxed), 0, "given back");

        let first = spool(large(IN_MEMORY + 9), disk).unwrap();
        assert!(matches!(first, Spooled::Disk(..)));
        let Err(error) = spool(large(IN_MEMORY + 9), disk) else { panic!("kept") };
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        drop(first);
        assert!(spool(large(IN_MEMORY + 9), disk).is_ok());
    }
}
