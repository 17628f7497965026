//! The keys that a template's resources write, as AWS puts them together from what the
//! template says.
//!
//! A function for each type of resource that delivers logs; [`keys`] asks all of them.

use assertions::Template;
use contract::sources::{FIREHOSE_ERROR_FOLDERS, firehose_key};
use serde_json::Value as Json;

use super::{buckets, evaluate, native};

/// Types of resources that deliver logs, and what they write.
#[expect(clippy::type_complexity, reason = "read once, here")]
const WRITERS: &[(&str, fn(&Template, &Json) -> Vec<String>)] = &[
    ("AWS::KinesisFirehose::DeliveryStream", |template, stream| vec![firehose(template, stream)]),
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
