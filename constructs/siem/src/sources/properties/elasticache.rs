//! Amazon ElastiCache for Redis and Valkey: slow logs of a replication group, as JSON to a
//! Firehose stream.
//!
//! <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html>

use contract::sources::{ELASTICACHE_REDIS_SLOW_LOG, Source};
use resources::elasticache::replication_group::{
    DestinationDetails, KinesisFirehoseDestinationDetails, LogDeliveryConfigurationRequest,
};
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

const FIREHOSE: &str = "kinesis-firehose";
const SLOW_LOG: &str = "slow-log";
/// The only format that the loader reads.
const JSON: &str = "json";

const MODIFY: &str = "elasticache modify-replication-group";
const GROUP: &str = "replication-group-id";

/// Slow logs of a replication group.
#[derive(Debug, Clone, PartialEq)]
pub struct RedisSlowLogs {
    stream: Value<String>,
    group: Option<String>,
}

impl RedisSlowLogs {
    /// To the stream of this name, which writes under the prefix of these logs.
    pub fn into_stream(stream: impl Into<Value<String>>) -> Self {
        Self { stream: stream.into(), group: None }
    }

    /// The id of the replication group, for the command line.
    #[must_use]
    pub fn of(mut self, replication_group: &str) -> Self {
        self.group = Some(replication_group.to_owned());
        self
    }

    /// What becomes `LogDeliveryConfigurations`.
    pub fn property(&self) -> Vec<LogDeliveryConfigurationRequest> {
        let stream = KinesisFirehoseDestinationDetails::new(self.stream.clone());
        let details = DestinationDetails::new().kinesis_firehose_details(stream);
        vec![LogDeliveryConfigurationRequest::new(details, FIREHOSE, JSON, SLOW_LOG)]
    }

    /// The line for a group whose id is in a variable of the shell.
    pub(in super::super) fn cli_for_any(&self, variable: &str) -> String {
        self.complete(Command::aws(MODIFY).variable(GROUP, variable))
    }

    fn complete(&self, command: Command) -> String {
        let stream = json!({"KinesisFirehoseDetails": {"DeliveryStream": spelled(&self.stream)}});
        let delivery = json!([{
            "LogType": SLOW_LOG,
            "DestinationType": FIREHOSE,
            "DestinationDetails": stream,
            "LogFormat": JSON,
            "Enabled": true,
        }]);
        command.json("log-delivery-configurations", &delivery).flag("apply-immediately").line()
    }
}

impl Setting for RedisSlowLogs {
    const NAME: &'static str = "redis";
    const LOGS: &'static [&'static Source] = &[&ELASTICACHE_REDIS_SLOW_LOG];

    fn example() -> Self {
        Self::into_stream("aes-siem-elasticache-redis-slowlog").of("sessions")
    }

    fn cli(&self) -> String {
        let group = name_or(self.group.as_deref(), "<replication-group-id>");
        self.complete(Command::aws(MODIFY).option(GROUP, group))
    }
}
