//! Slow logs of Amazon ElastiCache for Redis and Valkey.
//!
//! Where a document differs from that of v2.10.4:
//! - The address of a client may be an IPv6 address; one that is none, as a socket's path,
//!   is only `source.address`.
//! - Records in an envelope of CloudWatch Logs are read; one ended the loading of its file.
//!
//! Records: <https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html#Log_contents-slow-log>

use std::net::IpAddr;

use contract::log_spec::FieldType::{DateEpochSeconds, Keyword, Long};
use contract::log_spec::{
    Field, Format, LogSpec, Rename, StaticField, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::prepare::part_of;

/// Redis' slow log.
pub(crate) const ELASTICACHE_REDIS_SLOW_LOG: Definition = Definition::new(
    LogSpec::new(
        "elasticache-redis-slowlog",
        "log-aws-elasticache",
        sources::ELASTICACHE_REDIS_SLOW_LOG.pattern,
        Format::JSON,
        Timestamp::new("Timestamp", TimestampFormat::EpochAuto),
    )
    .renames(RENAMES)
    .static_fields(STATIC)
    .prefix("elasticache")
    .fields(FIELDS),
)
.refined_by(refine);

const RENAMES: &[Rename] = &[Rename::new("Duration (us)", "Duration_us")];

const STATIC: &[StaticField] =
    &[ecs::EVENT_CATEGORY.is_all(&["database"]), ecs::EVENT_MODULE.is("redis-slowlog")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let Some(Value::Text(client)) = document.get("ClientAddress").cloned() else { return };
    let Some((address, port)) = client.rsplit_once(':') else { return };
    let address = address.trim_start_matches('[').trim_end_matches(']');
    if address.parse::<IpAddr>().is_ok() {
        document.set(ecs::SOURCE_IP, part_of(&client, address));
        document.set(ecs::RELATED_IP, Value::List(vec![part_of(&client, address)]));
    }
    document.set(ecs::SOURCE_PORT, part_of(&client, port));
    document.set(ecs::SOURCE_ADDRESS, part_of(&client, address));
}

const FIELDS: &[Field] = &[
    Field::new("elasticache.CacheClusterId", Keyword),
    Field::new("elasticache.CacheNodeId", Keyword),
    Field::new("elasticache.ClientAddress", Keyword),
    Field::new("elasticache.ClientName", Keyword),
    Field::new("elasticache.Command", Keyword),
    Field::new("elasticache.Duration_us", Long),
    Field::new("elasticache.Id", Keyword),
    Field::new("elasticache.Timestamp", DateEpochSeconds),
];
