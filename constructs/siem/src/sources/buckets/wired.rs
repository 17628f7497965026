//! A bucket beside the log bucket, wired to the loader.

use library::iam::{Principal, Statement, Test};
use library::s3::{Bucket, BucketHandle, BucketName, Replication};
use template::{Scope, Stack, Value, pseudo, text};

use super::super::destination::Destination;
use super::super::id::Id;
use super::keep::KeepDays;
use crate::checks::{ACCESS_LOGS, EVENTS, KMS_ENCRYPTION, OBJECT_LOCK, suppress};

/// What tells such buckets apart.
pub(in super::super) struct Wired<'a> {
    /// The beginning of the name, up to 13 characters. After it come the source's id, the
    /// account and the region, so that the name is free in every account and region.
    pub(in super::super) name: &'a str,
    pub(in super::super) id: Option<&'a Id>,
    pub(in super::super) keep: KeepDays,
    /// Whether a service writes that still needs access control lists.
    pub(in super::super) with_acls: bool,
}

impl Wired<'_> {
    fn name(&self) -> Value<BucketName> {
        let id = self.id.map(|id| format!("{}-", id.as_str())).unwrap_or_default();
        let start = format!("{}{id}", self.name);
        text!(start, pseudo::account_id(), "-", pseudo::region()).cast()
    }

    /// Why it cannot be, if so.
    pub(in super::super) fn refusal(destination: &Destination) -> Option<String> {
        let (from, to) = (destination.region()?, destination.bucket_region()?);
        (from.partition() != to.partition()).then(|| {
            format!(
                "the stack's region {from} is in the partition {}, and the log bucket's region \
                 {to} in {}; S3 copies nothing between partitions: use a SIEM in the partition \
                 of the logs",
                from.partition().as_str(),
                to.partition().as_str()
            )
        })
    }

    /// Adds the bucket. It is encrypted with keys of S3: not one of the services that write
    /// into such buckets can use a key of KMS in all cases, and load balancers and S3 itself
    /// in none.
    pub(in super::super) fn build(
        &self,
        scope: &mut Scope<'_>,
        destination: &Destination,
    ) -> BucketHandle {
        let name = self.name();
        let bucket = Bucket::new("Bucket").name(name.clone()).versioned().expire(
            "Expire",
            "",
            self.keep.days(),
        );
        let bucket = if self.with_acls { bucket.with_acls() } else { bucket };
        match destination.siem() {
            Some(siem) => {
                let bucket = scope.add(bucket.announce_to(&siem.loader));
                // A policy of its own: the loader waits for its usual one, and the bucket for
                // the loader.
                let name = scope.logical_id_of("LoaderReads").to_string();
                let _ = siem.loader.role().grant_as(scope, "LoaderReads", name, bucket.read());
                explain(scope.stack(), &bucket, false);
                bucket
            }
            None => {
                let replication = Replication::new(name, destination.bucket_arn());
                let replication = match destination.account() {
                    Some(account) => replication.owned_by(account),
                    None => replication,
                };
                let bucket = scope.add(bucket.replicate(replication));
                explain(scope.stack(), &bucket, true);
                bucket
            }
        }
    }
}

/// Lets what CloudWatch Logs delivers for the account in.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html>
pub(in super::super) fn let_vended_logs_in(stack: &mut Stack, bucket: &BucketHandle) {
    let of_this_account = || Test::string_equals("aws:SourceAccount", [pseudo::account_id()]);
    let delivery = || Principal::service("delivery.logs.amazonaws.com");
    let write = Statement::allow(&["s3:PutObject"])
        .sid("AWSLogDeliveryWrite")
        .to(delivery())
        .on(text!(bucket.arn(), "/AWSLogs/", pseudo::account_id(), "/*"))
        .when(of_this_account());
    let check = Statement::allow(&["s3:GetBucketAcl", "s3:ListBucket"])
        .sid("AWSLogDeliveryAclCheck")
        .to(delivery())
        .on(bucket.arn())
        .when(of_this_account());
    bucket.allow(stack, [write, check]);
}

/// What template checkers ask for beyond this.
fn explain(stack: &mut Stack, bucket: &BucketHandle, replicated: bool) {
    let mut findings = vec![
        (ACCESS_LOGS, "holds logs itself: logs of what is written into it would bring forth more"),
        (
            KMS_ENCRYPTION,
            "load balancers and S3 cannot write into a bucket with a key of KMS; S3 encrypts it \
             with its own",
        ),
        (OBJECT_LOCK, "files are loaded within minutes, and expire; a lock would only cost"),
    ];
    if replicated {
        findings.push((EVENTS, "S3 replicates each file; the log bucket announces the copy"));
    }
    suppress(stack, bucket, &findings);
}
