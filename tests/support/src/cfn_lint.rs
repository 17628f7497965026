//! cfn-lint, AWS's checker of templates.
//!
//! It knows the schemas of all resource types, so it finds a property that does not
//! exist or a reference that goes nowhere without an AWS account.

use std::path::Path;

use serde_json::Value;

use crate::python::{self, Python};
use crate::services::or_skip;

/// The program.
#[derive(Debug, Clone)]
pub struct CfnLint {
    python: Python,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing; reported only when asked for.
    Informational,
    /// Works, but is most likely not meant.
    Warning,
    /// CloudFormation would refuse it.
    Error,
}

/// Something that cfn-lint found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, such as `E3002`.
    pub rule: String,
    /// How bad it is.
    pub level: Level,
    /// What is wrong, in cfn-lint's words.
    pub message: String,
    /// The file, as it was given.
    pub file: String,
    /// The place in the template: `Resources/Queue/Properties/Nme`.
    pub path: String,
    /// The line in the file, from 1.
    pub line: u64,
}

/// The program; `None`, after saying so, without Python.
///
/// # Panics
/// When it cannot be installed.
#[must_use]
#[track_caller]
pub fn shared() -> Option<CfnLint> {
    or_skip(python::environment()).map(|python| CfnLint { python })
}

impl CfnLint {
    /// Errors and warnings in template files.
    ///
    /// # Panics
    /// When the program itself fails.
    #[must_use]
    #[track_caller]
    pub fn check<P: AsRef<Path>>(&self, templates: &[P]) -> Vec<Finding> {
        self.check_with(&[], templates)
    }

    /// As [`CfnLint::check`], with further options: `--include-checks I`, say, for the
    /// informational rules, or `--regions eu-central-1`.
    ///
    /// # Panics
    /// When the program itself fails.
    #[must_use]
    #[track_caller]
    pub fn check_with<P: AsRef<Path>>(&self, options: &[&str], templates: &[P]) -> Vec<Finding> {
        let mut command = self.python.script("cfn-lint");
        command.args(["--format", "json"]).args(options).arg("--template");
        command.args(templates.iter().map(AsRef::as_ref));
        let output =
            command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        // The exit code is a set of bits that says which levels were found; 1 and 32 are its
        // own failures.
        let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
            panic!(
                "{command:?} failed ({}):\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        });
        report.as_array().expect("a list of findings").iter().map(finding).collect()
    }
}

fn finding(found: &Value) -> Finding {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let steps = found["Location"]["Path"].as_array().into_iter().flatten();
    let path = steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned));
    Finding {
        rule: text(&found["Rule"]["Id"]),
        level: match found["Level"].as_str() {
            Some("Informational") => Level::Informational,
            Some("Warning") => Level::Warning,
            _ => Level::Error,
        },
        message: text(&found["Message"]),
        file: text(&found["Filename"]),
        path: path.collect::<Vec<_>>().join("/"),
        line: found["Location"]["Start"]["LineNumber"].as_u64().unwrap_or_default(),
    }
}
