//! What matters most about the template, and why.

use assertions::{Template, any};
use serde_json::{Value as Json, json};

use super::domain::WITHOUT_RESOURCE;
use super::{default_template, whole_template};

#[test]
fn what_holds_data_outlives_the_stack_but_not_a_failed_creation() {
    let template = default_template();
    for kind in ["AWS::S3::Bucket", "AWS::KMS::Key", "AWS::KMS::Alias"] {
        for (id, resource) in template.resources_of(kind) {
            assert_eq!(resource["DeletionPolicy"], "RetainExceptOnCreate", "{id}");
            assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{id}");
        }
    }
}

#[test]
fn logs_come_when_the_domain_is_ready_and_databases_after_them() {
    const NOTIFICATIONS: &str = "S3BucketForLogNotificationsAEE88E1E";
    let waits_for = |template: &Template, id: &str, other: &str| {
        template.resource(id)["DependsOn"].as_array().unwrap().contains(&json!(other))
    };
    let whole = whole_template();
    assert!(waits_for(&whole, NOTIFICATIONS, "AesSiemDomainConfiguredR2"));
    // A bucket with something in it cannot be removed after a failed creation.
    for template in [whole, default_template()] {
        assert!(waits_for(&template, "ExecLambdaGeoipDownloader", NOTIFICATIONS));
    }
}

#[test]
fn every_bucket_is_private_encrypted_and_reached_over_tls_only() {
    let template = default_template();
    template.resource_count_is("AWS::S3::Bucket", 3);
    for (id, bucket) in template.resources_of("AWS::S3::Bucket") {
        let access = &bucket["Properties"]["PublicAccessBlockConfiguration"];
        for setting in
            ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
        {
            assert_eq!(access[setting], true, "{id}.{setting}");
        }
        assert!(bucket["Properties"]["BucketEncryption"].is_object(), "{id}");
        template.has_resource_properties(
            "AWS::S3::BucketPolicy",
            &json!({"Bucket": {"Ref": id}, "PolicyDocument": any()}),
        );
    }
    for (id, policy) in template.resources_of("AWS::S3::BucketPolicy") {
        let first = &policy["Properties"]["PolicyDocument"]["Statement"][0];
        assert_eq!(first["Effect"], "Deny", "{id}");
        assert_eq!(first["Condition"]["Bool"]["aws:SecureTransport"], "false", "{id}");
    }
}

#[test]
fn a_service_may_write_logs_for_this_account_only() {
    let template = default_template();
    let policy = template.resource("S3BucketForLogPolicy546D5712");
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let mut services = vec![];
    for statement in statements {
        let Some(service) = statement["Principal"].get("Service") else {
            continue;
        };
        let bound_by_source =
            statement["Condition"]["StringEquals"].get("aws:SourceAccount").is_some();
        let bound_by_key =
            statement["Resource"].to_string().contains("AWSLogs/${AWS::AccountId}/*");
        assert!(bound_by_source || bound_by_key, "{statement:#}");
        services.push(service.to_string());
    }
    let services = services.join(" ");
    for service in [
        "delivery.logs.amazonaws.com",
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "guardduty.amazonaws.com",
        "logging.s3.amazonaws.com",
        "logdelivery.elasticloadbalancing.amazonaws.com",
    ] {
        assert!(services.contains(service), "{service} is not in {services}");
    }
}

#[test]
fn loads_that_failed_are_kept_for_two_weeks() {
    default_template().has_resource_properties(
        "AWS::SQS::Queue",
        &json!({"QueueName": "aes-siem-dlq", "MessageRetentionPeriod": 1_209_600}),
    );
}

/// v2.10.4 has this on two of its three mappings: a part of a large object that fails is
/// deleted and lost.
#[test]
fn every_queue_consumer_reports_which_messages_failed() {
    let template = default_template();
    let mut mappings = 0;
    for (id, mapping) in template.resources_of("AWS::Lambda::EventSourceMapping") {
        let types = &mapping["Properties"]["FunctionResponseTypes"];
        assert_eq!(*types, json!(["ReportBatchItemFailures"]), "{id}");
        mappings += 1;
    }
    assert!(mappings > 0);
}

#[test]
fn the_licence_key_goes_into_a_secret_and_nowhere_else() {
    let template = default_template();
    assert_eq!(template.section("Parameters")["GeoLite2LicenseKey"]["NoEcho"], true);
    let mut holders = vec![];
    for (id, resource) in template.section("Resources").as_object().unwrap() {
        if mentions(resource, "GeoLite2LicenseKey") {
            holders.push(id.as_str());
        }
    }
    assert_eq!(holders, ["GeoLite2License"]);
    assert!(!mentions(template.section("Outputs"), "GeoLite2LicenseKey"));
}

fn mentions(json: &Json, parameter: &str) -> bool {
    match json {
        Json::String(text) => text == parameter || text.contains(&format!("${{{parameter}")),
        Json::Array(items) => items.iter().any(|item| mentions(item, parameter)),
        Json::Object(entries) => entries.values().any(|value| mentions(value, parameter)),
        _ => false,
    }
}

#[test]
fn no_function_may_do_everything_or_touch_everything() {
    let template = default_template();
    for (id, policy) in template.resources_of("AWS::IAM::Policy") {
        for statement in policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap() {
            let (action, resource) = (&statement["Action"], &statement["Resource"]);
            assert!(!action.to_string().contains("\"*\""), "{id}: {statement:#}");
            let knows_none =
                action.as_str().is_some_and(|action| WITHOUT_RESOURCE.contains(&action));
            let everything = resource.to_string().contains("\"*\"");
            assert!(!everything || knows_none, "{id}: {statement:#}");
        }
    }
}

#[test]
fn the_functions_say_what_they_are_built_for() {
    let template = default_template();
    template.resource_count_is("AWS::Lambda::Function", 3);
    for (id, function) in template.resources_of("AWS::Lambda::Function") {
        assert_eq!(function["Properties"]["Architectures"], json!(["arm64"]), "{id}");
        assert_eq!(function["Properties"]["Runtime"], "provided.al2023", "{id}");
    }
}

#[test]
fn the_loader_may_invoke_nothing_until_s3_of_this_account_asks() {
    default_template().has_resource_properties(
        "AWS::Lambda::Permission",
        &json!({
            "Principal": "s3.amazonaws.com",
            "SourceAccount": {"Ref": "AWS::AccountId"},
            "SourceArn": {"Fn::GetAtt": ["S3BucketForLog20898FE4", "Arn"]},
        }),
    );
}

#[test]
fn the_topic_is_encrypted_and_events_may_use_its_key() {
    let template = default_template();
    template.has_resource_properties(
        "AWS::SNS::Topic",
        &json!({
            "TopicName": "aes-siem-alert",
            "KmsMasterKeyId": {"Fn::GetAtt": ["KmsAesSiemLog44B26597", "Arn"]},
        }),
    );
    let key = template.resource("KmsAesSiemLog44B26597")["Properties"]["KeyPolicy"].to_string();
    assert!(key.contains("events.amazonaws.com"), "{key}");
}

#[test]
fn an_e_mail_is_subscribed_only_where_one_was_given() {
    default_template().has_resource(
        "AWS::SNS::Subscription",
        &json!({"Condition": "HasSnsEmail", "Properties": {"Protocol": "email"}}),
    );
}

#[test]
fn a_new_account_has_room_for_the_stack() {
    let template = default_template();
    assert_eq!(template.section("Parameters")["ReservedConcurrency"]["Default"], -1);
    template.has_resource_properties(
        "AWS::Lambda::Function",
        &json!({"ReservedConcurrentExecutions": {"Fn::If": [
            "HasReservedConcurrency", {"Ref": "ReservedConcurrency"}, {"Ref": "AWS::NoValue"},
        ]}}),
    );
}
