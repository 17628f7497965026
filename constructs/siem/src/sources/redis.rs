//! Amazon ElastiCache for Redis and Valkey: commands that took long.
//!
//! The replication group names the stream that it writes to, in JSON. ElastiCache writes with
//! the role of log delivery, which finds the stream by a tag.

use contract::sources::{ELASTICACHE_REDIS_SLOW_LOG, Source};
use library::firehose::DeliveryStreamHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, Value};

use super::destination::Destination;
use super::id::Id;
use super::properties::RedisSlowLogs;
use super::source::{Form, LogSource};
use super::stream::{Buffering, FOR_LOG_DELIVERY, Filling, StreamName, stream};

/// Slow logs of Amazon ElastiCache for Redis and Valkey.
///
/// Makes the stream; the replication group is the user's own. In code,
/// [`RedisSlowLogs::property`] is what its `LogDeliveryConfigurations` becomes.
///
/// <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html>
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Redis {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The stream's name; `aes-siem-elasticache-redis-slowlog`, with the id, if not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

impl Redis {
    fn name(&self) -> StreamName {
        let named = || StreamName::of(&ELASTICACHE_REDIS_SLOW_LOG, self.id.as_ref());
        self.stream_name.clone().unwrap_or_else(named)
    }
}

impl LogSource for Redis {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "redis";
    const LOGS: &'static [&'static Source] = &[&ELASTICACHE_REDIS_SLOW_LOG];
    const FORM: Form = Form::Property;
    const EXAMPLE: &'static str = "";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        self.stream_name.as_ref().and_then(|name| name.refusal(&ELASTICACHE_REDIS_SLOW_LOG))
    }

    fn command_line(&self, _: &Destination) -> Option<Value<String>> {
        let logs = RedisSlowLogs::into_stream(self.name().as_str());
        Some(logs.cli_for_any("REPLICATION_GROUP").into())
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let (log, name, filling) = (&ELASTICACHE_REDIS_SLOW_LOG, self.name(), Filling::default());
        let stream = stream("Stream", log, &name, &filling, self.buffering, destination);
        let (tag, value) = FOR_LOG_DELIVERY;
        scope.add(stream.tag(tag, value))
    }
}
