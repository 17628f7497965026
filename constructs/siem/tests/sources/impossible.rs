//! A source that AWS cannot deliver says why when the stack is synthesised; and what is
//! given as a reference in code works as well as text in a file.

use assertions::Template;
use serde_json::json;
use siem::sources::{
    CloudFrontStandard, CloudTrail, Config, Destination, Field, LogSource, LogsGoTo, Recorder,
    SourceStack, Sources, TrailOf, VpcFlowLogs, VpcId,
};
use template::{Resource, Stack};

use super::evaluate;

/// What is wrong with a stack of a region, for a log bucket of another account.
fn problems(region: &str, sources: &str) -> String {
    let sources: Sources = serde_yaml::from_str(sources).unwrap();
    let mut stack = SourceStack::new("sources".parse().unwrap(), sources);
    stack.region = Some(region.parse().unwrap());
    stack.log_account = Some("444455556666".parse().unwrap());
    let mut around = Stack::new("sources");
    around.add(stack);
    around.synthesise().unwrap_err().to_string()
}

fn assert_says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "no `{word}` in: {text}");
    }
}

#[test]
fn cloudfront_is_switched_on_in_one_region_only() {
    let text = problems("eu-west-1", "cloudfront_standard: {distributions: [E2QWRUHEXAMPLE]}");
    assert_says(&text, &["`eu-west-1`", "us-east-1 only", "a stack of its own there"]);
}

#[test]
fn cloudfront_delivers_within_an_account_and_says_the_way_out() {
    let text = problems("us-east-1", "cloudfront_standard: {distributions: [E2QWRUHEXAMPLE]}");
    assert_says(&text, &["444455556666", "`bucket: own_bucket`"]);
}

#[test]
fn cloudfront_writes_legacy_logs_to_no_bucket_of_some_regions_and_none_of_a_government() {
    let text = problems("eu-south-1", "cloudfront_legacy_bucket:");
    assert_says(&text, &["eu-south-1", "CloudFront does not write", "such as us-east-1"]);
    let text = problems("us-gov-west-1", "cloudfront_legacy_bucket:");
    assert_says(&text, &["`us-gov-west-1`", "aws or aws-cn"]);
}

#[test]
fn a_source_of_things_that_names_none_is_refused() {
    for source in [
        "vpc_flow_logs:",
        "transit_gateway_flow_logs:",
        "route53_resolver:",
        "network_firewall:",
        "cloudfront_standard:",
    ] {
        assert_says(&problems("us-east-1", source), &["it names no", "leave the source out"]);
    }
}

#[test]
fn a_list_that_aws_would_refuse_is_refused_before() {
    let firewall = "firewalls: ['arn:aws:network-firewall:us-east-1:111122223333:firewall/edge']";
    let text =
        problems("us-east-1", &format!("network_firewall: {{{firewall}, logs: [tls, tls]}}"));
    assert_says(&text, &["name a kind twice", "alert, flow and tls"]);

    let text = problems("us-east-1", "vpc_flow_logs: {vpcs: [vpc-01234567], fields: []}");
    assert_says(&text, &["`fields` is empty"]);

    let text = problems("us-east-1", "waf_bucket: {filter: {filters: [], otherwise: keep}}");
    assert_says(&text, &["at least one filter"]);

    let vpcs: Vec<_> = (0..101).map(|n| format!("vpc-{n:08x}")).collect();
    let text = problems("us-east-1", &format!("route53_resolver: {{vpcs: [{}]}}", vpcs.join(", ")));
    assert_says(&text, &["names 101 VPCs", "up to 100"]);
}

#[test]
fn config_is_there_once_a_region() {
    assert_says(&problems("us-east-1", "config: [{}, {}]"), &["sources.config", "is there once"]);
}

#[test]
fn a_recorder_that_is_there_already_is_left_as_it_is() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack);
    stack.add(Config { recorder: Recorder::Existing, ..Config::default() }.to(&destination));
    let template = Template::of(stack);
    assert_eq!(template.resources_of("AWS::Config::DeliveryChannel").count(), 1);
    assert_eq!(template.resources_of("AWS::Config::ConfigurationRecorder").count(), 0);
}

/// Config gives each object to the bucket's owner by an access control list.
#[test]
fn a_recorder_may_write_objects_with_their_access_control_lists() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack);
    stack.add(Config::default().to(&destination));
    let template = Template::of(stack);
    let policy = &template.section("Resources")["ConfigRoleDefaultPolicy"]["Properties"];
    let statements = policy["PolicyDocument"]["Statement"].as_array().unwrap();
    let write = json!(["s3:PutObject", "s3:PutObjectAcl"]);
    assert!(statements.iter().any(|statement| statement["Action"] == write), "{statements:#?}");
}

#[test]
fn a_vpc_of_the_same_program_is_a_reference() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack);
    let vpc =
        stack.add(Resource::new("Network", resources::ec2::VPC::new().cidr_block("10.0.0.0/16")));
    let vpc = VpcId::from(template::Value::<String>::from(vpc.reference()));
    let mut logs = VpcFlowLogs::of_vpcs([vpc]);
    logs.fields = Some(Field::all());
    stack.add(logs.to(&destination));
    let template = Template::of(stack);
    let log = &template.section("Resources")["VpcFlowLogsNetwork"]["Properties"];
    assert_eq!(log["ResourceId"], json!({"Ref": "Network"}));
    let format = log["LogFormat"].as_str().unwrap();
    assert!(format.starts_with("${version} ${account-id} "), "{format}");
    assert!(format.contains("${ecs-task-id}"), "{format}");
}

#[test]
fn logs_of_cloudfront_for_another_account_go_through_a_bucket_of_their_own() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack)
        .in_account("444455556666".parse().unwrap())
        .from_region("us-east-1".parse().unwrap());
    let mut logs = CloudFrontStandard::of(["E2QWRUHEXAMPLE".parse().unwrap()]);
    logs.bucket = LogsGoTo::OwnBucket;
    stack.add(logs.to(&destination));
    let template = Template::of(stack);
    let to = &template.section("Resources")["CloudfrontStandardDestination"]["Properties"];
    let own = json!({"Fn::GetAtt": ["CloudfrontStandardBucket", "Arn"]});
    assert_eq!(to["DestinationResourceArn"], own);
    let bucket = &template.section("Resources")["CloudfrontStandardBucket"]["Properties"];
    assert!(!bucket["ReplicationConfiguration"].is_null());
}

/// Each file that S3 gets of a trail would be an event, and bring forth another file.
#[test]
fn a_trail_leaves_out_what_is_written_into_the_log_bucket() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack);
    let trail = CloudTrail {
        of: TrailOf::Organization,
        data_events: vec!["AWS::S3::Object".parse().unwrap()],
        ..CloudTrail::default()
    };
    stack.add(trail.to(&destination));
    let template = Template::of(stack);
    let trail = &template.section("Resources")["CloudtrailTrail"]["Properties"];
    assert_eq!(trail["IsOrganizationTrail"], true);
    assert_eq!(trail["EnableLogFileValidation"], true);
    let fields = trail["AdvancedEventSelectors"][1]["FieldSelectors"].as_array().unwrap();
    let arn = fields.iter().find(|field| field["Field"] == "resources.ARN").unwrap();
    let left_out = evaluate::text(&template, &arn["NotStartsWith"][0]);
    assert_eq!(left_out, "arn:aws:s3:::aes-siem-111122223333-log/");
}

/// AWS asks the bucket's policy when logs are switched on.
#[test]
fn beside_the_siem_a_source_waits_until_the_log_bucket_lets_aws_write() {
    let mut stack = Stack::new("aes-siem");
    let mut siem = siem::Siem::default();
    siem.sources = serde_yaml::from_str(
        "vpc_flow_logs: {vpcs: [vpc-01234567]}\ncloudtrail:\nconfig:\nguardduty:\n\
         route53_resolver: {vpcs: [vpc-01234567]}\n",
    )
    .unwrap();
    stack.add(siem);
    let template = Template::of(stack);
    for (kind, property) in [
        ("AWS::EC2::FlowLog", "LogDestination"),
        ("AWS::CloudTrail::Trail", "S3BucketName"),
        ("AWS::Config::DeliveryChannel", "S3BucketName"),
        ("AWS::GuardDuty::PublishingDestination", "DestinationProperties"),
        ("AWS::Route53Resolver::ResolverQueryLoggingConfig", "DestinationArn"),
    ] {
        let (id, log) = template.resources_of(kind).next().unwrap();
        assert!(!log["Properties"][property].is_null(), "{id}");
        let policy = json!("S3BucketForLogPolicy546D5712");
        assert!(log["DependsOn"].as_array().unwrap().contains(&policy), "{id}");
    }
}
