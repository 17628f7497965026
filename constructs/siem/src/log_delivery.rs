//! Which services of AWS may write logs into the log bucket.
//!
//! Each statement names the services and binds them, by condition or by key, to the accounts
//! whose logs the SIEM takes, so that nobody else can have a service write here (the confused deputy).
//!
//! The names of these services are the same in every partition, but for CloudWatch Logs'.

use library::iam::{Principal, Statement, Test};
use library::s3::BucketHandle;
use template::{Stack, pseudo, text};

use crate::accounts::Senders;
use crate::regions;

/// The statements of the log bucket's policy for services that deliver logs.
pub(crate) fn statements(
    stack: &mut Stack,
    bucket: &BucketHandle,
    senders: &Senders,
) -> Vec<Statement> {
    let mut statements = load_balancers(stack, bucket, senders);
    for statement in [
        vended_logs(bucket),
        acl_check(bucket),
        trails_and_configuration(bucket),
        findings(bucket),
        exported_log_groups(bucket),
    ] {
        statements.extend(senders.bind(&statement));
    }
    statements.push(access_logs(bucket));
    statements
}

/// Access logs of ALB and CLB. In older regions an account of AWS writes them, in newer
/// ones a service.
///
/// Whose logs they are is said by the key alone: the page asks for no `aws:SourceAccount`, and
/// a condition on what is not sent would refuse everything.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
fn load_balancers(stack: &mut Stack, bucket: &BucketHandle, senders: &Senders) -> Vec<Statement> {
    let elb = regions::elb_account(stack);
    let root = text!("arn:", pseudo::partition(), ":iam::", elb.id, ":root");
    let service = Principal::service("logdelivery.elasticloadbalancing.amazonaws.com");
    let allow = Statement::allow(&["s3:PutObject"]);
    // With a prefix or without: one pattern, since a policy has not room for many.
    let write = senders
        .accounts()
        .into_iter()
        .fold(allow, |write, account| write.on(text!(bucket.arn(), "/*AWSLogs/", account, "/*")));
    vec![
        write.clone().sid("ALB,CLB Policy").to(Principal::aws(root)).only_where(&elb.exists),
        write.sid("ALB,CLB Policy by service").to(service),
    ]
}

/// NLB, Route 53 Resolver, VPC flow logs, WAF and all else that CloudWatch Logs delivers.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html>
fn vended_logs(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketAcl", "s3:ListBucket", "s3:PutObject"])
        .sid("AWSLogDelivery For NLB,R53Resolver,Flowlogs")
        .to(Principal::service("delivery.logs.amazonaws.com"))
        .on(bucket.arn())
        .on(bucket.objects(""))
}

fn acl_check(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketAcl", "s3:ListBucket"])
        .sid("AWSLogDeliveryAclCheck For Cloudtrail, Config")
        .to(Principal::service("cloudtrail.amazonaws.com"))
        .to(Principal::service("config.amazonaws.com"))
        .on(bucket.arn())
}

/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>
fn trails_and_configuration(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:PutObject"])
        .sid("AWSLogDeliveryWrite For CloudTrail, Config")
        .to(Principal::service("cloudtrail.amazonaws.com"))
        .to(Principal::service("config.amazonaws.com"))
        .on(bucket.objects("*/"))
}

/// <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html>
fn findings(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketLocation", "s3:PutObject"])
        .sid("Allow GuardDuty to put objects")
        .to(Principal::service("guardduty.amazonaws.com"))
        .on(bucket.arn())
        .on(bucket.objects(""))
}

/// Log groups that people export once in a while, from the bucket's own region.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3ExportTasks.html>
fn exported_log_groups(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketAcl", "s3:PutObject"])
        .sid("CloudWatch Logs export tasks")
        .to(Principal::service(text!("logs.", pseudo::region(), ".", pseudo::url_suffix())))
        .on(bucket.arn())
        .on(bucket.objects(""))
}

/// Access logs of other buckets: S3 writes them within an account and region only.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>
fn access_logs(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:PutObject"])
        .sid("S3ServerAccessLogs")
        .to(Principal::service("logging.s3.amazonaws.com"))
        .on(bucket.objects(""))
        .when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
}
