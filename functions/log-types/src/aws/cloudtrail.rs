//! AWS CloudTrail: management, data, Insights and network activity events.
//!
//! `requestParameters`, `responseElements`, `additionalEventData`, `serviceEventDetails`
//! and `insightDetails` hold what each of hundreds of services puts there. Of them, the
//! fields in `fields.rs` are indexed; the others can be read, and found by word in
//! `@message`. Anything else makes a new field of every name that a service thinks of, and
//! a document fails whose value is of another kind than the first one's.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - An Insights event has `event.action`, `event.module` and `rule.name`.
//! - An object in the place of a text is JSON text. It was Python's for some fields; for
//!   others, such as a table's `requestParameters.key`, OpenSearch refused the document.
//! - A list of texts stays a list, and each text in it can be found; some were one text
//!   with brackets.
//! - `true` and `false` stay what they are, also where a field is text.
//! - A value that does not fit the type of its field stands beside it, in `<field>_text`;
//!   OpenSearch refused the document or dropped the value.
//! - `related.ip` of CloudHSM's events is not lost.
//! - Athena's `projection.….interval.unit` keeps its name: it contradicts nothing now.
//! - Times in Java's form are in ISO 8601 where the field is a date.
//! - A failed sign-in is a failure also where it says so in `responseElements` only.
//! - An event by itself, as EventBridge delivers it, is loaded; only lists were.
//!
//! Fields: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use contract::log_spec::{
    DocumentId, EcsMapping, Enrichment, Format, IndexSettings, LogSpec, StaticField, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::{dates, wrap};

mod fields;

/// AWS CloudTrail.
pub(crate) const CLOUDTRAIL: Definition = Definition::new(
    LogSpec::new(
        "cloudtrail",
        "log-aws-cloudtrail",
        sources::CLOUDTRAIL.pattern,
        Format::json_records("Records"),
        Timestamp::new("eventTime", TimestampFormat::Iso8601),
    )
    .document_id(DocumentId::field("eventID"))
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]).user_agent())
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("recipientAccountId"),
    ecs::CLOUD_INSTANCE_ID.from_first(&[
        "requestParameters.instanceId",
        "responseElements.instancesSet.items.0.instanceId",
        "requestParameters.instancesSet.items.0.instanceId",
        "requestParameters.DescribeInstanceCreditSpecificationsRequest.InstanceId.content",
        "requestParameters.AssociateIamInstanceProfileRequest.InstanceId",
    ]),
    ecs::CLOUD_REGION.from("awsRegion"),
    ecs::ERROR_CODE.from("errorCode"),
    ecs::ERROR_MESSAGE.from("errorMessage"),
    ecs::EVENT_ACTION.from_first(&["eventName", "insightDetails.eventName"]),
    ecs::EVENT_MODULE.from_first(&["eventSource", "insightDetails.eventSource"]),
    ecs::RELATED_IP.from_all(&["sourceIPAddress"]),
    ecs::RULE_NAME.from_first(&["eventName", "insightDetails.eventName"]),
    ecs::SOURCE_ADDRESS.from("sourceIPAddress"),
    ecs::SOURCE_IP.from("sourceIPAddress"),
    ecs::USER_ID.from("userIdentity.accessKeyId"),
    ecs::USER_NAME.from_first(&[
        "userIdentity.userName",
        "userIdentity.arn",
        "userIdentity.principalId",
    ]),
    ecs::USER_AGENT_ORIGINAL.from("userAgent"),
];

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event"), ecs::EVENT_CATEGORY.is_all(&["iam"])];

/// Fields that are dates, and that some services write in Java's form.
const DATES: &[&str] = &[
    "requestParameters.endTime",
    "requestParameters.startTime",
    "responseElements.createTime",
    "responseElements.createdDate",
    "responseElements.lastModified",
    "responseElements.lastUpdatedDate",
];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    outcome(document);
    user(document);
    instance(document);
    if document.get("requestParameters").is_some() || document.get("responseElements").is_some() {
        one_kind_each(document);
        dates::to_iso(document, DATES);
    }
}

fn outcome(document: &mut Document<'_>) {
    let failed = document.get("errorCode").is_some()
        || document.get("errorMessage").is_some()
        || document.text_at("responseElements.ConsoleLogin") == Some("Failure");
    document.set(ecs::EVENT_OUTCOME, if failed { "failure" } else { "success" });
}

/// `arn:aws:sts::111122223333:assumed-role/role/session` and `AROAEXAMPLE:session` are
/// `session`.
fn user(document: &mut Document<'_>) {
    let name = document.text_at(ecs::USER_NAME.path).filter(|name| name.contains(':'));
    let last = name.and_then(|name| name.rsplit([':', '/']).next()).map(str::to_owned);
    if let Some(last) = last {
        document.set(ecs::USER_NAME, last);
    }
}

/// The instance that an event is about, where its parameters have another name for it.
fn instance(document: &mut Document<'_>) {
    let instance = match (document.text_at("eventSource"), document.text_at("eventName")) {
        (Some("ssm.amazonaws.com"), Some("StartSession" | "GetConnectionStatus")) => {
            document.text_at("requestParameters.target")
        }
        (Some("ssm.amazonaws.com"), Some("PutComplianceItems")) => {
            document.text_at("requestParameters.resourceId").filter(|id| is_instance(id))
        }
        (Some("sts.amazonaws.com"), _)
            if document.text_at("userAgent") == Some("ec2.amazonaws.com") =>
        {
            document.text_at("requestParameters.roleSessionName")
        }
        (Some("cloudhsm.amazonaws.com"), _) => return hsm(document),
        _ => return,
    };
    if let Some(instance) = instance.map(str::to_owned) {
        document.set(ecs::CLOUD_INSTANCE_ID, instance);
    }
}

fn is_instance(id: &str) -> bool {
    let digits = id.strip_prefix("i-").unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn hsm(document: &mut Document<'_>) {
    let own = |path| document.text_at(path).map(str::to_owned);
    let cluster = own("requestParameters.clusterId");
    let hsm = own("responseElements.hsmId").or_else(|| own("responseElements.hsm.hsmId"));
    let hosts: Vec<_> = [cluster, hsm.clone()].into_iter().flatten().map(Value::from).collect();
    if !hosts.is_empty() {
        document.set(ecs::RELATED_HOSTS, Value::List(hosts));
    }
    if let Some(hsm) = hsm {
        document.set(ecs::CLOUD_INSTANCE_ID, hsm);
    }
}

/// Fields that one service writes as text and another as an object are objects, under the
/// names that v2.10.4 gave them.
fn one_kind_each(document: &mut Document<'_>) {
    if let Some(text) = document.text_at("responseElements.credentials") {
        let is_role = ["aws", "aws-cn", "aws-us-gov"]
            .iter()
            .any(|partition| text.contains(&format!("arn:{partition}:iam")));
        wrap::text(document, "responseElements.credentials", if is_role { "iam" } else { "value" });
    }
    wrap::plain(document, "requestParameters.tags", "value");
    wrap::plain(document, "responseElements.policy", "value");
    wrap::text(document, "responseElements.status", "status");
    for path in ["requestParameters.disableApiTermination", "requestParameters.disableApiStop"] {
        unwrap_value(document, path);
    }
    let (path, name) = match document.text_at("eventSource") {
        Some("glue.amazonaws.com") => ("requestParameters.configuration", "text"),
        Some("cognito-idp.amazonaws.com") => ("responseElements.session", "value"),
        Some("ecs.amazonaws.com") => ("requestParameters.command", "command"),
        Some("ssm.amazonaws.com" | "sqlworkbench.amazonaws.com") => {
            ("requestParameters.parameters", "value")
        }
        Some("redshift-data.amazonaws.com") => ("responseElements.database", "name"),
        Some("cloud9.amazonaws.com") => ("requestParameters.settings", "value"),
        Some("dynamodb.amazonaws.com") => {
            return wrap::plain(document, "requestParameters.items", "value");
        }
        _ => return,
    };
    wrap::text(document, path, name);
}

/// `{"value": true}` is `true`.
fn unwrap_value(document: &mut Document<'_>, path: &str) {
    let Some(value) = document.at_mut(path) else { return };
    let inner = value.as_object_mut().and_then(|object| object.remove("value"));
    if let Some(inner) = inner {
        *value = inner;
    }
}

#[cfg(test)]
mod tests;
