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
mod replication;

pub use lifecycle::{Lifecycle, StorageClass};
pub use replication::Replication;
pub use resources::InvalidBucketName;
use resources::s3;
pub use resources::s3::BucketName;
use resources::s3::bucket::{
    BucketEncryption, LambdaConfiguration, LifecycleConfiguration, LoggingConfiguration,
    NoncurrentVersionExpiration, NotificationConfiguration, OwnershipControls,
    OwnershipControlsRule, OwnershipControlsRuleObjectOwnership, PublicAccessBlockConfiguration,
    Rule, RuleStatus, ServerSideEncryptionByDefault, ServerSideEncryptionByDefaultSSEAlgorithm,
    ServerSideEncryptionRule, VersioningConfiguration, VersioningConfigurationStatus,
};
use template::{
    Arn, Check, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, pseudo, text,
};

use crate::iam::{Permission, PolicyDocument, Principal, Statement, Test};
use crate::lambda::{FunctionHandle, InvokePermission};
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
    announced_to: Option<FunctionHandle>,
    replication: Option<Replication>,
    with_acls: bool,
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
            announced_to: None,
            replication: None,
            with_acls: false,
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

    /// Invokes a function of the bucket's account and region for each object that is created.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>
    pub fn announce_to(mut self, function: &FunctionHandle) -> Self {
        self.announced_to = Some(function.clone());
        self
    }

    /// Copies each object into another bucket. Keeps versions, as S3 wants it.
    pub fn replicate(mut self, replication: Replication) -> Self {
        self.replication = Some(replication);
        self.versioned()
    }

    /// Lets a service write that still needs access control lists. What it writes belongs to
    /// the bucket's owner.
    pub fn with_acls(mut self) -> Self {
        self.with_acls = true;
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
        if let Some(name) = &self.name {
            properties = properties.bucket_name(name.clone());
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
        if self.with_acls {
            properties = properties.ownership_controls(owned_by_the_buckets_owner());
        }
        let permission = self.announced_to.as_ref().map(|function| {
            let created = LambdaConfiguration::new("s3:ObjectCreated:*", function.arn());
            let announcements = NotificationConfiguration::new().lambda_configurations([created]);
            properties = properties.clone().notification_configuration(announcements);
            let_s3_invoke(scope, &self.id, function, self.name.clone())
        });
        let role = self.replication.as_ref().map(|replication| {
            let role = scope.child(&self.id).add(replication.role());
            properties =
                properties.clone().replication_configuration(replication.configuration(&role));
            role
        });
        let mut resource = Resource::new(&self.id, properties).retain_data();
        if let Some(permission) = &permission {
            resource = resource.depends_on(permission);
        }
        if let Some(policy) = role.as_ref().and_then(|role| role.policy(scope.stack())) {
            resource = resource.depends_on(policy);
        }
        let bucket = scope.add(resource);

        let document = PolicyDocument::from(tls_only(&bucket));
        let policy = s3::BucketPolicy::new(bucket.reference(), document);
        let policy = scope.child(&self.id).add(Resource::new("Policy", policy));
        BucketHandle { bucket, policy }
    }
}

/// S3 asks the function's policy when notifications are set, so that this comes first.
fn let_s3_invoke(
    scope: &mut Scope<'_>,
    id: &str,
    function: &FunctionHandle,
    name: Option<Value<BucketName>>,
) -> resources::lambda::PermissionHandle {
    let s3 = Principal::service("s3.amazonaws.com");
    let permission =
        InvokePermission::new("NotificationPermission", function, s3).from_this_account();
    let permission = match name {
        Some(name) => permission.from_arn(text!("arn:", pseudo::partition(), ":s3:::", name)),
        None => permission,
    };
    let permission = scope.child(id).add(permission);
    scope.stack().suppress(
        &permission,
        Check::Guard("lambda_function_public_access_prohibited_check"),
        "only this bucket of this account may: its ARN is spelt with its name, since the bucket \
         waits for the permission, and the rule knows no such text",
    );
    permission
}

fn owned_by_the_buckets_owner() -> OwnershipControls {
    let preferred = OwnershipControlsRuleObjectOwnership::BucketOwnerPreferred;
    OwnershipControls::new([OwnershipControlsRule::new().object_ownership(preferred)])
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

    /// The name under which services that are older than regions know it:
    /// `<bucket>.s3.amazonaws.com`.
    pub fn domain_name(&self) -> Value<String> {
        self.bucket.domain_name()
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

/// Reads and writes the event notifications of buckets that are not in the stack, by their ARNs.
pub fn manage_notifications_of(buckets: impl IntoIterator<Item = Value<String>>) -> Permission {
    Permission::new(actions::MANAGE_NOTIFICATIONS, buckets)
}

impl Handle for BucketHandle {
    fn logical_id(&self) -> &LogicalId {
        self.bucket.logical_id()
    }
}
