//! Who may write logs into the log bucket.
//!
//! Each statement names the services and binds them to this account, so that nobody else
//! can have a service write here (the confused deputy).

use library::iam::{Principal, Statement, Test};
use library::s3::BucketHandle;
use template::{Stack, pseudo, text};

use crate::regions;

/// The statements of the log bucket's policy for services that deliver logs.
pub(crate) fn statements(stack: &mut Stack, bucket: &BucketHandle) -> Vec<Statement> {
    let mut statements = load_balancers(stack, bucket);
    statements.extend([
        vended_logs(bucket),
        acl_check(bucket),
        trails_and_configuration(bucket),
        findings(bucket),
        access_logs(bucket),
    ]);
    statements
}

fn of_this_account() -> Test {
    Test::string_equals("aws:SourceAccount", [pseudo::account_id()])
}

/// Access logs of ALB and CLB. In older regions an account of AWS writes them, in newer
/// ones a service.
///
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
fn load_balancers(stack: &mut Stack, bucket: &BucketHandle) -> Vec<Statement> {
    let account = regions::elb_account(stack);
    let write = || {
        Statement::allow(&["s3:PutObject"])
            .on(text!(bucket.arn(), "/AWSLogs/", pseudo::account_id(), "/*"))
            .on(text!(bucket.arn(), "/*/AWSLogs/", pseudo::account_id(), "/*"))
    };
    let root = text!("arn:", pseudo::partition(), ":iam::", account.id, ":root");
    vec![
        write().sid("ALB,CLB Policy").to(Principal::aws(root)).only_where(&account.exists),
        write()
            .sid("ALB,CLB Policy by service")
            .to(Principal::service("logdelivery.elasticloadbalancing.amazonaws.com")),
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
        .when(of_this_account())
}

fn acl_check(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketAcl", "s3:ListBucket"])
        .sid("AWSLogDeliveryAclCheck For Cloudtrail, Config")
        .to(Principal::service("cloudtrail.amazonaws.com"))
        .to(Principal::service("config.amazonaws.com"))
        .on(bucket.arn())
        .when(of_this_account())
}

/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>
fn trails_and_configuration(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:PutObject"])
        .sid("AWSLogDeliveryWrite For CloudTrail, Config")
        .to(Principal::service("cloudtrail.amazonaws.com"))
        .to(Principal::service("config.amazonaws.com"))
        .on(bucket.objects("*/"))
        .when(of_this_account())
}

/// <https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_exportfindings.html>
fn findings(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:GetBucketLocation", "s3:PutObject"])
        .sid("Allow GuardDuty to put objects")
        .to(Principal::service("guardduty.amazonaws.com"))
        .on(bucket.arn())
        .on(bucket.objects(""))
        .when(of_this_account())
}

/// Access logs of other buckets of the account and region.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>
fn access_logs(bucket: &BucketHandle) -> Statement {
    Statement::allow(&["s3:PutObject"])
        .sid("S3ServerAccessLogs")
        .to(Principal::service("logging.s3.amazonaws.com"))
        .on(bucket.objects(""))
        .when(of_this_account())
}
