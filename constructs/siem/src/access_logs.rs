//! Who reads and writes the SIEM's own buckets.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html>

use contract::sources::{Part, Prefix, S3_ACCESS_LOGS};
use library::s3::{Bucket, BucketHandle, BucketName};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Value, pseudo};

use crate::checked;

/// Access logs of the SIEM's own buckets. None are written unless it is said here.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AccessLogs {
    /// Whether requests to the snapshot bucket and the geo bucket are logged: into the log
    /// bucket, from where they are loaded like all other access logs.
    pub of_other_buckets: bool,
    /// The bucket into which requests to the log bucket are logged, of the same account and
    /// region; its policy must let `logging.s3.amazonaws.com` write. In the log bucket
    /// itself, each access log would be a request that is logged in turn.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 3, max = 63))]
    pub of_log_bucket_to: Option<BucketName>,
}

impl AccessLogs {
    /// Sets up the log bucket.
    pub(crate) fn of_log_bucket(&self, bucket: Bucket) -> Bucket {
        match &self.of_log_bucket_to {
            Some(name) => bucket.access_logs(name.clone(), prefix("log")),
            None => bucket,
        }
    }

    /// Sets up one of the other buckets.
    pub(crate) fn of_other(&self, bucket: Bucket, kind: &str, log_bucket: &BucketHandle) -> Bucket {
        if self.of_other_buckets {
            bucket.access_logs(log_bucket.name(), prefix(kind))
        } else {
            bucket
        }
    }
}

/// The start of keys by which the loader knows access logs; the bucket's name in it is what
/// the bucket is for.
fn prefix(kind: &str) -> Value<String> {
    let parts = S3_ACCESS_LOGS.prefix.into_iter().flat_map(Prefix::parts);
    Value::concat(parts.map(|part| match part {
        Part::Account => pseudo::account_id(),
        Part::Region => pseudo::region(),
        Part::Name => format!("aes-siem-{kind}").into(),
        Part::Text(text) | Part::Time(text) => text.into(),
    }))
}
