//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisfirehose.html>

use crate::iam::Actions;

/// Send records.
pub(super) const PUT: Actions = &["firehose:PutRecord", "firehose:PutRecordBatch"];
/// What Firehose needs of the bucket that it delivers to.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3>
pub(super) const FIND_BUCKET: Actions =
    &["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
/// What Firehose needs of the objects that it writes. With `s3:PutObjectAcl`, it gives them to
/// the bucket's owner, in a bucket of another account that was made before April 2023.
pub(super) const WRITE_OBJECTS: Actions =
    &["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"];
/// Say in a log group what could not be delivered.
pub(super) const LOG_ERRORS: Actions = &["logs:PutLogEvents"];
/// Read a stream of Kinesis.
///
/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#firehose-access-kinesis>
pub(super) const READ_KINESIS: Actions = &[
    "kinesis:DescribeStream",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
];
