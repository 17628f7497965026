//! The bucket that receives all logs.

use library::s3::{Bucket, BucketHandle};
use template::{Output, Scope};

use crate::accounts::{self, Senders};
use crate::log_delivery;
use crate::names::Names;

pub(crate) fn build(scope: &mut Scope<'_>, names: &Names, senders: &Senders) -> BucketHandle {
    let bucket = scope.add(Bucket::new("LogBucket").name(names.log_bucket()).versioned());
    let statements = log_delivery::statements(scope.stack(), &bucket, senders);
    bucket.allow(scope.stack(), statements);
    bucket.allow(scope.stack(), accounts::statements(&bucket, senders));
    let output = Output::new(bucket.name()).description("Bucket that all logs go into");
    scope.stack().output("LogBucketName", output);
    bucket
}
