//! Every key that `contract` promises is that of its own source.

use contract::sources::{
    self, ALL, CLOUDFRONT_STANDARD, CLOUDFRONT_STANDARD_V2, LINUX_OS, LINUX_SECURE, Source,
    VPC_FLOW_LOGS, VPC_FLOW_LOGS_FIREHOSE, example_time, firehose_key,
};
use log_types::registry;
use regex::Regex;

/// Sources whose keys the pattern of another, which stands after it, takes too.
const OVERLAPS: &[(Source, Source)] = &[
    (VPC_FLOW_LOGS_FIREHOSE, VPC_FLOW_LOGS),
    (sources::ALB_CONNECTION, sources::ALB),
    (sources::ALB_HEALTH_CHECK, sources::ALB),
    (CLOUDFRONT_STANDARD_V2, CLOUDFRONT_STANDARD),
    (LINUX_SECURE, LINUX_OS),
];

/// Asserts that a key is of its source, and of others only as [`OVERLAPS`] says.
fn assert_own(source: &Source, key: &str) {
    let mut matching = sources::matching(key);
    let first = matching.next().map(|first| first.log_type);
    assert_eq!(first, Some(source.log_type), "{key}");
    for other in matching {
        let pair = OVERLAPS.iter().any(|(first, then)| first == source && then == other);
        assert!(pair, "{key} of {} is matched by {} too", source.log_type, other.log_type);
    }
}

#[test]
fn every_pattern_is_a_regular_expression() {
    for source in ALL {
        if let Err(error) = Regex::new(source.pattern) {
            panic!("{}: {error}", source.log_type);
        }
    }
}

#[test]
fn every_example_is_recognised_as_its_own_source_and_no_other() {
    for source in ALL {
        for example in source.examples {
            assert_own(source, example);
        }
    }
}

#[test]
fn every_overlap_is_shown_by_an_example() {
    for (first, then) in OVERLAPS {
        let both = |key: &str| sources::matching(key).any(|source| source == then);
        assert!(first.examples.iter().any(|key| both(key)), "{}", first.log_type);
    }
}

#[test]
fn whatever_lies_under_a_prefix_is_recognised_in_every_account_region_and_name() {
    for source in ALL {
        let Some(prefix) = source.prefix else { continue };
        for (account, region, name) in [
            ("111122223333", "us-east-1", "web"),
            ("444455556666", "cn-northwest-1", "E2ABCDEFGHIJKL"),
            ("!{partitionKeyFromQuery:account}", "!{partitionKeyFromQuery:region}", "web"),
        ] {
            let stream = format!("{}siem", source.stream.unwrap_or_default());
            let written = prefix.firehose(account, region, name);
            let key = firehose_key(&written, &stream).unwrap();
            // AWS itself names the files below these, and no stream writes there.
            let named = ["s3accesslog", "cloudfront-standard", "cloudfront-standard-v2"];
            if !named.contains(&source.log_type) {
                assert_own(source, &key);
            }
        }
    }
}

#[test]
fn the_file_names_of_aws_are_recognised_under_our_prefixes() {
    for (source, file) in [
        (sources::S3_ACCESS_LOGS, "2026-11-24-06-05-17-79A59DF900B949E5"),
        (CLOUDFRONT_STANDARD, "E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz"),
        (CLOUDFRONT_STANDARD_V2, "E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz"),
    ] {
        let prefix = source.prefix.unwrap();
        let folder = prefix.filled("111122223333", "us-east-1", "E2QWRUHEXAMPLE", example_time);
        assert_own(&source, &format!("{folder}{file}"));
    }
}

/// The key would otherwise be one of its source, and loaded as nothing.
#[test]
fn every_log_type_is_that_of_a_source_and_has_its_pattern() {
    for log_type in registry() {
        let source = ALL.iter().find(|source| source.log_type == log_type.name());
        let pattern = source.map(|source| source.pattern);
        assert_eq!(pattern, Some(&*log_type.spec().key_pattern), "{}", log_type.name());
    }
}

#[test]
fn the_logs_of_every_source_are_loaded() {
    for source in ALL {
        let loaded = registry().iter().any(|log_type| log_type.name() == source.log_type);
        assert!(loaded, "{}", source.log_type);
    }
}

#[test]
fn keys_that_v2_10_4_took_keep_their_type() {
    for (key, log_type) in [
        ("AWSLogs/111122223333/SecurityHub/us-east-1/file", "securityhub"),
        ("AWSLogs/111122223333/RDS/MySQL/us-east-1/audit/file", "rds-mysql-audit"),
        ("logs/mariadb/slowquery/file", "rds-mysql-slowquery"),
        ("AWSLogs/111122223333/CloudFront/E1/realtime/file", "cloudfront-realtime"),
        ("cdn/E2ABCDEFGHIJKL.2026-11-24-06.a5fcfc8d.gz", "cloudfront-standard"),
        ("x/linux-secure/file", "linux-secure"),
        ("x/linux/messages", "linux-os-syslog"),
        ("x/windows-event/file", "windows-event"),
        ("Nginx/Access/file", "nginx-access"),
        ("x/vpcflowlogs/file", "vpcflowlogs"),
        ("x/config-Config-Rules/file", "config-rules"),
    ] {
        let found = sources::recognise(key).map(|source| source.log_type);
        assert_eq!(found, Some(log_type), "{key}");
    }
    assert_eq!(sources::recognise("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/f.gz"), None);
}
