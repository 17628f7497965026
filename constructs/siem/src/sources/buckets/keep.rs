//! How long such a bucket keeps files.

use library::s3::Days;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::{InvalidOption, checked};

/// How many days files are kept: 1 to 3,650; 365 if not given, as most rules for audit logs
/// ask for a year. The loader has read a file, or S3 copied it, within the first hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct KeepDays(#[schemars(range(min = 1, max = 3650))] u32);

impl Default for KeepDays {
    fn default() -> Self {
        Self(365)
    }
}

impl TryFrom<u32> for KeepDays {
    type Error = InvalidOption;

    fn try_from(days: u32) -> Result<Self, InvalidOption> {
        match days {
            1..=3650 => Ok(Self(days)),
            _ => {
                Err(InvalidOption::new(format!("`{days}` days of logs; wanted are 1 to 3650 days")))
            }
        }
    }
}

impl<'de> Deserialize<'de> for KeepDays {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

impl KeepDays {
    pub(super) fn days(self) -> Days {
        Days::new(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_for_a_day_or_more() {
        assert!(KeepDays::try_from(1).is_ok());
        for wrong in [0, 3651] {
            let error = KeepDays::try_from(wrong).unwrap_err().to_string();
            assert!(error.contains("wanted are 1 to 3650 days"), "{error}");
        }
    }
}
