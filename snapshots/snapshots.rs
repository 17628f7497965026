//! The snapshots beside this file belong to tests that exist.
//!
//! This is a test of the crate `test-support` that lies here for a second reason:
//! `cargo insta review` looks for what is to be reviewed only in folders with source
//! code of the workspace. Without this file it would not find this folder.

use std::fs;
use std::path::PathBuf;

use test_support::snapshots::repository_root;

fn snapshots() -> Vec<(PathBuf, String)> {
    let folder = fs::read_dir(repository_root().join("snapshots")).unwrap();
    folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "snap"))
        .map(|path| (path.clone(), fs::read_to_string(&path).unwrap()))
        .collect()
}

/// The value of a line in the head of a snapshot.
fn stated<'a>(snapshot: &'a str, name: &str) -> Option<&'a str> {
    let head = snapshot.split("\n---\n").next()?;
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn every_snapshot_names_a_test_file_that_exists() {
    for (path, snapshot) in snapshots() {
        let source = stated(&snapshot, "source")
            .unwrap_or_else(|| panic!("{} names no source", path.display()));
        assert!(
            repository_root().join(source).exists(),
            "{} was made by {source}, which is gone; remove it too",
            path.display()
        );
    }
}

#[test]
fn every_input_that_a_snapshot_names_exists() {
    for (path, snapshot) in snapshots() {
        if let Some(input) = stated(&snapshot, "input_file") {
            assert!(
                repository_root().join(input).exists(),
                "{} was made from {input}, which is gone; remove it too",
                path.display()
            );
        }
    }
}
