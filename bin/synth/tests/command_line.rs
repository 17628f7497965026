//! The program as people and scripts call it.
//!
//! Functions are built only where a test is about that, and then small ones.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value as Json;
use synth::bundle::{Architecture, BuildError, BundleError, Bundling, Progress, Tools, bundle};
use tempfile::TempDir;

fn synth(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synth")).args(args).current_dir(folder).output().unwrap()
}

fn template_only(folder: &Path, args: &[&str]) -> Output {
    synth(folder, &[&["--template-only", "--architecture", "arm64"], args].concat())
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

#[track_caller]
fn assert_fails(output: &Output, code: i32, parts: &[&str]) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn a_template_is_written_and_the_summary_says_where() {
    let folder = folder();
    let output = template_only(folder.path(), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    assert!(text.contains("cdk.out/aes-siem.template.json"), "{text}");
    assert!(text.contains("bundle  es-loader: not built"), "{text}");
    assert!(folder.path().join("cdk.out/aes-siem.template.yaml").is_file());
    assert!(folder.path().join("cdk.out/manifest.json").is_file());
}

#[test]
fn the_summary_for_scripts_is_json() {
    let folder = folder();
    let output = template_only(folder.path(), &["--format", "json", "--stack-name", "acme"]);
    let summary: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["stacks"][0]["name"], "acme");
    assert!(summary["stacks"][0]["resources"].as_u64().unwrap() > 30);
    assert!(folder.path().join("cdk.out/acme.template.json").is_file());
}

#[test]
fn quiet_means_silent() {
    let folder = folder();
    let output = template_only(folder.path(), &["--quiet"]);
    assert!(output.status.success());
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn an_unknown_stack_is_named_with_the_known_ones() {
    let folder = folder();
    let output = template_only(folder.path(), &["aes-sime"]);
    assert_fails(&output, 1, &["stack `aes-sime` not found", "known stacks: aes-siem"]);
    assert!(!folder.path().join("cdk.out").exists());
}

const WITH_SOURCES: &str = "
sources:
  security_hub:
source_stacks:
  - name: sources-tokyo
    region: ap-northeast-1
    log_bucket: aes-siem-111122223333-log
    sources:
      client_vpn: {log_groups: [/aws/clientvpn]}
";

#[test]
fn stacks_with_log_sources_are_in_the_same_assembly() {
    let folder = folder();
    fs::write(folder.path().join("siem.yaml"), WITH_SOURCES).unwrap();
    let output = template_only(folder.path(), &["--config", "siem.yaml"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| fs::read_to_string(folder.path().join("cdk.out").join(name)).unwrap();
    assert!(read("aes-siem.template.yaml").contains("Security Hub Findings - Imported"));
    assert!(read("sources-tokyo.template.yaml").contains("aes-siem-111122223333-log"));
    let manifest = read("manifest.json");
    assert!(manifest.contains("\"aes-siem\"") && manifest.contains("\"sources-tokyo\""));
}

#[test]
fn one_of_several_stacks_is_written_alone() {
    let folder = folder();
    fs::write(folder.path().join("siem.yaml"), WITH_SOURCES).unwrap();
    let output = template_only(folder.path(), &["--config", "siem.yaml", "sources-tokyo"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(folder.path().join("cdk.out/sources-tokyo.template.json").is_file());
    assert!(!folder.path().join("cdk.out/aes-siem.template.json").exists());
    let output = template_only(folder.path(), &["--config", "siem.yaml", "sources-osaka"]);
    assert_fails(&output, 1, &["`sources-osaka` not found", "aes-siem, sources-tokyo"]);
}

#[test]
fn two_stacks_of_one_name_are_refused() {
    let folder = folder();
    fs::write(folder.path().join("siem.yaml"), WITH_SOURCES).unwrap();
    let arguments = ["--config", "siem.yaml", "--stack-name", "sources-tokyo"];
    let output = template_only(folder.path(), &arguments);
    assert_fails(&output, 1, &["two stacks are called `sources-tokyo`"]);
}

#[test]
fn a_wrong_option_of_a_source_is_reported_with_its_place() {
    let folder = folder();
    let write = |text: &str| fs::write(folder.path().join("siem.yaml"), text).unwrap();
    let run = || template_only(folder.path(), &["--config", "siem.yaml"]);
    write("sources:\n  client_vpn:\n    log_groups: ['/aws/client vpn']\n");
    assert_fails(&run(), 1, &["siem.yaml:3:18", "`/aws/client vpn`"]);
    write("sources:\n  linux:\n    secure: {log_groups: [/a], buffering: {size_mib: 200}}\n");
    assert_fails(&run(), 1, &["siem.yaml:3:", "`200` MiB", "1 to 128"]);
    write("sources:\n  client_vpn: {}\n");
    let wanted = ["siem.yaml:2:15: sources.client_vpn", "no log group", "leave the source out"];
    assert_fails(&run(), 1, &wanted);
}

#[test]
fn a_wrong_option_in_the_file_is_reported_with_its_place_and_nothing_is_written() {
    let folder = folder();
    fs::write(folder.path().join("siem.yaml"), "loader:\n  memory_mb: 64\n").unwrap();
    assert!(template_only(folder.path(), &[]).status.success());
    let before = fs::read(folder.path().join("cdk.out/aes-siem.template.json")).unwrap();
    let output = template_only(folder.path(), &["--config", "siem.yaml"]);
    assert_fails(&output, 1, &["siem.yaml:2:14", "`64` MB", "128 to 10240"]);
    let after = fs::read(folder.path().join("cdk.out/aes-siem.template.json")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn an_option_in_the_file_changes_the_template() {
    let folder = folder();
    fs::write(folder.path().join("siem.yaml"), "names:\n  log_bucket: acme-logs\n").unwrap();
    assert!(template_only(folder.path(), &["--config", "siem.yaml"]).status.success());
    let template =
        fs::read_to_string(folder.path().join("cdk.out/aes-siem.template.yaml")).unwrap();
    assert!(template.contains("BucketName: acme-logs"), "{template}");
}

#[test]
fn a_file_with_options_that_is_not_there_is_named() {
    let folder = folder();
    let output = template_only(folder.path(), &["--config", "none.yaml"]);
    assert_fails(&output, 1, &["none.yaml", "give the path of a YAML file"]);
}

#[test]
fn a_folder_of_other_things_is_not_replaced() {
    let folder = folder();
    fs::create_dir(folder.path().join("photos")).unwrap();
    fs::write(folder.path().join("photos/cat.jpg"), "").unwrap();
    let output = template_only(folder.path(), &["--output", "photos"]);
    assert_fails(&output, 1, &["photos is not a cloud assembly", "choose another folder"]);
    assert!(folder.path().join("photos/cat.jpg").exists());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").unwrap();
    let output = template_only(folder.path(), &["--output", "file/cdk.out"]);
    assert_fails(&output, 1, &["file/cdk.out was not written"]);
}

#[test]
fn wrong_usage_has_an_exit_code_of_its_own() {
    let folder = folder();
    assert_fails(&synth(folder.path(), &["--architecture", "mips"]), 2, &["arm64", "x86_64"]);
    assert_fails(
        &synth(folder.path(), &["--stack-name", "a_b"]),
        2,
        &["letters, digits and hyphens"],
    );
    assert_fails(&synth(folder.path(), &["--asset-prefix", "x/"]), 2, &["--asset-bucket"]);
}

#[test]
fn a_profile_that_is_not_there_is_cargos_error_and_nothing_is_written() {
    let folder = folder();
    let output = synth(folder.path(), &["--profile", "bundel"]);
    assert_fails(&output, 1, &["cargo said", "bundel"]);
    assert!(!folder.path().join("cdk.out").exists());
}

#[test]
fn the_commands_to_type_next_fit_the_bucket_of_ones_own() {
    let folder = folder();
    let bucket = ["--asset-bucket", "acme-artifacts", "--asset-prefix", "siem/"];
    assert!(template_only(folder.path(), &bucket).status.success());
    let template =
        fs::read_to_string(folder.path().join("cdk.out/aes-siem.template.yaml")).unwrap();
    assert!(template.contains("S3Bucket: acme-artifacts"), "{template}");
    assert!(template.contains("S3Key: siem/es-loader.zip"), "{template}");
}

#[test]
fn the_schema_of_the_options_is_json_schema() {
    let folder = folder();
    let output = synth(folder.path(), &["--print-schema"]);
    let schema: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema["properties"]["names"].is_object(), "{schema:#}");
}

/// A workspace with the bootstraps' packages, holding this program each.
fn workspace(program: &str) -> TempDir {
    let folder = folder();
    let profile = "[profile.bundle]\ninherits = \"dev\"\n";
    let members = "[workspace]\nresolver = \"3\"\nmembers = [\"es-loader\", \"control\"]\n";
    fs::write(folder.path().join("Cargo.toml"), format!("{members}{profile}")).unwrap();
    for package in ["es-loader", "control"] {
        let source = folder.path().join(package).join("src");
        fs::create_dir_all(&source).unwrap();
        fs::write(source.join("main.rs"), program).unwrap();
        let manifest = format!(
            "[package]\nname = \"{package}\"\nedition = \"2024\"\n[features]\nprograms = []\n"
        );
        fs::write(folder.path().join(package).join("Cargo.toml"), manifest).unwrap();
    }
    let locked = Command::new("cargo")
        .args(["generate-lockfile", "--offline"])
        .current_dir(folder.path())
        .status();
    assert!(locked.unwrap().success());
    folder
}

fn bundling(workspace: &Path) -> Bundling {
    let target = workspace.join("target").to_str().unwrap().to_owned();
    Bundling {
        architecture: Architecture::of_this_machine().unwrap(),
        profile: "bundle".to_owned(),
        workspace: workspace.to_owned(),
        tools: Tools::from_environment(|name| match name {
            "CARGO_TARGET_DIR" => Some(target.clone()),
            _ => std::env::var(name).ok(),
        }),
        log_types: None,
    }
}

#[test]
fn a_function_that_does_not_compile_is_reported_in_the_compilers_words() {
    let workspace = workspace("fn main() { missing() }");
    let error = bundle(&bundling(workspace.path()), &Progress::new(true)).unwrap_err();
    assert!(matches!(error, BundleError::Build(BuildError::Compile { .. })), "{error}");
    let text = error.to_string();
    assert!(text.contains("cannot find function `missing`"), "{text}");
}

/// A loader that finds fault with every log type, and says whether it has the engine of VRL.
const CRITIC: &str = r#"fn main() {
    println!("engine: {}, asked for {:?}", cfg!(feature = "programs"), std::env::args().nth(1));
    std::process::exit(1);
}"#;

/// What bundling with such a loader says of a SIEM with these options.
fn criticism(options: &str) -> String {
    let workspace = workspace(CRITIC);
    let siem = serde_yaml::from_str(options).unwrap();
    let bundling = bundling(workspace.path()).with_log_types_of(&siem).unwrap();
    bundle(&bundling, &Progress::new(true))
        .map_or_else(|error| error.to_string(), |_| String::new())
}

#[test]
fn the_loader_that_is_bundled_is_asked_about_log_types_and_has_the_engine_they_need() {
    let with_program = "log_types: {built_in: {waf: {program: '.a = 1'}}}";
    let text = criticism(with_program);
    assert!(text.starts_with("log_types: "), "{text}");
    assert!(text.contains("engine: true, asked for Some(\"--check\")"), "{text}");
    let text = criticism("log_types: {built_in: {waf: {index_name: log-waf}}}");
    assert!(text.contains("engine: false"), "{text}");
    assert_eq!(criticism("log_retention: 731"), "", "without log types nobody is asked");
}

#[test]
fn another_checkout_gives_the_same_bundles() {
    let program = "fn main() { println!(\"{}\", std::panic::Location::caller()) }";
    let bundles = || {
        let workspace = workspace(program);
        bundle(&bundling(workspace.path()), &Progress::new(true)).unwrap()
    };
    assert_eq!(bundles(), bundles());
}

#[test]
fn another_architecture_without_cargo_lambda_names_the_way_out() {
    let workspace = workspace("fn main() {}");
    let other = match Architecture::of_this_machine().unwrap() {
        Architecture::Arm64 => Architecture::X86_64,
        Architecture::X86_64 => Architecture::Arm64,
    };
    let bundling = Bundling { architecture: other, ..bundling(workspace.path()) };
    match bundle(&bundling, &Progress::new(true)) {
        // A machine that has both builds it.
        Ok(bundles) => assert_eq!(bundles.len(), 2),
        Err(error) => {
            let text = error.to_string();
            let ways = ["pip install cargo-lambda", "rustup target add"];
            assert!(ways.iter().any(|way| text.contains(way)), "{text}");
        }
    }
}
