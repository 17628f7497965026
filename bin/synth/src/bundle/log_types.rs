//! Asks the bundled loader whether it can use the log types that people set.
//!
//! This program knows nothing of how a log is read, and the loader does: a regular
//! expression that is none, or a program in VRL with a mistake, shows here rather than when
//! logs arrive.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{fs, process};

use siem::{Bootstrap, Siem};

use super::architecture::Architecture;
use super::progress::Progress;
use super::{BundleError, Bundling};

/// The feature of the loader that brings the engine of VRL.
pub(super) const PROGRAMS: &str = "es-loader/programs";

/// Log types that people set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTypes {
    file: String,
    has_programs: bool,
}

impl LogTypes {
    /// Those of a SIEM, if it has any.
    pub(super) fn of(siem: &Siem) -> serde_json::Result<Option<Self>> {
        let has_programs = siem.log_types.has_programs();
        Ok(siem.log_types_file()?.map(|file| Self { file, has_programs }))
    }

    /// Whether one of them brings a program.
    pub(super) fn has_programs(&self) -> bool {
        self.has_programs
    }
}

/// Asks the loader among the programs, in the order of [`Bootstrap::ALL`], where this
/// machine can run it.
pub(super) fn check(
    log_types: &LogTypes,
    bundling: &Bundling,
    programs: &[PathBuf],
    progress: &Progress,
) -> Result<(), BundleError> {
    let is_loader = |(bootstrap, _): &(&Bootstrap, _)| **bootstrap == Bootstrap::EsLoader;
    let Some((_, loader)) = Bootstrap::ALL.iter().zip(programs).find(is_loader) else {
        return Ok(());
    };
    let not_checked = |why: &str| {
        progress.note(&format!(
            "log types are not checked, {why}: after deploying, look for `LogTypesInvalid` in \
             the loader's log"
        ));
    };
    if !cfg!(target_os = "linux") || Architecture::of_this_machine() != Some(bundling.architecture)
    {
        let architecture = bundling.architecture;
        not_checked(&format!("as this machine cannot run a loader for {architecture}"));
        return Ok(());
    }
    progress.step("checking log types");
    match ask(loader, &log_types.file) {
        Ok(output) => match output.status.code() {
            Some(0) => {}
            Some(1) => {
                let problems = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
                return Err(BundleError::LogTypes { problems });
            }
            _ => not_checked(&format!("as the loader ended with {}", output.status)),
        },
        Err(error) => not_checked(&format!("as the loader could not be run ({error})")),
    }
    Ok(())
}

fn ask(loader: &Path, file: &str) -> io::Result<Output> {
    let path = loader.with_file_name(format!("log-types-{}.json", process::id()));
    fs::write(&path, file)?;
    let output = Command::new(loader).arg("--check").arg(&path).stdin(Stdio::null()).output();
    let removed = fs::remove_file(&path);
    let output = output?;
    removed?;
    Ok(output)
}
