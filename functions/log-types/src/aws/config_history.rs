//! AWS Config, configuration history: every change of a resource.
//!
//! Where a document differs from that of v2.10.4 is said in `config_snapshot.rs`, whose
//! items are the same. Two changes of a resource within one second are two documents here:
//! `_id` ends with `configurationStateId`. So an item that v2.10.4 has loaded becomes a second
//! document if it is loaded again; `@id`, the resource, is the same in both.
//!
//! Items: <https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html>

use contract::log_spec::{Format, LogSpec, Timestamp, TimestampFormat};
use contract::sources;
use ecs::Document;

use super::config_snapshot::{ECS, FIELDS, STATE, item};
use crate::log_type::Definition;
use crate::notes::Notes;

/// AWS Config, history.
pub(crate) const CONFIG_HISTORY: Definition = Definition::new(
    LogSpec::new(
        "config-history",
        "log-aws-config",
        sources::CONFIG_HISTORY.pattern,
        Format::json_records("configurationItems"),
        Timestamp::new("configurationItemCaptureTime", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATE)
    .fields(FIELDS)
    .index_settings(item::SETTINGS),
)
.refined_by(refine);

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    item::identify(document, notes, Some("configurationStateId"));
    item::refine(document);
}
