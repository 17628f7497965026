//! Elastic Load Balancing: a bucket for load balancers of a region without a SIEM.
//!
//! The bucket must be in the load balancer's region and encrypted by S3 itself. The log
//! bucket is both for load balancers beside the SIEM, which need no bucket of their own.
//!
//! - <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html>
//! - <https://docs.aws.amazon.com/elasticloadbalancing/latest/network/enable-access-logs.html>

use contract::sources::{ALB, ALB_CONNECTION, ALB_HEALTH_CHECK, CLB, NLB, Source};
use library::iam::{Principal, Statement};
use library::s3::BucketHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, Stack, pseudo, text};

use super::super::destination::Destination;
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::keep::KeepDays;
use super::wired::{Wired, let_vended_logs_in};
use crate::regions;

/// A bucket for logs of application, network and classic load balancers of the stack's
/// account and region.
///
/// Then tell the load balancers to log into it: [`AlbLogs`](crate::sources::AlbLogs),
/// [`NlbLogs`](crate::sources::NlbLogs) and [`ClbLogs`](crate::sources::ClbLogs).
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoadBalancerBucket {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// How many days files are kept; 365 if not given.
    pub keep_days: KeepDays,
}

impl LogSource for LoadBalancerBucket {
    type Handle = BucketHandle;

    const NAME: &'static str = "load_balancer_bucket";
    const LOGS: &'static [&'static Source] =
        &[&ALB, &ALB_CONNECTION, &ALB_HEALTH_CHECK, &NLB, &CLB];
    const FORM: Form = Form::Bucket;
    const EXAMPLE: &'static str = "keep_days: 90";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, destination: &Destination) -> Option<String> {
        Wired::refusal(destination)
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> BucketHandle {
        let Self { id, keep_days: keep } = &self;
        let wired = Wired { name: "aes-siem-elb-", id: id.as_ref(), keep: *keep, with_acls: false };
        let bucket = wired.build(scope, destination);
        let_load_balancers_in(scope.stack(), &bucket);
        let_vended_logs_in(scope.stack(), &bucket);
        bucket
    }
}

/// In older regions an account of AWS writes for ALB and CLB, in newer ones a service.
fn let_load_balancers_in(stack: &mut Stack, bucket: &BucketHandle) {
    let elb = regions::elb_account(stack);
    let write = || {
        Statement::allow(&["s3:PutObject"]).on(text!(
            bucket.arn(),
            "/AWSLogs/",
            pseudo::account_id(),
            "/*"
        ))
    };
    let root = text!("arn:", pseudo::partition(), ":iam::", elb.id, ":root");
    let service = Principal::service("logdelivery.elasticloadbalancing.amazonaws.com");
    bucket.allow(
        stack,
        [
            write().sid("ALB,CLB").to(Principal::aws(root)).only_where(&elb.exists),
            write().sid("ALB,CLB by service").to(service),
        ],
    );
}
