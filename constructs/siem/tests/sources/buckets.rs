//! What AWS writes into buckets of a source's own: who may write is read from the bucket's
//! policy. And that the loader gets it.

use assertions::Template;
use contract::sources::{CLOUDFRONT_STANDARD, S3_ACCESS_LOGS, example_time};
use serde_json::{Value as Json, json};
use siem::Siem;
use siem::sources::{
    Destination, Form, LoadBalancerBucket, LogSource, S3AccessLogBucket, SourceStack, Sources,
};
use template::Stack;

use super::evaluate::{self, ACCOUNT, REGION};
use super::{in_the_main_stack, of_its_own};

/// The keys that its writers write. The SIEM's own buckets, which are neither replicated nor
/// announce anything by a property, are none of a source.
pub(super) fn bucket(template: &Template, bucket: &Json) -> Vec<String> {
    if bucket["ReplicationConfiguration"].is_null() && bucket["NotificationConfiguration"].is_null()
    {
        return vec![];
    }
    let name = evaluate::text(template, &bucket["BucketName"]);
    if !bucket["OwnershipControls"].is_null() {
        return vec![cloudfront_legacy()];
    }
    let writers = writers(template, &name);
    let has = |service: &str| writers.contains(service);
    let mut keys = vec![];
    if name.starts_with("aws-waf-logs-") {
        keys.push(waf());
    } else if has("delivery.logs.amazonaws.com") && has("elasticloadbalancing") {
        keys.extend(load_balancers());
    }
    if has("logging.s3.amazonaws.com") {
        keys.push(s3_access_log());
    }
    keys
}

/// The policy of the bucket of this name, as text.
fn writers(template: &Template, name: &str) -> String {
    let mut policies = template.resources_of("AWS::S3::BucketPolicy");
    let policy = policies.find(|(_, policy)| {
        let bucket = policy["Properties"]["Bucket"]["Ref"].as_str().unwrap();
        let bucket = &template.section("Resources")[bucket]["Properties"]["BucketName"];
        !bucket.is_null() && evaluate::text(template, bucket) == name
    });
    policy.unwrap_or_else(|| panic!("{name} has no policy")).1.to_string()
}

/// <https://docs.aws.amazon.com/waf/latest/developerguide/logging-s3.html>
fn waf() -> String {
    format!(
        "AWSLogs/{ACCOUNT}/WAFLogs/{REGION}/shop/2026/11/24/06/00/\
         {ACCOUNT}_waflogs_{REGION}_shop_20261124T0600Z_1b2c3d4e.log.gz"
    )
}

/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html>
fn load_balancers() -> Vec<String> {
    let folder = format!("AWSLogs/{ACCOUNT}/elasticloadbalancing/{REGION}/2026/11/24");
    let of = |kind: &str| format!("{ACCOUNT}_elasticloadbalancing_{REGION}_{kind}");
    let alb =
        format!("{}_20261124T0600Z_192.0.2.10_2soosksi.log.gz", of("app.web.50dc6c495c0c9188"));
    vec![
        format!("{folder}/{alb}"),
        format!("{folder}/conn_log.{alb}"),
        format!("{folder}/health_check_log_{alb}"),
        format!("{folder}/{}_20261124T0600Z_2e8f36ed.log.gz", of("net.web.50dc6c495c0c9188")),
        format!("{folder}/{}_20261124T0600Z_192.0.2.10_20sg8hgm.log", of("web")),
    ]
}

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>
fn s3_access_log() -> String {
    let prefix = S3_ACCESS_LOGS.prefix.unwrap().filled(ACCOUNT, REGION, "web", example_time);
    format!("{prefix}2026-11-24-06-05-17-79A59DF900B949E5")
}

/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>
fn cloudfront_legacy() -> String {
    let distribution = "E2QWRUHEXAMPLE";
    let prefix = CLOUDFRONT_STANDARD.prefix.unwrap();
    let folder = prefix.filled(ACCOUNT, REGION, distribution, example_time);
    format!("{folder}{distribution}.2026-11-24-06.a5fcfc8d.gz")
}

fn bucket_sources() -> impl Iterator<Item = &'static siem::sources::Entry> {
    siem::sources::ALL.iter().filter(|entry| entry.form == Form::Bucket)
}

#[test]
fn a_bucket_beside_the_siem_announces_each_object_to_the_loader_which_may_read_it() {
    for entry in bucket_sources() {
        let template = Template::of(in_the_main_stack(entry));
        let (id, bucket) = own_bucket(&template);
        let notification = &bucket["Properties"]["NotificationConfiguration"];
        assert_eq!(notification["LambdaConfigurations"][0]["Event"], "s3:ObjectCreated:*");
        let loader = json!({"Fn::GetAtt": ["LambdaEsLoader4B1E2DD9", "Arn"]});
        assert_eq!(notification["LambdaConfigurations"][0]["Function"], loader);

        let permission = format!("{id}NotificationPermission");
        let waits = bucket["DependsOn"].as_array().unwrap();
        assert!(waits.contains(&json!(permission)), "{}: {waits:?}", entry.name);
        let permission = &template.section("Resources")[&permission]["Properties"];
        let source = evaluate::text(&template, &permission["SourceArn"]);
        let name = evaluate::text(&template, &bucket["Properties"]["BucketName"]);
        assert_eq!(source, format!("arn:aws:s3:::{name}"));

        let policy = format!("{}LoaderReads", id.strip_suffix("Bucket").unwrap());
        let policy = &template.section("Resources")[&policy]["Properties"];
        let role = json!([{"Ref": "LambdaEsLoaderServiceRoleFFD43869"}]);
        assert_eq!(policy["Roles"], role, "{}", entry.name);
        let read = policy["PolicyDocument"].to_string();
        assert!(read.contains("s3:GetObject"), "{}: {read}", entry.name);
        assert!(read.contains(&format!("${{{id}.Arn}}/*")), "{}: {read}", entry.name);
    }
}

#[test]
fn a_bucket_elsewhere_is_replicated_into_the_log_bucket_with_all_that_is_in_it() {
    for entry in bucket_sources() {
        let template = Template::of(of_its_own(entry));
        let (_, bucket) = own_bucket(&template);
        let rule = &bucket["Properties"]["ReplicationConfiguration"]["Rules"][0];
        assert_eq!(rule["Status"], "Enabled", "{}", entry.name);
        assert_eq!(rule["Filter"], json!({"Prefix": ""}), "{}", entry.name);
        let to = evaluate::text(&template, &rule["Destination"]["Bucket"]);
        assert_eq!(to, "arn:aws:s3:::aes-siem-111122223333-log");
        assert_eq!(bucket["Properties"]["VersioningConfiguration"]["Status"], "Enabled");
    }
}

fn own_bucket(template: &Template) -> (String, Json) {
    let mut buckets = template.resources_of("AWS::S3::Bucket").filter(|(_, bucket)| {
        let properties = &bucket["Properties"];
        !properties["ReplicationConfiguration"].is_null()
            || !properties["NotificationConfiguration"].is_null()
    });
    let (id, bucket) = buckets.next().unwrap();
    (id.to_owned(), bucket.clone())
}

/// S3 gives a bucket 3 to 63 characters.
#[test]
fn the_longest_name_is_no_longer_than_s3_allows() {
    let id = "abcdefghijklmnopqrst";
    for entry in bucket_sources() {
        let text = format!("{}: {{id: {id}, {}}}", entry.name, entry.example);
        let sources: Sources = serde_yaml::from_str(&text).unwrap();
        let mut stack = Stack::new("sources");
        stack.add(SourceStack::new("sources".parse().unwrap(), sources));
        let template = Template::of(stack);
        let (_, bucket) = own_bucket(&template);
        let name = evaluate::text(&template, &bucket["Properties"]["BucketName"]);
        let longest = name.replace(REGION, "ap-northeast-1");
        assert!(longest.len() <= 63, "`{longest}` has {} characters", longest.len());
    }
}

#[test]
fn a_copy_belongs_to_the_account_of_the_log_bucket() {
    let mut stack = Stack::new("sources");
    let bucket = Destination::asked(&mut stack).in_account("444455556666".parse().unwrap());
    stack.add(LoadBalancerBucket::default().to(&bucket));
    let template = Template::of(stack);
    let (_, bucket) = own_bucket(&template);
    let to = &bucket["Properties"]["ReplicationConfiguration"]["Rules"][0]["Destination"];
    assert_eq!(to["Account"], "444455556666");
    assert_eq!(to["AccessControlTranslation"]["Owner"], "Destination");
    assert!(template.section("Resources").to_string().contains("s3:ObjectOwnerOverride"));
}

#[test]
fn nothing_is_replicated_between_partitions() {
    let mut stack = Stack::new("sources");
    let destination = Destination::asked(&mut stack)
        .in_region("eu-west-1".parse().unwrap())
        .from_region("cn-north-1".parse().unwrap());
    stack.add(S3AccessLogBucket::default().to(&destination));
    let problems = stack.synthesise().unwrap_err().to_string();
    assert!(problems.contains("region cn-north-1 is in the partition aws-cn"), "{problems}");
    assert!(problems.contains("use a SIEM in the partition of the logs"), "{problems}");
}

#[test]
fn a_siem_without_sources_has_no_bucket_of_this_kind() {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default());
    let template = Template::of(stack);
    let count =
        template.resources_of("AWS::S3::Bucket").map(|(_, b)| bucket(&template, &b["Properties"]));
    assert_eq!(count.flatten().count(), 0);
}
