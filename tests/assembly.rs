//! The assembly as other tools see it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value as Json;
use serde_yaml::Mapping;
use test_support::{cdk, cfn_lint};

use crate::bundled::{assembly, synthesise};

/// The stacks of [`all_stacks`].
const ALL_STACKS: [&str; 3] = ["aes-siem", "siem-control-tower", "siem-sources-tokyo"];

/// An assembly with every stack that there is: the SIEM with every option and source, that
/// for the log archive of Control Tower, and that with sources of another region.
fn all_stacks() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let example = include_str!("../constructs/siem/siem.example.yaml");
        let mut options: Mapping = serde_yaml::from_str(example).unwrap();
        // It needs a function that is not in this version.
        options.remove("domain").expect("an example of a domain");
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("all-stacks");
        fs::create_dir_all(&place).unwrap();
        let config = place.join("siem.yaml");
        fs::write(&config, serde_yaml::to_string(&options).unwrap()).unwrap();
        let folder = place.join("cdk.out");
        synthesise(&folder, &["--template-only", "--config", config.to_str().unwrap()]);
        folder
    })
}

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
fn the_stock_command_line_lists_and_prints_every_stack() {
    let Some(cdk) = cdk::shared() else { return };
    let mut listed = cdk.list(all_stacks());
    listed.sort();
    assert_eq!(listed, ALL_STACKS);
    for stack in ALL_STACKS {
        let template = all_stacks().join(format!("{stack}.template.json"));
        let ours: Json = serde_json::from_slice(&fs::read(template).unwrap()).unwrap();
        let printed: Json = serde_yaml::from_str(&cdk.synth(all_stacks(), stack)).unwrap();
        let resources = |template: &Json| {
            let resources = template["Resources"].as_object().unwrap().clone();
            resources
                .into_iter()
                .map(|(id, resource)| (id, resource["Type"].clone()))
                .collect::<BTreeMap<_, _>>()
        };
        assert_eq!(resources(&printed), resources(&ours), "{stack}");
    }
}

#[test]
fn the_stock_command_line_sees_no_difference_in_any_stack_but_one_that_is_there() {
    let Some(cdk) = cdk::shared() else { return };
    let temporary = tempfile::tempdir().unwrap();
    for stack in ALL_STACKS {
        let template = all_stacks().join(format!("{stack}.template.json"));
        let same = cdk.diff(all_stacks(), stack, &template);
        assert!(same.contains("There were no differences"), "{stack}: {same}");

        let mut before: Json = serde_json::from_slice(&fs::read(&template).unwrap()).unwrap();
        let resources = before["Resources"].as_object_mut().unwrap();
        let (gone, _) = resources.clone().into_iter().next().unwrap();
        resources.remove(&gone);
        let file = temporary.path().join("before.json");
        fs::write(&file, before.to_string()).unwrap();
        let different = cdk.diff(all_stacks(), stack, &file);
        assert!(different.contains(&gone), "{stack}: {gone} is not in {different}");
    }
}

#[test]
fn policies_for_whoever_deploys_are_beside_the_stacks_and_no_part_of_the_assembly() {
    let manifest = fs::read_to_string(all_stacks().join("manifest.json")).unwrap();
    let files = files(all_stacks());
    let policies: Vec<_> = files
        .iter()
        .filter(|(path, _)| path.to_str().is_some_and(|path| path.starts_with("deployer-policy")))
        .collect();
    assert!(policies.len() > 1, "{:?}", files.keys());
    for (path, content) in policies {
        let name = path.to_str().unwrap();
        assert!(!manifest.contains(name), "{name} is in the manifest");
        if path.extension().is_some_and(|end| end == "json") {
            let policy: Json = serde_json::from_slice(content).unwrap();
            assert!(!policy["Statement"].as_array().unwrap().is_empty(), "{name}");
        }
    }
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
