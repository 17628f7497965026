//! How much Firehose collects before it writes an object.
//!
//! It writes when either bound is reached.
//!
//! <https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html>

/// Most data of an object, before compression: 1 to 128 MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BufferSize(u32);

impl BufferSize {
    /// The least that a stream with partitions takes.
    pub const LEAST_WITH_PARTITIONS: Self = Self(64);

    /// This many MiB.
    ///
    /// # Panics
    ///
    /// Below 1 or above 128, at build time in a constant.
    pub const fn mib(mib: u32) -> Self {
        assert!(mib >= 1 && mib <= 128, "Firehose collects 1 to 128 MiB");
        Self(mib)
    }

    /// The MiB.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for BufferSize {
    type Error = String;

    fn try_from(mib: u32) -> Result<Self, String> {
        match mib {
            1..=128 => Ok(Self(mib)),
            _ => Err(format!("a buffer of `{mib}` MiB; Firehose collects 1 to 128 MiB")),
        }
    }
}

/// Longest time that a record waits: 60 to 900 seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BufferInterval(u32);

impl BufferInterval {
    /// This many seconds.
    ///
    /// # Panics
    ///
    /// Below 60 or above 900, at build time in a constant.
    pub const fn seconds(seconds: u32) -> Self {
        assert!(seconds >= 60 && seconds <= 900, "Firehose collects for 60 to 900 seconds");
        Self(seconds)
    }

    /// The seconds.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for BufferInterval {
    type Error = String;

    fn try_from(seconds: u32) -> Result<Self, String> {
        match seconds {
            60..=900 => Ok(Self(seconds)),
            _ => Err(format!(
                "a buffer of `{seconds}` seconds; Firehose collects for 60 to 900 seconds"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_firehose_refuses_is_refused_with_its_bounds() {
        for mib in [0, 129] {
            let error = BufferSize::try_from(mib).unwrap_err();
            assert!(
                error.contains(&format!("`{mib}` MiB")) && error.contains("1 to 128"),
                "{error}"
            );
        }
        for seconds in [59, 901] {
            let error = BufferInterval::try_from(seconds).unwrap_err();
            assert!(error.contains("60 to 900"), "{error}");
        }
        assert_eq!(BufferSize::try_from(128), Ok(BufferSize::mib(128)));
        assert_eq!(BufferInterval::try_from(60), Ok(BufferInterval::seconds(60)));
    }
}
