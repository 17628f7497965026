//! The report on a pair of templates as people write them, in each form.

use serde_json::Value as Json;
use test_support::snapshots;

use super::*;

const BEFORE: &str = include_str!("tests/before.yaml");
const AFTER: &str = include_str!("tests/after.yaml");

fn report(before: &str, after: &str) -> Report {
    let template = |text: &str| -> Json { yaml::parse(text).unwrap() };
    let stack = StackReport {
        name: "orders".to_owned(),
        compared_with: Some("before.yaml".to_owned()),
        code_not_compared: vec!["Worker".to_owned()],
        changes: changes::compare(&template(before), &template(after)),
    };
    Report { stacks: vec![stack], not_compared: vec!["billing".to_owned()] }
}

#[test]
fn a_terminal_gets_text() {
    let _bound = snapshots::bind();
    let text = text::render(&report(BEFORE, AFTER));
    let plain = anstream::adapter::strip_str(&text).to_string();
    assert!(text.len() > plain.len(), "it is coloured where it can be");
    insta::assert_snapshot!("diff@text", plain);
}

#[test]
fn a_pull_request_gets_markdown() {
    let _bound = snapshots::bind();
    insta::assert_snapshot!("diff@markdown", markdown::render(&report(BEFORE, AFTER)));
}

#[test]
fn a_script_gets_json() {
    let _bound = snapshots::bind();
    insta::assert_json_snapshot!("diff@json", report(BEFORE, AFTER));
}

#[test]
fn the_same_template_changes_nothing() {
    let mut report = report(BEFORE, BEFORE);
    assert_eq!(report.verdict(), Verdict::Changed, "a stack is missing");
    report.not_compared.clear();
    assert_eq!(report.verdict(), Verdict::Same);
    assert!(text::render(&report).contains("nothing changes"));
}

#[test]
fn a_stack_is_named_or_an_arn() {
    assert_eq!("stack:aes-siem".parse(), Ok(Against::Stack("aes-siem".to_owned())));
    assert!("stack:arn:aws:cloudformation:eu-west-1:1:stack/a/b".parse::<Against>().is_ok());
    assert!("stack:a b".parse::<Against>().unwrap_err().contains("`a b`"));
    assert!("stack:".parse::<Against>().is_err());
}

#[test]
fn one_template_is_compared_with_the_only_stack_or_that_of_its_name() {
    let stack = |name: &str| template::Stack::new(name).synthesise().unwrap();
    let name = |place: &str, stacks: &[Synthesised]| {
        counterpart(place, stacks).map(|stack| stack.name.clone()).map_err(|e| e.to_string())
    };
    assert_eq!(name("old.yaml", &[stack("a")]), Ok("a".to_owned()));
    assert_eq!(name("stack:other", &[stack("a")]), Ok("a".to_owned()));
    assert_eq!(name("stack:b", &[stack("a"), stack("b")]), Ok("b".to_owned()));
    let error = name("old.yaml", &[stack("a"), stack("b")]).unwrap_err();
    assert!(error.contains("name the stack") && error.contains("(a, b)"), "{error}");
}

#[test]
fn a_comment_that_would_be_too_long_leaves_the_values_out() {
    let resources = |value: &str| {
        let one = |n: usize| {
            format!(
                "  Q{n}:\n    Type: AWS::SQS::Queue\n    Properties: {{RedrivePolicy: {value}}}\n"
            )
        };
        format!("Resources:\n{}", (0..900).map(one).collect::<String>())
    };
    let (before, after) = (resources("a"), resources("b"));
    let comment = markdown::render(&report(&before, &after));
    assert!(comment.len() < 65_536, "{}", comment.len());
    assert!(comment.contains("left out"), "the values");
    assert!(comment.contains("| `Q0` |") && comment.contains("more, which `synth --diff` shows"));
}

#[test]
fn what_to_look_at_first_is_in_a_comment_of_any_length() {
    let one = |n: usize| {
        format!("  T{n}: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: t{n}}}}}\n")
    };
    let before = format!("Resources:\n{}", (0..2_000).map(one).collect::<String>());
    let comment = markdown::render(&report(&before, "Resources: {}\n"));
    assert!(comment.len() < 65_536, "{}", comment.len());
    assert!(comment.contains("> - T0: deleted, and holds data"), "{comment}");
}

#[test]
fn long_values_are_shown_where_they_differ() {
    let template =
        |end: &str| format!("Description: \"{}{end}\"\nResources: {{}}\n", "x".repeat(500));
    let comment = markdown::render(&report(&template("before"), &template("after")));
    assert!(comment.contains("xxbefore` → ") && comment.contains("xxafter`"), "{comment}");
}

#[test]
fn a_template_cannot_write_to_the_terminal_by_itself() {
    let template = |text: &str| format!("Description: \"{text}\"\nResources: {{}}\n");
    let text = text::render(&report(&template("a"), &template("\\e[2Jcleared")));
    assert!(text.contains(" [2Jcleared") && !text.contains("\u{1b}[2J"), "{text:?}");
}

#[test]
fn markup_in_a_template_stays_text() {
    let template = |text: &str| format!("Description: \"{text}\"\nResources: {{}}\n");
    let comment = markdown::render(&report(&template("a"), &template("b|c `d` @all")));
    assert!(comment.contains("``b\\|c `d` @all``"), "{comment}");
    let comment = markdown::render(&report(&template("a"), &template("b ``d``")));
    assert!(comment.contains("``` b ``d`` ```") || comment.contains("```b ``d`` ```"), "{comment}");
}
