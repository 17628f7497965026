//! Names of buckets.
//!
//! Rules: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use std::borrow::Cow;
use std::str::FromStr;

use template::{Expr, PropertyType, Text};

/// The name of a bucket, for general purpose buckets.
///
/// Made from text that is known now by [`FromStr`], which checks S3's rules, or as a
/// constant, so that a bad literal fails the build:
///
/// ```
/// use resources::s3::BucketName;
/// const LOGS: BucketName = BucketName::constant("acme-logs");
/// assert!("Acme_Logs".parse::<BucketName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BucketName(Cow<'static, str>);

/// Why a text is no bucket name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("bucket name `{name}` {}", fault.explain())]
pub struct InvalidBucketName {
    name: String,
    fault: Fault,
}

/// The rule that a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Length,
    Character,
    Edge,
    Dots,
    Address,
    Reserved,
}

/// Beginnings that S3 keeps for itself.
const RESERVED_PREFIXES: [&str; 4] = ["xn--", "sthree-", "amzn-s3-demo-", "aws-s3-internal-"];
/// Ends that S3 keeps for itself: access point aliases, multi-region access points,
/// directory buckets, tables.
const RESERVED_SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

impl BucketName {
    /// A name that is known when this program is compiled.
    ///
    /// # Panics
    ///
    /// S3 would refuse the name; in a constant, that is an error of compilation.
    pub const fn constant(name: &'static str) -> Self {
        assert!(fault(name).is_none(), "S3 would refuse this bucket name");
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BucketName {
    type Err = InvalidBucketName;

    fn from_str(name: &str) -> Result<Self, InvalidBucketName> {
        match fault(name) {
            None => Ok(Self(Cow::Owned(name.to_owned()))),
            Some(fault) => Err(InvalidBucketName { name: name.to_owned(), fault }),
        }
    }
}

impl Text for BucketName {}

impl PropertyType for BucketName {
    fn into_expr(self) -> Expr {
        self.as_str().into()
    }
}

impl Fault {
    fn explain(self) -> &'static str {
        match self {
            Self::Length => "must have 3 to 63 characters",
            Self::Character => "may hold only lower-case letters, digits, `-` and `.`",
            Self::Edge => "must begin and end with a letter or a digit",
            Self::Dots => "may not have two dots in a row",
            Self::Address => "may not look like an IP address",
            Self::Reserved => "begins or ends in a way that S3 keeps for itself",
        }
    }
}

const fn fault(name: &str) -> Option<Fault> {
    let bytes = name.as_bytes();
    if let Some(fault) = wrong_byte(bytes) {
        return Some(fault);
    }
    if bytes.len() < 3 || bytes.len() > 63 {
        return Some(Fault::Length);
    }
    if !bytes[0].is_ascii_alphanumeric() || !bytes[bytes.len() - 1].is_ascii_alphanumeric() {
        return Some(Fault::Edge);
    }
    if is_address(bytes) {
        return Some(Fault::Address);
    }
    if is_reserved(bytes) { Some(Fault::Reserved) } else { None }
}

const fn wrong_byte(bytes: &[u8]) -> Option<Fault> {
    let mut at = 0;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.') {
            return Some(Fault::Character);
        }
        if bytes[at] == b'.' && at > 0 && bytes[at - 1] == b'.' {
            return Some(Fault::Dots);
        }
        at += 1;
    }
    None
}

/// Four groups of digits, such as `192.168.5.4`.
const fn is_address(bytes: &[u8]) -> bool {
    let mut dots = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'.' {
            dots += 1;
        } else if !bytes[at].is_ascii_digit() {
            return false;
        }
        at += 1;
    }
    dots == 3
}

const fn is_reserved(bytes: &[u8]) -> bool {
    let mut index = 0;
    while index < RESERVED_PREFIXES.len() {
        if has_at(bytes, RESERVED_PREFIXES[index].as_bytes(), 0) {
            return true;
        }
        index += 1;
    }
    let mut index = 0;
    while index < RESERVED_SUFFIXES.len() {
        let suffix = RESERVED_SUFFIXES[index].as_bytes();
        if bytes.len() >= suffix.len() && has_at(bytes, suffix, bytes.len() - suffix.len()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn has_at(bytes: &[u8], part: &[u8], start: usize) -> bool {
    let mut at = 0;
    while at < part.len() {
        if start + at >= bytes.len() || bytes[start + at] != part[at] {
            return false;
        }
        at += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str) -> String {
        name.parse::<BucketName>().unwrap_err().to_string()
    }

    #[test]
    fn names_that_s3_takes_are_taken() {
        for name in ["aes-siem-111122223333-log", "a.b", "123", &"a".repeat(63), "1.2.3.x"] {
            assert_eq!(name.parse::<BucketName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn each_rule_is_explained() {
        for (name, why) in [
            ("Acme_Logs", "may hold only lower-case letters, digits, `-` and `.`"),
            ("ab", "must have 3 to 63 characters"),
            (&"a".repeat(64), "must have 3 to 63 characters"),
            ("-acme", "must begin and end with a letter or a digit"),
            ("acme.", "must begin and end with a letter or a digit"),
            ("acme..logs", "may not have two dots in a row"),
            ("192.0.2.1", "may not look like an IP address"),
            ("xn--acme", "begins or ends in a way that S3 keeps for itself"),
            ("acme-s3alias", "begins or ends in a way that S3 keeps for itself"),
        ] {
            assert_eq!(refusal(name), format!("bucket name `{name}` {why}"));
        }
    }
}
