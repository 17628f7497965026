//! AWS Trusted Advisor: results of its checks, which a function asks for.
//!
//! A check is one document with its whole result, and one for each resource it flags. They
//! stand below `trustedadvisor`.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Of several addresses among a resource's details, all are in `related.ip`, and not the
//!   last.
//! - Security groups are of the category `network`, as was meant.
//! - A resource keeps all fields where the check does not name its details, or names more
//!   than there are.
//!
//! Results: <https://docs.aws.amazon.com/awssupport/latest/APIReference/API_TrustedAdvisorCheckResult.html>

use std::collections::BTreeSet;
use std::net::IpAddr;

use contract::log_spec::{
    EcsMapping, Format, IndexSettings, LogSpec, StaticField, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

mod fields;

/// AWS Trusted Advisor.
pub(crate) const TRUSTED_ADVISOR: Definition = Definition::new(
    LogSpec::new(
        "trustedadvisor",
        "log-aws-trustedadvisor",
        sources::TRUSTED_ADVISOR.pattern,
        Format::JSON,
        Timestamp::new("creation_date", TimestampFormat::Iso8601),
    )
    .prefix("trustedadvisor")
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_REGION.from("result.flaggedResource.region"),
    ecs::RULE_NAME.from("check.name"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["configuration"]),
    ecs::EVENT_TYPE.is_all(&["info"]),
];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    let own = document.text_at("result.flaggedResource.status");
    if matches!(own.or_else(|| document.text_at("result.status")), Some("warning" | "error")) {
        document.set(ecs::EVENT_KIND, "alert");
    }
    let details = document.at("result.flaggedResource.metadata").and_then(Value::as_list);
    let Some(details) = details else { return };
    let addresses: BTreeSet<String> = details
        .iter()
        .filter_map(Value::as_text)
        .filter(|text| text.parse::<IpAddr>().is_ok())
        .map(str::to_owned)
        .collect();
    let About { service, instance } = About::of(document, details);

    if let Some(category) = category(&service) {
        document.set(ecs::EVENT_CATEGORY, category);
    }
    document.set(ecs::CLOUD_SERVICE_NAME, service);
    if let Some(instance) = instance {
        document.set(ecs::RELATED_HOSTS, Value::List(vec![instance.clone().into()]));
        document.set(ecs::CLOUD_INSTANCE_ID, instance);
    }
    if !addresses.is_empty() {
        let addresses = addresses.into_iter().map(Value::from).collect();
        document.set(ecs::RELATED_IP, Value::List(addresses));
    }
}

/// What a flagged resource is about.
struct About {
    /// The service, or for EC2 the kind of the resource: `vpc`.
    service: String,
    instance: Option<String>,
}

impl About {
    fn of(document: &Document<'_>, details: &[Value<'_>]) -> Self {
        let Some(names) = document.at("check.metadata").and_then(Value::as_list) else {
            return Self { service: "trustedadvisor".to_owned(), instance: None };
        };
        let detail = |name: &str| {
            let at = names.iter().position(|known| known.as_text() == Some(name))?;
            details.get(at)?.as_text()
        };
        let arn = detail("Workload ARN").or_else(|| detail("Resource")).unwrap_or_default();
        // arn:aws:ec2:us-east-1:111122223333:instance/i-0123456789abcdef0
        let mut arn = arn.split(':').skip(2);
        let service = arn.next().or_else(|| detail("Service")).unwrap_or_default().to_lowercase();
        let resource = arn.nth(2).and_then(|resource| resource.split_once('/'));
        match resource {
            Some(("instance", id)) if service == "ec2" => {
                Self { service, instance: id.split('/').next().map(str::to_owned) }
            }
            Some((kind, _)) if service == "ec2" => {
                Self { service: kind.to_owned(), instance: None }
            }
            _ => Self { service, instance: None },
        }
    }
}

fn category(service: &str) -> Option<&'static str> {
    match service {
        "rds" | "dynamodb" | "s3" | "ebs" | "redshift" | "elasticache" => Some("database"),
        "iam" | "cloudtrail" => Some("iam"),
        "vpc" | "route53" | "elasticloadbalancing" | "network-acl" | "subnet"
        | "security-group" => Some("network"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::testing;

    fn flagged(names: &Json, details: &Json) -> Json {
        testing::document(
            "trustedadvisor",
            &json!({
                "creation_date": "2026-11-24T06:00:00.123456",
                "check": {"metadata": names},
                "result": {"status": "error", "flaggedResource":
                    {"status": "ok", "metadata": details}},
            }),
        )
    }

    #[test]
    fn a_resource_is_of_the_service_in_its_arn() {
        let arn = |rest: &str| format!("arn:aws:{rest}");
        for (arn, service, category, instance) in [
            (arn("ec2:us-east-1:111122223333:instance/i-01234567"), "ec2", json!(["configuration"]),
             json!("i-01234567")),
            (arn("ec2:us-east-1:111122223333:security-group/sg-1"), "security-group", json!("network"),
             json!(null)),
            (arn("s3:::example"), "s3", json!("database"), json!(null)),
            ("none".to_owned(), "iam", json!("iam"), json!(null)),
        ] {
            let found = flagged(&json!(["Service", "Resource"]), &json!(["IAM", arn]));
            assert_eq!(found["cloud"]["service"]["name"], service);
            assert_eq!(found["event"]["category"], category);
            assert_eq!(found["cloud"]["instance"]["id"], instance);
        }
    }

    #[test]
    fn all_addresses_of_a_resource_are_found() {
        let found = flagged(&json!(null), &json!(["203.0.113.9", null, "x", "192.0.2.1"]));
        assert_eq!(found["related"]["ip"], json!(["192.0.2.1", "203.0.113.9"]));
        assert_eq!(found["cloud"]["service"]["name"], "trustedadvisor");
    }

    #[test]
    fn a_resource_is_an_alert_by_its_own_status() {
        assert_eq!(flagged(&json!([]), &json!([]))["event"]["kind"], "event");
        let record = json!({"result": {"status": "warning"}});
        assert_eq!(testing::document("trustedadvisor", &record)["event"]["kind"], "alert");
    }
}
