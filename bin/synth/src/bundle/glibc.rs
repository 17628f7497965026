//! Which glibc a program needs, read from the program itself.
//!
//! A function built on a newer system than Amazon Linux 2023 links against symbols that
//! are not there, and fails at its first start. Here that is an error before anything is
//! deployed.
//!
//! Format: <https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html>

use std::fmt;

use object::Endianness;
use object::elf::FileHeader64;
use object::read::elf::{FileHeader, SectionHeader};

/// A version of glibc.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glibc {
    major: u32,
    minor: u32,
}

/// The one that `provided.al2023` has.
pub(super) const AL2023: Glibc = Glibc { major: 2, minor: 34 };

impl fmt::Display for Glibc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

/// Why a program's needs could not be read.
#[derive(Debug, thiserror::Error)]
#[error("not a 64-bit ELF program")]
pub struct NotElf(#[from] object::Error);

/// The newest glibc that a program asks for; `None` for a static one.
///
/// # Errors
///
/// If the bytes are no 64-bit ELF program.
pub(super) fn needed(program: &[u8]) -> Result<Option<Glibc>, NotElf> {
    let header = FileHeader64::<Endianness>::parse(program)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, program)?;
    let mut newest = None;
    for section in sections.iter() {
        let Some((mut libraries, link)) = section.gnu_verneed(endian, program)? else {
            continue;
        };
        let strings = sections.strings(endian, program, link)?;
        while let Some((_, mut versions)) = libraries.next()? {
            while let Some(version) = versions.next()? {
                newest = newest.max(parse(version.name(endian, strings)?));
            }
        }
    }
    Ok(newest)
}

/// `GLIBC_2.34` or `GLIBC_2.2.5`; other libraries' versions and `GLIBC_PRIVATE` are none.
fn parse(name: &[u8]) -> Option<Glibc> {
    let version = std::str::from_utf8(name).ok()?.strip_prefix("GLIBC_")?;
    let mut parts = version.split('.').map(str::parse);
    match (parts.next(), parts.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => Some(Glibc { major, minor }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse(b"GLIBC_2.4") < parse(b"GLIBC_2.34"));
        assert_eq!(parse(b"GLIBC_2.2.5"), Some(Glibc { major: 2, minor: 2 }));
        assert_eq!(parse(b"GLIBC_PRIVATE"), None);
        assert_eq!(parse(b"GCC_3.0"), None);
    }

    #[test]
    fn this_very_program_needs_a_glibc() {
        let program = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let needed = needed(&program).unwrap().unwrap();
        assert!(needed >= Glibc { major: 2, minor: 2 }, "{needed}");
    }

    #[test]
    fn text_is_no_program() {
        assert!(needed(b"#!/bin/sh\necho no\n").is_err());
    }
}
