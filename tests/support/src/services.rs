//! What a test does when the machine lacks what it needs.
//!
//! It says that it is skipped and why, and passes: a person without Java still gets a
//! useful `cargo test`. Where `SIEM_TEST_SERVICES` is `required`, as in CI, it fails
//! instead. Only a missing program counts as lacking; an installation or a server that
//! fails always fails the test.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::panic::Location;
use std::process::Command;

/// Why a part cannot be had on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A program is not installed, or cannot be started.
    #[error("`{program}` is not on this machine; install {package}")]
    Program {
        /// What was looked for.
        program: String,
        /// What to install.
        package: &'static str,
    },
    /// A program is there in a version that does not fit.
    #[error("`{program}` is version {found}, wanted is {wanted}; install {package}")]
    Version {
        /// What was looked for.
        program: String,
        /// The version it states.
        found: String,
        /// The versions that fit.
        wanted: &'static str,
        /// What to install.
        package: &'static str,
    },
}

/// What was found, or `None` after saying that the test is skipped.
///
/// # Panics
/// When something is missing and `SIEM_TEST_SERVICES` is `required`.
#[track_caller]
pub fn or_skip<T>(found: Result<T, Missing>) -> Option<T> {
    match decide(found, env::var_os("SIEM_TEST_SERVICES").as_deref()) {
        Decision::Run(part) => Some(part),
        Decision::Skip(missing) => {
            let thread = std::thread::current();
            let test = thread.name().unwrap_or("a test");
            say(&format!("skipped: {test} ({}): {missing}", Location::caller().file()));
            None
        }
        Decision::Fail(missing) => {
            panic!("{missing} (SIEM_TEST_SERVICES=required makes this an error)")
        }
    }
}

/// Writes a line to standard error even while the test harness captures output.
pub fn say(line: &str) {
    // In one piece, since others write there too. Nobody is served by a test that fails
    // because standard error is closed.
    _ = std::io::stderr().write_all(format!("test-support: {line}\n").as_bytes());
}

/// The first line that `program` prints when asked for its version.
pub(crate) fn version_of(
    program: &OsStr,
    question: &str,
    package: &'static str,
) -> Result<String, Missing> {
    let missing = || Missing::Program { program: program.display().to_string(), package };
    let output = Command::new(program).arg(question).output().map_err(|_| missing())?;
    if !output.status.success() {
        return Err(missing());
    }
    // Java prints its version to standard error.
    let text = if output.stdout.is_empty() { output.stderr } else { output.stdout };
    Ok(String::from_utf8_lossy(&text).lines().next().unwrap_or_default().to_owned())
}

/// The numbers of a version such as `Python 3.11.7` or `openjdk version "17.0.15"`.
pub(crate) fn numbers(version: &str) -> Vec<u32> {
    let start = version.find(|c: char| c.is_ascii_digit()).unwrap_or(version.len());
    version[start..]
        .split(|c: char| !c.is_ascii_digit())
        .map_while(|number| number.parse().ok())
        .collect()
}

#[derive(Debug, PartialEq)]
enum Decision<T> {
    Run(T),
    Skip(Missing),
    Fail(Missing),
}

fn decide<T>(found: Result<T, Missing>, policy: Option<&OsStr>) -> Decision<T> {
    match found {
        Ok(part) => Decision::Run(part),
        Err(missing) if policy == Some(OsStr::new("required")) => Decision::Fail(missing),
        Err(missing) => Decision::Skip(missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_java() -> Missing {
        version_of(OsStr::new("no-such-java"), "-version", "Java 17").unwrap_err()
    }

    #[test]
    fn a_missing_program_skips_the_test() {
        assert_eq!(decide::<()>(Err(no_java()), None), Decision::Skip(no_java()));
    }

    #[test]
    fn a_missing_program_fails_the_test_where_services_are_required() {
        let required = Some(OsStr::new("required"));
        assert_eq!(decide::<()>(Err(no_java()), required), Decision::Fail(no_java()));
    }

    #[test]
    fn the_message_names_the_program_and_what_to_install() {
        assert_eq!(no_java().to_string(), "`no-such-java` is not on this machine; install Java 17");
    }

    #[test]
    fn the_version_is_read_from_any_of_the_usual_lines() {
        assert_eq!(numbers("Python 3.11.7"), [3, 11, 7]);
        assert_eq!(numbers("openjdk version \"17.0.15\" 2025-04-15"), [17, 0, 15]);
        assert_eq!(numbers("v20.20.2"), [20, 20, 2]);
        assert!(numbers("unknown").is_empty());
    }
}
