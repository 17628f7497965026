//! What other accounts may do to the log bucket and its key by roles of their own: write
//! through Firehose, and replicate buckets. Services of AWS are in `log_delivery.rs`.

use std::collections::BTreeSet;

use contract::sources::{self, Part};
use library::iam::{Actions, Principal, Statement, Test};
use library::s3::BucketHandle;
use template::{pseudo, text};

use super::Senders;

/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3>
///
/// With `s3:PutObjectAcl`, by which the writer gives the bucket's owner an object in a bucket
/// that was made before April 2023. With `s3:GetObject`, which that page asks for in the role
/// and in the bucket's policy: it reaches no further than what the account may write, and
/// nothing that is encrypted with the key, which no other account may decrypt with.
const WRITE: Actions =
    &["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"];

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html>
///
/// Without `s3:ReplicateDelete`: what an account deletes at home stays a log here.
const REPLICATE: Actions = &[
    "s3:GetObjectVersionTagging",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:ReplicateObject",
    "s3:ReplicateTags",
];

/// What Firehose and replication ask of the bucket itself.
///
/// Without `s3:PutBucketVersioning`, with which an account could end the bucket's versions.
const LOOK_UP: Actions = &[
    "s3:GetBucketLocation",
    "s3:GetBucketVersioning",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
];

/// The statements of the log bucket's policy.
pub(crate) fn statements(bucket: &BucketHandle, senders: &Senders) -> Vec<Statement> {
    // Each account under its own id, so that none can pass off logs as another's.
    let write = Statement::allow(WRITE).sid("Write by roles of other accounts");
    let write = before_the_account().into_iter().fold(write, |write, start| {
        write.on(text!(bucket.arn(), format!("/{start}"), "${aws:PrincipalAccount}/*"))
    });
    let replicate = Statement::allow(REPLICATE)
        .sid("PolicyForDestinationBucket / Permissions on objects")
        .on(bucket.objects(""));
    let look_up = Statement::allow(LOOK_UP)
        .sid("PolicyForDestinationBucket / Permissions on bucket")
        .on(bucket.arn());
    [write, replicate, look_up].iter().flat_map(|statement| senders.of_others(statement)).collect()
}

/// What stands before the account's id in the keys of any source, with a prefix of one's own
/// or without, and in those of what a stream could not deliver.
fn before_the_account() -> BTreeSet<&'static str> {
    let prefixes = sources::ALL.iter().filter_map(|source| source.prefix);
    let starts = prefixes.filter_map(|prefix| {
        let mut parts = prefix.parts();
        match (parts.next(), parts.next()) {
            (Some(Part::Text(start)), Some(Part::Account)) => Some(start),
            _ => None,
        }
    });
    starts.chain(["*/AWSLogs/", sources::FIREHOSE_ERROR_PREFIX]).collect()
}

/// The statements of the key's policy.
pub(crate) fn key_statements(senders: &Senders) -> Vec<Statement> {
    let through_s3 = text!("s3.*.", pseudo::url_suffix());
    let replicate = Statement::allow(&["kms:Encrypt"])
        .sid("Enable cross account encrypt access for S3 Cross Region Replication")
        .on_everything()
        .when(Test::new("StringLike", "kms:ViaService", [through_s3]));
    // Named accounts only: a key's policy lets nobody in by organisation.
    if senders.others().is_empty() {
        return vec![];
    }
    vec![senders.of_named(&replicate), trails(senders)]
}

/// <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html>
fn trails(senders: &Senders) -> Statement {
    let trails: Vec<_> = senders
        .others()
        .iter()
        .map(|account| text!("arn:", pseudo::partition(), ":cloudtrail:*:", account, ":trail/*"))
        .collect();
    Statement::allow(&["kms:GenerateDataKey*"])
        .sid("Allow CloudTrail to encrypt logs for multiaccounts")
        .to(Principal::service("cloudtrail.amazonaws.com"))
        .on_everything()
        .when(Test::new("StringLike", "kms:EncryptionContext:aws:cloudtrail:arn", trails))
}
