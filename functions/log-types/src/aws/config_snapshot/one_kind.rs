//! Fields that are of another kind in another type of resource become of one kind, under
//! the names that v2.10.4 gave them.

use contract::log_spec::FieldType;
use ecs::{Document, Value};

use super::fields::FIELDS;
use crate::steps::{dates, wrap};
use crate::time::Timestamp;

/// Objects whose names come from outside: a list of what is in them.
const LISTS: &[(&str, &[&str])] = &[
    (
        "AWS::S3::Bucket",
        &[
            "supplementaryConfiguration.BucketNotificationConfiguration.configurations",
            "supplementaryConfiguration.BucketReplicationConfiguration.rules",
        ],
    ),
    (
        "AWS::SSM::ManagedInstanceInventory",
        &[
            "configuration.AWS:Application.Content",
            "configuration.AWS:AWSComponent.Content",
            "configuration.AWS:InstanceInformation.Content",
            "configuration.AWS:Network.Content",
            "configuration.AWS:WindowsUpdate.Content",
        ],
    ),
    ("AWS::SSM::PatchCompliance", COMPLIANCE),
    ("AWS::SSM::AssociationCompliance", COMPLIANCE),
];

const COMPLIANCE: &[&str] = &[
    "configuration.AWS:ComplianceItem.Content.Association",
    "configuration.AWS:ComplianceItem.Content.Patch",
];

/// Lists of texts in one type, of objects in another: what the text is called there.
const TEXTS: &[(&str, &str)] = &[
    ("configuration.securityGroups", "groupId"),
    ("configuration.availabilityZones", "zoneName"),
    ("configuration.subnets", "subnetIdentifier"),
];

pub(super) fn refine(document: &mut Document<'_>) {
    let kind = document.text_at("resourceType").unwrap_or_default();
    let lists = LISTS.iter().find(|(own, _)| *own == kind).map(|(_, paths)| *paths);
    for path in lists.unwrap_or_default() {
        if let Some(value) = document.at_mut(path) {
            list_of_values(value);
        }
    }
    if let Some(Value::Object(configuration)) = document.get_mut("configuration") {
        rename(configuration);
    }
    for (path, name) in TEXTS {
        if let Some(Value::List(elements)) = document.at_mut(path) {
            texts_to_objects(elements, name);
        }
    }
    wrap::text(document, "configuration.endpoint", "address");
    wrap::text(document, "configuration.iamInstanceProfile", "arn");
    times(document);
}

/// `{"a": x, "b": y}` is `[x, y]`.
fn list_of_values(value: &mut Value<'_>) {
    if let Value::Object(object) = value {
        let values = std::mem::take(object.fields_mut()).into_iter().map(|(_, value)| value);
        *value = Value::List(values.collect());
    }
}

fn rename(configuration: &mut Document<'_>) {
    move_out(configuration, "owner", "id", "owner_id");
    move_out(configuration, "state", "code", "state_code");
    move_out(configuration, "state", "name", "state_name");
    // A text in functions, beside which the code stands.
    if configuration.get("stateReason").and_then(Value::as_text).is_some() {
        wrap::text(configuration, "stateReason", "message");
        let code = configuration.remove("stateReasonCode");
        if let (Some(code), Some(Value::Object(reason))) =
            (code, configuration.get_mut("stateReason"))
        {
            reason.insert("code", code);
        }
    }
    // An object in peering connections of VPCs.
    if configuration.at("status.code").is_some() && configuration.at("status.message").is_some() {
        move_out(configuration, "status", "message", "status_message");
        let status = configuration.get_mut("status").and_then(Value::as_object_mut);
        if let Some(code) = status.and_then(|status| status.remove("code")) {
            configuration.insert("status", code);
        }
    }
}

fn move_out(object: &mut Document<'_>, from: &str, name: &str, to: &'static str) {
    let inner = object.get_mut(from).and_then(Value::as_object_mut);
    if let Some(value) = inner.and_then(|inner| inner.remove(name)) {
        object.insert(to, value);
    }
}

fn texts_to_objects(elements: &mut [Value<'_>], name: &'static str) {
    for element in elements {
        if element.as_text().is_some() {
            let text = std::mem::replace(element, Value::Null);
            *element = Document::from_iter([(name.into(), text)]).into();
        }
    }
}
/// Lists whose objects have such a date.
const DATES_IN: &[(&str, &str)] = &[
    ("configuration.AWS:AWSComponent.Content", "InstalledTime"),
    ("configuration.AWS:Application.Content", "InstalledTime"),
    ("configuration.AWS:ComplianceItem.Content.Association", "InstalledTime"),
    ("configuration.AWS:ComplianceItem.Content.Patch", "InstalledTime"),
    ("configuration.AWS:WindowsUpdate.Content", "InstalledTime"),
    ("supplementaryConfiguration.StackResourceSummaries", "lastUpdatedTimestamp"),
];

fn times(document: &mut Document<'_>) {
    let dates = FIELDS.iter().filter(|field| field.kind == FieldType::Date);
    for path in dates.map(|field| field.path.as_ref()).filter(|p| p.starts_with("configuration.")) {
        dates::to_iso(document, &[path]);
    }
    for (path, name) in DATES_IN {
        if let Some(value) = document.at_mut(path) {
            dates::to_iso_in(value, &[name]);
        }
    }
    // Seconds, where all other dates are milliseconds.
    if let Some(value @ Value::Number(_)) = document.at_mut("configuration.CreationTime") {
        let Value::Number(digits) = &*value else { return };
        let seconds = digits.parse::<f64>().ok().filter(|seconds| seconds.abs() < 1e11);
        #[expect(clippy::cast_possible_truncation, reason = "it is less than 10^11")]
        let micros = seconds.map(|seconds| (seconds * 1e6) as i64);
        if let Some(micros) = micros {
            *value = Value::from(Timestamp::from_unix_micros(micros).to_string());
        }
    }
}
