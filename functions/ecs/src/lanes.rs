//! Sixteen bytes looked at at once.
//!
//! Texts of logs are short, so that a search made for long ones has hardly begun when
//! it ends; and one byte at a time is slow. Every processor that we build for compares
//! sixteen bytes in one instruction.

use std::ops::BitOr;

use wide::u8x16;

/// Sixteen bytes.
#[derive(Debug, Clone, Copy)]
pub struct Lanes(u8x16);

/// Which of sixteen bytes are what was looked for.
#[derive(Debug, Clone, Copy)]
pub struct Found(u8x16);

impl Lanes {
    /// These.
    #[inline]
    pub const fn new(bytes: &[u8; 16]) -> Self {
        Self(u8x16::new(*bytes))
    }

    /// Those that are this byte.
    #[inline]
    pub fn equal(self, byte: u8) -> Found {
        Found(self.0.simd_eq(u8x16::splat(byte)))
    }

    /// Those that are this byte or a lower one.
    #[inline]
    pub fn at_most(self, byte: u8) -> Found {
        Found(self.0.min(u8x16::splat(byte)).simd_eq(self.0))
    }
}

impl BitOr for Found {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Found {
    /// A bit for each of the sixteen, the lowest for the first.
    #[inline]
    pub fn bits(self) -> u32 {
        self.0.to_bitmask()
    }

    /// The number of the first.
    #[inline]
    pub fn first(self) -> Option<usize> {
        let bits = self.bits();
        (bits != 0).then(|| bits.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_said_by_place() {
        let lanes = Lanes::new(b"a\"b\\\n0123456789\"");
        assert_eq!((lanes.equal(b'"') | lanes.equal(b'\\')).bits(), 0b1000_0000_0000_1010);
        assert_eq!(lanes.at_most(0x1f).first(), Some(4));
        assert_eq!(lanes.equal(b'x').first(), None);
        assert_eq!(Lanes::new(&[0xff; 16]).at_most(0x1f).bits(), 0);
    }
}
