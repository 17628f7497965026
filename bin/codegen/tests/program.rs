//! The program as a person runs it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A repository with one type, and a cfn-lint that has its schema.
fn repository() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "constructs/resources/schemas/types.toml", "[types]\n\"AWS::X::Y\" = {}\n");
    write(root.path(), "constructs/resources/schemas/patches.toml", "");
    write(root.path(), "cfn-lint/providers/us-east-1.json", r#"{"AWS::X::Y": "12ab"}"#);
    let schema = r#"{"typeName": "AWS::X::Y", "description": "prose", "properties": {}}"#;
    write(root.path(), "cfn-lint/resources/12ab.json", schema);
    root
}

fn write(root: &Path, file: &str, text: &str) {
    let path = root.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn codegen(root: &Path, arguments: &[&str]) -> Output {
    // Without a path there is no python3 whose cfn-lint could be found.
    let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
    command.arg("--root").arg(root).args(arguments).env("PATH", "").output().unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn adding_a_type_takes_its_line_and_one_run() {
    let root = repository();
    let source = root.path().join("cfn-lint");
    let output = codegen(root.path(), &["--schemas", source.to_str().unwrap()]);
    assert!(output.status.success(), "{}", errors(&output));
    let resources = root.path().join("constructs/resources");
    assert!(!fs::read_to_string(resources.join("schemas/aws-x-y.json")).unwrap().contains("prose"));
    assert!(
        fs::read_to_string(resources.join("src/generated/x/y.rs"))
            .unwrap()
            .contains("pub struct Y(")
    );

    // From here on, cfn-lint is not needed.
    fs::remove_dir_all(source).unwrap();
    let output = codegen(root.path(), &["--check"]);
    assert!(output.status.success(), "{}", errors(&output));
}

#[test]
fn a_type_that_is_taken_off_the_list_leaves_nothing_behind() {
    let root = repository();
    let source = root.path().join("cfn-lint");
    codegen(root.path(), &["--schemas", source.to_str().unwrap()]);
    write(root.path(), "constructs/resources/schemas/types.toml", "");
    assert!(codegen(root.path(), &[]).status.success());
    let resources = root.path().join("constructs/resources");
    assert!(!resources.join("schemas/aws-x-y.json").exists());
    assert!(!resources.join("src/generated/x/y.rs").exists());
    assert!(!resources.join("src/generated/x.rs").exists());
}

#[test]
fn a_file_that_was_edited_is_found() {
    let root = repository();
    let source = root.path().join("cfn-lint");
    codegen(root.path(), &["--schemas", source.to_str().unwrap()]);
    write(root.path(), "constructs/resources/src/generated/x/y.rs", "// edited\n");
    let output = codegen(root.path(), &["--check"]);
    assert_eq!(output.status.code(), Some(1));
    let errors = errors(&output);
    assert!(errors.contains("generated/x/y.rs, first at line 1"), "{errors}");
}

#[test]
fn a_missing_schema_is_explained_with_the_way_out() {
    let root = repository();
    let output = codegen(root.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    let errors = errors(&output);
    assert!(errors.contains("no schema of `AWS::X::Y`"), "{errors}");
    assert!(errors.contains("pip install cfn-lint"), "{errors}");
}
