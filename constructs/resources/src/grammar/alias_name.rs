//! Names of aliases of KMS keys.
//!
//! Rules: `AliasName` in
//! <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html>

use std::borrow::Cow;
use std::str::FromStr;

use template::{Expr, PropertyType, Text};

/// The name of a key's alias, with `alias/` before it. Those below `alias/aws/` are AWS's
/// own: one can use them, but not make them.
///
/// ```
/// use resources::kms::AliasName;
/// const LOGS: AliasName = AliasName::constant("alias/acme-logs");
/// assert!("acme-logs".parse::<AliasName>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AliasName(Cow<'static, str>);

/// Why a text is no name of an alias.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("alias name `{name}` {}", fault.explain())]
pub struct InvalidAliasName {
    name: String,
    fault: Fault,
}

/// The rule that a name breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Prefix,
    Character,
    Length,
}

const PREFIX: &[u8] = b"alias/";
const MAX_LENGTH: usize = 256;

impl AliasName {
    /// A name that is known when this program is compiled.
    ///
    /// # Panics
    ///
    /// KMS would refuse the name; in a constant, that is an error of compilation.
    pub const fn constant(name: &'static str) -> Self {
        assert!(fault(name).is_none(), "KMS would refuse this alias name");
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AliasName {
    type Err = InvalidAliasName;

    fn from_str(name: &str) -> Result<Self, InvalidAliasName> {
        match fault(name) {
            None => Ok(Self(Cow::Owned(name.to_owned()))),
            Some(fault) => Err(InvalidAliasName { name: name.to_owned(), fault }),
        }
    }
}

impl Text for AliasName {}

impl PropertyType for AliasName {
    fn into_expr(self) -> Expr {
        self.as_str().into()
    }
}

impl Fault {
    fn explain(self) -> &'static str {
        match self {
            Self::Prefix => "must begin with `alias/` and go on",
            Self::Character => "may hold only letters, digits, `/`, `_` and `-` after `alias/`",
            Self::Length => "may have at most 256 characters",
        }
    }
}

const fn fault(name: &str) -> Option<Fault> {
    let bytes = name.as_bytes();
    if bytes.len() <= PREFIX.len() {
        return Some(Fault::Prefix);
    }
    if bytes.len() > MAX_LENGTH {
        return Some(Fault::Length);
    }
    let mut at = 0;
    while at < bytes.len() {
        if at < PREFIX.len() {
            if bytes[at] != PREFIX[at] {
                return Some(Fault::Prefix);
            }
        } else if !matches!(bytes[at], b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'_' | b'-')
        {
            return Some(Fault::Character);
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_kms_takes_are_taken() {
        for name in ["alias/aes-siem-key", "alias/aws/sqs", "alias/A_1"] {
            assert_eq!(name.parse::<AliasName>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn each_rule_is_explained() {
        let long = format!("alias/{}", "a".repeat(251));
        for (name, why) in [
            ("aes-siem-key", "must begin with `alias/` and go on"),
            ("alias/", "must begin with `alias/` and go on"),
            ("alias/a b", "may hold only letters, digits, `/`, `_` and `-` after `alias/`"),
            (&long, "may have at most 256 characters"),
        ] {
            let error = name.parse::<AliasName>().unwrap_err().to_string();
            assert_eq!(error, format!("alias name `{name}` {why}"));
        }
    }
}
