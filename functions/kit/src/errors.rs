//! The stable name of an error.
//!
//! Lambda reports a failed invocation with an `errorType` and an `errorMessage`. The
//! runtime's default type is the name of a Rust type, which changes with a refactoring;
//! alarms and log queries match on it, so here every error says its own.

use std::error::Error;
use std::fmt;

use lambda_runtime::Diagnostic;

/// An error with a name that does not change between releases.
pub trait Stable: Error + Send + Sync + 'static {
    /// Upper camel case, for example `LicenseRefused`. Treat it as published: one per
    /// variant, and never a value that was read at run time.
    fn error_type(&self) -> &'static str;
}

impl Stable for contract::environment::Missing {
    fn error_type(&self) -> &'static str {
        "EnvironmentIncomplete"
    }
}

/// A failed invocation, as Lambda reports it.
#[derive(Clone, PartialEq, Eq)]
pub struct Failed {
    /// See [`Stable::error_type`].
    pub error_type: &'static str,
    /// The error and its sources, in one line.
    pub message: String,
}

impl<E: Stable> From<E> for Failed {
    fn from(error: E) -> Self {
        Self { error_type: error.error_type(), message: chain(&error) }
    }
}

/// The runtime writes the `Debug` form of a failure into the log.
impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_type, self.message)
    }
}

impl From<Failed> for Diagnostic {
    fn from(failed: Failed) -> Self {
        Self { error_type: failed.error_type.to_owned(), error_message: failed.message }
    }
}

/// An error and its sources in one line, each only once: `a: b: c`.
///
/// Many libraries repeat the source in their own message, so a source that is already
/// said is left out.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let words = error.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("outer")]
    struct Outer(#[source] std::io::Error);

    impl Stable for Outer {
        fn error_type(&self) -> &'static str {
            "OuterFailed"
        }
    }

    #[test]
    fn a_failure_keeps_its_name_and_tells_its_sources() {
        let failed = Failed::from(Outer(std::io::Error::other("inner")));
        let diagnostic = Diagnostic::from(failed);
        assert_eq!(diagnostic.error_type, "OuterFailed");
        assert_eq!(diagnostic.error_message, "outer: inner");
    }

    #[test]
    fn a_source_that_is_already_said_is_not_repeated() {
        #[derive(Debug, thiserror::Error)]
        #[error("failed: {0}")]
        struct Repeating(#[source] std::io::Error);
        assert_eq!(chain(&Repeating(std::io::Error::other("inner"))), "failed: inner");
    }
}
