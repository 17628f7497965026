//! `es-loader --check FILE`: whether this loader can use a file of log types.
//!
//! The file is as the geo bucket holds it. Synthesis asks the very program that it is about
//! to deploy, since only that knows whether it has the engine of VRL. Nothing of the function's
//! environment is needed.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::settings;

/// The argument that asks for it.
pub const ARGUMENT: &str = "--check";

/// Says what is wrong with a file on `out`, or how many log types it makes.
///
/// The exit code is 0 if the file can be used, 1 if not, and 2 if it cannot be read.
pub fn run(file: &Path, out: &mut impl Write) -> ExitCode {
    let (text, code) = match fs::read(file) {
        Err(error) => (format!("cannot read {}: {error}", file.display()), 2),
        Ok(bytes) => match settings::types(Some(&bytes)) {
            Ok(types) => (format!("good: {} log types", types.iter().count()), 0),
            Err(unusable) => (Lines(unusable.problems()).to_string(), 1),
        },
    };
    match writeln!(out, "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
        _ => ExitCode::from(code),
    }
}

/// One problem after the other, the lines of a longer one indented.
struct Lines<'a>(&'a [String]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            let start = if number == 0 { "" } else { "\n" };
            write!(f, "{start}{}", problem.trim_end().replace('\n', "\n    "))?;
        }
        Ok(())
    }
}
