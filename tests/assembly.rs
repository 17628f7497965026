//! The assembly as other tools see it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use test_support::{cdk, cfn_lint};

use crate::bundled::{assembly, synthesise};

#[test]
fn cfn_lint_finds_nothing() {
    let Some(lint) = cfn_lint::shared() else { return };
    let folder = &assembly().folder;
    let templates = [folder.join("aes-siem.template.json"), folder.join("aes-siem.template.yaml")];
    assert_eq!(lint.check(&templates), []);
}

#[test]
fn cfn_lint_finds_nothing_either_where_the_domain_is_given() {
    let Some(lint) = cfn_lint::shared() else { return };
    let temporary = tempfile::tempdir().unwrap();
    let config = temporary.path().join("siem.yaml");
    let folder = temporary.path().join("cdk.out");
    for kind in ["managed_cluster", "serverless_search", "serverless_time_series"] {
        let endpoint = "search-acme-abc.eu-central-1.es.amazonaws.com";
        let domain =
            format!("existing_domain: {{endpoint: {endpoint}, name: acme, kind: {kind}}}\n");
        fs::write(&config, domain).unwrap();
        synthesise(&folder, &["--template-only", "--config", config.to_str().unwrap()]);
        assert_eq!(lint.check(&[folder.join("aes-siem.template.json")]), [], "{kind}");
    }
}

#[test]
fn the_stock_command_line_lists_and_prints_the_stack() {
    let Some(cdk) = cdk::shared() else { return };
    let folder = &assembly().folder;
    assert_eq!(cdk.list(folder), ["aes-siem"]);
    assert!(cdk.synth(folder, "aes-siem").contains("aes-siem-es-loader"));
}

#[test]
fn the_stock_command_line_sees_no_difference_to_the_same_template() {
    let Some(cdk) = cdk::shared() else { return };
    let folder = &assembly().folder;
    let difference = cdk.diff(folder, "aes-siem", &folder.join("aes-siem.template.json"));
    assert!(difference.contains("There were no differences"), "{difference}");
}

#[test]
fn two_runs_write_the_same_bytes() {
    let again = tempfile::tempdir().unwrap();
    let folder = again.path().join("cdk.out");
    synthesise(&folder, &["--asset-bucket", crate::bundled::ASSET_BUCKET]);
    assert_eq!(files(&folder), files(&assembly().folder));
}

/// Every file below a folder.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    found
}

#[test]
fn a_bundle_holds_nothing_of_the_machine_that_built_it() {
    let temporary = tempfile::tempdir().unwrap();
    let checkout = fs::canonicalize(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap();
    let checkout = checkout.to_str().unwrap().as_bytes();
    for package in ["es-loader", "control"] {
        let program = fs::read(assembly().bootstrap(package, temporary.path())).unwrap();
        let found = program.windows(checkout.len()).any(|window| window == checkout);
        assert!(!found, "{package} holds the path of its checkout");
    }
}
