//! What is there: a template, a cloud assembly, a deployed stack.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::deployed::{self, DeployedError};
use super::{Against, yaml};

/// Templates to compare with.
#[derive(Debug)]
pub(super) enum Before {
    /// A single one, of whatever stack.
    One { place: String, template: Json },
    /// Those of an assembly, by the names of their stacks.
    Folder { place: String, templates: BTreeMap<String, Json> },
}

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub(super) enum SourceError {
    #[error(
        "cannot read {}: give a template, a folder with a cloud assembly, or stack:NAME \
         for a deployed stack", path.display()
    )]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{place} is no CloudFormation template: {what}")]
    NoTemplate { place: String, what: String },
    #[error(
        "{} is no cloud assembly: it holds no manifest.json; give the folder that `synth` or \
         `cdk synth` wrote", path.display()
    )]
    NoAssembly { path: PathBuf },
    #[error("{}: {what}; write the assembly again", path.display())]
    Manifest { path: PathBuf, what: String },
    #[error(transparent)]
    Deployed(#[from] DeployedError),
}

pub(super) fn read(against: &Against) -> Result<Before, SourceError> {
    match against {
        Against::Stack(name) => {
            let place = format!("stack:{name}");
            let template = parse(&place, &deployed::template(name)?)?;
            Ok(Before::One { place, template })
        }
        Against::Path(path) if path.is_dir() => {
            let mut templates = BTreeMap::new();
            assembly(path, &mut templates)?;
            Ok(Before::Folder { place: path.display().to_string(), templates })
        }
        Against::Path(path) => {
            Ok(Before::One { place: path.display().to_string(), template: template(path)? })
        }
    }
}

fn template(path: &Path) -> Result<Json, SourceError> {
    parse(&path.display().to_string(), &text(path)?)
}

fn text(path: &Path) -> Result<String, SourceError> {
    fs::read_to_string(path).map_err(|source| SourceError::Read { path: path.to_owned(), source })
}

/// JSON, or YAML with functions in short or long form.
fn parse(place: &str, text: &str) -> Result<Json, SourceError> {
    let wrong = |what: String| SourceError::NoTemplate { place: place.to_owned(), what };
    let template = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?
    } else {
        yaml::parse(text).map_err(wrong)?
    };
    let resources = template.get("Resources").is_some_and(Json::is_object);
    if resources { Ok(template) } else { Err(wrong("it has no `Resources`".to_owned())) }
}

/// The stacks of an assembly and of those in it, as a CDK stage makes them.
///
/// Format: <https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema>
fn assembly(folder: &Path, into: &mut BTreeMap<String, Json>) -> Result<(), SourceError> {
    let path = folder.join("manifest.json");
    if !path.is_file() {
        return Err(SourceError::NoAssembly { path: folder.to_owned() });
    }
    let manifest: Json = serde_json::from_str(&text(&path)?)
        .map_err(|error| SourceError::Manifest { path: path.clone(), what: error.to_string() })?;
    for (id, artifact) in manifest["artifacts"].as_object().into_iter().flatten() {
        let properties = &artifact["properties"];
        let file = |property: &str| {
            properties[property].as_str().ok_or_else(|| SourceError::Manifest {
                path: path.clone(),
                what: format!("`{id}` has no `{property}`"),
            })
        };
        match artifact["type"].as_str() {
            Some("aws:cloudformation:stack") => {
                let name = properties["stackName"].as_str().unwrap_or(id);
                into.insert(name.to_owned(), template(&folder.join(file("templateFile")?))?);
            }
            Some("cdk:cloud-assembly") => assembly(&folder.join(file("directoryName")?), into)?,
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn error(path: &Path) -> String {
        read(&Against::Path(path.to_owned())).unwrap_err().to_string()
    }

    #[test]
    fn json_and_yaml_are_the_same_template() {
        let json = parse("a", r#"{"Resources": {"A": {"Type": {"Ref": "T"}}}}"#).unwrap();
        let yaml = parse("b", "Resources:\n  A:\n    Type: !Ref T\n").unwrap();
        assert_eq!(json, yaml);
    }

    #[test]
    fn what_is_no_template_is_said_to_be_none() {
        let error = |text: &str| parse("a.yaml", text).unwrap_err().to_string();
        assert_eq!(error("A: 1"), "a.yaml is no CloudFormation template: it has no `Resources`");
        assert!(error("{").contains("line 1"), "{}", error("{"));
        assert!(error("A: [").contains("line"), "{}", error("A: ["));
    }

    #[test]
    fn a_folder_without_a_manifest_is_no_assembly() {
        let folder = tempfile::tempdir().unwrap();
        assert!(error(folder.path()).contains("is no cloud assembly"));
        assert!(error(&folder.path().join("none")).contains("give a template"));
    }

    #[test]
    fn stacks_of_nested_assemblies_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("assembly-prod");
        fs::create_dir(&inner).unwrap();
        let write = |path: PathBuf, json: Json| fs::write(path, json.to_string()).unwrap();
        let stack = |file: &str| json!({"type": "aws:cloudformation:stack", "properties": {"templateFile": file, "stackName": "named"}});
        write(
            folder.path().join("manifest.json"),
            json!({"artifacts": {
                "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
                "Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-prod"}},
            }}),
        );
        write(inner.join("manifest.json"), json!({"artifacts": {"S": stack("s.json")}}));
        assert!(error(folder.path()).contains("s.json"));
        write(inner.join("s.json"), json!({"Resources": {}}));
        let Before::Folder { templates, .. } =
            read(&Against::Path(folder.path().to_owned())).unwrap()
        else {
            panic!("a folder");
        };
        assert_eq!(templates.keys().collect::<Vec<_>>(), ["named"]);
    }
}
