//! Where schemas come from: an installed cfn-lint.
//!
//! The package holds `providers/us-east-1.json`, which maps each type to a hash, and
//! `resources/<hash>.json`, its schema.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::inputs::read;
use crate::schema::Schema;

/// The region whose schemas are taken: it has every type.
const REGION: &str = "us-east-1";

/// The schemas of an installed cfn-lint.
#[derive(Debug)]
pub struct CfnLint {
    folder: PathBuf,
    hashes: BTreeMap<String, String>,
}

impl CfnLint {
    /// Opens the package in this folder: that of the package itself, of a virtual
    /// environment, or that of the schemas.
    ///
    /// # Errors
    ///
    /// There is none.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let candidates =
            [folder.to_owned(), folder.join("data/schemas"), folder.join("cfnlint/data/schemas")];
        let found =
            candidates.into_iter().chain(in_environment(folder)).find(|it| index(it).is_file());
        let Some(folder) = found else {
            let file = index(Path::new(""));
            return Err(Error::NotCfnLint { source_dir: folder.to_owned(), file });
        };
        let path = index(&folder);
        let hashes = serde_json::from_str(&read(&path)?)
            .map_err(|error| Error::Malformed { path, why: error.to_string() })?;
        Ok(Self { folder, hashes })
    }

    /// Looks for the package: in virtual environments below `target`, then in what
    /// `python3` imports.
    pub fn find(target: &Path) -> Option<Self> {
        environments(target)
            .into_iter()
            .chain(python_package())
            .find_map(|folder| Self::open(&folder).ok())
    }

    /// Where the schemas are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All types that there are.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.hashes.keys().map(String::as_str)
    }

    /// The schema of a type, pruned.
    ///
    /// # Errors
    ///
    /// There is none, or it cannot be read.
    pub fn schema(&self, type_name: &str) -> Result<Schema, Error> {
        let Some(hash) = self.hashes.get(type_name) else { return Err(self.unknown(type_name)) };
        let path = self.folder.join("resources").join(format!("{hash}.json"));
        Schema::parse(&read(&path)?)
            .map_err(|error| Error::Malformed { path, why: error.to_string() })
    }

    fn unknown(&self, type_name: &str) -> Error {
        let service = type_name.rsplit_once("::").map_or(type_name, |(service, _)| service);
        let prefix = format!("{service}::");
        let candidates = self.types().filter(|name| name.starts_with(&prefix));
        Error::UnknownType {
            type_name: type_name.to_owned(),
            source_dir: self.folder.clone(),
            candidates: candidates.map(ToOwned::to_owned).collect(),
        }
    }
}

fn index(folder: &Path) -> PathBuf {
    folder.join("providers").join(format!("{REGION}.json"))
}

/// Places of the package in a virtual environment.
fn in_environment(folder: &Path) -> Vec<PathBuf> {
    folders(&folder.join("lib"))
        .into_iter()
        .map(|python| python.join("site-packages/cfnlint/data/schemas"))
        .collect()
}

/// Virtual environments up to three folders below `target`.
fn environments(target: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    let mut level = folders(target);
    for _ in 0..3 {
        let (environments, others): (Vec<_>, Vec<_>) =
            level.into_iter().partition(|folder| folder.join("pyvenv.cfg").is_file());
        found.extend(environments);
        level = others.iter().flat_map(|folder| folders(folder)).collect();
    }
    found
}

/// The folders in a folder, sorted; none if it cannot be read.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> =
        entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn python_package() -> Option<PathBuf> {
    // Asking where it is does not run it.
    let ask =
        "import importlib.util as u; print(*u.find_spec('cfnlint').submodule_search_locations)";
    let answer = Command::new("python3").args(["-c", ask]).output().ok()?;
    let folder = String::from_utf8(answer.stdout).ok()?;
    answer.status.success().then(|| PathBuf::from(folder.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn package(folder: &Path) {
        fs::create_dir_all(folder.join("providers")).unwrap();
        fs::create_dir_all(folder.join("resources")).unwrap();
        let types = r#"{"AWS::X::Y": "12ab", "AWS::X::Z": "34cd"}"#;
        fs::write(folder.join("providers/us-east-1.json"), types).unwrap();
        let schema = r#"{"typeName": "AWS::X::Y", "properties": {}, "description": "prose"}"#;
        fs::write(folder.join("resources/12ab.json"), schema).unwrap();
    }

    #[test]
    fn a_virtual_environment_below_target_is_found() {
        let target = tempfile::tempdir().unwrap();
        let environment = target.path().join("tools/python");
        package(&environment.join("lib/python3.12/site-packages/cfnlint/data/schemas"));
        fs::write(environment.join("pyvenv.cfg"), "").unwrap();
        let found = CfnLint::find(target.path()).unwrap();
        assert_eq!(found.schema("AWS::X::Y").unwrap().type_name, "AWS::X::Y");
    }

    #[test]
    fn a_type_that_there_is_not_is_answered_with_those_that_there_are() {
        let folder = tempfile::tempdir().unwrap();
        package(folder.path());
        let error = CfnLint::open(folder.path()).unwrap().schema("AWS::X::W").unwrap_err();
        let error = error.to_string();
        assert!(error.ends_with("that service has AWS::X::Y, AWS::X::Z"), "{error}");
    }

    #[test]
    fn a_folder_without_schemas_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = CfnLint::open(folder.path()).unwrap_err().to_string();
        assert!(error.ends_with("`providers/us-east-1.json` is missing"), "{error}");
    }
}
