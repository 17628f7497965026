//! Logs of CloudFront and S3.

use super::{Prefix, Source};

/// Amazon CloudFront real-time logs, from Kinesis Data Streams through Firehose. `{name}` is
/// the distribution's id, which no record holds.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html>
pub const CLOUDFRONT_REALTIME: Source = Source {
    log_type: "cloudfront-realtime",
    name: "Amazon CloudFront real-time logs",
    marks: &["/realtime/"],
    pattern: "CloudFront/.*/realtime/",
    prefix: Some(Prefix::new(
        "AWSLogs/{account}/CloudFront/global/{name}/realtime/{yyyy/MM/dd/HH}/",
    )),
    stream: None,
    examples: &[firehose!(
        "AWSLogs/111122223333/CloudFront/global/E2QWRUHEXAMPLE/realtime/",
        "siem-cloudfront"
    )],
};

/// Amazon CloudFront standard logs (v2), below the prefix that CloudFront adds itself and
/// folders for the distribution and the time, if any. `{name}` is the distribution's id;
/// after `CloudFront/` the prefix is a suffix path, there `{DistributionId}`.
///
/// Compared before [`CLOUDFRONT_STANDARD`], which has the same file names: below folders of
/// other names a compressed file counts as such a one.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html>
pub const CLOUDFRONT_STANDARD_V2: Source = Source {
    log_type: "cloudfront-standard-v2",
    name: "Amazon CloudFront standard logs (v2)",
    marks: &["/CloudFront/"],
    pattern: concat!(
        "AWSLogs/(aws-account-id=)?[0-9]{12}/CloudFront/",
        "(([Dd]istribution[Ii]d=)?[0-9A-Z]{12,14}/|((year|month|day|hour)=)?[0-9]{2,4}/)*",
        r"[0-9A-Z]{12,14}\.20[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}\.[0-9a-z]{8}\.[a-z.]+$",
    ),
    prefix: Some(Prefix::new("AWSLogs/{account}/CloudFront/{name}/{yyyy}/{MM}/{dd}/{HH}/")),
    stream: None,
    examples: &[
        "AWSLogs/111122223333/CloudFront/E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz",
        "AWSLogs/111122223333/CloudFront/E2QWRUHEXAMPLE/2026/11/24/06/\
         E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz",
        "AWSLogs/aws-account-id=111122223333/CloudFront/DistributionId=E2QWRUHEXAMPLE/year=2026/month=11/day=24/hour=06/\
         E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.parquet",
    ],
};

/// Amazon CloudFront standard logs (legacy), known by the file's name whatever the prefix.
/// `{name}` is the distribution's id.
///
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html>
pub const CLOUDFRONT_STANDARD: Source = Source {
    log_type: "cloudfront-standard",
    name: "Amazon CloudFront standard logs (legacy)",
    marks: &["/standard/"],
    pattern: r"(^|/)[0-9A-Z]{12,14}\.20[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}.[0-9a-z]{8}\.gz$",
    prefix: Some(Prefix::new("AWSLogs/{account}/CloudFront/global/{name}/standard/")),
    stream: None,
    examples: &[
        "E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz",
        "AWSLogs/111122223333/CloudFront/global/E2QWRUHEXAMPLE/standard/\
         E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz",
    ],
};

/// Amazon S3 server access logs, known by the file's name whatever the prefix, partitioned
/// or not. `{name}` is the bucket's.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html>
pub const S3_ACCESS_LOGS: Source = Source {
    log_type: "s3accesslog",
    name: "Amazon S3 server access logs",
    marks: &["/s3accesslog/"],
    pattern: "20[0-9]{2}-[01][0-9]-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9A-Z]{16}$",
    prefix: Some(Prefix::new("AWSLogs/{account}/s3accesslog/{region}/{name}/")),
    stream: None,
    examples: &[
        "2026-11-24-06-05-17-79A59DF900B949E5",
        "AWSLogs/111122223333/s3accesslog/us-east-1/web/2026-11-24-06-05-17-79A59DF900B949E5",
        "AWSLogs/111122223333/s3accesslog/us-east-1/web/111122223333/us-east-1/web/2026/11/24/\
         2026-11-24-00-00-00-79A59DF900B949E5",
    ],
};
