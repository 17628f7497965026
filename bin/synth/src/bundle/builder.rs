//! Runs cargo-lambda or cargo.

use std::fmt;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde::Deserialize;
use siem::Bootstrap;

use super::architecture::Architecture;
use super::log_types::{LogTypes, PROGRAMS};
use super::progress::Progress;
use super::{Bundling, Tools};

/// Why nothing was built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The compiler has no standard library for the target.
    #[error(
        "the Rust target {target} is not installed, and this program downloads no toolchain: \
         add it with `rustup target add {target}`"
    )]
    MissingTarget {
        /// As rustc calls it.
        target: &'static str,
    },
    /// Cargo alone builds for its own machine only.
    #[error(
        "building for {wanted} on this machine needs cargo-lambda: install it with \
         `pip install cargo-lambda`{also}{own}"
    )]
    NeedsCargoLambda {
        /// The architecture asked for.
        wanted: Architecture,
        /// The other way out, if this machine is one that can build for Lambda.
        own: String,
        /// What else is missing.
        also: String,
    },
    /// A tool could not be started.
    #[error("cannot run `{program}`: is it installed and on the PATH?")]
    Start {
        /// The tool.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A function does not compile.
    #[error("the functions do not compile; cargo said:\n{output}")]
    Compile {
        /// Cargo's own words.
        output: String,
    },
    /// Cargo said that all is well, but named no program.
    #[error("cargo built no program for the package {package}")]
    NoProgram {
        /// The function's crate.
        package: &'static str,
    },
}

/// The tool that builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Builder {
    CargoLambda,
    Cargo,
}

impl fmt::Display for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CargoLambda => "cargo-lambda",
            Self::Cargo => "cargo",
        })
    }
}

impl Builder {
    /// The tool that can build for the architecture, once all that it needs is there.
    pub(super) fn find(bundling: &Bundling) -> Result<Self, BuildError> {
        let architecture = bundling.architecture;
        let has_target = target_is_installed(bundling)?;
        if cargo_lambda_is_installed(&bundling.tools) {
            return if has_target { Ok(Self::CargoLambda) } else { Err(missing(architecture)) };
        }
        let is_linux = cfg!(target_os = "linux");
        if !is_linux || Architecture::of_this_machine() != Some(architecture) {
            let own = Architecture::of_this_machine().filter(|_| is_linux);
            let add = format!(" and the target with `rustup target add {}`", architecture.target());
            return Err(BuildError::NeedsCargoLambda {
                wanted: architecture,
                own: own.map_or_else(String::new, |own| {
                    format!(", or build for this machine with `--architecture {own}`")
                }),
                also: if has_target { String::new() } else { add },
            });
        }
        if has_target { Ok(Self::Cargo) } else { Err(missing(architecture)) }
    }

    /// Builds each bootstrap and gives the programs, in the same order.
    pub(super) fn build(
        self,
        bundling: &Bundling,
        bootstraps: &[Bootstrap],
        progress: &Progress,
    ) -> Result<Vec<PathBuf>, BuildError> {
        let mut command = self.command(bundling);
        for bootstrap in bootstraps {
            command.args(["--package", bootstrap.package()]);
        }
        let messages = run(command, &bundling.tools.cargo, progress)?;
        let program = |bootstrap: &Bootstrap| {
            let package = bootstrap.package();
            let built = messages.iter().find(|message| message.is_program(package));
            let path = built.and_then(|message| message.executable.clone());
            let path = path.ok_or(BuildError::NoProgram { package })?;
            Ok(match self {
                Self::Cargo => path,
                // It moves each program from where cargo says that it is.
                Self::CargoLambda => lambda_folder(bundling).join(package).join("bootstrap"),
            })
        };
        bootstraps.iter().map(program).collect()
    }

    fn command(self, bundling: &Bundling) -> Command {
        let mut command = Command::new(&bundling.tools.cargo);
        match self {
            Self::CargoLambda => {
                command.args([
                    "lambda",
                    "build",
                    match bundling.architecture {
                        Architecture::Arm64 => "--arm64",
                        Architecture::X86_64 => "--x86-64",
                    },
                ]);
            }
            Self::Cargo => {
                command.args(["build", "--target", bundling.architecture.target()]);
            }
        }
        if bundling.log_types.as_ref().is_some_and(LogTypes::has_programs) {
            command.args(["--features", PROGRAMS]);
        }
        command
            .args(["--bins", "--locked", "--profile", &bundling.profile])
            .arg("--message-format=json-render-diagnostics")
            .current_dir(&bundling.workspace)
            .env("CARGO_ENCODED_RUSTFLAGS", remapped_paths(bundling))
            .env_remove("RUSTFLAGS");
        command
    }
}

/// Where cargo-lambda puts programs.
fn lambda_folder(bundling: &Bundling) -> PathBuf {
    let target = bundling.tools.target_folder.as_deref().unwrap_or(Path::new("target"));
    bundling.workspace.join(target).join("lambda")
}

fn missing(architecture: Architecture) -> BuildError {
    BuildError::MissingTarget { target: architecture.target() }
}

/// Flags that take this machine's folders out of the program, so that another checkout
/// gives the same bytes.
fn remapped_paths(bundling: &Bundling) -> String {
    let remap = |folder: Option<&Path>, name: &str| {
        folder.map(|folder| format!("--remap-path-prefix={}={name}", folder.display()))
    };
    // The compiler takes the last prefix that fits, so that the narrower ones come last.
    let flags = [
        remap(bundling.tools.cargo_home.as_deref(), "/cargo"),
        remap(Some(&bundling.workspace), "/siem"),
        remap(Some(&bundling.workspace.join("target")), "/target"),
        remap(bundling.tools.target_folder.as_deref(), "/target"),
    ];
    flags.into_iter().flatten().collect::<Vec<_>>().join("\u{1f}")
}

/// Asks rustc where the target's library would be, which downloads nothing.
fn target_is_installed(bundling: &Bundling) -> Result<bool, BuildError> {
    let program = &bundling.tools.rustc;
    let output = Command::new(program)
        .args(["--print", "target-libdir", "--target", bundling.architecture.target()])
        .output()
        .map_err(|source| BuildError::Start { program: program.clone(), source })?;
    Ok(Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
}

fn cargo_lambda_is_installed(tools: &Tools) -> bool {
    let asked = Command::new(&tools.cargo).args(["lambda", "--version"]).output();
    asked.is_ok_and(|output| output.status.success())
}

/// The parts of cargo's messages that matter here.
///
/// <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    executable: Option<PathBuf>,
    #[serde(default)]
    target: Option<Target>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
}

impl Message {
    fn is_program(&self, name: &str) -> bool {
        self.reason == "compiler-artifact"
            && self.executable.is_some()
            && self.target.as_ref().is_some_and(|target| target.name == name)
    }
}

/// Runs cargo, shows what it compiles, and gives its messages.
fn run(mut command: Command, cargo: &str, progress: &Progress) -> Result<Vec<Message>, BuildError> {
    let start = |source| BuildError::Start { program: cargo.to_owned(), source };
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (messages, output) = thread::scope(|scope| {
        let messages = scope.spawn(|| stdout.map_or_else(Vec::new, read_messages));
        let output = stderr.map_or_else(String::new, |stderr| follow(stderr, progress));
        (messages.join().unwrap_or_default(), output)
    });
    let status = child.wait().map_err(start)?;
    if status.success() { Ok(messages) } else { Err(BuildError::Compile { output }) }
}

fn read_messages(stdout: impl Read) -> Vec<Message> {
    let lines = BufReader::new(stdout).lines().map_while(Result::ok);
    lines.filter_map(|line| serde_json::from_str(&line).ok()).collect()
}

/// Keeps what cargo says for the case that it fails, and shows what it is at.
fn follow(stderr: impl Read, progress: &Progress) -> String {
    let mut output = String::new();
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        let doing = line.trim_start();
        if doing.starts_with("Compiling ") || doing.starts_with("Blocking ") {
            progress.detail(doing);
        } else {
            output.push_str(&line);
            output.push('\n');
        }
    }
    output
}
