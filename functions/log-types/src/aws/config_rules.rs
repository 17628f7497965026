//! AWS Config, rules: a resource became compliant or ceased to be, as EventBridge says.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it: an instance that
//! a compliance is about is `cloud.instance.id` and was `user.id`.
//!
//! Events: <https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html>

use contract::log_spec::{Format, LogSpec, StaticField, Timestamp, TimestampFormat};
use contract::sources;
use ecs::Document;

use super::config_snapshot::{ECS, FIELDS, item};
use crate::log_type::Definition;
use crate::notes::Notes;

/// AWS Config, rules.
pub(crate) const CONFIG_RULES: Definition = Definition::new(
    LogSpec::new(
        "config-rules",
        "log-aws-config",
        sources::CONFIG_RULES.pattern,
        Format::JSON,
        Timestamp::new("notificationCreationTime", TimestampFormat::Iso8601),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(FIELDS)
    .index_settings(item::SETTINGS),
)
.refined_by(refine);

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("alert"),
    ecs::EVENT_CATEGORY.is_all(&["configuration"]),
    ecs::EVENT_TYPE.is_all(&["change"]),
];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    item::identify(document, notes, None);
    item::related(document);
    let outcome = match document.text_at("newEvaluationResult.complianceType") {
        Some("COMPLIANT") => "success",
        Some("NON_COMPLIANT") => "failure",
        // INSUFFICIENT_DATA, NOT_APPLICABLE
        Some(_) => "unknown",
        None => return,
    };
    document.set(ecs::EVENT_OUTCOME, outcome);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing;

    #[test]
    fn a_compliance_is_an_outcome() {
        for (kind, outcome) in [
            ("COMPLIANT", "success"),
            ("NON_COMPLIANT", "failure"),
            ("NOT_APPLICABLE", "unknown"),
            ("INSUFFICIENT_DATA", "unknown"),
        ] {
            let record = json!({"newEvaluationResult": {"complianceType": kind}});
            let found = testing::document("config-rules", &record);
            assert_eq!(found["event"]["outcome"], outcome);
        }
    }

    #[test]
    fn an_event_is_known_as_v2_10_4_knows_it() {
        let record = json!({
            "awsAccountId": "111122223333", "awsRegion": "us-east-1", "resourceId": "AIDAEXAMPLE",
            "resourceType": "AWS::IAM::User", "configRuleARN": "arn",
            "notificationCreationTime": "2026-11-24T06:00:00.123Z",
        });
        let found = testing::loaded("config-rules", "Config/Rules/x", &record);
        // md5 of `111122223333us-east-1AWS::IAM::UserAIDAEXAMPLE` and of `config-rulesarn`
        assert_eq!(found["document"]["@id"], "248a6baccda7c4ec169bdba3eb62edff");
        assert_eq!(found["id"], "248a6baccda7c4ec169bdba3eb62edff_20261124_060000_66db");
        assert_eq!(found["document"]["user"]["id"], "AIDAEXAMPLE");
    }
}
