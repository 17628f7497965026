//! Options of the buckets.

use assertions::Template;
use contract::sources;
use serde_json::json;
use siem::{Lifecycle, Rules, Siem};
use template::Stack;

const LOG_BUCKET: &str = "S3BucketForLog20898FE4";

fn template_of(siem: Siem) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Template::of(stack)
}

#[test]
fn logs_stay_as_they_are_unless_it_is_said() {
    let template = template_of(Siem::default());
    assert_eq!(
        template.resource(LOG_BUCKET)["Properties"]["LifecycleConfiguration"]["Rules"],
        json!([{
            "Id": "abort-unfinished-uploads",
            "Status": "Enabled",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }])
    );
}

#[test]
fn tiers_expiry_and_old_versions_are_one_rule() {
    let mut siem = Siem::default();
    siem.log_bucket.lifecycle = Lifecycle {
        standard_ia_after_days: Some(30),
        deep_archive_after_days: Some(365),
        expire_after_days: Some(2555),
        expire_old_versions_after_days: Some(14),
        ..Lifecycle::default()
    };
    let template = template_of(siem);
    assert_eq!(
        template.resource(LOG_BUCKET)["Properties"]["LifecycleConfiguration"]["Rules"][0],
        json!({
            "Id": "all-objects",
            "Status": "Enabled",
            "Transitions": [
                {"StorageClass": "STANDARD_IA", "TransitionInDays": 30},
                {"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 365},
            ],
            "ExpirationInDays": 2555,
            "NoncurrentVersionExpiration": {"NoncurrentDays": 14},
        })
    );
}

#[test]
fn rules_that_somebody_has_set_by_hand_can_stay() {
    let mut siem = Siem::default();
    siem.log_bucket.lifecycle.rules = Rules::ByHand;
    let template = template_of(siem);
    assert!(template.resource(LOG_BUCKET)["Properties"].get("LifecycleConfiguration").is_none());
}

#[test]
fn a_lifecycle_of_a_program_is_checked_too() {
    let mut siem = Siem::default();
    siem.log_bucket.lifecycle.expire_after_days = Some(1);
    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    let problems = stack.synthesise().unwrap_err().to_string();
    assert!(problems.contains("log_bucket.lifecycle: `expire_after_days: 1`"), "{problems}");
}

#[test]
fn access_logs_of_the_other_buckets_go_where_the_loader_knows_them() {
    let mut siem = Siem::default();
    siem.access_logs.of_other_buckets = true;
    siem.access_logs.of_log_bucket_to = Some("acme-access-logs".parse().unwrap());
    let template = template_of(siem);
    let logging = |id: &str| &template.resource(id)["Properties"]["LoggingConfiguration"];
    for (bucket, kind) in
        [("S3BucketForGeoip04B5F171", "geo"), ("S3BucketForSnapshot40E67D36", "snapshot")]
    {
        assert_eq!(logging(bucket)["DestinationBucketName"], json!({"Ref": LOG_BUCKET}));
        let prefix = logging(bucket)["LogFilePrefix"]["Fn::Sub"].as_str().unwrap();
        assert_eq!(
            prefix,
            format!("AWSLogs/${{AWS::AccountId}}/s3accesslog/${{AWS::Region}}/aes-siem-{kind}/")
        );
        let key = prefix
            .replace("${AWS::AccountId}", "111122223333")
            .replace("${AWS::Region}", "us-east-1");
        let key = format!("{key}2026-11-24-06-05-17-79A59DF900B949E5");
        let names: Vec<_> = sources::matching(&key).map(|source| source.log_type).collect();
        assert_eq!(names, ["s3accesslog"], "{key}");
    }
    assert_eq!(logging(LOG_BUCKET)["DestinationBucketName"], "acme-access-logs");
}
