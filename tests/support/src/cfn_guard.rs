//! cfn-guard, with the rules of AWS Control Tower for templates.
//!
//! The npm package has both, and the program for Linux and macOS, so nothing is built. The
//! rules know nothing of suppressions; a finding says whether its resource has one in its
//! metadata, where AWS's other rules look for it:
//!
//! ```text
//! "Metadata": {"guard": {"SuppressedRules": ["sqs_dlq_check"]}}
//! ```
//!
//! Rules: <https://docs.aws.amazon.com/controltower/latest/controlreference/proactive-controls.html>

use std::collections::{BTreeMap, BTreeSet};
use std::env::consts;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::install;
use crate::services::{Missing, or_skip, version_of};

/// npm's package, at one version. It has cfn-guard 3.1.1 and 237 rules in it.
const PACKAGE: &str = "@cdklabs/cdk-validator-cfnguard";
const VERSION: &str = "0.0.62";

const NODE: &str = "Node.js 20 or later, with npm";

/// The exit code for templates that break a rule.
const BROKEN: i32 = 19;

/// The program and its rules.
#[derive(Debug, Clone)]
pub struct CfnGuard {
    program: PathBuf,
    rules: PathBuf,
    /// The resource types that each rule is about.
    types: BTreeMap<String, BTreeSet<String>>,
}

/// A resource that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule, such as `sqs_dlq_check`.
    pub rule: String,
    /// The logical id of the resource.
    pub resource: String,
    /// What the rule wants, with the control's id before it: `[CT.SQS.PR.1]: Require …`.
    pub message: String,
    /// The file, as it was given.
    pub file: String,
    /// The resource's metadata suppresses the rule.
    pub suppressed: bool,
}

/// The program; `None`, after saying so, without Node.js or on a system that the package
/// has no program for.
///
/// # Panics
/// When it cannot be installed.
#[must_use]
#[track_caller]
pub fn shared() -> Option<&'static CfnGuard> {
    static GUARD: OnceLock<Result<CfnGuard, Missing>> = OnceLock::new();
    or_skip(GUARD.get_or_init(make).as_ref().map_err(Clone::clone))
}

impl CfnGuard {
    /// Every resource in these templates, in JSON, that breaks a rule, ordered.
    ///
    /// # Panics
    /// When the program itself fails.
    #[must_use]
    #[track_caller]
    pub fn check<P: AsRef<Path>>(&self, templates: &[P]) -> Vec<Finding> {
        let mut command = Command::new(&self.program);
        command
            .args(["validate", "--structured", "--output-format", "json"])
            .args(["--show-summary", "none", "--type", "CFNTemplate", "--rules"])
            .arg(&self.rules);
        for template in templates {
            command.arg("--data").arg(template.as_ref());
        }
        let output =
            command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        let report = serde_json::from_slice::<Value>(&output.stdout)
            .ok()
            .filter(|_| output.status.success() || output.status.code() == Some(BROKEN));
        let Some(Value::Array(files)) = report else {
            panic!(
                "{command:?} failed ({}):\n{}{}",
                output.status,
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        };
        assert_eq!(files.len(), templates.len(), "a report a template, from {command:?}");
        let findings: BTreeSet<Finding> =
            files.iter().flat_map(|file| self.findings(file)).collect();
        findings.into_iter().collect()
    }

    fn findings(&self, report: &Value) -> Vec<Finding> {
        let file = report["name"].as_str().expect("the name of a file");
        let template: Value =
            serde_json::from_slice(&read(Path::new(file))).expect("a template in JSON");
        let broken = report["not_compliant"].as_array().expect("a list of rules");
        let mut findings = vec![];
        for broken in broken.iter().map(|rule| &rule["Rule"]) {
            let rule = broken["name"].as_str().expect("the name of a rule");
            let types = &self.types[rule];
            for resource in resources(broken) {
                let definition = &template["Resources"][&resource];
                // A rule about buckets also looks at what they refer to.
                if !definition["Type"].as_str().is_some_and(|kind| types.contains(kind)) {
                    continue;
                }
                let suppressed = definition["Metadata"]["guard"]["SuppressedRules"]
                    .as_array()
                    .is_some_and(|rules| rules.iter().any(|suppressed| suppressed == rule));
                findings.push(Finding {
                    rule: rule.to_owned(),
                    resource,
                    message: message(broken).unwrap_or_default(),
                    file: file.to_owned(),
                    suppressed,
                });
            }
            assert!(
                findings.iter().any(|finding| finding.rule == rule),
                "{file} breaks {rule}, but the report names no resource: {broken:#}"
            );
        }
        findings
    }
}

/// The resources whose values a broken rule stumbled over. Values that it compared with
/// (`to`) are not among them.
fn resources(report: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![report];
    while let Some(node) = open.pop() {
        match node {
            Value::Object(entries) => {
                for (name, value) in entries {
                    if let ("from" | "traversed_to", Some(path)) = (&**name, value["path"].as_str())
                    {
                        let id = path.strip_prefix("/Resources/").unwrap_or_default();
                        found.insert(id.split('/').next().unwrap_or_default().to_owned());
                    } else {
                        open.push(value);
                    }
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

/// The first message that the rule's author wrote, on one line.
fn message(rule: &Value) -> Option<String> {
    let own = rule["messages"]["custom_message"].as_str().unwrap_or_default().trim();
    if !own.is_empty() {
        return Some(own.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    rule["checks"].as_array()?.iter().find_map(|check| message(&check["Rule"]))
}

fn make() -> Result<CfnGuard, Missing> {
    let system = match consts::OS {
        "linux" => "ubuntu",
        other => other,
    };
    let program = PathBuf::from(format!("bin/{system}/{}/cfn-guard", consts::ARCH));
    for program in ["node", "npm"] {
        version_of(OsStr::new(program), "--version", NODE)?;
    }
    let folder = install::once("cfn-guard", VERSION, "a few seconds", |folder| {
        let package =
            format!("{{\"private\": true, \"dependencies\": {{\"{PACKAGE}\": \"{VERSION}\"}}}}");
        install::write(&folder.join("package.json"), &package);
        // Without its peers, the CDK's libraries: only files are wanted.
        install::run(
            Command::new("npm")
                .args(["install", "--no-audit", "--no-fund", "--no-package-lock"])
                .args(["--ignore-scripts", "--legacy-peer-deps", "--loglevel", "error"])
                .current_dir(folder),
        );
    });
    let package = folder.join("node_modules").join(PACKAGE);
    let program = package.join(program);
    if !program.exists() {
        return Err(Missing::Program {
            program: program.display().to_string(),
            package: "the tests on Linux or macOS, x86-64 or ARM",
        });
    }
    let rules = package.join("rules/control-tower/cfn-guard");
    Ok(CfnGuard { program, types: types(&rules), rules })
}

/// Reads which types each rule is about from the comment at the start of its file.
fn types(rules: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut types = BTreeMap::<_, BTreeSet<_>>::new();
    for file in entries(rules).iter().flat_map(|service| entries(service)) {
        let text = String::from_utf8(read(&file)).expect("rules in UTF-8");
        let comment = text.lines().skip_while(|line| !line.contains("Reports on:")).skip(1);
        let about = comment
            .map(|line| line.trim_start_matches('#'))
            .take_while(|line| !line.trim().is_empty())
            .flat_map(|line| line.split(','))
            .map(|kind| kind.trim().to_owned());
        let about: BTreeSet<_> = about.collect();
        let names =
            text.lines().filter_map(|line| line.strip_prefix("rule ")?.split_once(" when "));
        for (rule, _) in names {
            types.entry(rule.to_owned()).or_default().extend(about.clone());
        }
    }
    types
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()))
}

fn read(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|error| panic!("cannot read {}: {error}", file.display()))
}
