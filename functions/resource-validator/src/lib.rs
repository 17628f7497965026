//! Custom resources: facts of the network that a template cannot know, and the policy that the
//! log bucket had.
//!
//! Two resources, told apart by their properties:
//! - [`validation`]: before most else. It finds out about the VPC of an endpoint, checks one that
//!   the options have, and keeps the log bucket's policy in the snapshot bucket. It writes no
//!   policy: the stack's own is not there yet.
//! - [`keeper`]: after the stack has written its policy, where `LogBucketPolicyUpdate` is
//!   `keep`. It puts the kept one back.
//!
//! In between, for some seconds, the stack's policy holds. If the deployment fails just then, the
//! policy stays the stack's; the former one is in the snapshot bucket, under the key that the log
//! line and the resource's attribute have.
//!
//! v2.10.4 gives the validation an id of its own with each update. It is echoed; nothing is
//! replaced. To go back, v2.10.4's function needs nothing that is here.
//!
//! A role's policy takes a while to spread: what is denied is tried again, for as long as that
//! may be the reason.
//!
//! Needed IAM actions:
//! - `es:DescribeVpcEndpoints`, `aoss:BatchGetVpcEndpoint`, `ec2:DescribeRouteTables`,
//!   `ec2:DescribeSubnets`, `ec2:DescribeVpcAttribute`, `ec2:DescribeVpcEndpointServices` and
//!   `ec2:DescribeVpcs` on `*`.
//! - `s3:GetBucketPolicy` and `s3:PutBucketPolicy` on the log bucket.
//! - `s3:GetObject` and `s3:PutObject` on `s3_bucket_policy/*` of the snapshot bucket.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic
    )
)]

mod ec2;
mod endpoint;
mod error;
mod keeper;
mod policy;
mod ranges;
mod validation;

use std::future::Future;
use std::time::Duration;

use contract::environment;
use kit::aws::Aws;
use kit::custom_resource::{Answered, Call, Delivery, serve};
use kit::errors::Failed;
use kit::patience::Patience;
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use tokio::time::{Instant, sleep};
use tracing::warn;

pub use error::Error;
use keeper::Keeper;
use validation::Validator;

/// How often one call is tried: within some seconds.
const PATIENCE: Patience = Patience {
    attempts: 4,
    first_wait: Duration::from_millis(500),
    longest_wait: Duration::from_secs(3),
};

/// How long a permission that was just granted may need: about 25 seconds.
const SPREADING: Patience = Patience {
    attempts: 6,
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_secs(10),
};

/// Kept back to word an error before the time runs out.
const TO_FAIL: Duration = Duration::from_secs(2);

/// The function.
#[derive(Debug)]
pub struct ResourceValidator {
    environment: environment::ResourceValidator<String, Option<String>>,
    aws: Aws,
    s3: aws_sdk_s3::Client,
    region: String,
    delivery: Delivery,
    patience: Patience,
    spreading: Patience,
}

impl ResourceValidator {
    /// Works on the APIs of `aws`.
    pub fn new(
        environment: environment::ResourceValidator<String, Option<String>>,
        aws: &Aws,
    ) -> Self {
        Self {
            environment,
            aws: aws.clone(),
            s3: aws.s3(),
            region: aws.config().region().map(ToString::to_string).unwrap_or_default(),
            delivery: Delivery::default(),
            patience: PATIENCE,
            spreading: SPREADING,
        }
    }

    /// Tries, and waits for permissions, otherwise often, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self.spreading = patience;
        self
    }

    /// Serves one request of CloudFormation.
    ///
    /// # Errors
    ///
    /// Only where CloudFormation could not be answered.
    pub async fn handle(&self, event: LambdaEvent<Value>) -> Result<Answered, Failed> {
        // Only one of the two has a policy to put back.
        if event.payload.pointer("/ResourceProperties/BucketPolicyKey").is_some() {
            serve(&Keeper(self), &self.delivery, event).await
        } else {
            serve(&Validator(self), &self.delivery, event).await
        }
    }

    /// Does some work again while it is denied and that may pass. All of it can be repeated.
    async fn patiently<T, F>(&self, call: &Call<'_>, work: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut attempt = 1;
        loop {
            let error = match work().await {
                Err(error @ Error::Denied { .. }) => error,
                other => return other,
            };
            match self.spreading.wait_after(attempt) {
                Some(wait) if Instant::now() + wait + TO_FAIL < call.deadline => {
                    warn!(attempt, %error, "not permitted yet");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        }
    }
}
