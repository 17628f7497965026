//! When a schedule runs: at a rate, or at certain times.
//!
//! <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html>

use std::str::FromStr;

/// When a schedule runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduleExpression {
    /// Again and again, from when it is made.
    Rate(Rate),
    /// At certain times.
    Cron(Cron),
}

impl From<Rate> for ScheduleExpression {
    fn from(rate: Rate) -> Self {
        Self::Rate(rate)
    }
}

impl From<Cron> for ScheduleExpression {
    fn from(cron: Cron) -> Self {
        Self::Cron(cron)
    }
}

impl ScheduleExpression {
    /// As EventBridge spells it.
    pub(super) fn spelled(&self) -> String {
        match self {
            Self::Rate(rate) => rate.spelled(),
            Self::Cron(Cron(fields)) => format!("cron({fields})"),
        }
    }
}

/// How often a schedule runs: every minute or more seldom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// Every so many minutes.
    Minutes(Count),
    /// Every so many hours.
    Hours(Count),
    /// Every so many days.
    Days(Count),
}

/// A number of minutes, hours or days: 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count(u32);

impl Rate {
    /// Every so many hours.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn hours(hours: u32) -> Self {
        assert!(hours >= 1, "EventBridge runs a schedule every hour or more seldom");
        Self::Hours(Count(hours))
    }

    /// Every so many minutes.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn minutes(minutes: u32) -> Self {
        assert!(minutes >= 1, "EventBridge runs a schedule every minute or more seldom");
        Self::Minutes(Count(minutes))
    }

    /// Every so many days.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn days(days: u32) -> Self {
        assert!(days >= 1, "EventBridge runs a schedule every day or more seldom");
        Self::Days(Count(days))
    }

    /// As EventBridge spells it: `rate(1 hour)`, `rate(12 hours)`.
    fn spelled(self) -> String {
        let (Count(count), unit) = match self {
            Self::Minutes(count) => (count, "minute"),
            Self::Hours(count) => (count, "hour"),
            Self::Days(count) => (count, "day"),
        };
        let plural = if count == 1 { "" } else { "s" };
        format!("rate({count} {unit}{plural})")
    }
}

/// Times in UTC, as the six fields of EventBridge's cron: minute, hour, day of the month,
/// month, day of the week, year. One of the two days is `?`: `0 6 ? * WED,SAT *` is 06:00 of
/// each Wednesday and Saturday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron(String);

/// Why a text is no cron of EventBridge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "cron `{0}`; wanted are six fields: minute, hour, day of the month, month, day of the week, \
     year, of which exactly one of the two days is `?`, such as 0 6 ? * WED,SAT *"
)]
pub struct InvalidCron(String);

impl FromStr for Cron {
    type Err = InvalidCron;

    /// Checks how many fields there are and which characters they hold, not their numbers.
    fn from_str(text: &str) -> Result<Self, InvalidCron> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "*,/-".contains(c);
        let field = |field: &str| !field.is_empty() && field.chars().all(allowed);
        // `3#2` is the second Tuesday of a month.
        let day = |day: &str| day == "?" || field(&day.replacen('#', "", 1));
        let valid = match &*text.split(' ').collect::<Vec<_>>() {
            [minute, hour, day_of_month, month, day_of_week, year] => {
                [minute, hour, month, year].into_iter().all(|text| field(text))
                    && day(day_of_month)
                    && day(day_of_week)
                    && (*day_of_month == "?") != (*day_of_week == "?")
            }
            _ => false,
        };
        if valid { Ok(Self(text.to_owned())) } else { Err(InvalidCron(text.to_owned())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_unit_is_singular() {
        assert_eq!(Rate::hours(1).spelled(), "rate(1 hour)");
        assert_eq!(Rate::hours(12).spelled(), "rate(12 hours)");
        assert_eq!(Rate::minutes(30).spelled(), "rate(30 minutes)");
    }

    #[test]
    fn a_cron_is_spelled_as_eventbridge_reads_it() {
        for fields in ["0 6 ? * WED,SAT *", "0/15 8-18 ? * 2-6 *", "0 0 1 * ? 2027", "0 0 L * ? *"]
        {
            let cron: Cron = fields.parse().unwrap();
            assert_eq!(ScheduleExpression::from(cron).spelled(), format!("cron({fields})"));
        }
    }

    #[test]
    fn a_cron_has_six_fields_and_one_day() {
        for wrong in ["0 6 * * *", "0 6 * * * *", "0 6 ? * ? *", "cron(0 6 ? * * *)", "0 6 ? *  *"]
        {
            let error = wrong.parse::<Cron>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("cron `{wrong}`; wanted are six")), "{error}");
        }
    }
}
