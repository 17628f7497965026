//! Logs of the brokers of Amazon MSK.
//!
//! Cluster and broker are in the key; a cluster's folder ends in its UUID and a number.
//!
//! Where a document differs from that of v2.10.4:
//! - Records in an envelope of CloudWatch Logs are read; they were lost.
//! - That number may have several digits, or a letter as those of serverless clusters.
//!
//! Logs: <https://docs.aws.amazon.com/msk/latest/developerguide/msk-logging.html>

use std::sync::LazyLock;

use contract::log_spec::FieldType::{Keyword, Long, Text};
use contract::log_spec::{
    EcsMapping, Extract, Extraction, Field, Format, LogSpec, Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;
use regex::Regex;

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::gather;

/// MSK's brokers.
pub(crate) const MSK: Definition = Definition::new(
    LogSpec::new(
        "msk",
        "log-aws-msk",
        sources::MSK.pattern,
        Format::multiline(r"\[20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}", PATTERN),
        TIMESTAMP,
    )
    .extracts(EXTRACTS)
    .ecs(ECS)
    .fields(FIELDS),
)
.refined_by(refine);

const PATTERN: &str =
    r"\[(?P<msk_timestamp>[0-9 :,-]+)\] (?P<msk_log_level>[^ ]+) (?P<msk_message>(?s:.*))";

const TIMESTAMP: Timestamp = Timestamp::of(Texts::one("msk_timestamp"), TIME_FORMATS);

const TIME_FORMATS: &[TimestampFormat] =
    &[TimestampFormat::pattern("%Y-%m-%d %H:%M:%S,%f"), TimestampFormat::Iso8601];

/// How far a group of consumers is behind.
const EXTRACTS: &[Extract] = &[Extract::new(
    "msk_message",
    Extraction::pattern(concat!(
        r"^(?P<msk_log_type>ConsumerLag) for groupId=(?P<msk_group_id>[\w.-]+) ",
        r"topic=(?P<msk_topic>[\w.-]+) : SumLag=(?P<msk_sum_lag>[0-9]+) ",
        r"MaxLag=(?P<msk_max_lag>[0-9]+) TimeLag=(?P<msk_time_lag>[0-9]+)",
    )),
)];

const ECS: &[EcsMapping] = &[ecs::LOG_LEVEL.from("msk_log_level")];

/// Cluster and broker of a key.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"/(?P<cluster>[\w-]+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\w{1,3}/",
        r".*/Broker-(?P<broker>[0-9]+)_",
    );
    Regex::new(pattern).ok()
});

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let key = document.text_at("@log_s3key").unwrap_or_default();
    if let Some(found) = PLACE.as_ref().and_then(|place| place.captures(key)) {
        let part = |name| found.name(name).map(|part| part.as_str().to_owned());
        let (cluster, broker) = (part("cluster"), part("broker"));
        document.insert("msk_cluster_name", cluster.unwrap_or_default());
        document.insert("msk_broker_id", broker.unwrap_or_default());
    }
    gather(document, "msk");
}

const FIELDS: &[Field] = &[
    Field::new("msk.broker_id", Keyword),
    Field::new("msk.cluster_name", Keyword),
    Field::new("msk.group_id", Keyword),
    Field::new("msk.log_level", Keyword),
    Field::new("msk.log_type", Keyword),
    Field::new("msk.max_lag", Long),
    Field::new("msk.message", Text),
    Field::new("msk.sum_lag", Long),
    Field::new("msk.time_lag", Long),
    Field::new("msk.timestamp", Keyword),
    Field::new("msk.topic", Keyword),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cluster_and_broker_are_those_of_the_key() {
        let id = "5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10";
        for end in ["5", "12", "s1"] {
            let mut document = Document::new();
            let key = format!("AWSLogs/x/KafkaBrokerLogs/us-east-1/my-shop-{id}-{end}/2026-11-24-06/Broker-13_06-05_5b17f696.log.gz");
            document.insert("@log_s3key", key);
            refine(&mut document, &mut Notes::default());
            assert_eq!(document.text_at("msk.cluster_name"), Some("my-shop"));
            assert_eq!(document.text_at("msk.broker_id"), Some("13"));
        }
    }
}
