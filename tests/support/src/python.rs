//! Virtual environments with the Python programs that tests use.
//!
//! What is in them is written in `requirements.txt` of this crate and, for checkov, which
//! wants other versions of the same packages, in `requirements-checkov.txt`. Where packages
//! come from is up to the machine's own pip configuration.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::install;
use crate::services::{Missing, numbers, version_of};

const REQUIREMENTS: &str = include_str!("../requirements.txt");

const CHECKOV_REQUIREMENTS: &str = include_str!("../requirements-checkov.txt");

/// What a person has to install.
const PACKAGE: &str = "Python 3.11 or later, with its venv module";

/// The first version for which every pinned package exists.
const OLDEST: [u32; 2] = [3, 11];

/// An environment, made by the first test that asks.
#[derive(Debug, Clone)]
pub struct Python {
    interpreter: PathBuf,
    pins: &'static str,
}

/// The environment with everything in `requirements.txt`.
///
/// # Errors
/// When the machine has no fitting Python.
///
/// # Panics
/// When the packages cannot be installed.
pub fn environment() -> Result<Python, Missing> {
    static PYTHON: OnceLock<Result<Python, Missing>> = OnceLock::new();
    PYTHON.get_or_init(|| make("python", REQUIREMENTS)).clone()
}

/// The environment with everything in `requirements-checkov.txt`.
///
/// # Errors
/// When the machine has no fitting Python.
///
/// # Panics
/// When the packages cannot be installed.
pub fn checkov_environment() -> Result<Python, Missing> {
    static PYTHON: OnceLock<Result<Python, Missing>> = OnceLock::new();
    PYTHON.get_or_init(|| make("checkov", CHECKOV_REQUIREMENTS)).clone()
}

impl Python {
    /// A command that runs one of the scripts in the environment's `bin`.
    ///
    /// They cannot be run by themselves: their first line holds the path that the
    /// environment had while it was being installed.
    #[must_use]
    pub fn script(&self, name: &str) -> Command {
        let mut command = Command::new(&self.interpreter);
        command.arg(self.interpreter.with_file_name(name));
        command
    }

    /// The environment's `python`.
    #[must_use]
    pub fn interpreter(&self) -> &Path {
        &self.interpreter
    }

    /// The requirements, for whoever must tell two environments apart.
    #[must_use]
    pub fn pins(&self) -> &'static str {
        self.pins
    }
}

fn make(name: &str, requirements: &'static str) -> Result<Python, Missing> {
    let version = check()?;
    let pins = format!("{version}\n{requirements}");
    let folder = install::once(name, &pins, "about half a minute", |folder| {
        install::write(&folder.join("requirements.txt"), requirements);
        install::run(Command::new("python3").args(["-m", "venv"]).arg(folder));
        install::run(
            Command::new(folder.join("bin/python"))
                .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
                .args(["--no-deps", "--requirement"])
                .arg(folder.join("requirements.txt")),
        );
    });
    Ok(Python { interpreter: folder.join("bin/python"), pins: requirements })
}

/// The machine's Python, if it fits.
fn check() -> Result<String, Missing> {
    let program = OsStr::new("python3");
    let version = version_of(program, "--version", PACKAGE)?;
    if numbers(&version).as_slice() < OLDEST.as_slice() {
        return Err(Missing::Version {
            program: "python3".into(),
            found: version,
            wanted: "3.11 or later",
            package: PACKAGE,
        });
    }
    // Debian has Python without the means to make an environment.
    let venv = Command::new(program).args(["-c", "import ensurepip, venv"]).output();
    if !venv.is_ok_and(|output| output.status.success()) {
        return Err(Missing::Program { program: "python3 -m venv".into(), package: PACKAGE });
    }
    Ok(version)
}
