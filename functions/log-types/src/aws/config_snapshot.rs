//! AWS Config, configuration snapshots: all resources at one time, which is in the key.
//!
//! `configuration` and `supplementaryConfiguration` are different for each of hundreds of
//! types of resources. Of them, the fields in `fields.rs` are indexed; the others can be
//! read, and found by word in `@message`. Tags are one field, in which each can be searched.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - The addresses of a NAT gateway are its own: the private one was taken for the public
//!   one. Of several addresses, and of several interfaces, all are in `related.ip`.
//!   What is no address, such as the name of an elastic one, is not.
//! - An instance that was deleted is `cloud.instance.id` too.
//! - An instance that a compliance is about is `cloud.instance.id` and was `user.id`.
//! - A statement of a web ACL's rule is JSON text without spaces; an object in the place of
//!   another text is JSON text, where OpenSearch refused the document.
//! - Times in Java's form, and seconds since 1970, are in ISO 8601 where the field is a date.
//!   What is no date there stands beside it: `InstalledTime_text`.
//! - The tag `AmazonFSx.FileSystemId` keeps its name.
//! - An item without an address where one is expected keeps all else.
//!
//! Items: <https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html>

use contract::log_spec::{EcsMapping, Format, LogSpec, StaticField, Timestamp};
use contract::sources;
use ecs::Document;

use crate::log_type::Definition;
use crate::notes::Notes;

mod addresses;
mod fields;
pub(super) mod item;
mod one_kind;

pub(super) use fields::FIELDS;

/// AWS Config, snapshots.
pub(crate) const CONFIG_SNAPSHOT: Definition = Definition::new(
    LogSpec::new(
        "config-snapshot",
        "log-aws-config",
        sources::CONFIG_SNAPSHOT.pattern,
        Format::json_records("configurationItems"),
        Timestamp::in_key(
            r"_(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})Z_",
        ),
    )
    .ecs(ECS)
    .static_fields(STATE)
    .fields(FIELDS)
    .index_settings(item::SETTINGS),
)
.refined_by(refine);

pub(super) const ECS: &[EcsMapping] =
    &[ecs::CLOUD_ACCOUNT_ID.from("awsAccountId"), ecs::CLOUD_REGION.from("awsRegion")];

pub(super) const STATE: &[StaticField] = &[
    ecs::EVENT_KIND.is("state"),
    ecs::EVENT_CATEGORY.is_all(&["configuration"]),
    ecs::EVENT_TYPE.is_all(&["info"]),
];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    item::identify(document, notes, None);
    item::refine(document);
}

#[cfg(test)]
mod tests;
