//! What es-loader-stopper remembers while the loader stands still.
//!
//! Lambda runs no invocation of a function that has 0 reserved. Whoever undoes that must know
//! what there was before: a number, or none at all. v2.10.4 took the number of the template's
//! parameter, which need not be it. An SSM parameter of the stack keeps it instead, so that
//! the function itself keeps nothing; the stack writes [`Before::Running`] into it once.

use std::fmt;
use std::str::FromStr;

/// How the loader ran before it was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It is not stopped, at least not by the stopper.
    Running,
    /// Nothing was reserved.
    Unreserved,
    /// This many invocations were reserved. 0 where a person had stopped it already.
    Reserved(u32),
}

/// A text that says none of this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidBefore(String);

impl fmt::Display for InvalidBefore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the parameter holds `{}`; wanted is `running`, `unreserved` or a number of reserved \
             invocations: set it to one of these",
            self.0
        )
    }
}

impl std::error::Error for InvalidBefore {}

impl fmt::Display for Before {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str("running"),
            Self::Unreserved => f.write_str("unreserved"),
            Self::Reserved(invocations) => invocations.fmt(f),
        }
    }
}

impl FromStr for Before {
    type Err = InvalidBefore;

    fn from_str(text: &str) -> Result<Self, InvalidBefore> {
        match text.trim() {
            "running" => Ok(Self::Running),
            "unreserved" => Ok(Self::Unreserved),
            number => {
                number.parse().map(Self::Reserved).map_err(|_| InvalidBefore(text.to_owned()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for before in
            [Before::Running, Before::Unreserved, Before::Reserved(0), Before::Reserved(10)]
        {
            assert_eq!(before.to_string().parse(), Ok(before));
        }
    }

    #[test]
    fn another_text_is_refused_with_what_is_wanted() {
        let error = "-1".parse::<Before>().unwrap_err().to_string();
        assert!(error.contains("`-1`") && error.contains("`unreserved`"), "{error}");
    }
}
