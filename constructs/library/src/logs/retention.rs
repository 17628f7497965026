//! How long CloudWatch Logs keeps lines.

/// A number of days that CloudWatch Logs knows; 365 if nothing is said, the least that Control
/// Tower's rule CT.CLOUDWATCH.PR.2 takes.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention(u32);

impl Retention {
    /// The numbers of days that it knows.
    pub const KNOWN: [u32; 22] = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
        2922, 3288, 3653,
    ];

    /// This many days, one of [`KNOWN`](Self::KNOWN).
    ///
    /// # Panics
    ///
    /// With another number, at build time in a constant.
    pub const fn of_days(days: u32) -> Self {
        let mut index = 0;
        while index < Self::KNOWN.len() {
            if Self::KNOWN[index] == days {
                return Self(days);
            }
            index += 1;
        }
        panic!("CloudWatch Logs keeps lines for 1, 3, 5, 7, 14, 30, 60, 90 … 3653 days");
    }

    /// The days.
    pub const fn days(self) -> u32 {
        self.0
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self::of_days(365)
    }
}

impl TryFrom<u32> for Retention {
    type Error = String;

    fn try_from(days: u32) -> Result<Self, String> {
        if Self::KNOWN.contains(&days) {
            return Ok(Self(days));
        }
        let known = Self::KNOWN.map(|days| days.to_string()).join(", ");
        Err(format!("`{days}` days of logs; CloudWatch Logs keeps them for one of {known} days"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_cloudwatch_does_not_know_is_refused_with_those_it_knows() {
        let error = Retention::try_from(100).unwrap_err();
        assert!(error.starts_with("`100` days") && error.contains(" 120, "), "{error}");
        assert_eq!(Retention::try_from(365), Ok(Retention::of_days(365)));
    }
}
