//! The keys that a template's resources write, as AWS puts them together from what the
//! template says.
//!
//! A function for each type of resource that delivers logs; [`keys`] asks all of them.

use assertions::Template;
use contract::sources::{FIREHOSE_ERROR_FOLDERS, example_time, firehose_key};
use serde_json::Value as Json;

use super::{buckets, evaluate, native};

/// What a resource of a type writes, from its properties.
type Written = fn(&Template, &Json) -> Vec<String>;

/// Types of resources that deliver logs.
const WRITERS: &[(&str, Written)] = &[
    ("AWS::KinesisFirehose::DeliveryStream", |template, stream| vec![firehose(template, stream)]),
    ("AWS::Lambda::Function", exporter),
    ("AWS::EC2::FlowLog", native::flow_log),
    ("AWS::Route53Resolver::ResolverQueryLoggingConfig", native::resolver),
    ("AWS::CloudTrail::Trail", native::trail),
    ("AWS::Config::DeliveryChannel", native::config),
    ("AWS::NetworkFirewall::LoggingConfiguration", native::network_firewall),
    ("AWS::GuardDuty::PublishingDestination", native::guardduty),
    ("AWS::Logs::Delivery", native::cloudfront),
    ("AWS::S3::Bucket", buckets::bucket),
];

/// Every key that the template's resources write, each with the resource's logical id.
pub(super) fn keys(template: &Template) -> Vec<(String, String)> {
    let written = WRITERS.iter().flat_map(|(kind, written)| {
        template.resources_of(kind).flat_map(|(id, resource)| {
            let keys = written(template, &resource["Properties"]);
            keys.into_iter().map(|key| (id.to_owned(), key)).collect::<Vec<_>>()
        })
    });
    written.collect()
}

/// What an exporter may write; of the folders after that it fills in region and day itself.
fn exporter(template: &Template, function: &Json) -> Vec<String> {
    let handler = function["Handler"].as_str().unwrap();
    if !handler.ends_with("-exporter") || handler == "index-metrics-exporter" {
        return vec![];
    }
    let role = evaluate::text(template, &function["Role"]);
    let policies = template.resources_of("AWS::IAM::Policy").filter(|(_, policy)| {
        let roles = policy["Properties"]["Roles"].as_array().unwrap();
        roles.iter().any(|one| evaluate::text(template, one) == role)
    });
    let statements = policies.flat_map(|(_, policy)| {
        policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap().iter()
    });
    let writes = statements.filter(|statement| statement["Action"] == "s3:PutObject");
    writes
        .map(|statement| {
            let objects = evaluate::text(template, &statement["Resource"]);
            let (_, prefix) = objects.split_once('/').unwrap();
            let prefix = prefix.strip_suffix('*').unwrap();
            format!("{prefix}{}/{}/{handler}.json.gz", evaluate::REGION, example_time("yyyy/MM/dd"))
        })
        .collect()
}

fn firehose(template: &Template, stream: &Json) -> String {
    let prefix = &stream["ExtendedS3DestinationConfiguration"]["Prefix"];
    firehose_key_of(template, stream, prefix)
}

fn firehose_key_of(template: &Template, stream: &Json, prefix: &Json) -> String {
    let name = evaluate::text(template, &stream["DeliveryStreamName"]);
    let prefix = evaluate::text(template, prefix);
    firehose_key(&prefix, &name).unwrap_or_else(|| panic!("{name}: no key of `{prefix}`"))
}

/// The keys of what a template's streams could not deliver.
pub(super) fn error_keys(template: &Template) -> Vec<String> {
    let streams = template.resources_of("AWS::KinesisFirehose::DeliveryStream");
    let keys = streams.flat_map(|(_, resource)| {
        let stream = &resource["Properties"];
        let prefix = &stream["ExtendedS3DestinationConfiguration"]["ErrorOutputPrefix"];
        let prefix = evaluate::text(template, prefix);
        FIREHOSE_ERROR_FOLDERS.iter().map(move |folder| {
            let prefix = prefix.replace("!{firehose:error-output-type}", folder);
            firehose_key_of(template, stream, &prefix.into())
        })
    });
    keys.collect()
}
