//! Numbers that Lambda sets limits to.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>

/// Memory of a function in MB: 128 to 10,240. The share of processors grows with it; at
/// 1,769 MB it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemorySize(u32);

impl MemorySize {
    /// This many MB.
    ///
    /// # Panics
    ///
    /// Below 128 or above 10,240, at build time in a constant.
    pub const fn mb(mb: u32) -> Self {
        assert!(mb >= 128 && mb <= 10_240, "Lambda gives a function 128 to 10240 MB");
        Self(mb)
    }

    pub(super) const fn get(self) -> u32 {
        self.0
    }
}

/// How long one invocation may take: 1 second to 15 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(u32);

impl Timeout {
    /// This many seconds.
    ///
    /// # Panics
    ///
    /// Below 1 or above 900, at build time in a constant.
    pub const fn seconds(seconds: u32) -> Self {
        assert!(seconds >= 1 && seconds <= 900, "Lambda lets a function run for 1 to 900 seconds");
        Self(seconds)
    }

    /// The timeout in seconds.
    pub const fn as_seconds(self) -> u32 {
        self.0
    }
}

/// How many messages of a standard queue one invocation gets: 1 to 10 without a waiting
/// time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchSize(u32);

impl BatchSize {
    /// This many messages.
    ///
    /// # Panics
    ///
    /// Below 1 or above 10, at build time in a constant.
    pub const fn messages(messages: u32) -> Self {
        assert!(messages >= 1 && messages <= 10, "Lambda takes 1 to 10 messages at a time");
        Self(messages)
    }

    pub(super) const fn get(self) -> u32 {
        self.0
    }
}
