//! Settings of the user's own resources: what they write is recognised, and their command
//! lines are ones that a shell and the AWS CLI understand.

use std::process::Command;

use assertions::Template;
use contract::sources::{Source, matching, recognise};
use library::s3::BucketName;
use resources::cloudfront::Distribution;
use resources::cloudfront::distribution::{
    DefaultCacheBehavior, DefaultCacheBehaviorViewerProtocolPolicy, DistributionConfig,
};
use resources::ec2::client_vpn_endpoint::ConnectionLogOptions;
use resources::eks::cluster as eks;
use resources::elasticache::replication_group::LogDeliveryConfigurationRequest;
use resources::elasticloadbalancing::load_balancer::AccessLoggingPolicy;
use resources::elasticloadbalancingv2::LoadBalancer;
use resources::elasticloadbalancingv2::load_balancer::LoadBalancerAttribute;
use resources::lambda::function::LoggingConfig;
use resources::logs::LogGroupName;
use resources::msk::cluster::LoggingInfo;
use resources::s3::Bucket;
use serde_json::{Value as Json, json};
use siem::Siem;
use siem::sources::{
    ALL, AlbLogs, ClbLogs, ClientVpnLogs, CloudFrontLegacyLogs, DatabaseEngine,
    DirectoryServiceLogs, EksLogs, FunctionLogs, MskLogs, NlbLogs, OpenSearchAuditLogs, RdsLogs,
    RedisSlowLogs, S3AccessLogs, SETTINGS, Setting,
};
use template::{Resource, Stack, Value};
use test_support::snapshots;

use super::evaluate::{self, ACCOUNT, REGION};

/// A property as the template holds it.
fn rendered<T>(property: impl Into<Value<T>>) -> Json {
    serde_json::to_value(property.into().as_expr()).unwrap()
}

/// The template of a stack with the user's own resource beside the SIEM.
fn with_the_siem<P: template::Properties>(
    resource: impl FnOnce(&siem::SiemHandle) -> P,
) -> (Template, Json) {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());
    stack.add(Resource::new("Own", resource(&siem)));
    let template = Template::of(stack);
    let own = template.section("Resources")["Own"]["Properties"].clone();
    (template, own)
}

fn assert_recognised(log: &Source, key: &str) {
    assert_eq!(recognise(key).map(|log| log.log_type), Some(log.log_type), "{key}");
}

#[test]
fn a_load_balancer_logs_without_a_prefix_into_the_log_bucket() {
    let (_, own) = with_the_siem(|siem| {
        let logs = AlbLogs::into_bucket(siem.log_bucket.name());
        LoadBalancer::new().load_balancer_attributes(logs.property())
    });
    let attributes = own["LoadBalancerAttributes"].as_array().unwrap();
    let of = |key: &str| attributes.iter().find(|attribute| attribute["Key"] == key);
    for kind in ["access_logs", "connection_logs", "health_check_logs"] {
        assert_eq!(of(&format!("{kind}.s3.enabled")).unwrap()["Value"], "true", "{kind}");
        let bucket = &of(&format!("{kind}.s3.bucket")).unwrap()["Value"];
        assert_eq!(*bucket, json!({"Ref": "S3BucketForLog20898FE4"}), "{kind}");
        assert!(of(&format!("{kind}.s3.prefix")).is_none(), "{kind}");
    }
}

#[test]
fn an_access_log_of_a_bucket_is_recognised_under_the_prefix_that_it_is_given() {
    let (template, own) = with_the_siem(|siem| {
        let name = Value::<String>::from("acme-site").cast::<BucketName>();
        Bucket::new()
            .logging_configuration(S3AccessLogs::of(name, siem.log_bucket.name()).property())
    });
    let logging = &own["LoggingConfiguration"];
    assert_eq!(logging["DestinationBucketName"], json!({"Ref": "S3BucketForLog20898FE4"}));
    let prefix = evaluate::text(&template, &logging["LogFilePrefix"]);
    assert_eq!(prefix, format!("AWSLogs/{ACCOUNT}/s3accesslog/{REGION}/acme-site/"));
    let key = format!("{prefix}2026-11-24-06-05-17-79A59DF900B949E5");
    assert_recognised(&contract::sources::S3_ACCESS_LOGS, &key);
    assert_eq!(matching(&key).count(), 1);
}

#[test]
fn a_legacy_log_of_a_distribution_is_recognised_under_the_prefix_that_it_is_given() {
    let (template, own) = with_the_siem(|siem| {
        let logs = CloudFrontLegacyLogs::into_bucket(siem.log_bucket.name(), "web");
        let behavior =
            DefaultCacheBehavior::new("web", DefaultCacheBehaviorViewerProtocolPolicy::HttpsOnly);
        let config = DistributionConfig::new(behavior, true).logging(logs.property());
        Distribution::new(config)
    });
    let logging = &own["DistributionConfig"]["Logging"];
    let bucket = evaluate::text(&template, &logging["Bucket"]);
    assert!(bucket.ends_with(".s3.amazonaws.com"), "{bucket}");
    let prefix = evaluate::text(&template, &logging["Prefix"]);
    let key = format!("{prefix}E2QWRUHEXAMPLE.2026-11-24-06.a5fcfc8d.gz");
    assert_recognised(&contract::sources::CLOUDFRONT_STANDARD, &key);
}

/// Brokers write below AWS's own folders, and a Network or Classic Load Balancer too.
#[test]
fn what_aws_names_by_itself_has_no_prefix() {
    let bucket = || Value::<String>::from("aes-siem-111122223333-log").cast::<BucketName>();
    let msk = rendered::<LoggingInfo>(MskLogs::into_bucket(bucket()).property());
    let expected = json!({"Enabled": true, "Bucket": "aes-siem-111122223333-log"});
    assert_eq!(msk, json!({"BrokerLogs": {"S3": expected}}));
    let nlb = NlbLogs::into_bucket(bucket()).property();
    let nlb = rendered::<Vec<LoadBalancerAttribute>>(nlb);
    assert_eq!(nlb.as_array().unwrap().len(), 2, "{nlb}");
    assert!(!nlb.to_string().contains("prefix"), "{nlb}");
    let clb = rendered::<AccessLoggingPolicy>(ClbLogs::into_bucket(bucket()).property());
    let expected = json!({
        "Enabled": true, "S3BucketName": "aes-siem-111122223333-log", "EmitInterval": 5,
    });
    assert_eq!(clb, expected);
}

#[test]
fn what_a_resource_sends_to_a_log_group_has_a_source_that_sends_it_on() {
    let sent: Vec<_> = ALL.iter().flat_map(|entry| entry.logs).map(|log| log.log_type).collect();
    // Written to S3 by the resource itself.
    let without = ["msk"];
    for setting in SETTINGS {
        for log in setting.logs {
            let known = sent.contains(&log.log_type) || without.contains(&log.log_type);
            assert!(known, "{}: nothing sends {}", setting.name, log.log_type);
        }
    }
}

#[test]
fn what_a_resource_sends_to_a_log_group_is_property_and_name_of_the_group() {
    let logs = RdsLogs::of_instance(DatabaseEngine::PostgreSql);
    assert_eq!(rendered::<Vec<String>>(logs.property()), json!(["postgresql"]));
    assert_eq!(logs.log_groups("shop"), ["/aws/rds/instance/shop/postgresql"]);

    let logs = EksLogs::new();
    let audit = json!({"ClusterLogging": {"EnabledTypes": [{"Type": "audit"}]}});
    assert_eq!(rendered::<eks::Logging>(logs.property()), audit);
    assert_eq!(logs.log_group("prod"), "/aws/eks/prod/cluster");

    let logs = ClientVpnLogs::into_log_group("/aws/clientvpn");
    let options = json!({"Enabled": true, "CloudwatchLogGroup": "/aws/clientvpn"});
    assert_eq!(rendered::<ConnectionLogOptions>(logs.property()), options);

    let logs = OpenSearchAuditLogs::into_log_group("arn:x");
    let option = json!({"CloudWatchLogsLogGroupArn": "arn:x", "Enabled": true});
    let rendered_options = serde_json::to_value(logs.property().as_expr()).unwrap();
    assert_eq!(rendered_options, json!({"AUDIT_LOGS": option}));

    let group = Value::<String>::from("/aws/lambda/checkout").cast::<LogGroupName>();
    let config = json!({"LogFormat": "JSON", "LogGroup": "/aws/lambda/checkout"});
    assert_eq!(rendered::<LoggingConfig>(FunctionLogs::into_log_group(group).property()), config);

    let logs = RedisSlowLogs::into_stream("slow").property();
    let logs = rendered::<Vec<LogDeliveryConfigurationRequest>>(logs);
    assert_eq!(logs[0]["LogType"], "slow-log");
    assert_eq!(logs[0]["LogFormat"], "json");
    let stream = &logs[0]["DestinationDetails"]["KinesisFirehoseDetails"];
    assert_eq!(*stream, json!({"DeliveryStream": "slow"}));
}

#[test]
fn directory_service_may_write_to_the_log_group_and_nowhere_else() {
    let mut stack = Stack::new("directory");
    let logs = DirectoryServiceLogs::into_log_group("/aws/directoryservice/d-1234567890");
    let policy = logs.resource_policy("directory", "arn:group:*".into());
    stack.add(Resource::new("Policy", policy));
    let template = Template::of(stack);
    let statement =
        &template.section("Resources")["Policy"]["Properties"]["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Principal"], json!({"Service": "ds.amazonaws.com"}));
    assert_eq!(statement["Resource"], "arn:group:*");
}

/// The words that a shell makes of a line; what a command in it prints is one word.
fn words(line: &str) -> Option<Vec<String>> {
    let script = format!("aws() {{ printf '%s\\n' \"$@\"; }}\n{line}");
    let output = Command::new("sh").arg("-c").arg(script).output().ok()?;
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn a_command_line_is_one_line_that_a_shell_takes_apart_as_it_is_meant() {
    for setting in SETTINGS {
        let line = (setting.cli)();
        assert!(line.starts_with("aws ") && !line.contains('\n'), "{}: {line}", setting.name);
        let Some(words) = words(&line) else {
            eprintln!("skipped: there is no shell");
            return;
        };
        for word in words.iter().filter(|word| word.starts_with(['{', '['])) {
            let json = serde_json::from_str::<Json>(word);
            assert!(json.is_ok(), "{}: `{word}` is no JSON", setting.name);
        }
    }
}

#[test]
fn every_command_line_as_a_snapshot() {
    let _bound = snapshots::bind();
    let lines: Vec<_> = SETTINGS
        .iter()
        .map(|setting| format!("# {}\n{}\n", setting.name, (setting.cli)()))
        .collect();
    insta::assert_snapshot!("source@settings", lines.join("\n"));
}

#[test]
fn what_is_known_at_deployment_only_has_a_place_in_a_command_line() {
    let mut stack = Stack::new("aes-siem");
    let siem = stack.add(Siem::default());
    let site = Value::<String>::from("acme-site").cast::<BucketName>();
    let line = S3AccessLogs::of(site, siem.log_bucket.name()).cli();
    let status = r#"'{"LoggingEnabled":{"TargetBucket":"<S3BucketForLog20898FE4>","TargetPrefix":"AWSLogs/<account>/s3accesslog/<region>/acme-site/"}}'"#;
    let expected =
        format!("aws s3api put-bucket-logging --bucket acme-site --bucket-logging-status {status}");
    assert_eq!(line, expected);
}

#[test]
fn settings_have_names_of_their_own() {
    let mut names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), SETTINGS.len());
}
