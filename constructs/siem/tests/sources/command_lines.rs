//! Every command line that a source or setting gives is one that the AWS CLI takes.

use std::process::Command;

use assertions::Template;
use siem::sources::{ALL, SETTINGS};
use test_support::aws_cli;

use super::{evaluate, of_its_own};

/// All command lines, each with what gives it.
fn lines() -> Vec<(&'static str, String)> {
    let settings = SETTINGS.iter().map(|setting| (setting.name, (setting.cli)()));
    let sources = ALL.iter().flat_map(|entry| {
        let template = Template::of(of_its_own(entry));
        let outputs = template.section("Outputs").as_object().cloned().unwrap_or_default();
        let commands = outputs.into_iter().filter(|(name, _)| name.ends_with("Command"));
        let lines = commands.map(|(_, output)| evaluate::text(&template, &output["Value"]));
        lines.map(|line| (entry.name, line)).collect::<Vec<_>>()
    });
    settings.chain(sources).collect()
}

/// The commands of a line, each as its words without `aws`, as a shell takes them apart; one
/// that stands in another comes before it. What only the user knows is a variable.
fn commands(line: &str) -> Option<Vec<Vec<String>>> {
    let script = format!(
        "FILE_SYSTEM=fs-0123456789abcdef0 REPLICATION_GROUP=sessions\naws() {{ {{ printf '%s\\n' \"$@\"; echo end; }} >&2; printf %s {}; }}\n{line}",
        aws_cli::PRINTED
    );
    let output = Command::new("sh").arg("-c").arg(script).output().ok()?;
    assert!(output.status.success(), "{line}");
    let said = String::from_utf8(output.stderr).unwrap();
    let blocks = said.split_terminator("\nend\n");
    Some(blocks.map(|block| block.lines().map(str::to_owned).collect()).collect())
}

#[test]
fn the_aws_cli_knows_each_operation_option_and_value() {
    let (mut places, mut all) = (vec![], vec![]);
    for (name, line) in lines() {
        let Some(commands) = commands(&line) else {
            eprintln!("skipped: there is no shell");
            return;
        };
        assert!(!commands.is_empty(), "{name}: {line}");
        places.extend(commands.iter().map(|_| format!("{name}: {line}")));
        all.extend(commands);
    }
    assert!(all.len() > 20, "{} commands", all.len());
    let Some(complaints) = aws_cli::complaints(&all) else { return };
    let wrong: Vec<_> =
        places.iter().zip(&complaints).filter(|(_, complaints)| !complaints.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Else the test above would prove nothing.
#[test]
fn a_wrong_operation_option_or_value_is_found() {
    let wrong = [
        ("aws kafka update-logging --cluster-arn a", "no operation"),
        ("aws eks update-cluster-config --name a --loging '{}'", "no option"),
        (
            "aws eks update-cluster-config --name a --logging \
             '{\"clusterLogging\":[{\"types\":[\"audits\"],\"enabled\":true}]}'",
            "`audits` is none of",
        ),
        ("aws eks update-cluster-config --name a --logging '{\"Cluster\":1}'", "no member"),
        ("aws s3api put-bucket-logging --bucket a", "BucketLoggingStatus"),
    ];
    let all: Vec<_> = wrong.iter().filter_map(|(line, _)| commands(line)).flatten().collect();
    let Some(complaints) = aws_cli::complaints(&all) else { return };
    for ((line, expected), complaints) in wrong.iter().zip(complaints) {
        let found = complaints.iter().any(|complaint| complaint.contains(expected));
        assert!(found, "{line}: {complaints:?}");
    }
}

/// What the line asks for is changed in the line itself: a user may have no other program.
#[test]
fn a_command_line_needs_no_other_program_than_the_aws_cli() {
    for (name, line) in lines() {
        assert!(!line.contains(" | ") && !line.contains(" && "), "{name}: {line}");
    }
}
