//! Builds the functions and packs them as Lambda takes them.
//!
//! `cargo-lambda` builds where it is installed, since it can build for another machine
//! and for an old glibc; cargo itself builds for the machine's own architecture. Neither
//! is ever allowed to download a toolchain: what is missing is named with the command
//! that adds it.

mod architecture;
mod builder;
mod glibc;
mod log_types;
mod progress;

use std::fs;
use std::path::{Path, PathBuf};

use siem::{Bootstrap, Siem};
use template::Asset;

pub use architecture::Architecture;
pub use builder::BuildError;
use builder::Builder;
pub use glibc::Glibc;
pub use log_types::LogTypes;
pub use progress::Progress;

/// What to build, and how.
#[derive(Debug, Clone)]
pub struct Bundling {
    /// The processor that the functions will run on.
    pub architecture: Architecture,
    /// The cargo profile: `bundle`, or `bundle-fast` for tests.
    pub profile: String,
    /// The folder with the workspace's `Cargo.toml`.
    pub workspace: PathBuf,
    /// The programs that build.
    pub tools: Tools,
    /// What people set about log types: the loader must be able to use it.
    pub log_types: Option<LogTypes>,
}

impl Bundling {
    /// For deploying: the functions' sources are in the checkout that this program was built
    /// from.
    pub fn new(architecture: Architecture, tools: Tools) -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = package.ancestors().nth(2).unwrap_or(package).to_owned();
        Self { architecture, profile: "bundle".to_owned(), workspace, tools, log_types: None }
    }

    /// For a SIEM with log types of its own: its loader gets the engine of VRL if one of them
    /// brings a program, and is asked whether it can use them.
    ///
    /// # Errors
    ///
    /// If the log types cannot be written as JSON.
    pub fn with_log_types_of(mut self, siem: &Siem) -> serde_json::Result<Self> {
        self.log_types = LogTypes::of(siem)?;
        Ok(self)
    }
}

/// The programs that build, and their folders.
#[derive(Debug, Clone)]
pub struct Tools {
    cargo: String,
    rustc: String,
    cargo_home: Option<PathBuf>,
    target_folder: Option<PathBuf>,
}

impl Tools {
    /// The tools that `CARGO`, `RUSTC`, `CARGO_HOME` and `CARGO_TARGET_DIR` name, or those
    /// on the `PATH`. `get` reads a variable.
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Self {
        let folder = |name: &str| get(name).map(PathBuf::from);
        Self {
            cargo: get("CARGO").unwrap_or_else(|| "cargo".to_owned()),
            rustc: get("RUSTC").unwrap_or_else(|| "rustc".to_owned()),
            cargo_home: folder("CARGO_HOME").or_else(|| Some(folder("HOME")?.join(".cargo"))),
            target_folder: folder("CARGO_TARGET_DIR"),
        }
    }
}

/// Why there are no bundles.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A function did not compile, or could not be tried to.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The built program cannot be read.
    #[error("cannot read the built function {}", path.display())]
    Read {
        /// The program.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// What was built is no program for Lambda.
    #[error("the built function {} is not an ELF program, which Lambda needs: build on Linux, or install cargo-lambda", path.display())]
    NotElf {
        /// The program.
        path: PathBuf,
        /// What was found.
        source: glibc::NotElf,
    },
    /// It would not start on Lambda.
    #[error(
        "{package} needs glibc {needed}, but provided.al2023 has {}: install cargo-lambda \
         (`pip install cargo-lambda`), which links against an older one, or build on a system \
         with glibc {} or older, such as Amazon Linux 2023 or Debian 12",
        glibc::AL2023,
        glibc::AL2023
    )]
    Glibc {
        /// The function's crate.
        package: &'static str,
        /// The glibc it needs.
        needed: Glibc,
    },
    /// The loader cannot use the log types that people set.
    #[error("log_types: the loader cannot use them:\n{problems}")]
    LogTypes {
        /// What the loader said.
        problems: String,
    },
    /// It could not be packed.
    #[error("cannot pack {package}")]
    Pack {
        /// The function's crate.
        package: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

/// Builds all bootstraps and packs each as a zip file.
///
/// # Errors
///
/// If a tool or target is missing, a function does not compile, the result would not run on
/// Lambda, or the loader cannot use the log types that people set.
pub fn bundle(bundling: &Bundling, progress: &Progress) -> Result<Vec<Asset>, BundleError> {
    let builder = Builder::find(bundling)?;
    progress.step(&format!(
        "building {} bootstraps for {} with {builder}",
        Bootstrap::ALL.len(),
        bundling.architecture
    ));
    let programs = builder.build(bundling, Bootstrap::ALL, progress)?;
    if let Some(log_types) = &bundling.log_types {
        log_types::check(log_types, bundling, &programs, progress)?;
    }
    let packed = Bootstrap::ALL.iter().zip(programs).map(|(bootstrap, path)| {
        progress.step(&format!("packing {}", bootstrap.package()));
        pack(*bootstrap, path)
    });
    packed.collect()
}

fn pack(bootstrap: Bootstrap, path: PathBuf) -> Result<Asset, BundleError> {
    let package = bootstrap.package();
    let program = match fs::read(&path) {
        Ok(program) => program,
        Err(source) => return Err(BundleError::Read { path, source }),
    };
    match glibc::needed(&program) {
        Err(source) => return Err(BundleError::NotElf { path, source }),
        Ok(Some(needed)) if needed > glibc::AL2023 => {
            return Err(BundleError::Glibc { package, needed });
        }
        Ok(_) => {}
    }
    Asset::zip_executable(package, "bootstrap", &program)
        .map_err(|source| BundleError::Pack { package, source })
}
