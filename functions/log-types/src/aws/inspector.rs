//! Amazon Inspector: findings, as EventBridge delivers them. They stand below `inspector`.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Times are read in both of the service's forms, `Nov 24, 2026, 6:00:00 AM` and ISO 8601,
//!   and are always in ISO 8601; the new form cost a finding everything but its text.
//! - `cloud.account.id` is the account that was found to be vulnerable, not the one that the
//!   event was delivered in, which for an organization is that of its administrator.
//! - `cloud.instance.id` and `related.hosts` are there for instances only; a function's ARN
//!   is no instance.
//! - A finding in code has a `rule.id`, and one without the details of its type keeps what
//!   else it has.
//!
//! Fields: <https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html>

use contract::log_spec::{
    DocumentId, EcsMapping, Format, IndexSettings, LogSpec, StaticField, Texts, Timestamp,
    TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::identity::md5_hex;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::dates;
use crate::time::Timestamp as Moment;

mod fields;

/// Amazon Inspector.
pub(crate) const INSPECTOR: Definition = Definition::new(
    LogSpec::new(
        "inspector",
        "log-aws-inspector",
        sources::INSPECTOR.pattern,
        Format::JSON,
        Timestamp::of(
            Texts::one("updatedAt"),
            TIMES,
        ),
    )
    .document_id(DocumentId::Fields(Texts::of(&["findingArn", "updatedAt"])))
    .prefix("inspector")
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
)
.refined_by(refine);

const TIMES: &[TimestampFormat] = &[
    TimestampFormat::Iso8601,
    TimestampFormat::pattern("%b %d, %Y, %I:%M:%S %p"),
    TimestampFormat::pattern("%b %d, %Y %I:%M:%S %p"),
];

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("awsAccountId"),
    ecs::CLOUD_INSTANCE_ID.from("resources.0.id"),
    ecs::RELATED_HOSTS.from_all(&["resources.0.id"]),
    ecs::RELATED_IP.from_all(&["resources.0.details.awsEc2Instance.ipV4Addresses"]),
    ecs::RULE_NAME.from("title"),
    ecs::VULNERABILITY_CATEGORY.from_all(&[
        "type",
        "resources.0.details.awsEc2Instance.platform",
        "resources.0.details.awsEcrContainerImage.platform",
        "resources.0.type",
    ]),
    ecs::VULNERABILITY_DESCRIPTION.from("description"),
    ecs::VULNERABILITY_ID.from("packageVulnerabilityDetails.vulnerabilityId"),
    ecs::VULNERABILITY_REFERENCE.from_first(&[
        "packageVulnerabilityDetails.referenceUrls",
        "packageVulnerabilityDetails.sourceUrl",
    ]),
    ecs::VULNERABILITY_SCORE_BASE.from("inspectorScoreDetails.adjustedCvss.score"),
    ecs::VULNERABILITY_SCORE_VERSION.from("inspectorScoreDetails.adjustedCvss.version"),
    ecs::VULNERABILITY_SEVERITY.from("severity"),
];

const STATIC: &[StaticField] = &[
    ecs::RULE_CATEGORY.is("vulnerability"),
    ecs::VULNERABILITY_SCANNER_VENDOR.is("inspector"),
];

const DATES: &[&str] = &["firstObservedAt", "lastObservedAt", "updatedAt"];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    identify(document, notes);
    dates::to_iso(document, DATES);
    if document.text_at("resources.0.type") != Some("AWS_EC2_INSTANCE") {
        forget_instance(document);
    }
    if let Some(rule) = rule(document) {
        document.set(ecs::RULE_ID, rule);
    }
    let remediation = document.text_at("remediation.recommendation.text");
    if let (Some(description), Some(remediation)) = (document.text_at("description"), remediation) {
        let both = format!("{description}\n\nRemediation: {remediation}");
        document.set(ecs::VULNERABILITY_DESCRIPTION, both);
    }
}

/// A finding is updated; each update is a document, known as v2.10.4 knows it.
fn identify(document: &Document<'_>, notes: &mut Notes) {
    let Some(arn) = document.text_at("findingArn") else { return };
    let updated = document.text_at("updatedAt").and_then(|text| {
        Moment::read(text, &TimestampFormat::Iso8601).or_else(|| dates::java(text))
    });
    if let Some(updated) = updated {
        notes.identify(md5_hex(arn), updated.unix_seconds().to_string());
    }
}

fn forget_instance(document: &mut Document<'_>) {
    for (object, field) in [("cloud", "instance"), ("related", "hosts")] {
        if let Some(Value::Object(object)) = document.get_mut(object) {
            object.remove(field);
        }
    }
}

fn rule(document: &Document<'_>) -> Option<String> {
    let text = |path| match document.at(path)? {
        Value::Text(text) | Value::Number(text) => Some(text.as_ref()),
        _ => None,
    };
    match document.text_at("type")? {
        "PACKAGE_VULNERABILITY" => {
            let id = text("packageVulnerabilityDetails.vulnerabilityId")?;
            Some(format!("PACKAGE_VULNERABILITY_{id}"))
        }
        "NETWORK_REACHABILITY" => {
            let protocol = text("networkReachabilityDetails.protocol")?;
            let begin = text("networkReachabilityDetails.openPortRange.begin")?;
            let end = text("networkReachabilityDetails.openPortRange.end")?;
            Some(format!("NETWORK_REACHABILITY_{protocol}_{begin}_{end}"))
        }
        "CODE_VULNERABILITY" => {
            let detector = text("codeVulnerabilityDetails.detectorId")?;
            Some(format!("CODE_VULNERABILITY_{detector}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::testing;

    fn document(record: &Json) -> Json {
        testing::document("inspector", record)
    }

    #[test]
    fn a_time_is_read_in_the_old_form_and_in_the_new_one() {
        for (text, expected) in [
            ("Nov 4, 2026, 6:05:09 PM", "2026-11-04T18:05:09+00:00"),
            ("2026-11-04T18:05:09.000Z", "2026-11-04T18:05:09+00:00"),
            ("2026-11-04T18:05:09Z", "2026-11-04T18:05:09+00:00"),
        ] {
            let found = document(&json!({"updatedAt": text, "findingArn": "arn", "severity": "LOW"}));
            assert_eq!(found["@timestamp"], expected, "{text}");
            assert_eq!(found["vulnerability"]["severity"], "LOW");
            assert_eq!(found["error"], json!(null));
        }
        let found = document(&json!({"updatedAt": "Nov 4, 2026, 6:05:09 PM"}));
        assert_eq!(found["inspector"]["updatedAt"], "2026-11-04T18:05:09+00:00");
    }

    #[test]
    fn a_finding_has_the_id_that_v2_10_4_gave_it() {
        for text in ["Nov 24, 2026, 6:00:00 AM", "2026-11-24T06:00:00Z"] {
            let record = json!({"updatedAt": text, "findingArn": "arn"});
            let found = testing::loaded("inspector", "Inspector2_Finding/x", &record);
            // md5 of `arn`
            assert_eq!(found["id"], "73578a9ef58da464f85f6223b683299a_1795500000");
        }
    }

    #[test]
    fn only_an_instance_is_an_instance() {
        for (kind, id, expected) in [
            ("AWS_EC2_INSTANCE", "i-0123456789abcdef0", json!("i-0123456789abcdef0")),
            ("AWS_ECR_CONTAINER_IMAGE", "arn:aws:ecr:x", json!(null)),
            ("AWS_LAMBDA_FUNCTION", "arn:aws:lambda:x", json!(null)),
        ] {
            let found = document(&json!({"resources": [{"type": kind, "id": id}]}));
            assert_eq!(found["cloud"]["instance"]["id"], expected);
            assert_eq!(found["related"]["hosts"][0], expected);
        }
    }

    #[test]
    fn a_rule_is_what_was_found() {
        let package = json!({"type": "PACKAGE_VULNERABILITY",
            "packageVulnerabilityDetails": {"vulnerabilityId": "CVE-2026-0001"}});
        let network = json!({"type": "NETWORK_REACHABILITY", "networkReachabilityDetails":
            {"protocol": "TCP", "openPortRange": {"begin": 22, "end": 22}}});
        let code = json!({"type": "CODE_VULNERABILITY",
            "codeVulnerabilityDetails": {"detectorId": "python/x@v1.0"}});
        for (record, rule) in [
            (package, json!("PACKAGE_VULNERABILITY_CVE-2026-0001")),
            (network, json!("NETWORK_REACHABILITY_TCP_22_22")),
            (code, json!("CODE_VULNERABILITY_python/x@v1.0")),
            (json!({"type": "NETWORK_REACHABILITY"}), json!(null)),
        ] {
            assert_eq!(document(&record)["rule"]["id"], rule);
        }
    }
}
