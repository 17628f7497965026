//! What a source writes is recognised as its own log and no other.

use std::collections::BTreeSet;

use assertions::Template;
use contract::sources::{FIREHOSE_ERROR_FOLDERS, FIREHOSE_ERROR_PREFIX, matching, recognise};
use siem::sources::ALL;

use super::written::{error_keys, keys};
use super::{in_the_main_stack, of_its_own};

#[test]
fn every_key_that_a_source_writes_is_one_of_its_own_logs_and_all_of_them_are_written() {
    for entry in ALL {
        for stack in [of_its_own(entry), in_the_main_stack(entry)] {
            let template = Template::of(stack);
            let own: BTreeSet<_> = entry.logs.iter().map(|log| log.log_type).collect();
            let mut written = BTreeSet::new();
            for (id, key) in keys(&template) {
                let log = recognise(&key).map(|log| log.log_type);
                let log = log.unwrap_or_else(|| panic!("{}: nobody knows `{key}`", entry.name));
                assert!(own.contains(log), "{}: {id} writes `{key}`, a {log}", entry.name);
                written.insert(log);
            }
            assert_eq!(written, own, "{}", entry.name);
        }
    }
}

/// Two patterns may match a key, and the first in the list counts. Where a third comes
/// between them, a key would change its type: so each overlap is known here.
#[test]
fn no_other_pattern_matches_what_a_source_writes() {
    for entry in ALL {
        for (_, key) in keys(&Template::of(of_its_own(entry))) {
            let types: Vec<_> = matching(&key).map(|log| log.log_type).collect();
            assert!(
                types.len() == 1 || OVERLAPS.contains(&types.as_slice()),
                "{}: `{key}` is {types:?}",
                entry.name
            );
        }
    }
}

/// Logs whose keys a second pattern matches too, which v2.10.4 made so broad.
const OVERLAPS: &[&[&str]] = &[
    &["linux-secure", "linux-os-syslog"],
    &["cloudfront-standard-v2", "cloudfront-standard"],
    &["vpcflowlogs-firehose", "vpcflowlogs"],
    &["alb-connection", "alb"],
    &["alb-health-check", "alb"],
];

/// The loader takes nothing from a folder of this name, wherever it is.
#[test]
fn what_a_stream_could_not_deliver_is_in_a_folder_that_the_loader_leaves_alone() {
    let mut looked_at = 0;
    for entry in ALL {
        for key in error_keys(&Template::of(of_its_own(entry))) {
            let left_alone = key.split('/').any(|part| FIREHOSE_ERROR_FOLDERS.contains(&part));
            assert!(left_alone, "{}: `{key}`", entry.name);
            assert!(key.starts_with(FIREHOSE_ERROR_PREFIX), "{}: `{key}`", entry.name);
            looked_at += 1;
        }
    }
    assert!(looked_at > 0);
}

/// Logs that neither a source nor a setting switches on, and why.
const SWITCHED_ON_ELSEWHERE: &[(&str, &str)] = &[
    ("securitylake", "Security Lake makes bucket, queue and role itself; the stack subscribes"),
    ("ocsf-json", "of any program: the source `log_groups` sends it, where it is in log groups"),
    ("index-metrics", "the SIEM's own function writes it"),
    ("cloudhsm-cwl", "people export it once in a while; the log bucket's policy lets them"),
    ("okta", "of another vendor, stored by a program of the user's"),
    ("deepsecurity", "of another vendor, stored by a program of the user's"),
];

#[test]
fn every_log_that_the_loader_knows_is_switched_on_by_a_source_or_has_a_reason() {
    let sources = ALL.iter().flat_map(|entry| entry.logs);
    let switched_on: Vec<_> = sources
        .chain(siem::sources::SETTINGS.iter().flat_map(|setting| setting.logs))
        .map(|log| log.log_type)
        .collect();
    for log in contract::sources::ALL {
        let reasons = SWITCHED_ON_ELSEWHERE.iter().filter(|(name, _)| *name == log.log_type);
        let has_source = switched_on.contains(&log.log_type);
        assert_eq!(reasons.count(), usize::from(!has_source), "{}", log.log_type);
    }
}
