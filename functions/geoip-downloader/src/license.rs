//! The license key, which never leaves this type but into a URL.

use std::fmt;

use kit::aws::Aws;
use kit::secret;

use crate::error::Error;

/// What v2.10.4's first template had as the default of its parameter: no key.
const PLACEHOLDER: &str = "xxxxxxxxxxxxxxxx";

/// A key of the right form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct License(String);

impl License {
    /// Reads the secret. `None` where it holds no key.
    pub(crate) async fn read(aws: &Aws, arn: &str) -> Result<Option<Self>, Error> {
        Self::parse(&secret::read(aws, arn).await.map_err(Error::Secret)?, arn)
    }

    fn parse(secret: &str, arn: &str) -> Result<Option<Self>, Error> {
        let key = secret.trim();
        if key.is_empty() || key == PLACEHOLDER {
            return Ok(None);
        }
        let all_fit = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if all_fit && matches!(key.len(), 16 | 40) {
            return Ok(Some(Self(key.to_owned())));
        }
        Err(Error::LicenseMalformed {
            arn: arn.to_owned(),
            length: key.chars().count(),
            odd: if all_fit { "" } else { ", some of them of another kind" },
        })
    }

    /// For a query string; it needs no escaping.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for License {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("License")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_key_are_read() {
        let long = format!("abcdef_{}_mmk", "0".repeat(29));
        for key in ["0123456789abcDEF", &long] {
            let read = License::parse(&format!(" {key}\n"), "arn").unwrap();
            assert_eq!(read.unwrap().expose(), key);
        }
    }

    #[test]
    fn nothing_and_the_placeholder_are_no_key() {
        for secret in ["", " \n", PLACEHOLDER] {
            assert_eq!(License::parse(secret, "arn").unwrap(), None);
        }
    }

    #[test]
    fn a_malformed_key_is_described_and_not_told() {
        for secret in ["hunter2", "hunter2hunter2&x", "{\"key\":\"hunter2\"}"] {
            let error = License::parse(secret, "arn").unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
        }
        let license = License("hunter2".to_owned());
        assert!(!format!("{license:?}").contains("hunter2"));
    }
}
