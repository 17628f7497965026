//! An assembly of several stacks is the same wherever and by whomever it is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::Mapping;
use tempfile::TempDir;

/// Stacks of the example of every option.
const STACKS: [&str; 3] = ["aes-siem", "siem-control-tower", "siem-sources-tokyo"];

/// The example of every option, but for what needs a function that is not in this version.
fn options() -> String {
    let example = include_str!("../../../constructs/siem/siem.example.yaml");
    let mut options: Mapping = serde_yaml::from_str(example).unwrap();
    options.remove("domain").expect("an example of a domain");
    serde_yaml::to_string(&options).unwrap()
}

/// Name and content of each file that the program writes in a folder of its own, whose name
/// ends in `name`.
fn written(name: &str, environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let temporary = TempDir::with_suffix(name).unwrap();
    let output = temporary.path().join("cdk.out");
    fs::write(temporary.path().join("siem.yaml"), options()).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_synth"))
        .args(["--template-only", "--quiet", "--architecture", "arm64", "--config", "siem.yaml"])
        .current_dir(temporary.path())
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files(&output)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

#[test]
fn every_stack_has_its_templates_and_the_policies_to_deploy_all_are_beside() {
    let files = written("all", &[]);
    for stack in STACKS {
        for end in ["template.json", "template.yaml", "assets.json"] {
            assert!(files.contains_key(&format!("{stack}.{end}")), "{stack}.{end}");
        }
    }
    for file in ["deployer-policy.json", "deployer-policy.md", "manifest.json"] {
        assert!(files.contains_key(file), "{file} is not in {:?}", files.keys());
    }
}

#[test]
fn folder_and_environment_change_no_byte() {
    let here = written("here", &[]);
    let there = [
        ("TZ", "Pacific/Kiritimati"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("HOME", "/nonexistent"),
        ("USER", "somebody-else"),
        ("AWS_REGION", "ap-northeast-1"),
        ("AWS_DEFAULT_REGION", "ap-northeast-1"),
        ("AWS_PROFILE", "no-such-profile"),
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("CDK_DEFAULT_ACCOUNT", "222233334444"),
        ("CDK_DEFAULT_REGION", "ap-northeast-1"),
        ("COLUMNS", "20"),
        ("SOURCE_DATE_EPOCH", "1"),
    ];
    let there = written(" and there", &there);
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (name, content) in here {
        assert!(content == there[&name], "{name} differs");
    }
}
