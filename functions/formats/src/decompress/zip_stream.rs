//! A zip file read from its start to its end, as it comes from S3.
//!
//! The list of members at the end of a zip file cannot be used in a stream, so each
//! member's own header is. A member that is stored, rather than deflated, must say its
//! size there; only members that were themselves written to a stream do not.
//!
//! Members are given out one after the other, with a line end between two of them, so
//! that no record runs from one into the next. Members that are archives themselves are
//! joined without, as archives in a row.
//!
//! Format: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>, 4.3 and 4.4.

use std::io::{self, BufRead, Read, Take};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::{Archive, START};

const MEMBER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";

const ENCRYPTED: u16 = 1;
const SIZES_FOLLOW: u16 = 1 << 3;

/// The content of all members of a zip file.
pub(super) struct ZipMembers<R> {
    state: State<R>,
    crc: Crc,
    /// The first bytes of all, which tell what stands between two members.
    start: Vec<u8>,
    ends_line: bool,
}

enum State<R> {
    Between(R),
    Deflated(Box<DeflateDecoder<R>>, Header),
    Stored(Take<R>, Header),
    Ended,
}

#[derive(Clone, Copy)]
struct Header {
    crc: u32,
    sizes_follow: bool,
}

impl<R: BufRead> ZipMembers<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { state: State::Between(reader), crc: Crc::new(), start: Vec::new(), ends_line: true }
    }

    /// Reads the header of the next member, if there is one.
    fn start_member(&mut self, mut reader: R) -> io::Result<()> {
        if bytes::<4>(&mut reader)? != MEMBER {
            return Ok(()); // The list of members; nothing follows it.
        }
        let [
            _,
            _,
            f0,
            f1,
            m0,
            m1,
            _,
            _,
            _,
            _,
            c0,
            c1,
            c2,
            c3,
            s0,
            s1,
            s2,
            s3,
            _,
            _,
            _,
            _,
            n0,
            n1,
            e0,
            e1,
        ] = bytes::<26>(&mut reader)?;
        let flags = u16::from_le_bytes([f0, f1]);
        let name_and_extra =
            u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1]));
        skip(&mut reader, name_and_extra)?;
        let size = u32::from_le_bytes([s0, s1, s2, s3]);
        let crc = u32::from_le_bytes([c0, c1, c2, c3]);
        let header = Header { crc, sizes_follow: flags & SIZES_FOLLOW != 0 };
        self.crc.reset();
        self.state = match u16::from_le_bytes([m0, m1]) {
            _ if flags & ENCRYPTED != 0 => return Err(io::Error::other("a member is encrypted")),
            8 => State::Deflated(Box::new(DeflateDecoder::new(reader)), header),
            0 if header.sizes_follow || size == u32::MAX => {
                return Err(io::Error::other("a stored member does not say its size"));
            }
            0 => State::Stored(reader.take(u64::from(size)), header),
            method => {
                let reason = format!("compression method {method} is not known (known: 0, 8)");
                return Err(io::Error::other(reason));
            }
        };
        Ok(())
    }

    fn end_member(&mut self, mut reader: R, header: Header) -> io::Result<()> {
        let crc = if header.sizes_follow { descriptor(&mut reader)? } else { header.crc };
        if crc != self.crc.sum() {
            return Err(io::Error::other("the checksum of a member does not match"));
        }
        self.state = State::Between(reader);
        Ok(())
    }

    /// Takes note of what a member gave out.
    fn given_out(&mut self, bytes: &[u8]) {
        self.crc.update(bytes);
        self.ends_line = bytes.last().is_none_or(|&last| last == b'\n');
        let missing = START.saturating_sub(self.start.len());
        self.start.extend(bytes.iter().take(missing));
    }
}

impl<R: BufRead> Read for ZipMembers<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match &mut self.state {
                State::Ended => return Ok(0),
                State::Between(_) => 0,
                State::Deflated(decoder, _) => decoder.read(buffer)?,
                State::Stored(content, _) => content.read(buffer)?,
            };
            if read > 0 || buffer.is_empty() {
                self.given_out(buffer.get(..read).unwrap_or_default());
                return Ok(read);
            }
            match std::mem::replace(&mut self.state, State::Ended) {
                State::Ended => {}
                State::Between(reader) => self.start_member(reader)?,
                State::Deflated(decoder, header) => {
                    self.end_member(decoder.into_inner(), header)?;
                }
                State::Stored(content, _) if content.limit() > 0 => {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                State::Stored(content, header) => self.end_member(content.into_inner(), header)?,
            }
            if !self.ends_line
                && Archive::of(&self.start).is_none()
                && let (State::Between(_), Some(first)) = (&self.state, buffer.first_mut())
            {
                *first = b'\n';
                self.ends_line = true;
                return Ok(1);
            }
        }
    }
}

/// Reads what follows a member that did not know its sizes. Its checksum.
///
/// The signature is optional, and sizes have 4 bytes or, in large files, 8. What comes
/// next, which begins with `PK`, tells which.
fn descriptor(reader: &mut impl BufRead) -> io::Result<u32> {
    let mut crc = bytes::<4>(reader)?;
    if crc == DESCRIPTOR {
        crc = bytes::<4>(reader)?;
    }
    skip(reader, 8)?;
    if reader.fill_buf()?.first() != Some(&b'P') {
        skip(reader, 8)?;
    }
    Ok(u32::from_le_bytes(crc))
}

fn bytes<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn skip(reader: &mut impl Read, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
    if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}
