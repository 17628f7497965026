//! The log bucket's policy, and where it is kept.
//!
//! APIs: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>,
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use aws_sdk_s3::Client;
use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use kit::errors::chain;
use serde_json::Value;
use tracing::info;

use crate::error::Error;

/// S3 takes a policy of 20,480 bytes.
const LONGEST: usize = 64 * 1024;

/// The policy of a bucket; `None` without one, or without the bucket.
pub(crate) async fn read(s3: &Client, bucket: &str) -> Result<Option<String>, Error> {
    match s3.get_bucket_policy().bucket(bucket).send().await {
        Ok(answer) => Ok(answer.policy.filter(|policy| !policy.trim().is_empty())),
        Err(error) => match error.code() {
            Some("NoSuchBucketPolicy" | "NoSuchBucket") => Ok(None),
            _ => {
                let permission = "s3:GetBucketPolicy on the log bucket";
                Err(failed("GetBucketPolicy", bucket, permission, &error))
            }
        },
    }
}

/// Keeps a policy under a key, unless there is one already: a request that comes again, late,
/// must not replace what the first one kept by what the stack has written since.
pub(crate) async fn keep(
    s3: &Client,
    bucket: &str,
    key: &str,
    policy: String,
) -> Result<(), Error> {
    let put = s3.put_object().bucket(bucket).key(key).content_type("application/json");
    let put = put.if_none_match("*").body(policy.into_bytes().into()).send().await;
    match put {
        Ok(_) => Ok(()),
        Err(error) if error.code() == Some("PreconditionFailed") => {
            info!(bucket, key, "the policy is kept already");
            Ok(())
        }
        Err(error) => {
            let permission = "s3:PutObject on s3_bucket_policy/* of the snapshot bucket";
            Err(failed("PutObject", bucket, permission, &error))
        }
    }
}

/// A kept policy.
pub(crate) async fn kept(s3: &Client, bucket: &str, key: &str) -> Result<String, Error> {
    let lost = |problem: &str| Error::KeptLost {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
        problem: problem.to_owned(),
    };
    let object = s3.get_object().bucket(bucket).key(key).send().await;
    let object = object.map_err(|error| match error.code() {
        Some("NoSuchKey" | "NoSuchBucket") => lost("is not there any more"),
        _ => {
            let permission = "s3:GetObject on s3_bucket_policy/* of the snapshot bucket";
            failed("GetObject", bucket, permission, &error)
        }
    })?;
    if object.content_length.and_then(|length| usize::try_from(length).ok()) > Some(LONGEST) {
        return Err(lost("is longer than a policy can be"));
    }
    let bytes = object.body.collect().await.map_err(|error| Error::S3 {
        operation: "GetObject",
        bucket: bucket.to_owned(),
        said: chain(&error),
    })?;
    let text = String::from_utf8(bytes.to_vec()).ok();
    text.filter(|text| is_policy(text)).ok_or_else(|| lost("holds no policy"))
}

fn is_policy(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|policy| policy.get("Statement").is_some())
}

/// Puts the policy of `key` on the bucket, where it is not there.
pub(crate) async fn put_back(
    s3: &Client,
    bucket: &str,
    kept_in: &str,
    key: &str,
) -> Result<(), Error> {
    let wanted = kept(s3, kept_in, key).await?;
    let now = read(s3, bucket).await?;
    if now.is_some_and(|now| is_same(&now, &wanted)) {
        info!(bucket, key, "the policy is as it was");
        return Ok(());
    }
    let put = s3.put_bucket_policy().bucket(bucket).policy(wanted).send().await;
    put.map_err(|error| match error.code() {
        Some("MalformedPolicy" | "InvalidPolicyDocument" | "PolicyTooLarge") => Error::NotTaken {
            bucket: bucket.to_owned(),
            kept_in: kept_in.to_owned(),
            key: key.to_owned(),
            said: words(&error),
        },
        _ => {
            let permission = "s3:PutBucketPolicy on the log bucket";
            failed("PutBucketPolicy", bucket, permission, &error)
        }
    })?;
    info!(bucket, key, "the policy is put back");
    Ok(())
}

fn is_same(one: &str, other: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    read(one).is_some_and(|one| read(other) == Some(one))
}

fn failed<E>(
    operation: &'static str,
    bucket: &str,
    permission: &'static str,
    error: &SdkError<E>,
) -> Error
where
    SdkError<E>: ProvideErrorMetadata,
    E: std::error::Error + 'static,
{
    let said = words(error);
    match error.code() {
        Some("AccessDenied" | "AllAccessDisabled" | "MethodNotAllowed") => {
            Error::Denied { said: format!("{operation} of bucket `{bucket}`: {said}"), permission }
        }
        _ => Error::S3 { operation, bucket: bucket.to_owned(), said },
    }
}

fn words<E>(error: &SdkError<E>) -> String
where
    SdkError<E>: ProvideErrorMetadata,
    E: std::error::Error + 'static,
{
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => chain(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_compared_by_what_they_say() {
        assert!(is_same("{\"a\": [1]}", " {\"a\":[1]} "));
        assert!(!is_same("{\"a\": [1]}", "{\"a\": [2]}"));
        assert!(!is_same("x", "x"), "what is no JSON is put again");
    }

    #[test]
    fn a_policy_has_statements() {
        assert!(is_policy("{\"Version\": \"2012-10-17\", \"Statement\": []}"));
        for odd in ["", "[]", "{}", "An error occurred (NoSuchBucketPolicy)"] {
            assert!(!is_policy(odd), "{odd}");
        }
    }
}
