//! Where logs come from.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::Context;

/// A file, or standard input for `-` and for none.
///
/// # Errors
///
/// The file cannot be opened.
pub fn open(file: Option<&Path>) -> anyhow::Result<Box<dyn Read + Send>> {
    match file {
        None => Ok(Box::new(io::stdin())),
        Some(path) if path == Path::new("-") => Ok(Box::new(io::stdin())),
        Some(path) => {
            let file = File::open(path).with_context(|| format!("`{}`", path.display()))?;
            let is_folder = file.metadata().is_ok_and(|about| about.is_dir());
            anyhow::ensure!(!is_folder, "`{}` is a folder; give a file", path.display());
            Ok(Box::new(file))
        }
    }
}
