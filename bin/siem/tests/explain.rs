//! `siem explain` as a user runs it.

use std::fs;

use formats::{Item, Limits, Records, decompress};
use log_types::registry;

mod program;

use program::{repository, run, run_with};

const FLOW: &str = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/11/24/111122223333_vpcflowlogs_us-east-1_x.log";
const LINE: &str = "2 111122223333 eni-0123456789abcdef0 192.0.2.10 198.51.100.20 49152 443 6 20 \
                    4249 1795500000 1795500060 ACCEPT OK";

#[test]
fn a_key_is_explained_with_every_other_log_type() {
    let ran = run(&["explain", FLOW]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("the key is that of a log of type `vpcflowlogs`"), "{}", ran.out);
    for log_type in registry() {
        assert!(ran.out.contains(log_type.name()), "{}", log_type.name());
    }
}

#[test]
fn a_key_that_nothing_matches_is_compared_with_the_nearest() {
    let ran = run(&["explain", "--format", "json", "AWSLogs/111122223333/vpcflow-logs/x.log.gz"]);
    assert_eq!(ran.code, 1);
    let answer = &ran.documents()[0];
    assert_eq!(answer["log_type"], serde_json::Value::Null);
    assert!(answer["answer"].as_str().unwrap().contains("vpcflowlogs"), "{answer}");
}

#[test]
fn several_keys_are_good_only_if_all_are() {
    assert_eq!(run(&["explain", FLOW, FLOW]).code, 0);
    let ran = run(&["explain", "--format", "json", FLOW, "nothing"]);
    assert_eq!((ran.code, ran.documents().len()), (1, 2));
}

#[test]
fn a_line_is_guessed_from_an_argument_or_from_standard_input() {
    for ran in
        [run(&["explain", "--line", LINE]), run_with(&["explain", "-l", "-"], LINE.as_bytes())]
    {
        assert_eq!(ran.code, 0, "{}", ran.out);
        assert!(ran.out.contains("likely of a log of type `vpcflowlogs`"), "{}", ran.out);
    }
    assert_eq!(run(&["explain", "--line", "?"]).code, 1);
    assert_eq!(run(&["explain"]).code, 2);
}

#[test]
fn all_log_types_are_listed() {
    let ran = run(&["explain", "--list"]);
    assert_eq!(ran.code, 0);
    for log_type in registry() {
        let start = format!("{}: ", log_type.name());
        assert!(ran.out.lines().any(|line| line.starts_with(&start)), "{start}");
    }
}

/// Records of which no one could tell the type, or that say nothing of themselves.
const SAY_NOTHING: &[&str] = &["cut-short", "odd", "empty", "damaged"];

#[test]
fn the_best_guess_for_a_record_of_a_fixture_is_mostly_its_type_or_one_that_writes_the_same() {
    let (mut right, mut all, mut misses) = (0, 0, vec![]);
    for log_type in registry() {
        let folder = repository(&format!("functions/log-types/fixtures/{}", log_type.name()));
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            if name == "README" || SAY_NOTHING.contains(&name.as_str()) {
                continue;
            }
            let content = fs::read(&path).unwrap();
            let reader = decompress(&content[..], Limits::default());
            let mut records = Records::new(reader, &log_type.spec().format, Limits::default());
            while let Ok(Some(item)) = records.next_item() {
                let Item::Record(record) = item else { continue };
                let Ok(line) = std::str::from_utf8(record.bytes) else { continue };
                let answer = siem_cli::explain::of_line(line);
                all += 1;
                let mut guesses = answer.log_type.iter().chain(&answer.as_likely);
                if guesses.any(|guess| guess == log_type.name()) {
                    right += 1;
                } else {
                    misses.push(format!("{}@{name}: {}", log_type.name(), answer.answer));
                }
            }
        }
    }
    misses.dedup();
    println!("{right} of {all} right; the misses:\n{}", misses.join("\n"));
    assert!(right * 10 >= all * 8, "{right} of {all}:\n{}", misses.join("\n"));
}
