//! `es-loader --check FILE`, asked of the program itself.

use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = r#"{"version":1,"log_types":{"own":[{"name":"app","index_name":"log-app",
    "key_pattern":"/app/","format":{"type":"json"},
    "timestamp":{"fields":["time"],"formats":["iso8601"]}}]}}"#;

/// Runs the program on a file of this name and content, with nothing in its environment.
fn check(name: &str, content: &str) -> Output {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, content).unwrap();
    run(&file)
}

fn run(file: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_es-loader"));
    command.arg("--check").arg(file).env_clear().output().unwrap()
}

#[track_caller]
fn assert_says(output: &Output, code: i32, parts: &[&str]) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{text}");
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn a_good_file_is_called_good() {
    assert_says(&check("good.json", GOOD), 0, &["good: "]);
}

#[test]
fn every_problem_is_on_a_line_of_its_own() {
    let wrong =
        GOOD.replace("/app/", "(").replace(r#""own":["#, r#""built_in":{"waff":{}},"own":["#);
    let output = check("wrong.json", &wrong);
    assert_says(&output, 1, &["log type `app`", "unclosed group", "\nlog type `waff`"]);
}

#[test]
fn a_file_that_is_no_json_or_of_another_version_is_refused() {
    assert_says(&check("cut.json", "{"), 1, &["line 1"]);
    assert_says(&check("newer.json", r#"{"version":9,"log_types":{}}"#), 1, &["version 9"]);
    assert_says(&run(Path::new("/nothing/here")), 2, &["cannot read /nothing/here"]);
}

#[cfg(not(feature = "programs"))]
#[test]
fn a_program_needs_a_loader_with_the_engine() {
    let program = GOOD.replace(r#""name""#, r#""program":".a = 1","name""#);
    assert_says(
        &check("program.json", &program),
        1,
        &["log type `app`", "built without the engine"],
    );
}

#[cfg(feature = "programs")]
#[test]
fn every_mistake_in_a_program_is_shown_with_its_place_and_a_good_program_is_called_good() {
    let with =
        |program: &str| GOOD.replace(r#""name""#, &format!(r#""program":"{program}","name""#));
    let output = check("program.json", &with(r".a = 1\n.b = nothing(.c)\n.d = parse_json(.e)"));
    assert_says(
        &output,
        1,
        &[
            "log type `app`: ",
            "undefined function",
            "2 │ .b = nothing(.c)",
            "3 │ .d = parse_json(.e)",
        ],
    );
    assert_says(&check("fine.json", &with(".a = upcase(string!(.b))")), 0, &["good: "]);
}
