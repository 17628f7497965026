//! Server access logs of S3.
//!
//! Where a document differs from that of v2.10.4:
//! - A line that its expression does not match is not lost: quotes or spaces in the URI.
//! - `aclRequired` and `SourceRegion` are read, and what AWS adds behind them does no harm.
//! - `cloud.region`, where the key names none, is that of the endpoint in every region.
//! - Sizes and times are 64 bits: a large object does not fit into 32.
//!
//! Fields: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>

use std::borrow::Cow;

use contract::log_spec::FieldType::{self, DateAsWritten, Ip, Keyword, Long, Short};
use contract::log_spec::{
    Columns, EcsMapping, Enrichment, Field, Format, IndexSettings, LogSpec, Quoting, StaticField,
    Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::base::UNKNOWN;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;

/// Server access logs of S3.
pub(crate) const S3_ACCESS_LOGS: Definition = Definition::new(
    LogSpec::new(
        "s3accesslog",
        "log-aws-s3accesslog",
        sources::S3_ACCESS_LOGS.pattern,
        Format::Columns(Columns::new(NAMES).quoting(Quoting::LenientAndBrackets)),
        Timestamp::of(Texts::one("RequestDateTime"), TIMES),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]).user_agent())
    .fields(FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.adapted_by(split_request)
.refined_by(refine);

const TIMES: &[TimestampFormat] = &[TimestampFormat::pattern("%d/%b/%Y:%H:%M:%S %z")];

/// Where the request stands in a line.
const OPERATION: &str = "RequestURI_operation";

const NAMES: &[&str] = &[
    "BucketOwner",
    "Bucket",
    "RequestDateTime",
    "RemoteIP",
    "Requester",
    "RequestID",
    "Operation",
    "Key",
    OPERATION,
    "HTTPstatus",
    "ErrorCode",
    "BytesSent",
    "ObjectSize",
    "TotalTime",
    "TurnAroundTime",
    "Referrer",
    "UserAgent",
    "VersionId",
    "HostId",
    "SigV",
    "CipherSuite",
    "AuthType",
    "EndPoint",
    "TLSVersion",
    "S3AccessPointARN",
    "aclRequired",
    "SourceRegion",
];

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_ADDRESS.from("EndPoint"),
    ecs::DESTINATION_DOMAIN.from("EndPoint"),
    ecs::HTTP_REQUEST_METHOD.from(OPERATION),
    ecs::HTTP_REQUEST_REFERRER.from("Referrer"),
    ecs::HTTP_RESPONSE_BYTES.from("BytesSent"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("HTTPstatus"),
    ecs::RELATED_IP.from_all(&["RemoteIP"]),
    ecs::SOURCE_ADDRESS.from("RemoteIP"),
    ecs::SOURCE_IP.from("RemoteIP"),
    ecs::URL_DOMAIN.from("EndPoint"),
    ecs::URL_ORIGINAL.from("RequestURI_key"),
    ecs::USER_AGENT_ORIGINAL.from("UserAgent"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["web"])];

/// `GET /bucket/key?versions HTTP/1.1` to three fields. A URI may hold spaces.
fn split_request<'a>(document: &mut Document<'a>, _: &'a str) {
    let Some(Value::Text(request)) = document.get(OPERATION) else { return };
    let text = request.clone();
    let Some((operation, rest)) = text.trim_end().split_once(' ') else { return };
    let uri = match rest.rsplit_once(' ') {
        Some((uri, protocol)) if protocol.starts_with("HTTP/") || protocol == "-" => {
            document.insert("RequestURI_httpProtoversion", part_of(&text, protocol));
            uri
        }
        _ => rest,
    };
    document.insert(OPERATION, part_of(&text, operation));
    document.insert("RequestURI_key", part_of(&text, uri));
}

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    // arn:aws:sts::111122223333:assumed-role/role/session
    if let Some(Value::Text(requester)) = document.get("Requester") {
        let text = requester.clone();
        if !matches!(text.as_ref(), "" | "-") {
            let name = text.rsplit('/').next().unwrap_or_default();
            document.set(ecs::USER_NAME, part_of(&text, name));
        }
    }
    if document.text_at(ecs::CLOUD_REGION.path) == Some(UNKNOWN) {
        let region = document.text_at("EndPoint").and_then(region_of).map(str::to_owned);
        if let Some(region) = region {
            document.set(ecs::CLOUD_REGION, Value::Text(Cow::Owned(region)));
        }
    }
}

/// The region in the name of an endpoint: `bucket.s3.eu-central-1.amazonaws.com`,
/// `s3-us-west-2.amazonaws.com`, `s3.dualstack.ap-east-1.amazonaws.com`.
fn region_of(endpoint: &str) -> Option<&str> {
    let (host, _) = endpoint.rsplit_once(".amazonaws.com")?;
    let last = host.rsplit('.').next()?;
    let region = last
        .strip_prefix("s3-website-")
        .or_else(|| last.strip_prefix("s3-"))
        .unwrap_or(last);
    // Two dashes at least and a number at the end: us-east-1, us-gov-west-1.
    let numbered = region.rsplit('-').next().is_some_and(|n| n.parse::<u8>().is_ok());
    (numbered && region.matches('-').count() >= 2).then_some(region)
}

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

const FIELDS: &[Field] = &[
    f("AuthType", Keyword),
    f("Bucket", Keyword),
    f("BucketOwner", Keyword),
    f("BytesSent", Long),
    f("CipherSuite", Keyword),
    f("EndPoint", Keyword),
    f("ErrorCode", Keyword),
    f("HTTPstatus", Short),
    f("HostId", Keyword),
    f("Key", Keyword),
    f("ObjectSize", Long),
    f("Operation", Keyword),
    f("Referrer", Keyword),
    f("RemoteIP", Ip),
    f("RequestDateTime", DateAsWritten),
    f("RequestID", Keyword),
    f("RequestURI_httpProtoversion", Keyword),
    f("RequestURI_key", Keyword),
    f(OPERATION, Keyword),
    f("Requester", Keyword),
    f("S3AccessPointARN", Keyword),
    f("SigV", Keyword),
    f("SourceRegion", Keyword),
    f("TLSVersion", Keyword),
    f("TotalTime", Long),
    f("TurnAroundTime", Long),
    f("UserAgent", Keyword),
    f("VersionId", Keyword),
    f("aclRequired", Keyword),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_names_its_region() {
        for (endpoint, region) in [
            ("bucket.s3.eu-central-1.amazonaws.com", Some("eu-central-1")),
            ("s3-us-west-2.amazonaws.com", Some("us-west-2")),
            ("bucket.s3-website-us-gov-west-1.amazonaws.com", Some("us-gov-west-1")),
            ("s3.dualstack.il-central-1.amazonaws.com", Some("il-central-1")),
            ("s3.cn-north-1.amazonaws.com.cn", Some("cn-north-1")),
            ("bucket.s3.amazonaws.com", None),
            ("www.example.com", None),
        ] {
            assert_eq!(region_of(endpoint), region, "{endpoint}");
        }
    }
}
