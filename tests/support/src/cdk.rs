//! The stock CDK command line.
//!
//! People deploy `cdk.out` with it, so it must understand what we write there. It runs
//! without network, telemetry and notices, and with a home folder of its own: neither
//! credentials nor settings of whoever runs the tests reach it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::install;
use crate::services::{Missing, or_skip, version_of};

/// The version of npm's `aws-cdk`. It has no dependencies, so this pins everything.
const VERSION: &str = "3.0.0";

const PACKAGE: &str = "Node.js 20 or later, with npm";

/// The program.
#[derive(Debug, Clone)]
pub struct Cdk {
    folder: PathBuf,
}

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its exit code was 0.
    pub success: bool,
    /// Its standard output: what was asked for.
    pub stdout: String,
    /// Its standard error: progress and complaints.
    pub stderr: String,
}

/// The program; `None`, after saying so, without Node.js.
///
/// # Panics
/// When it cannot be installed.
#[track_caller]
pub fn shared() -> Option<&'static Cdk> {
    static CDK: OnceLock<Result<Cdk, Missing>> = OnceLock::new();
    or_skip(CDK.get_or_init(make).as_ref().map_err(Clone::clone))
}

impl Cdk {
    /// The stacks of a cloud assembly, as `cdk ls` prints them.
    ///
    /// # Panics
    /// When the program refuses the assembly.
    #[must_use]
    #[track_caller]
    pub fn list(&self, assembly: &Path) -> Vec<String> {
        self.succeed("ls", assembly, &[]).lines().map(str::to_owned).collect()
    }

    /// The template of a stack of a cloud assembly, as `cdk synth` prints it: in YAML.
    ///
    /// # Panics
    /// When the program refuses the assembly.
    #[must_use]
    #[track_caller]
    pub fn synth(&self, assembly: &Path, stack: &str) -> String {
        self.succeed("synth", assembly, &[stack])
    }

    /// How a stack of a cloud assembly differs from a template, as `cdk diff` prints it.
    ///
    /// # Panics
    /// When the program refuses either.
    #[must_use]
    #[track_caller]
    pub fn diff(&self, assembly: &Path, stack: &str, before: &Path) -> String {
        let before = before.to_str().expect("a path in UTF-8");
        let run = self.run("diff", assembly, &[stack, "--template", before]);
        assert!(run.success, "cdk diff: {run:#?}");
        run.stdout + &run.stderr
    }

    /// Runs any of its commands on a cloud assembly.
    ///
    /// # Panics
    /// When the program cannot be started.
    #[must_use]
    #[track_caller]
    pub fn run(&self, command: &str, assembly: &Path, options: &[&str]) -> Run {
        let mut node = Command::new("node");
        node.arg(self.folder.join("node_modules/aws-cdk/bin/cdk"))
            .args([command, "--no-notices", "--no-color", "--app"])
            .arg(assembly)
            .args(options)
            .current_dir(&self.folder)
            .env("HOME", self.folder.join("home"))
            .env("CI", "true")
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .env("CDK_DISABLE_VERSION_CHECK", "true")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_PROFILE");
        let output = node.output().unwrap_or_else(|error| panic!("cannot run {node:?}: {error}"));
        Run {
            success: output.status.success(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    fn succeed(&self, command: &str, assembly: &Path, options: &[&str]) -> String {
        let run = self.run(command, assembly, options);
        assert!(run.success, "cdk {command}: {run:#?}");
        run.stdout
    }
}

fn make() -> Result<Cdk, Missing> {
    for program in ["node", "npm"] {
        version_of(OsStr::new(program), "--version", PACKAGE)?;
    }
    let folder = install::once("cdk", VERSION, "a few seconds", |folder| {
        let package =
            format!("{{\"private\": true, \"dependencies\": {{\"aws-cdk\": \"{VERSION}\"}}}}");
        install::write(&folder.join("package.json"), &package);
        install::write(&folder.join("home/.keep"), "");
        install::run(
            Command::new("npm")
                .args(["install", "--no-audit", "--no-fund", "--no-package-lock"])
                .args(["--ignore-scripts", "--loglevel", "error"])
                .current_dir(folder),
        );
    });
    Ok(Cdk { folder })
}
