//! The cloud assembly: the folder that the stock CDK command line deploys from.
//!
//! ```text
//! cdk.out/
//!   manifest.json              what is here
//!   aes-siem.template.json     what CloudFormation gets
//!   aes-siem.template.yaml     the same for people
//!   aes-siem.assets.json       which files go where
//!   assets/<sha256>.zip        the files
//!   …                          what else a program writes for people
//! ```
//!
//! It is written beside its place and then put there whole, so that whoever reads it
//! finds the old one or the new one.
//!
//! Format: <https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema>

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use crate::asset::{Asset, AssetStore, sha256};
use crate::stack::Synthesised;

/// The version of the format. Every later command line reads it.
const SCHEMA_VERSION: &str = "36.0.0";

/// The version of the bootstrap stack from which on it has the roles named here.
const BOOTSTRAP_VERSION: u32 = 6;

/// Stacks and their files, ready to be written.
#[derive(Debug)]
pub struct Assembly {
    stacks: Vec<Synthesised>,
    further: BTreeMap<PathBuf, String>,
}

/// Why an assembly could not be written. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The place is taken by something else.
    #[error(
        "{} is not a cloud assembly (it holds no manifest.json), so it is not replaced: \
         choose another folder, or remove it yourself", path.display()
    )]
    Foreign {
        /// The folder or file.
        path: PathBuf,
    },
    /// The path ends in no name, so that nothing can be put beside it.
    #[error(
        "{} names no folder that can be replaced: name one in it, such as {}",
        path.display(), path.join("cdk.out").display()
    )]
    NoName {
        /// The path.
        path: PathBuf,
    },
    /// The file system said no.
    #[error("cannot {action} {}: choose a folder that you may write to", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the file system said.
        source: io::Error,
    },
}

impl Assembly {
    /// An assembly of these stacks.
    pub fn new(stacks: Vec<Synthesised>) -> Self {
        Self { stacks, further: BTreeMap::new() }
    }

    /// Further files beside these, by name: for people, as the command line passes over
    /// what the manifest does not name. A file of the assembly itself is not replaced.
    #[must_use]
    pub fn with_files(mut self, files: impl IntoIterator<Item = (String, String)>) -> Self {
        self.further.extend(files.into_iter().map(|(name, text)| (name.into(), text)));
        self
    }

    /// The stacks.
    pub fn stacks(&self) -> &[Synthesised] {
        &self.stacks
    }

    /// Every file by its path in the folder.
    pub fn files(&self) -> BTreeMap<PathBuf, Cow<'_, [u8]>> {
        let mut files: BTreeMap<_, _> = self
            .further
            .iter()
            .map(|(name, text)| (name.clone(), Cow::Borrowed(text.as_bytes())))
            .collect();
        let mut artifacts = serde_json::Map::new();
        for stack in &self.stacks {
            let name = &stack.name;
            let template = stack.template.to_json();
            artifacts.insert(format!("{name}.assets"), asset_artifact(stack));
            artifacts.insert(name.clone(), stack_artifact(stack, &template));
            add(
                &mut files,
                format!("{name}.assets.json"),
                pretty(&asset_manifest(stack, &template)),
            );
            add(&mut files, format!("{name}.template.yaml"), stack.template.to_yaml());
            add(&mut files, format!("{name}.template.json"), template);
            for asset in &stack.assets {
                if let Some(bytes) = asset.bytes() {
                    files.insert(asset_path(asset), Cow::Borrowed(bytes));
                }
            }
        }
        let manifest = json!({"version": SCHEMA_VERSION, "artifacts": artifacts});
        add(&mut files, "manifest.json".to_owned(), pretty(&manifest));
        files
    }

    /// Writes the folder, in place of an assembly that is there.
    ///
    /// # Errors
    ///
    /// If the place holds something that is no assembly, or the file system refuses. What
    /// was there stays as it was.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        check_place(folder)?;
        let fresh = sibling(folder, "new");
        let old = sibling(folder, "old");
        remove(&fresh)?;
        remove(&old)?;
        let written = self.write_files(&fresh).and_then(|()| swap(folder, &fresh, &old));
        if written.is_err() {
            remove(&fresh)?;
        }
        written
    }

    fn write_files(&self, folder: &Path) -> Result<(), WriteError> {
        for (path, bytes) in self.files() {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                attempt("create", parent, fs::create_dir_all(parent))?;
            }
            attempt("write", &path, fs::write(&path, bytes))?;
        }
        Ok(())
    }
}

fn add(files: &mut BTreeMap<PathBuf, Cow<'_, [u8]>>, name: String, text: String) {
    files.insert(name.into(), Cow::Owned(text.into_bytes()));
}

fn pretty(json: &Json) -> String {
    format!("{json:#}\n")
}

fn asset_path(asset: &Asset) -> PathBuf {
    Path::new("assets").join(asset.file_name())
}

fn asset_artifact(stack: &Synthesised) -> Json {
    let mut properties = json!({"file": format!("{}.assets.json", stack.name)});
    require_bootstrap(&mut properties, &stack.store);
    json!({"type": "cdk:asset-manifest", "properties": properties})
}

fn stack_artifact(stack: &Synthesised, template: &str) -> Json {
    let name = &stack.name;
    let mut properties = json!({
        "templateFile": format!("{name}.template.json"),
        "stackName": name,
        "validateOnSynth": false,
        "additionalDependencies": [format!("{name}.assets")],
        "stackTemplateAssetObjectUrl":
            format!("s3://{}/{}", stack.store.bucket_name(), template_key(stack, template)),
    });
    if let AssetStore::Bootstrap { qualifier } = &stack.store {
        properties["assumeRoleArn"] = bootstrap_role(qualifier, "deploy-role");
        properties["cloudFormationExecutionRoleArn"] = bootstrap_role(qualifier, "cfn-exec-role");
    }
    require_bootstrap(&mut properties, &stack.store);
    json!({
        "type": "aws:cloudformation:stack",
        "environment": "aws://unknown-account/unknown-region",
        "properties": properties,
        "dependencies": [format!("{name}.assets")],
        "displayName": name,
    })
}

fn require_bootstrap(properties: &mut Json, store: &AssetStore) {
    if let AssetStore::Bootstrap { qualifier } = store {
        properties["requiresBootstrapStackVersion"] = BOOTSTRAP_VERSION.into();
        properties["bootstrapStackVersionSsmParameter"] =
            format!("/cdk-bootstrap/{qualifier}/version").into();
    }
}

fn bootstrap_role(qualifier: &str, role: &str) -> Json {
    format!(
        "arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/\
         cdk-{qualifier}-{role}-${{AWS::AccountId}}-${{AWS::Region}}"
    )
    .into()
}

/// The template is too long to be sent as text, so it is a file like the others.
fn template_key(stack: &Synthesised, template: &str) -> String {
    stack.store.key(&format!("{}.json", sha256(template.as_bytes())))
}

/// Which files go where, as `cdk-assets` reads it.
fn asset_manifest(stack: &Synthesised, template: &str) -> Json {
    let entry = |path: String, display: &str, key: String| {
        let mut destination = json!({"bucketName": stack.store.bucket_name(), "objectKey": key});
        if let AssetStore::Bootstrap { qualifier } = &stack.store {
            destination["assumeRoleArn"] = bootstrap_role(qualifier, "file-publishing-role");
        }
        json!({
            "displayName": display,
            "source": {"path": path, "packaging": "file"},
            "destinations": {"current_account-current_region": destination},
        })
    };
    let mut files = serde_json::Map::new();
    for asset in stack.assets.iter().filter(|asset| asset.bytes().is_some()) {
        let path = asset_path(asset).display().to_string();
        let key = stack.store.key(&asset.file_name());
        files.insert(asset.id().to_owned(), entry(path, asset.name(), key));
    }
    files.insert(
        sha256(template.as_bytes()),
        entry(
            format!("{}.template.json", stack.name),
            &format!("{} template", stack.name),
            template_key(stack, template),
        ),
    );
    json!({"version": SCHEMA_VERSION, "files": files, "dockerImages": {}})
}

/// Whether an assembly could be written there: only an assembly, an empty folder or
/// nothing is replaced. For programs that do long work before they write.
///
/// # Errors
///
/// If the place holds something else, or cannot be read.
pub fn check_place(folder: &Path) -> Result<(), WriteError> {
    if folder.file_name().is_none() {
        return Err(WriteError::NoName { path: folder.to_owned() });
    }
    let foreign = || WriteError::Foreign { path: folder.to_owned() };
    match fs::read_dir(folder) {
        Ok(mut entries) => {
            let ours = is_manifest(&folder.join("manifest.json")) || entries.next().is_none();
            if ours { Ok(()) } else { Err(foreign()) }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(foreign()),
        Err(error) => attempt("read", folder, Err(error)),
    }
}

/// Web applications and browser extensions have a file of this name too.
fn is_manifest(path: &Path) -> bool {
    let manifest =
        fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Json>(&bytes).ok());
    manifest.is_some_and(|manifest| {
        manifest["version"].is_string() && manifest["artifacts"].is_object()
    })
}

/// A path beside the folder, on the same file system, so that renaming is one step.
fn sibling(folder: &Path, suffix: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(folder.file_name().unwrap_or("cdk.out".as_ref()));
    name.push(".");
    name.push(suffix);
    folder.with_file_name(name)
}

fn swap(folder: &Path, fresh: &Path, old: &Path) -> Result<(), WriteError> {
    let replaces = folder.exists();
    if replaces {
        attempt("move aside", folder, fs::rename(folder, old))?;
    }
    if let Err(error) = fs::rename(fresh, folder) {
        if replaces {
            attempt("put back", folder, fs::rename(old, folder))?;
        }
        return attempt("create", folder, Err(error));
    }
    remove(old)
}

fn remove(path: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            attempt("remove", path, Err(error))
        }
        _ => Ok(()),
    }
}

fn attempt<T>(action: &'static str, path: &Path, result: io::Result<T>) -> Result<T, WriteError> {
    result.map_err(|source| WriteError::Io { action, path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Output, Stack};

    fn assembly() -> Assembly {
        let mut stack = Stack::new("demo");
        let code = stack.asset(Asset::new("code", b"zip".to_vec()));
        stack.output("Key", Output::new(code.key));
        Assembly::new(vec![stack.synthesise().unwrap()])
    }

    fn read(folder: &Path, name: &str) -> Json {
        serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
    }

    #[test]
    fn every_file_that_the_manifests_name_is_there() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("cdk.out");
        assembly().write(&folder).unwrap();

        let manifest = read(&folder, "manifest.json");
        let properties = &manifest["artifacts"]["demo"]["properties"];
        assert!(folder.join(properties["templateFile"].as_str().unwrap()).is_file());
        let assets = read(&folder, "demo.assets.json");
        for (_, file) in assets["files"].as_object().unwrap() {
            assert!(folder.join(file["source"]["path"].as_str().unwrap()).is_file());
        }
        let key = read(&folder, "demo.template.json")["Outputs"]["Key"]["Value"].clone();
        assert_eq!(key, format!("{}.zip", sha256(b"zip")));
    }

    #[test]
    fn further_files_are_written_beside_it_and_replace_none_of_its_own() {
        let further = ["notes.md", "manifest.json"].map(|name| (name.to_owned(), "x".to_owned()));
        let assembly = assembly().with_files(further);
        let files = assembly.files();
        assert_eq!(&*files[Path::new("notes.md")], b"x");
        assert!(files[Path::new("manifest.json")].starts_with(b"{"));
    }

    #[test]
    fn an_assembly_is_replaced_whole() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("cdk.out");
        assembly().write(&folder).unwrap();
        fs::write(folder.join("left-over"), "").unwrap();
        assembly().write(&folder).unwrap();
        assert!(!folder.join("left-over").exists());
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_folder_of_other_things_is_left_alone() {
        let temporary = tempfile::tempdir().unwrap();
        fs::write(temporary.path().join("thesis.tex"), "").unwrap();
        let error = assembly().write(temporary.path()).unwrap_err();
        assert!(matches!(error, WriteError::Foreign { .. }), "{error}");
        assert!(temporary.path().join("thesis.tex").exists());
    }

    #[test]
    fn a_web_application_is_no_assembly() {
        let temporary = tempfile::tempdir().unwrap();
        let manifest = r#"{"name": "My app", "version": "1.0"}"#;
        fs::write(temporary.path().join("manifest.json"), manifest).unwrap();
        fs::write(temporary.path().join("index.html"), "").unwrap();
        assert!(matches!(assembly().write(temporary.path()), Err(WriteError::Foreign { .. })));
        assert!(temporary.path().join("index.html").exists());
    }

    #[test]
    fn a_path_without_a_name_is_refused_with_a_way_out() {
        let error = check_place(Path::new("..")).unwrap_err();
        assert!(error.to_string().contains("../cdk.out"), "{error}");
    }

    #[test]
    fn a_file_in_the_way_is_left_alone() {
        let temporary = tempfile::tempdir().unwrap();
        let file = temporary.path().join("cdk.out");
        fs::write(&file, "precious").unwrap();
        assert!(assembly().write(&file).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    }
}
