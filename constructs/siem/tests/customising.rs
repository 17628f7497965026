//! The stack changed in code.

use assertions::Template;
use serde_json::json;
use siem::Siem;
use template::{Resource, Stack};

#[test]
fn a_bucket_gets_another_name() {
    let mut siem = Siem::default();
    siem.names.log_bucket = Some("acme-security-logs".parse().unwrap());
    let mut stack = Stack::new("acme");
    stack.add(siem);
    Template::of(stack)
        .has_resource_properties("AWS::S3::Bucket", &json!({"BucketName": "acme-security-logs"}));
}

#[test]
fn a_property_is_overridden_and_says_so() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    stack.override_property(&siem.dlq, "MessageRetentionPeriod", 345_600_i64);
    Template::of(stack).has_resource(
        "AWS::SQS::Queue",
        &json!({
            "Properties": {"QueueName": "aes-siem-dlq", "MessageRetentionPeriod": 345_600},
            "Metadata": {"aes-siem:escape-hatch": {"overrides": ["MessageRetentionPeriod"]}},
        }),
    );
}

#[test]
fn a_resource_without_a_construct_stands_beside_the_siem() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    stack.add(
        Resource::raw("Board", "AWS::CloudWatch::Dashboard")
            .property("DashboardName", "acme")
            .property("DashboardBody", siem.dlq.arn()),
    );
    Template::of(stack).has_resource_properties(
        "AWS::CloudWatch::Dashboard",
        &json!({"DashboardBody": {"Fn::GetAtt": ["AesSiemDlq1CD8439D", "Arn"]}}),
    );
}

#[test]
fn a_schedule_that_is_in_the_stack_gets_another_time_and_keeps_its_target() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    siem.geoip_schedule.reschedule(&mut stack, library::events::Rate::days(7));
    Template::of(stack).has_resource_properties(
        "AWS::Events::Rule",
        &json!({
            "ScheduleExpression": "rate(7 days)",
            "State": {"Fn::If": ["HasGeoipLicense", "ENABLED", "DISABLED"]},
            "Targets": [{"Arn": {"Fn::GetAtt": ["LambdaGeoipDownloaderA5EFF97E", "Arn"]}}],
        }),
    );
}

#[test]
fn an_option_that_is_wrong_is_an_error_like_any_other() {
    fn vpc(id: &str) -> anyhow::Result<siem::VpcId> {
        Ok(id.parse()?)
    }
    fn memory(mb: u32) -> anyhow::Result<siem::MemoryMb> {
        Ok(mb.try_into()?)
    }
    let error = vpc("acme").unwrap_err().to_string();
    assert!(error.starts_with("`acme`; wanted is the id of a VPC"), "{error}");
    let error = memory(64).unwrap_err().to_string();
    assert_eq!(error, "memory of `64` MB; Lambda gives a function 128 to 10240 MB");
}

#[test]
fn another_role_is_granted_what_a_handle_offers() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    let auditor = stack.add(library::iam::Role::for_service("Auditor", "ec2.amazonaws.com"));
    auditor.grant(&mut stack, siem.log_bucket.read());
    auditor.grant(&mut stack, siem.key.decrypt());
    let template = Template::of(stack);
    let policy = template.resource("AuditorDefaultPolicy");
    assert_eq!(policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap().len(), 3);
}

#[test]
fn an_alarm_of_ones_own_tells_the_siems_topic() {
    use library::cloudwatch::{Alarm, Bound};

    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    let backlog = Alarm::new("Backlog", siem.split_queue.messages_visible(), Bound::AtLeast(100));
    stack.add(backlog.tells(&siem.alerts));
    Template::of(stack).has_resource_properties(
        "AWS::CloudWatch::Alarm",
        &json!({"Threshold": 100.0, "AlarmActions": [{"Ref": "SnsTopic2C1570A4"}]}),
    );
}

#[test]
fn the_siem_is_part_of_a_larger_stack_under_a_scope_of_its_own() {
    let mut stack = Stack::new("acme");
    stack.scope("Security").add(Siem::default());
    Template::of(stack).resource("AesSiemDlq1CD8439D");
}
