//! What the headers of a Parquet file claim, read before the library believes it: it makes
//! room for what a header says, and a damaged one may say two gigabytes.
//!
//! Headers are structs in Thrift's compact protocol:
//! <https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md>

use std::io::{self, Read};

const I32: u8 = 5;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// How deep structs may lie in each other in what is skipped.
const DEEPEST: u32 = 16;

/// How deep the schema of a file may be: columns in columns.
const DEEPEST_SCHEMA: usize = 100;

/// The most bytes that a page's header says the page has when it is decompressed.
pub(super) fn page_bytes(header: impl Read) -> io::Result<i64> {
    let mut most = 0;
    let mut walker = Walker(header);
    walker.fields(|walker, field| match field {
        (2, I32) => {
            most = most.max(walker.integer()?);
            Ok(())
        }
        (_, kind) => walker.skip(kind, 0),
    })?;
    Ok(most)
}

/// Whether the schema in the footer is a tree of what is there: no column may have more
/// children than there are columns, or lie too deep.
pub(super) fn has_plausible_schema(footer: &[u8]) -> io::Result<bool> {
    let mut is_plausible = true;
    let length = i64::try_from(footer.len()).unwrap_or(i64::MAX);
    Walker(footer).fields(|walker, field| match field {
        (2, LIST) => {
            let (kind, count) = walker.list()?;
            // How many children each of the columns around the next one still has.
            let mut around: Vec<i64> = vec![];
            for _ in 0..count {
                let children = walker.children(kind)?;
                while around.pop_if(|left| *left == 0).is_some() {}
                if let Some(left) = around.last_mut() {
                    *left -= 1;
                }
                if children > 0 {
                    around.push(children);
                }
                is_plausible &= children <= length && around.len() <= DEEPEST_SCHEMA;
            }
            Ok(())
        }
        (_, kind) => walker.skip(kind, 0),
    })?;
    Ok(is_plausible)
}

/// Goes over values without making them.
struct Walker<R>(R);

impl<R: Read> Walker<R> {
    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.0.read_exact(&mut byte)?;
        let [byte] = byte;
        Ok(byte)
    }

    fn varint(&mut self) -> io::Result<u64> {
        let mut value = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(io::ErrorKind::InvalidData.into())
    }

    fn integer(&mut self) -> io::Result<i64> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }

    /// Has `each` read the value of every field of a struct, by the field's number and type.
    fn fields(
        &mut self,
        mut each: impl FnMut(&mut Self, (i64, u8)) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut number = 0;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.integer()?,
                step => number + i64::from(step),
            };
            each(self, (number, head & 0xf))?;
        }
    }

    /// The type of a list's values, and how many there are.
    fn list(&mut self) -> io::Result<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            count => u64::from(count),
        };
        Ok((head & 0xf, count))
    }

    /// How many children the column has that comes next.
    fn children(&mut self, kind: u8) -> io::Result<i64> {
        let mut children = 0;
        if kind != STRUCT {
            return self.skip(kind, 0).map(|()| children);
        }
        self.fields(|walker, field| match field {
            (5, I32) => {
                children = children.max(walker.integer()?);
                Ok(())
            }
            (_, kind) => walker.skip(kind, 0),
        })?;
        Ok(children)
    }

    fn skip(&mut self, kind: u8, depth: u32) -> io::Result<()> {
        if depth > DEEPEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        match kind {
            1 | 2 => Ok(()),
            3 => self.byte().map(drop),
            4..=6 => self.varint().map(drop),
            7 => self.pass_over(8),
            8 => {
                let length = self.varint()?;
                self.pass_over(length)
            }
            LIST | 10 => {
                let (kind, count) = self.list()?;
                // In a list, a truth value takes a byte.
                let kind = if matches!(kind, 1 | 2) { 3 } else { kind };
                (0..count).try_for_each(|_| self.skip(kind, depth + 1))
            }
            STRUCT => self.fields(|walker, (_, kind)| walker.skip(kind, depth + 1)),
            // A map is in no header.
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    fn pass_over(&mut self, length: u64) -> io::Result<()> {
        let passed = io::copy(&mut self.0.by_ref().take(length), &mut io::sink())?;
        if passed < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_claim_of_a_pages_header_counts() {
        // Type 0, then 2,147,483,647 bytes, compressed to 5, a struct with a number.
        let header = [0x15, 0, 0x15, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0x15, 10, 0x2c, 0x15, 2, 0, 0];
        assert_eq!(page_bytes(&header[..]).unwrap(), i64::from(i32::MAX));
        // The same field again, by its number in full.
        let twice = [0x15, 0, 0x15, 2, 0x05, 4, 0x80, 0x01, 0];
        assert_eq!(page_bytes(&twice[..]).unwrap(), 64);
        assert!(page_bytes(&header[..6]).is_err());
    }

    #[test]
    fn a_schema_is_a_tree_of_what_is_there() {
        let schema = |children: &[u8]| {
            let mut footer = vec![0x15, 2, 0x19, 0xfc, u8::try_from(children.len()).unwrap()];
            for children in children {
                footer.extend_from_slice(&[0x48, 1, b'x', 0x15, children << 1, 0]);
            }
            footer.push(0);
            footer
        };
        assert!(has_plausible_schema(&schema(&[2, 0, 1, 0])).unwrap());
        assert!(!has_plausible_schema(&schema(&[60, 0])).unwrap());
        assert!(!has_plausible_schema(&schema(&[1; 120])).unwrap());
        // Many beside each other are not deep.
        let mut flat = vec![63];
        flat.extend([0; 63]);
        assert!(has_plausible_schema(&schema(&flat)).unwrap());
    }
}
