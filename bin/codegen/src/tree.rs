//! The files in the repository: schemas in, Rust out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::emit::Files;
use crate::error::Error;
use crate::inputs::{Table, read, schema_file};
use crate::source::CfnLint;

/// The crate that is generated.
#[derive(Debug)]
pub struct Tree {
    resources: PathBuf,
}

/// A file that is not as it would be generated, and in what way.
#[derive(Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Difference {
    Missing(String),
    Changed { file: String, line: usize },
    Stale(String),
}

impl Tree {
    /// The crate in the repository at `root`.
    pub fn new(root: &Path) -> Self {
        Self { resources: root.join("constructs/resources") }
    }

    /// `types.toml`, `patches.toml` and the pruned schemas.
    pub fn schemas(&self) -> PathBuf {
        self.resources.join("schemas")
    }

    fn sources(&self) -> PathBuf {
        self.resources.join("src")
    }

    /// The listed types whose schema is not there.
    ///
    /// # Errors
    ///
    /// `types.toml` cannot be read.
    pub fn missing_schemas(&self) -> Result<Vec<String>, Error> {
        let folder = self.schemas();
        let names = Table::read(&folder)?.types.into_keys();
        Ok(names.filter(|name| !schema_file(&folder, name).is_file()).collect())
    }

    /// Takes the pruned schemas of these types from cfn-lint.
    ///
    /// # Errors
    ///
    /// cfn-lint has no such type, or a file cannot be written.
    pub fn take_schemas(&self, names: &[String], source: &CfnLint) -> Result<(), Error> {
        let schemas: Result<Vec<_>, Error> =
            names.iter().map(|name| Ok((name, source.schema(name)?.to_pruned()))).collect();
        for (name, schema) in schemas? {
            write(&schema_file(&self.schemas(), name), &schema)?;
        }
        Ok(())
    }

    /// Removes schemas of types that are not listed, and gives their files' names.
    ///
    /// # Errors
    ///
    /// `types.toml` cannot be read, or a file cannot be removed.
    pub fn remove_unlisted_schemas(&self) -> Result<Vec<String>, Error> {
        let folder = self.schemas();
        let table = Table::read(&folder)?;
        let listed: BTreeSet<_> =
            table.types.keys().map(|name| schema_file(&folder, name)).collect();
        let mut removed = vec![];
        for (name, path) in files_below(&folder, "json") {
            if !listed.contains(&path) {
                remove(&path)?;
                removed.push(name);
            }
        }
        Ok(removed)
    }

    /// How the files in the repository differ from these. Line ends count as equal: git
    /// may have changed them.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn compare(&self, files: &Files) -> Result<Vec<Difference>, Error> {
        let mut present = self.generated();
        let mut differences = vec![];
        for (file, wanted) in files {
            match present.remove(file) {
                None => differences.push(Difference::Missing(file.clone())),
                Some(path) => differences.extend(first_difference(file, &read(&path)?, wanted)),
            }
        }
        differences.extend(present.into_keys().map(Difference::Stale));
        Ok(differences)
    }

    /// Writes the files that differ, removes those that are no more, and says what it did.
    ///
    /// # Errors
    ///
    /// A file cannot be read, written or removed.
    pub fn update(&self, files: &Files) -> Result<Vec<Difference>, Error> {
        let differences = self.compare(files)?;
        for difference in &differences {
            match difference {
                Difference::Missing(file) | Difference::Changed { file, .. } => {
                    write(&self.sources().join(file), files.get(file).map_or("", String::as_str))?;
                }
                Difference::Stale(file) => remove(&self.sources().join(file))?,
            }
        }
        Ok(differences)
    }

    /// Generated files that are there.
    fn generated(&self) -> BTreeMap<String, PathBuf> {
        let mut files = files_below(&self.sources().join("generated"), "rs");
        files = files.into_iter().map(|(name, path)| (format!("generated/{name}"), path)).collect();
        let list = self.sources().join("generated.rs");
        if list.is_file() {
            files.insert("generated.rs".to_owned(), list);
        }
        files
    }
}

impl Difference {
    /// What [`Tree::update`] did about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Missing(file) => format!("added   {file}"),
            Self::Changed { file, .. } => format!("changed {file}"),
            Self::Stale(file) => format!("removed {file}"),
        }
    }
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(file) => write!(f, "missing {file}"),
            Self::Changed { file, line } => write!(f, "differs {file}, first at line {line}"),
            Self::Stale(file) => write!(f, "stale   {file}: no listed type gives it"),
        }
    }
}

fn first_difference(file: &str, found: &str, wanted: &str) -> Option<Difference> {
    let (mut found, mut wanted) = (found.lines(), wanted.lines());
    let mut line = 1;
    loop {
        match (found.next(), wanted.next()) {
            (None, None) => return None,
            (a, b) if a == b => line += 1,
            _ => return Some(Difference::Changed { file: file.to_owned(), line }),
        }
    }
}

/// Files below a folder with this extension, by their path from there, with `/`.
fn files_below(folder: &Path, extension: &str) -> BTreeMap<String, PathBuf> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
        if path.is_dir() {
            let below = files_below(&path, extension).into_iter();
            files.extend(below.map(|(file, path)| (format!("{name}/{file}"), path)));
        } else if path.extension().is_some_and(|found| found == extension) {
            files.insert(name, path);
        }
    }
    files
}

fn write(path: &Path, text: &str) -> Result<(), Error> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(path, text))
        .map_err(|source| Error::Write { path: path.to_owned(), source })
}

fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(|source| Error::Write { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_tree_that_was_updated_does_not_differ() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::new(root.path());
        let files = files(&[("generated.rs", "a\n"), ("generated/x/y.rs", "b\n")]);
        assert_eq!(tree.update(&files).unwrap().len(), 2);
        assert_eq!(tree.compare(&files).unwrap(), []);
    }

    #[test]
    fn every_kind_of_difference_is_found() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::new(root.path());
        tree.update(&files(&[("generated/a.rs", "1\n2\n"), ("generated/b.rs", "")])).unwrap();
        let wanted = files(&[("generated/a.rs", "1\n3\n"), ("generated/c.rs", "")]);
        assert_eq!(
            tree.compare(&wanted).unwrap(),
            [
                Difference::Changed { file: "generated/a.rs".into(), line: 2 },
                Difference::Missing("generated/c.rs".into()),
                Difference::Stale("generated/b.rs".into()),
            ]
        );
    }
}
