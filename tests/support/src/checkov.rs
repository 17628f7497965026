//! checkov, Prisma Cloud's checker of templates.
//!
//! It runs without network: what it would fetch are links to its own pages. A check is
//! suppressed in the metadata of the resource:
//!
//! ```text
//! "Metadata": {"checkov": {"skip": [{"id": "CKV_AWS_117", "comment": "why"}]}}
//! ```
//!
//! Checks: <https://www.checkov.io/5.Policy%20Index/cloudformation.html>

use std::path::Path;

use serde_json::Value;

use crate::python::{self, Python};
use crate::services::or_skip;

/// The program.
#[derive(Debug, Clone)]
pub struct Checkov {
    python: Python,
}

/// A resource that fails a check.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The check, such as `CKV_AWS_117`.
    pub check: String,
    /// The logical id of the resource.
    pub resource: String,
    /// What the check wants, in checkov's words.
    pub message: String,
    /// The file, as it was given.
    pub file: String,
    /// The resource's metadata suppresses the check.
    pub suppressed: bool,
}

/// The program; `None`, after saying so, without Python.
///
/// # Panics
/// When it cannot be installed.
#[must_use]
#[track_caller]
pub fn shared() -> Option<Checkov> {
    or_skip(python::checkov_environment()).map(|python| Checkov { python })
}

impl Checkov {
    /// Every resource in these templates that fails a check, ordered.
    ///
    /// A suppressed check is not run, so that whether it would fail is known only from a
    /// template without the suppression.
    ///
    /// # Panics
    /// When the program itself fails, or cannot read a template.
    #[must_use]
    #[track_caller]
    pub fn check<P: AsRef<Path>>(&self, templates: &[P]) -> Vec<Finding> {
        let mut command = self.python.script("checkov");
        command
            .args(["--framework", "cloudformation", "--output", "json", "--compact"])
            .args(["--skip-download", "--soft-fail", "--file"])
            .args(templates.iter().map(AsRef::as_ref))
            .env("LOG_LEVEL", "ERROR");
        let output =
            command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let report = serde_json::from_slice::<Value>(&output.stdout).ok();
        let report = report
            .filter(|report| output.status.success() && report["summary"]["parsing_errors"] == 0);
        let Some(report) = report else {
            panic!(
                "{command:?} failed ({}):\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        };
        let list = |name: &str| report["results"][name].as_array().cloned().unwrap_or_default();
        let failed = list("failed_checks").into_iter().map(|found| finding(&found, false));
        let skipped = list("skipped_checks").into_iter().map(|found| finding(&found, true));
        let mut findings: Vec<_> = failed.chain(skipped).collect();
        findings.sort();
        findings
    }
}

fn finding(found: &Value, suppressed: bool) -> Finding {
    let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
    let resource = text("resource");
    Finding {
        check: text("check_id"),
        // `AWS::SQS::Queue.Failed`
        resource: resource.rsplit('.').next().unwrap_or_default().to_owned(),
        message: text("check_name"),
        file: text("file_abs_path"),
        suppressed,
    }
}
