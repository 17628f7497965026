//! `synth --diff`, as people and scripts call it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value as Json, json};
use tempfile::TempDir;
use test_support::moto::{self, Moto};
use test_support::names::unique;

/// The program without anything of this machine's environment that leads to AWS.
fn synth(folder: &Path, args: &[&str], environment: &[(String, String)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    for name in ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID"] {
        command.env_remove(name);
    }
    let nowhere = folder.join("no-such-file");
    command
        .env("AWS_CONFIG_FILE", &nowhere)
        .env("AWS_SHARED_CREDENTIALS_FILE", &nowhere)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .envs(environment.iter().cloned())
        .args(["--architecture", "arm64"])
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn diff(folder: &Path, args: &[&str]) -> Output {
    synth(folder, &[&["--diff"], args].concat(), &[])
}

#[track_caller]
fn assert_ends(output: &Output, code: i32, parts: &[&str]) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    let text = String::from_utf8_lossy(&text);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

/// A folder with an assembly in `old`, and its template.
fn assembly() -> (TempDir, Json) {
    let folder = tempfile::tempdir().unwrap();
    let output = synth(folder.path(), &["--template-only", "--output", "old"], &[]);
    assert!(output.status.success(), "{output:?}");
    let template = fs::read(folder.path().join("old/aes-siem.template.json")).unwrap();
    (folder, serde_json::from_slice(&template).unwrap())
}

fn write(folder: &TempDir, name: &str, template: &Json) {
    fs::write(folder.path().join(name), template.to_string()).unwrap();
}

fn resource_of_type<'a>(template: &'a mut Json, kind: &str) -> (&'a String, &'a mut Json) {
    let resources = template["Resources"].as_object_mut().unwrap();
    let found = resources.iter_mut().find(|(_, resource)| resource["Type"] == kind);
    found.unwrap_or_else(|| panic!("no {kind}"))
}

#[test]
fn the_same_templates_change_nothing_in_every_notation() {
    let (folder, _) = assembly();
    for against in ["old", "old/aes-siem.template.json", "old/aes-siem.template.yaml"] {
        assert_ends(&diff(folder.path(), &[against]), 0, &["nothing changes"]);
    }
    assert!(!folder.path().join("cdk.out").exists(), "nothing is written");
}

#[test]
fn a_change_that_loses_nothing_has_a_code_of_its_own() {
    let (folder, mut template) = assembly();
    template["Description"] = "An older one".into();
    let (alarm, queue) = resource_of_type(&mut template, "AWS::SQS::Queue");
    queue["Properties"]["MessageRetentionPeriod"] = 60.into();
    let changed = format!("updated {alarm}");
    write(&folder, "old.json", &template);
    assert_ends(&diff(folder.path(), &["old.json"]), 3, &[&changed, "MessageRetentionPeriod: 60"]);
}

#[test]
fn a_bucket_that_is_replaced_is_dangerous() {
    let (folder, mut template) = assembly();
    let (_, bucket) = resource_of_type(&mut template, "AWS::S3::Bucket");
    bucket["Properties"]["BucketName"] = "acme-logs".into();
    write(&folder, "old.json", &template);
    let parts = ["look at these first", "replaced for `BucketName`", "holds data"];
    assert_ends(&diff(folder.path(), &["old.json"]), 4, &parts);
}

#[test]
fn more_access_is_dangerous() {
    let (folder, mut template) = assembly();
    let (_, policy) = resource_of_type(&mut template, "AWS::IAM::Policy");
    policy["Properties"]["PolicyDocument"]["Statement"] = json!([]);
    write(&folder, "old.json", &template);
    assert_ends(&diff(folder.path(), &["old.json"]), 4, &["access is widened"]);
}

#[test]
fn scripts_get_json_and_pull_requests_markdown() {
    let (folder, mut template) = assembly();
    template["Description"] = "An older one".into();
    write(&folder, "old.json", &template);
    let output = diff(folder.path(), &["old.json", "--format", "json"]);
    assert_ends(&output, 3, &[]);
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["stacks"][0]["entries"][0]["section"], "Description");
    let output = diff(folder.path(), &["old.json", "--format", "markdown"]);
    assert_ends(&output, 3, &["### 🔷 `aes-siem` compared with `old.json`"]);
    let output = diff(folder.path(), &["old.json", "--quiet"]);
    assert_ends(&output, 3, &[]);
    assert!(output.stdout.is_empty());
}

#[test]
fn text_is_not_coloured_where_there_is_no_terminal() {
    let (folder, mut template) = assembly();
    template["Description"] = "An older one".into();
    write(&folder, "old.json", &template);
    let output = diff(folder.path(), &["old.json"]);
    assert!(!output.stdout.contains(&0x1b), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn stacks_of_a_folder_are_matched_by_name() {
    let (folder, _) = assembly();
    let output = diff(folder.path(), &["old", "--stack-name", "other"]);
    assert_ends(&output, 4, &["stack   other, a new stack", "stack `aes-siem` is there"]);
}

#[test]
fn what_cannot_be_compared_with_is_named_with_the_way_out() {
    let (folder, _) = assembly();
    let diff = |against: &str| diff(folder.path(), &[against]);
    assert_ends(&diff("none.json"), 1, &["none.json", "give a template"]);
    assert_ends(&diff("."), 1, &["no cloud assembly", "manifest.json"]);
    fs::write(folder.path().join("list.yaml"), "- a\n").unwrap();
    assert_ends(&diff("list.yaml"), 1, &["list.yaml", "no `Resources`"]);
    assert_ends(&diff("stack:"), 2, &["stack:aes-siem"]);
    assert_ends(&synth(folder.path(), &["--diff", "old", "--output", "x"], &[]), 2, &["--output"]);
    let output = synth(folder.path(), &["--format", "markdown"], &[]);
    assert_ends(&output, 2, &["`--format markdown` is for `--diff`"]);
}

#[test]
fn a_deployed_stack_needs_a_region_and_credentials() {
    let (folder, _) = assembly();
    assert_ends(&diff(folder.path(), &["stack:aes-siem"]), 1, &["no region", "AWS_REGION"]);
    let region = [("AWS_REGION".to_owned(), "eu-central-1".to_owned())];
    let output = synth(folder.path(), &["--diff", "stack:aes-siem"], &region);
    assert_ends(&output, 1, &["no credentials", "AWS_PROFILE", "export-credentials"]);
}

fn create_stack(moto: &Moto, name: &str, template: &str) {
    let encode =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let body = format!(
        "Action=CreateStack&Version=2010-05-15&StackName={name}&TemplateBody={}",
        encode(template)
    );
    let answer = moto.request("cloudformation", "POST", "/", body.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_deployed_stack_is_read_from_aws() {
    let Some(moto) = moto::shared() else { return };
    let (folder, _) = assembly();
    let name = unique("diff");
    let template = "Resources:\n  Alarms:\n    Type: AWS::SNS::Topic\n    Properties:\n      \
                    DisplayName: !Sub '${AWS::StackName} alarms'\n";
    create_stack(moto, &name, template);
    let against = format!("stack:{name}");
    let output = synth(folder.path(), &["--diff", &against], &moto.environment());
    let compared = format!("compared with {against}");
    assert_ends(&output, 4, &[&compared, "removed Alarms"]);

    let output = synth(folder.path(), &["--diff", "stack:no-such-stack"], &moto.environment());
    assert_ends(&output, 1, &["stack `no-such-stack` not found in us-east-1", "list-stacks"]);
}
