//! What is wrong with a source's options, or where it cannot be, is an error that says why.

use siem::Siem;
use siem::sources::{ALL, Destination, LogSource, SourceStack, Sources, WafFirehose};
use template::Stack;

/// The problems of a stack for a region with these sources.
fn problems(region: &str, sources: &str) -> String {
    let mut stack = SourceStack::new(
        "sources".parse().unwrap(),
        serde_yaml::from_str::<Sources>(sources).unwrap(),
    );
    stack.region = Some(region.parse().unwrap());
    let mut template = Stack::new("sources");
    template.add(stack);
    match template.synthesise() {
        Ok(_) => panic!("nothing is wrong in {region} with {sources}"),
        Err(problems) => problems.to_string(),
    }
}

#[track_caller]
fn assert_says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn a_source_that_a_region_does_not_have_is_refused_and_says_why() {
    let text = problems("cn-north-1", "cloudfront_realtime: {distribution: E2QWRUHEXAMPLE}");
    assert_says(&text, &["sources.cloudfront_realtime", "`cn-north-1`", "leave the source out"]);
}

#[test]
fn a_source_is_possible_wherever_the_region_is_not_known() {
    let mut stack = Stack::new("aes-siem");
    let mut siem = Siem::default();
    siem.sources =
        serde_yaml::from_str("cloudfront_realtime: {distribution: E2QWRUHEXAMPLE}").unwrap();
    stack.add(siem);
    assert!(stack.synthesise().is_ok());
}

#[test]
fn the_region_of_the_main_stack_counts_too() {
    let mut stack = Stack::new("aes-siem");
    let mut siem = Siem::default();
    siem.region = Some("us-gov-west-1".parse().unwrap());
    siem.sources =
        serde_yaml::from_str("cloudfront_realtime: {distribution: E2QWRUHEXAMPLE}").unwrap();
    stack.add(siem);
    let text = stack.synthesise().unwrap_err().to_string();
    assert_says(&text, &["`us-gov-west-1`", "the partition aws"]);
}

#[test]
fn a_web_acl_of_another_region_is_refused() {
    let acl = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/cdn/0a1b";
    let text = problems("eu-central-1", &format!("waf_firehose: {{web_acls: ['{acl}']}}"));
    assert_says(&text, &[acl, "`eu-central-1`", "a stack for that region"]);
}

#[test]
fn a_stream_name_that_holds_the_mark_of_another_log_is_refused() {
    let text =
        problems("eu-central-1", "client_vpn: {log_groups: [/vpn], stream_name: aws-waf-logs-vpn}");
    assert_says(&text, &["`aws-waf-logs-vpn`", "AWS WAF", "choose another name"]);
}

#[test]
fn a_stream_whose_name_aws_dictates_keeps_to_it() {
    let text = problems("eu-central-1", "fsx_windows: {stream_name: fsx}");
    assert_says(&text, &["`fsx`", "`aws-fsx-`"]);
}

#[test]
fn a_source_without_anything_to_send_is_refused() {
    for source in ["client_vpn:", "linux:", "rds_mysql: {id: tokyo}", "vpc_flow_logs_firehose:"] {
        assert_says(&problems("eu-central-1", source), &["leave the source out"]);
    }
}

#[test]
fn logs_of_the_siem_itself_are_refused_as_each_load_would_make_more() {
    for group in ["/aes-siem/es-loader", "/aws/lambda/aes-siem-es-loader"] {
        let text = problems("eu-central-1", &format!("lambda_logs: {{log_groups: [{group}]}}"));
        assert_says(&text, &[group, "without end"]);
    }
}

#[test]
fn several_of_a_kind_need_an_id_each() {
    let text = problems("eu-central-1", "client_vpn: [{log_groups: [/a]}, {log_groups: [/b]}]");
    assert_says(&text, &["1 problem", "sources.client_vpn", "give one of them an `id`"]);
    let mut stack = Stack::new("sources");
    let sources = "client_vpn: [{log_groups: [/a]}, {id: lab, log_groups: [/b]}]";
    let sources = serde_yaml::from_str(sources).unwrap();
    stack.add(SourceStack::new("sources".parse().unwrap(), sources));
    let yaml = stack.synthesise().unwrap().template.to_yaml();
    assert_says(&yaml, &["aes-siem-clientvpn-lab", "ClientVpnLabStream:"]);
}

#[test]
fn a_bare_key_is_a_source_with_its_defaults() {
    let sources: Sources = serde_yaml::from_str("security_hub:\ninspector: {}\n").unwrap();
    assert_eq!(sources.security_hub.iter().count(), 1);
    assert_eq!(sources.inspector.iter().count(), 1);
    assert_eq!(sources.config_rules.iter().count(), 0);
}

#[test]
fn a_source_is_added_in_code() {
    let mut stack = Stack::new("waf");
    let destination = Destination::asked(&mut stack).from_region("us-east-1".parse().unwrap());
    let stream = stack.add(WafFirehose::default().to(&destination));
    assert!(stack.contains(&stream));
    assert!(stack.synthesise().unwrap().template.to_yaml().contains("aws-waf-logs-siem"));
}

/// Names, roles and log groups are an account's: two stacks of one account must not differ by
/// chance only.
#[test]
fn no_two_sources_have_a_stream_of_one_name() {
    let mut seen = std::collections::BTreeSet::new();
    for entry in ALL {
        let template = assertions::Template::of(super::of_its_own(entry));
        for (_, stream) in template.resources_of("AWS::KinesisFirehose::DeliveryStream") {
            let name = stream["Properties"]["DeliveryStreamName"].as_str().unwrap().to_owned();
            assert!(seen.insert(name.clone()), "{}: `{name}` is another's too", entry.name);
        }
    }
}
