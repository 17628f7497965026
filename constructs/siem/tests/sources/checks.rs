//! Template checkers find nothing in any source but what is suppressed with a reason.

use std::path::PathBuf;

use siem::sources::ALL;
use tempfile::TempDir;
use test_support::{cfn_guard, checkov};

use super::of_its_own;

/// A template a source, as a stack of its own. The folder goes with its handle.
fn templates() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = ALL.iter().map(|entry| {
        let file = folder.path().join(format!("{}.json", entry.name));
        let template = of_its_own(entry).synthesise().unwrap().template;
        std::fs::write(&file, template.to_json()).unwrap();
        file
    });
    let files = files.collect();
    (folder, files)
}

#[test]
fn cfn_guard_finds_nothing_in_any_source() {
    let Some(guard) = cfn_guard::shared() else { return };
    let (_folder, files) = templates();
    let found = guard.check(&files).into_iter().filter(|finding| !finding.suppressed);
    let found: Vec<_> = found
        .map(|finding| format!("{}: {}: {}", finding.resource, finding.rule, finding.message))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn checkov_finds_nothing_in_any_source() {
    let Some(checkov) = checkov::shared() else { return };
    let (_folder, files) = templates();
    let found = checkov.check(&files).into_iter().filter(|finding| !finding.suppressed);
    let found: Vec<_> = found
        .map(|finding| format!("{}: {}: {}", finding.resource, finding.check, finding.message))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}
