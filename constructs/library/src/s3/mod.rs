//! S3 buckets.
//!
//! A bucket made here is private, encrypted by S3 itself and reached over TLS only; it
//! stays when its stack goes, unless that stack failed to be created. Uploads that nobody
//! finishes go after a week. A bucket has room for one policy, so all statements about it go
//! through [`BucketHandle::allow`].
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html>

mod actions;
mod lifecycle;

pub use lifecycle::{Lifecycle, StorageClass};
pub use resources::InvalidBucketName;
use resources::s3;
pub use resources::s3::BucketName;
use resources::s3::bucket::{
    BucketEncryption, LifecycleConfiguration, LoggingConfiguration, NoncurrentVersionExpiration,
    PublicAccessBlockConfiguration, Rule, RuleStatus, ServerSideEncryptionByDefault,
    ServerSideEncryptionByDefaultSSEAlgorithm, ServerSideEncryptionRule, VersioningConfiguration,
    VersioningConfigurationStatus,
};
use template::{Arn, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, text};

use crate::iam::{Permission, PolicyDocument, Principal, Statement, Test};
use crate::statements;

/// A number of days after which S3 removes something: 1 or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days(u32);

impl Days {
    /// This many days.
    ///
    /// # Panics
    ///
    /// With 0, at build time in a constant.
    pub const fn new(days: u32) -> Self {
        assert!(days >= 1, "S3 removes objects after 1 day or more");
        Self(days)
    }

    /// The days.
    pub const fn get(self) -> u32 {
        self.0
    }
}

/// Describes a bucket.
#[derive(Debug, Clone)]
#[must_use = "a Bucket is only described; add it to a stack"]
pub struct Bucket {
    id: String,
    name: Option<Value<BucketName>>,
    versioned: bool,
    rules: Vec<Rule>,
    lifecycle_by_hand: bool,
    access_logs: Option<(Value<BucketName>, Value<String>)>,
}

impl Bucket {
    /// A bucket to which CloudFormation gives a name.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: None,
            versioned: false,
            rules: vec![],
            lifecycle_by_hand: false,
            access_logs: None,
        }
    }

    /// A name of one's own. No other bucket of any account may have it.
    pub fn name(mut self, name: impl Into<Value<BucketName>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Keeps what is overwritten or deleted, as a version.
    pub fn versioned(mut self) -> Self {
        self.versioned = true;
        self
    }

    /// Removes objects with this start of their key, and their old versions, after a time.
    pub fn expire(mut self, rule_id: &str, prefix: &str, after: Days) -> Self {
        self.rules.push(
            Rule::new(RuleStatus::Enabled)
                .id(rule_id)
                .prefix(prefix)
                .expiration_in_days(after.0)
                .noncurrent_version_expiration(NoncurrentVersionExpiration::new(after.0)),
        );
        self
    }
}

impl Bucket {
    /// Moves and removes all objects in time.
    pub fn lifecycle(mut self, lifecycle: Lifecycle) -> Self {
        self.rules.extend(lifecycle.into_rule());
        self
    }

    /// Leaves rules about objects to somebody else: CloudFormation would replace theirs.
    pub fn lifecycle_by_hand(mut self) -> Self {
        self.lifecycle_by_hand = true;
        self
    }

    /// Has requests to the bucket logged into another bucket, which must let
    /// `logging.s3.amazonaws.com` write.
    pub fn access_logs(
        mut self,
        bucket: impl Into<Value<BucketName>>,
        prefix: impl Into<Value<String>>,
    ) -> Self {
        self.access_logs = Some((bucket.into(), prefix.into()));
        self
    }
}

/// A bucket that is in a stack.
#[derive(Debug, Clone)]
pub struct BucketHandle {
    bucket: s3::BucketHandle,
    policy: s3::BucketPolicyHandle,
}

impl Construct for Bucket {
    type Handle = BucketHandle;

    fn build(self, scope: &mut Scope<'_>) -> BucketHandle {
        let mut properties = s3::Bucket::new()
            .bucket_encryption(encrypted_by_s3())
            .public_access_block_configuration(no_public_access());
        if let Some(name) = self.name {
            properties = properties.bucket_name(name);
        }
        if self.versioned {
            let status = VersioningConfigurationStatus::Enabled;
            properties = properties.versioning_configuration(VersioningConfiguration::new(status));
        }
        if !self.lifecycle_by_hand {
            let mut rules = self.rules;
            rules.push(lifecycle::abort_uploads());
            properties = properties.lifecycle_configuration(LifecycleConfiguration::new(rules));
        }
        if let Some((bucket, prefix)) = self.access_logs {
            let logs =
                LoggingConfiguration::new().destination_bucket_name(bucket).log_file_prefix(prefix);
            properties = properties.logging_configuration(logs);
        }
        let bucket = scope.add(Resource::new(&self.id, properties).retain_data());

        let document = PolicyDocument::from(tls_only(&bucket));
        let policy = s3::BucketPolicy::new(bucket.reference(), document);
        let policy = scope.child(&self.id).add(Resource::new("Policy", policy));
        BucketHandle { bucket, policy }
    }
}

fn encrypted_by_s3() -> BucketEncryption {
    let aes256 =
        ServerSideEncryptionByDefault::new(ServerSideEncryptionByDefaultSSEAlgorithm::Aes256);
    BucketEncryption::new([
        ServerSideEncryptionRule::new().server_side_encryption_by_default(aes256)
    ])
}

fn no_public_access() -> PublicAccessBlockConfiguration {
    PublicAccessBlockConfiguration::new()
        .block_public_acls(true)
        .block_public_policy(true)
        .ignore_public_acls(true)
        .restrict_public_buckets(true)
}

fn tls_only(bucket: &s3::BucketHandle) -> Statement {
    Statement::deny(actions::ALL)
        .to(Principal::Everyone)
        .on(bucket.arn())
        // A rule of AWS Control Tower knows the objects by this form only.
        .on(Value::from([Value::from(bucket.arn()), "/*".into()]).join(""))
        .when(Test::without_tls())
}

impl BucketHandle {
    /// The bucket's ARN.
    pub fn arn(&self) -> Value<Arn<s3::Bucket>> {
        self.bucket.arn()
    }

    /// The bucket's name.
    pub fn name(&self) -> Value<BucketName> {
        self.bucket.reference()
    }

    /// The ARN of the objects with this start of their key.
    pub fn objects(&self, prefix: &str) -> Value<String> {
        text!(self.arn(), format!("/{prefix}*"))
    }

    /// The bucket's policy: whoever needs what it allows waits for it.
    pub fn policy(&self) -> &impl Handle {
        &self.policy
    }

    /// Adds statements to the bucket's policy.
    pub fn allow(&self, stack: &mut Stack, statements: impl IntoIterator<Item = Statement>) {
        statements::append(stack, &self.policy, "PolicyDocument", statements);
    }

    /// Find and read all objects.
    pub fn read(&self) -> Permission {
        Permission::new(actions::READ_OBJECTS, [self.objects("")])
            .and(Permission::new(actions::LIST, [self.arn()]))
    }

    /// Find objects, without reading them.
    pub fn list(&self) -> Permission {
        Permission::new(actions::LIST, [self.arn()])
    }

    /// Find objects, and read those with this start of their key.
    pub fn read_only(&self, prefix: &str) -> Permission {
        Permission::new(actions::READ_OBJECTS, [self.objects(prefix)]).and(self.list())
    }

    /// Write objects with this start of their key, in parts too.
    pub fn write_objects(&self, prefix: impl Into<Value<String>>) -> Permission {
        let objects = text!(self.arn(), "/", prefix.into(), "*");
        Permission::new(actions::WRITE_OBJECTS, [objects])
    }

    /// Read, write and delete the objects with this start of their key.
    pub fn read_write_objects(&self, prefix: &str) -> Permission {
        Permission::new(actions::READ_WRITE_OBJECTS, [self.objects(prefix)])
    }

    /// Find, read, write and delete the objects with this start of their key.
    pub fn read_write(&self, prefix: &str) -> Permission {
        self.read_write_objects(prefix).and(Permission::new(actions::LIST, [self.arn()]))
    }

    /// Read and change the bucket's event notifications.
    pub fn manage_notifications(&self) -> Permission {
        Permission::new(actions::MANAGE_NOTIFICATIONS, [self.arn()])
    }
}

impl Handle for BucketHandle {
    fn logical_id(&self) -> &LogicalId {
        self.bucket.logical_id()
    }
}
