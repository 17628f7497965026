//! The directions in which crates may depend on each other, read from cargo itself.
//!
//! ARCHITECTURE.md has the picture; this is what keeps it true.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value as Json;

/// Each crate of the workspace, and those of the workspace that it may use. Tests may use
/// `test-support` and `assertions` besides.
const MAY_USE: &[(&str, &[&str])] = &[
    // What is deployed.
    ("template", &[]),
    ("resources", &["template"]),
    ("library", &["resources", "template"]),
    ("assertions", &["template"]),
    ("changes", &["resources"]),
    ("deployer", &["template"]),
    ("siem", &["contract", "library", "resources", "template"]),
    // What both sides promise each other.
    ("contract", &[]),
    // What runs.
    ("ecs", &["contract"]),
    ("formats", &["contract", "ecs"]),
    ("enrichment", &["contract", "ecs"]),
    ("log-types", &["contract", "ecs", "enrichment", "formats"]),
    ("index-templates", &["contract", "ecs", "log-types"]),
    ("kit", &["contract"]),
    ("es-loader", &["contract", "ecs", "enrichment", "formats", "kit", "log-types"]),
    ("bucket-notifications-handler", &["contract", "kit"]),
    ("configure-aes", &["contract", "index-templates", "kit"]),
    ("es-loader-stopper", &["contract", "kit"]),
    ("deploy-aes", &["contract", "kit"]),
    ("geoip-downloader", &["contract", "enrichment", "kit"]),
    ("index-metrics-exporter", &["contract", "kit"]),
    ("ioc-plan", &["contract", "kit"]),
    ("ioc-download", &["contract", "kit"]),
    ("ioc-createdb", &["contract", "enrichment", "kit"]),
    ("log-types-writer", &["contract", "kit"]),
    ("resource-validator", &["contract", "kit"]),
    ("trusted-advisor-exporter", &["contract", "kit"]),
    ("workspaces-exporter", &["contract", "kit"]),
    (
        "control",
        &[
            "bucket-notifications-handler",
            "configure-aes",
            "contract",
            "deploy-aes",
            "es-loader-stopper",
            "geoip-downloader",
            "index-metrics-exporter",
            "ioc-createdb",
            "ioc-download",
            "ioc-plan",
            "kit",
            "log-types-writer",
            "resource-validator",
            "trusted-advisor-exporter",
            "workspaces-exporter",
        ],
    ),
    // Programs and tests.
    ("codegen", &[]),
    ("synth", &["changes", "deployer", "siem", "template"]),
    ("siem-cli", &["contract", "ecs", "enrichment", "es-loader", "formats", "kit", "log-types"]),
    ("test-support", &[]),
    ("end-to-end", &[]),
];

/// Crates that take bytes and give documents, or values and give templates: nothing that
/// does I/O, waits or calls AWS may be below them.
const PURE: &[&str] = &[
    "assertions",
    "changes",
    "contract",
    "deployer",
    "ecs",
    "enrichment",
    "formats",
    "index-templates",
    "library",
    "log-types",
    "resources",
    "siem",
    "template",
];

struct Workspace {
    metadata: Json,
}

impl Workspace {
    fn read() -> Self {
        let rustc = Command::new("rustc").arg("-vV").output().unwrap();
        let rustc = String::from_utf8(rustc.stdout).unwrap();
        let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked", "--offline"])
            .args(["--filter-platform", host])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Self { metadata: serde_json::from_slice(&output.stdout).unwrap() }
    }

    /// Each member and what it uses of the workspace; `kind` is null, `dev` or `build`.
    fn members(&self) -> BTreeMap<&str, Vec<(&str, &Json)>> {
        let members = self.metadata["workspace_members"].as_array().unwrap();
        let packages = self.metadata["packages"].as_array().unwrap();
        let ours: Vec<_> = packages.iter().filter(|p| members.contains(&p["id"])).collect();
        let names: BTreeSet<_> = ours.iter().map(|p| p["name"].as_str().unwrap()).collect();
        ours.iter()
            .map(|package| {
                let used = package["dependencies"].as_array().unwrap().iter();
                let used = used.map(|d| (d["name"].as_str().unwrap(), &d["kind"]));
                let used = used.filter(|(name, _)| names.contains(name)).collect();
                (package["name"].as_str().unwrap(), used)
            })
            .collect()
    }

    /// Every crate that a member needs to run, itself not counted.
    fn all_below(&self, member: &str) -> BTreeSet<String> {
        let nodes = self.metadata["resolve"]["nodes"].as_array().unwrap();
        let by_id: BTreeMap<_, _> = nodes.iter().map(|n| (n["id"].as_str().unwrap(), n)).collect();
        let packages = self.metadata["packages"].as_array().unwrap();
        let names: BTreeMap<_, _> = packages
            .iter()
            .map(|p| (p["id"].as_str().unwrap(), p["name"].as_str().unwrap()))
            .collect();
        let start =
            names.iter().find(|(id, name)| **name == member && id.starts_with("path+")).unwrap();
        let (mut seen, mut open) = (BTreeSet::new(), vec![*start.0]);
        while let Some(id) = open.pop() {
            for dependency in by_id[id]["deps"].as_array().unwrap() {
                let kinds = dependency["dep_kinds"].as_array().unwrap();
                let runs = kinds.iter().any(|kind| kind["kind"].is_null());
                let id = dependency["pkg"].as_str().unwrap();
                if runs && seen.insert(id) {
                    open.push(id);
                }
            }
        }
        seen.into_iter().map(|id| names[id].to_owned()).collect()
    }
}

#[test]
fn crates_use_only_those_below_them() {
    let workspace = Workspace::read();
    let allowed: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let mut wrong = vec![];
    for (member, used) in workspace.members() {
        let Some(may_use) = allowed.get(member) else {
            wrong.push(format!("{member} is not in the table of tests/architecture.rs"));
            continue;
        };
        for (name, kind) in used {
            if kind.is_null() && !may_use.contains(&name) {
                wrong.push(format!("{member} must not use {name} (it may use: {may_use:?})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn stack_and_functions_meet_only_in_contract() {
    let workspace = Workspace::read();
    let functions: BTreeSet<_> = MAY_USE
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| below(name, "functions") && *name != "contract")
        .collect();
    for constructs in MAY_USE.iter().map(|(name, _)| *name).filter(|name| below(name, "constructs"))
    {
        let used = workspace.all_below(constructs);
        let crossing: Vec<_> =
            used.iter().filter(|name| functions.contains(name.as_str())).collect();
        assert!(crossing.is_empty(), "{constructs} reaches {crossing:?}");
    }
}

fn below(package: &str, folder: &str) -> bool {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder).join(package).is_dir()
}

#[test]
fn pure_crates_have_nothing_below_them_that_waits_or_calls() {
    let workspace = Workspace::read();
    for member in PURE {
        let used = workspace.all_below(member);
        let impure: Vec<_> = used
            .iter()
            .filter(|name| {
                ["tokio", "hyper", "reqwest", "rustls", "mio", "async-std"].contains(&name.as_str())
                    || name.starts_with("aws-")
            })
            .collect();
        assert!(impure.is_empty(), "{member} reaches {impure:?}");
    }
}
