//! `LogBucketPolicyKept`: puts the log bucket's policy back, after the stack has written its own.
//!
//! CloudFormation calls it when the stack's policy is on the bucket, and again whenever that
//! changes: the template sees to both.

use contract::custom_resources::{BUCKET_POLICY_PREFIX, BucketPolicyKept};
use kit::custom_resource::{Call, CustomResource, Previous, Success};

use crate::error::Error;
use crate::{ResourceValidator, policy};

/// The resource.
#[derive(Debug)]
pub(crate) struct Keeper<'a>(pub(crate) &'a ResourceValidator);

impl Keeper<'_> {
    async fn put_back(&self, properties: &BucketPolicyKept<String>) -> Result<Success, Error> {
        let environment = &self.0.environment;
        let (bucket, key) = (&properties.bucket_name, properties.bucket_policy_key.trim());
        if *bucket != environment.log_bucket {
            let wanted = "the log bucket, which the function's variable S3_LOG names: update the \
                          stack from an unchanged template";
            return Err(Error::Property { place: "BucketName", found: bucket.clone(), wanted });
        }
        // There was none, and the stack's own stays.
        if key.is_empty() {
            return Ok(Success::new());
        }
        if !key.starts_with(BUCKET_POLICY_PREFIX) {
            let wanted = "a key below s3_bucket_policy/, as the validator gives it";
            let found = key.to_owned();
            return Err(Error::Property { place: "BucketPolicyKey", found, wanted });
        }
        policy::put_back(&self.0.s3, bucket, &environment.snapshot_bucket, key).await?;
        Ok(Success::new())
    }
}

impl CustomResource for Keeper<'_> {
    type Properties = BucketPolicyKept<String>;
    type Error = Error;

    async fn create(
        &self,
        properties: BucketPolicyKept<String>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        self.0.patiently(call, || self.put_back(&properties)).await
    }

    async fn update(
        &self,
        properties: BucketPolicyKept<String>,
        _: Previous<BucketPolicyKept<String>>,
        call: &Call<'_>,
    ) -> Result<Success, Error> {
        self.0.patiently(call, || self.put_back(&properties)).await
    }

    /// The policy stays as it is: with the resource it goes to the stack, which writes its own
    /// where that is wanted from then on.
    async fn delete(&self, _: BucketPolicyKept<String>, _: &Call<'_>) -> Result<(), Error> {
        Ok(())
    }
}
