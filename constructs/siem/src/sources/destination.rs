//! Where a source's logs go, as the stack with the source sees it.
//!
//! In the SIEM's own stack that is the log bucket itself. A stack of another account or
//! region knows the bucket by name, which is written into its template or asked for when
//! it is deployed.

use library::s3::BucketName;
use resources::{kms, s3};
use template::{Arn, Parameter, Stack, Value, pseudo, text};

use super::places::Region;
use crate::bundles::Bundles;
use crate::{AccountId, SiemHandle};

const BUCKET: &str = "LogBucketName";
const KEY: &str = "LogKeyArn";
const GROUP: &str = "The SIEM that the logs go to";

/// The log bucket, and what is known of where it and the source are.
#[derive(Debug, Clone)]
pub struct Destination {
    bucket: Value<BucketName>,
    bucket_arn: Value<Arn<s3::Bucket>>,
    key: Option<Value<Arn<kms::Key>>>,
    siem: Option<Box<SiemHandle>>,
    account: Option<AccountId>,
    bucket_region: Option<Region>,
    region: Option<Region>,
    bundles: Bundles,
}

impl Destination {
    /// The log bucket of the SIEM in the same stack.
    pub fn of(siem: &SiemHandle) -> Self {
        Self {
            bucket: siem.log_bucket.name(),
            bucket_arn: siem.log_bucket.arn(),
            key: Some(siem.key.arn()),
            siem: Some(Box::new(siem.clone())),
            account: None,
            bucket_region: siem.region.clone(),
            region: siem.region.clone(),
            bundles: siem.bundles.clone(),
        }
    }

    /// A log bucket that another stack has made, perhaps in another account or region.
    pub fn elsewhere(bucket: impl Into<Value<BucketName>>) -> Self {
        let bucket = bucket.into();
        Self {
            bucket_arn: text!("arn:", pseudo::partition(), ":s3:::", bucket.clone()).cast(),
            bucket,
            key: None,
            siem: None,
            account: None,
            bucket_region: None,
            region: None,
            bundles: Bundles::default(),
        }
    }

    /// A log bucket whose name is asked for when the stack is deployed.
    pub fn asked(stack: &mut Stack) -> Self {
        let bucket = stack.parameter(
            Parameter::<String>::new(BUCKET)
                .description("Name of the SIEM's log bucket, such as aes-siem-111122223333-log")
                .allowed_pattern("^[0-9a-z][0-9a-z.-]{1,61}[0-9a-z]$")
                .group(GROUP),
        );
        Self::elsewhere(bucket.cast::<BucketName>())
    }

    /// The account that the log bucket is in, if it is not the stack's own.
    #[must_use]
    pub fn in_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// The key of the SIEM, in the bucket's region: for services that must encrypt what they
    /// deliver.
    #[must_use]
    pub fn encrypted_with(mut self, key: impl Into<Value<Arn<kms::Key>>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The region that the log bucket is in.
    #[must_use]
    pub fn in_region(mut self, region: Region) -> Self {
        self.bucket_region = Some(region);
        self
    }

    /// The region that the stack with the source is for. It is refused then where a source
    /// is not possible.
    #[must_use]
    pub fn from_region(mut self, region: Region) -> Self {
        self.region = Some(region);
        self
    }

    /// The programs of sources that are functions.
    #[must_use]
    pub fn with_bundles(mut self, bundles: Bundles) -> Self {
        self.bundles = bundles;
        self
    }

    /// The log bucket's name.
    pub fn bucket(&self) -> Value<BucketName> {
        self.bucket.clone()
    }

    /// The log bucket's ARN.
    pub fn bucket_arn(&self) -> Value<Arn<s3::Bucket>> {
        self.bucket_arn.clone()
    }

    /// The SIEM, where it is in the same stack.
    pub fn siem(&self) -> Option<&SiemHandle> {
        self.siem.as_deref()
    }

    /// The SIEM's key. One that is not known is asked for when the stack is deployed.
    pub fn key(&self, stack: &mut Stack) -> Value<Arn<kms::Key>> {
        self.key.clone().unwrap_or_else(|| ask_for_key(stack))
    }

    /// The account that the log bucket is in, if that is known to be another than the
    /// stack's own.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// The region that the log bucket is in, if it is known.
    pub fn bucket_region(&self) -> Option<&Region> {
        self.bucket_region.as_ref()
    }

    /// The region that the stack with the source is for, if it is known.
    pub fn region(&self) -> Option<&Region> {
        self.region.as_ref()
    }

    pub(crate) fn bundles(&self) -> &Bundles {
        &self.bundles
    }
}

fn ask_for_key(stack: &mut Stack) -> Value<Arn<kms::Key>> {
    let arn = stack.parameter(
        Parameter::<String>::new(KEY)
            .description("ARN of the SIEM's key, with which logs are encrypted on delivery")
            .allowed_pattern("^arn:aws[0-9a-z-]*:kms:[0-9a-z-]+:[0-9]{12}:key/[0-9a-z-]+$")
            .group(GROUP),
    );
    arn.cast()
}
