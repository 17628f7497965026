//! AWS Security Hub: findings in the AWS Security Finding Format, imported from GuardDuty,
//! Inspector, Macie, Config and others, as EventBridge delivers them.
//!
//! `ProductFields` and `Resources.Details` are different for each product and resource. Of
//! them, the fields in `fields.rs` are indexed; the others can be read, and found by word in
//! `@message`.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - A finding that lacks a part, such as the name of its product, or whose type has another
//!   form, keeps all else; it lost everything that is worked out here.
//! - GuardDuty's fields are found in `ProductFields` also where a number is part of their name:
//!   `…/networkInterfaces.0_/privateIpAddress`. So there are both ends of a connection, and the
//!   port and the address of a port probe.
//! - `source.ip` is also an IPv6 address, and who called Kubernetes.
//! - Without `ProductFields` the module is `ProductName`.
//! - A package that Inspector of the first generation finds is of the category `package`, as
//!   that of the second is; its list of types was compared as a whole.
//!
//! Fields: <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html>

use contract::log_spec::{
    DocumentId, EcsMapping, Enrichment, Format, IndexSettings, LogSpec, StaticField, Texts,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::identity::md5_hex;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::time::Timestamp as Moment;

mod fields;
mod guardduty;
mod products;
mod resources;

/// AWS Security Hub.
pub(crate) const SECURITY_HUB: Definition = Definition::new(
    LogSpec::new(
        "securityhub",
        "log-aws-securityhub",
        sources::SECURITY_HUB.pattern,
        Format::json_records("findings"),
        Timestamp::of(Texts::of(&[Timestamp::CWE, "UpdatedAt"]), &[TimestampFormat::Iso8601]),
    )
    .document_id(DocumentId::Fields(Texts::of(&["Id", "UpdatedAt"])))
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING
            .geo(&["source", "destination"])
            .indicator_ips(&["source.ip", "destination.ip"])
            .indicator_domains(&["dns.question.name"]),
    )
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("AwsAccountId"),
    ecs::CLOUD_REGION.from("Resources.0.Region"),
    ecs::EVENT_RISK_SCORE_NORM.from("Severity.Normalized"),
    ecs::EVENT_SEVERITY.from("Severity.Product"),
    ecs::RULE_DESCRIPTION.from("Description"),
    ecs::RULE_ID.from("Types"),
    ecs::RULE_NAME.from("Title"),
];

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("alert"), ecs::EVENT_CATEGORY.is_all(&["intrusion_detection"])];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    identify(document, notes);
    guardduty::addresses(document);
    products::refine(document, notes);
    if let Some(name) = document.text_at(ecs::RULE_NAME.path) {
        let name = name.trim().trim_end_matches('.').to_owned();
        document.set(ecs::RULE_NAME, name);
    }
    resources::refine(document);
}

/// A finding is updated, and worked on; each of these is a document, known as v2.10.4 knows
/// it. A new one is as old as the finding says, else as the event.
fn identify(document: &mut Document<'_>, notes: &mut Notes) {
    let workflow = document.text_at("Workflow.Status").unwrap_or_default().to_owned();
    if workflow == "NEW"
        && let Some(updated) = document.text_at("UpdatedAt")
        && Moment::read(updated, &TimestampFormat::Iso8601).is_some()
    {
        let time = updated.replace('Z', "+00:00");
        document.insert("@timestamp", time);
    }
    let time = document.text_at("@timestamp").unwrap_or_default();
    if let Some(id) = document.text_at("Id") {
        notes.identify(id.to_owned(), md5_hex(&[time, &workflow].concat()));
    }
}

/// The value of a field of `ProductFields`, in whose names dots have no meaning.
fn product_field<'d>(document: &'d Document<'_>, name: &str) -> Option<&'d str> {
    let fields = document.get("ProductFields")?.as_object()?;
    fields.get(name).and_then(Value::as_text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
