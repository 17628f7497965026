//! The help of each command.

mod program;

use program::run;

/// Commands, with what their help shows them to be used for.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["parse"], "siem parse --key AWSLogs/"),
    (&["explain"], "siem explain --line "),
    (&["load"], "siem load s3://bucket/AWSLogs/ --to "),
    (&["replay", "dlq"], "siem replay dlq --queue "),
    (&["replay", "bucket"], "siem replay bucket s3://bucket/AWSLogs/ "),
    (&["convert"], "siem convert user.ini "),
];

#[test]
fn every_help_has_an_example_and_the_exit_codes() {
    for (command, example) in COMMANDS {
        let help = run(&[command, &["--help"][..]].concat()).out;
        assert!(help.contains(example), "{help}");
        assert!(help.contains("Exit codes: 0 "), "{help}");
    }
}

#[test]
fn every_command_is_listed_with_what_it_does() {
    let list = run(&["--help"]).out + &run(&["replay", "--help"]).out;
    for (command, _) in COMMANDS {
        let name = command.last().unwrap();
        let line = list.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
        assert!(line.split_whitespace().count() > 4 && !line.ends_with('.'), "{line}");
    }
}

#[test]
fn options_stand_below_the_heading_that_they_are_of() {
    let help = run(&["load", "--help"]).out;
    let (own, others) = help.split_once("What documents are made with:").unwrap();
    let (making, identity) = others.split_once("As whom:").unwrap();
    for (part, options) in [
        (own, ["--state <", "--tries <", "--summary <"]),
        (making, ["--log-types <", "--geoip <", "--ingested <"]),
        (identity, ["--sigv4 <", "--user <", "--password-file <"]),
    ] {
        assert!(options.iter().all(|option| part.contains(option)), "{part}");
    }
}
