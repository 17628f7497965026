//! What an exporter puts into the log bucket: JSON, one object a line, compressed.
//!
//! The key is the source's prefix, by which the loader recognises the log, and a name in the
//! form of v2.10.4: `<name>-<date>_<time>.json.gz`. Lines end in a line feed, which v2.10.4 leaves out; its loader takes both.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use contract::sources::Prefix;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use crate::errors::{Stable, chain};

/// An object cannot be made or stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A record cannot be written.
    #[error("record {number} cannot be written as JSON: {reason}")]
    Record {
        /// Which, from 1.
        number: u64,
        /// Why.
        reason: String,
    },
    /// S3 does not take the object.
    #[error(
        "s3://{bucket}/{key} cannot be written: {said}; the function's role needs s3:PutObject \
         there, and kms:GenerateDataKey on the key of the bucket where it has one"
    )]
    Store {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Record { .. } => "ExportRecordUnwritable",
            Self::Store { .. } => "ExportStoreFailed",
        }
    }
}

/// Records on their way into one object.
#[derive(Debug)]
pub struct Records {
    gzip: GzEncoder<Vec<u8>>,
    count: u64,
}

impl Default for Records {
    fn default() -> Self {
        Self { gzip: GzEncoder::new(Vec::new(), Compression::default()), count: 0 }
    }
}

impl Records {
    /// Adds a record.
    ///
    /// # Errors
    ///
    /// [`Error::Record`] where it has no form in JSON.
    pub fn push(&mut self, record: &impl Serialize) -> Result<(), Error> {
        self.count += 1;
        let written = serde_json::to_vec(record).map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            self.gzip.write_all(&line)
        });
        written.map_err(|error| Error::Record { number: self.count, reason: error.to_string() })
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Stores them as one object.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn put(self, s3: &Client, bucket: &str, key: &str) -> Result<(), Error> {
        let failed = |said| Error::Store { bucket: bucket.to_owned(), key: key.to_owned(), said };
        let body = self.gzip.finish().map_err(|error| failed(error.to_string()))?;
        let put = s3.put_object().bucket(bucket).key(key).content_type("application/gzip");
        put.body(body.into()).send().await.map_err(|error| {
            failed(match (error.code(), error.message()) {
                (Some(code), Some(message)) => format!("{code}: {message}"),
                (Some(code), None) => code.to_owned(),
                (None, _) => chain(&error),
            })
        })?;
        Ok(())
    }
}

/// The key of an object made `now`, of a log from this account and region.
pub fn key(prefix: Prefix, account: &str, region: &str, name: &str, now: SystemTime) -> String {
    let now = Moment::from(now);
    let folder = prefix.filled(account, region, name, |pattern| now.in_pattern(pattern));
    format!("{folder}{name}-{}.json.gz", now.in_pattern("yyyyMMdd_HHmmss"))
}

/// A moment in UTC, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    seconds: i64,
    micros: u32,
}

impl From<SystemTime> for Moment {
    fn from(time: SystemTime) -> Self {
        let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
        Self { seconds, micros: since.subsec_micros() }
    }
}

impl Moment {
    /// Seconds since 1970, as the JSON protocols of AWS write a moment. `None` where the
    /// number is none of the years 1970 to 9999.
    pub fn from_epoch(seconds: f64) -> Option<Self> {
        const YEAR_10000: f64 = 253_402_300_800.0;
        if !(0.0..YEAR_10000).contains(&seconds) {
            return None;
        }
        let since = std::time::Duration::try_from_secs_f64(seconds).ok()?;
        // AWS gives milliseconds, and a float is not exact behind them.
        let millis = i64::try_from((since.as_micros() + 500) / 1000).ok()?;
        let micros = u32::try_from(millis.rem_euclid(1000) * 1000).ok()?;
        Some(Self { seconds: millis.div_euclid(1000), micros })
    }

    /// `2026-11-24T06:00:00`.
    pub fn second(self) -> String {
        let text = DateTime::from_secs(self.seconds).fmt(Format::DateTime).unwrap_or_default();
        text.trim_end_matches('Z').to_owned()
    }

    /// In a pattern of a [`Prefix`], of `yyyy`, `MM`, `dd`, `HH`, `mm` and `ss`.
    fn in_pattern(self, pattern: &str) -> String {
        let second = self.second();
        let parts = second.split(['-', 'T', ':']);
        let letters = ["yyyy", "MM", "dd", "HH", "mm", "ss"];
        letters
            .iter()
            .zip(parts)
            .fold(pattern.to_owned(), |text, (letters, digits)| text.replace(letters, digits))
    }

    /// As Python's `isoformat` has it: `2026-11-24T06:00:00.123000`, without decimals on a
    /// full second, and without an offset.
    pub fn isoformat(self) -> String {
        match self.micros {
            0 => self.second(),
            micros => format!("{}.{micros:06}", self.second()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use contract::sources::TRUSTED_ADVISOR;

    use super::*;

    #[test]
    fn a_key_holds_account_region_and_day() {
        let now = UNIX_EPOCH + Duration::from_millis(1_795_499_999_999);
        let prefix = TRUSTED_ADVISOR.prefix.unwrap();
        assert_eq!(
            key(prefix, "111122223333", "us-east-1", "results", now),
            "AWSLogs/111122223333/TrustedAdvisor/us-east-1/2026/11/24/results-20261124_055959.json.gz"
        );
    }

    #[test]
    fn a_moment_is_written_as_python_does() {
        let at = |seconds: f64| Moment::from_epoch(seconds).map(Moment::isoformat);
        assert_eq!(at(1_625_392_734.0).as_deref(), Some("2021-07-04T09:58:54"));
        assert_eq!(at(1_625_392_734.123).as_deref(), Some("2021-07-04T09:58:54.123000"));
        assert_eq!(at(1_625_392_734.999_9).as_deref(), Some("2021-07-04T09:58:55"));
        for odd in [-1.0, f64::NAN, f64::INFINITY, 1e12] {
            assert_eq!(at(odd), None, "{odd}");
        }
        let now = UNIX_EPOCH + Duration::from_micros(1_625_392_734_000_001);
        assert_eq!(Moment::from(now).isoformat(), "2021-07-04T09:58:54.000001");
    }

    #[test]
    fn records_are_counted() {
        let mut records = Records::default();
        records.push(&"a").unwrap();
        records.push(&"b").unwrap();
        assert_eq!(records.count(), 2);
    }
}
