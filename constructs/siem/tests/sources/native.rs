//! What AWS's own deliveries write: the prefix that the template gives, if any, and the
//! folders and file names that AWS adds to it.

use assertions::Template;
use contract::sources::example_time;
use serde_json::Value as Json;

use super::evaluate::{self, ACCOUNT, REGION};

/// The folder within a bucket that an ARN or a name leads to, with `/` at its end.
fn folder(template: &Template, destination: &Json) -> String {
    let text = evaluate::text(template, destination);
    let path = text.split_once('/').map_or("", |(_, path)| path.trim_end_matches('/'));
    if path.is_empty() { String::new() } else { format!("{path}/") }
}

/// A prefix of its own, with `/` at its end.
fn prefix(template: &Template, prefix: &Json) -> String {
    if prefix.is_null() { String::new() } else { format!("{}/", evaluate::text(template, prefix)) }
}

/// <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html>
pub(super) fn flow_log(template: &Template, log: &Json) -> Vec<String> {
    // A stream writes what goes through Firehose.
    if log["LogDestinationType"] == "kinesis-data-firehose" {
        return vec![];
    }
    assert_eq!(log["LogDestinationType"], "s3");
    let options = &log["DestinationOptions"];
    assert_eq!(options["HiveCompatiblePartitions"], false);
    let hour = if options["PerHourPartition"] == true { "06/" } else { "" };
    let extension = if options["FileFormat"] == "parquet" { "parquet" } else { "gz" };
    let file = format!(
        "{ACCOUNT}_vpcflowlogs_{REGION}_fl-0123456789abcdef0_20261124T0600Z_20dda009.log.{extension}"
    );
    let folder = folder(template, &log["LogDestination"]);
    vec![format!("{folder}AWSLogs/{ACCOUNT}/vpcflowlogs/{REGION}/2026/11/24/{hour}{file}")]
}

/// <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-choosing-target-resource.html>
pub(super) fn resolver(template: &Template, config: &Json) -> Vec<String> {
    let folder = folder(template, &config["DestinationArn"]);
    let vpc = "vpc-0123456789abcdef0";
    vec![format!(
        "{folder}AWSLogs/{ACCOUNT}/vpcdnsquerylogs/{vpc}/2026/11/24/\
         {vpc}_vpcdnsquerylogs_{ACCOUNT}_20261124T0600Z_71584702.log.gz"
    )]
}

/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html>
pub(super) fn trail(template: &Template, trail: &Json) -> Vec<String> {
    let prefix = prefix(template, &trail["S3KeyPrefix"]);
    let organization = if trail["IsOrganizationTrail"] == true { "o-exampleorgid/" } else { "" };
    let mut folders = vec!["CloudTrail"];
    if !trail["InsightSelectors"].is_null() {
        folders.push("CloudTrail-Insight");
    }
    let key = |folder: &str| {
        format!(
            "{prefix}AWSLogs/{organization}{ACCOUNT}/{folder}/{REGION}/2026/11/24/\
             {ACCOUNT}_{folder}_{REGION}_20261124T0605Z_Mu0KsOhtH1ar15ZZ.json.gz"
        )
    };
    folders.into_iter().map(key).collect()
}

/// <https://docs.aws.amazon.com/config/latest/developerguide/manage-delivery-channel.html>
pub(super) fn config(template: &Template, channel: &Json) -> Vec<String> {
    let prefix = prefix(template, &channel["S3KeyPrefix"]);
    let folder = format!("{prefix}AWSLogs/{ACCOUNT}/Config/{REGION}/2026/11/24");
    let mut keys = vec![format!(
        "{folder}/ConfigHistory/{ACCOUNT}_Config_{REGION}_ConfigHistory_AWS::EC2::Instance_\
         20261124T051500Z_20261124T060000Z_1.json.gz"
    )];
    if !channel["ConfigSnapshotDeliveryProperties"].is_null() {
        keys.push(format!(
            "{folder}/ConfigSnapshot/{ACCOUNT}_Config_{REGION}_ConfigSnapshot_20261124T060000Z_\
             5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.json.gz"
        ));
    }
    keys
}

/// <https://docs.aws.amazon.com/network-firewall/latest/developerguide/logging-s3.html>
pub(super) fn network_firewall(template: &Template, logging: &Json) -> Vec<String> {
    let configs = logging["LoggingConfiguration"]["LogDestinationConfigs"].as_array().unwrap();
    let key = |config: &Json| {
        assert_eq!(config["LogDestinationType"], "S3");
        let prefix = prefix(template, &config["LogDestination"]["prefix"]);
        let kind = config["LogType"].as_str().unwrap().to_lowercase();
        format!(
            "{prefix}AWSLogs/{ACCOUNT}/network-firewall/{kind}/{REGION}/edge/2026/11/24/06/\
             {ACCOUNT}_network-firewall_{kind}_{REGION}_edge_202611240605_e5c84094.log.gz"
        )
    };
    configs.iter().map(key).collect()
}

/// <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html>
pub(super) fn guardduty(template: &Template, export: &Json) -> Vec<String> {
    let folder = folder(template, &export["DestinationProperties"]["DestinationArn"]);
    vec![format!(
        "{folder}AWSLogs/{ACCOUNT}/GuardDuty/{REGION}/2026/11/24/\
         5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10.jsonl.gz"
    )]
}

/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>
pub(super) fn cloudfront(template: &Template, delivery: &Json) -> Vec<String> {
    assert_eq!(delivery["S3EnableHiveCompatiblePath"], false);
    let destination = delivery["DeliveryDestinationArn"]["Fn::GetAtt"][0].as_str().unwrap();
    let destination = &template.section("Resources")[destination]["Properties"];
    let folder = folder(template, &destination["DestinationResourceArn"]);
    let distribution = "E2QWRUHEXAMPLE";
    let suffix = evaluate::text(template, &delivery["S3SuffixPath"]);
    let suffix = example_time(&suffix.replace("{DistributionId}", distribution));
    let suffix = suffix.replace(['{', '}'], "");
    let extension = if destination["OutputFormat"] == "parquet" { "parquet" } else { "gz" };
    vec![format!(
        "{folder}AWSLogs/{ACCOUNT}/CloudFront/{suffix}/{distribution}.2026-11-24-06.a5fcfc8d.{extension}"
    )]
}
