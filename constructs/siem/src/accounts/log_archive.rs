//! For the log archive account of Control Tower: a queue that tells es-loader of new objects,
//! and a role with which it reads them. A stack of its own, in that account.
//!
//! Who deploys it then points the buckets' event notifications at the queue; Control Tower
//! owns the buckets, so that no template can. Where Control Tower encrypts with a key of
//! its own, that key's policy must let the role decrypt.

use library::iam::{Actions, Permission, Principal, Role, RoleHandle, Statement, Test};
use library::s3::BucketName;
use library::sqs::{Encryption, Queue, QueueHandle, QueuePolicy, Retention, VisibilityTimeout};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Check, Construct, Output, Parameter, Scope, Value, pseudo, text};

use crate::sources::StackName;
use crate::{VERSION, checked, loader};

/// The logical ids that v2.10.4's `siem-integration-with-control-tower` has.
pub const PINNED_LOG_ARCHIVE: &[(&str, &str)] = &[
    ("DeadLetterQueue", "AesSiemCtDlqF1D4C848"),
    ("Queue", "AesSiemCt84F7E817"),
    ("Queue/Policy", "AesSiemCtPolicy898D7FA5"),
    ("Role", "RoleForSiem59DE4201"),
];

/// Why the queues have no key of KMS, which is all that the checker knows.
const ENCRYPTED_BY_SQS: &str =
    "SQS encrypts it with its own key: S3 cannot send to a queue with the account's key for SQS";

const KEEP: Retention = Retention::days(14);

/// A message is tried this often; throttling counts as a try.
const TRIES: u32 = 20;

/// What the loader's event source mapping needs.
const CONSUME: Actions = &[
    "sqs:ReceiveMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueUrl",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
];

/// A stack with what es-loader needs in the log archive account.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[must_use = "a ControlTowerLogArchive is only described; add it to a stack"]
pub struct ControlTowerLogArchive {
    /// The stack's name.
    pub name: StackName,
    /// Buckets of the account that es-loader may read besides those that Control Tower makes,
    /// `aws-controltower-logs-<account>-…` and `aws-controltower-s3-access-logs-<account>-…`.
    #[serde(default, deserialize_with = "checked::texts")]
    #[schemars(with = "Vec<String>", inner(length(min = 3, max = 63)))]
    pub buckets: Vec<BucketName>,
}

/// The queue and the role of a [`ControlTowerLogArchive`] that is in a stack.
#[derive(Debug, Clone)]
pub struct ControlTowerLogArchiveHandle {
    /// Where the buckets announce new objects.
    pub queue: QueueHandle,
    /// The role that es-loader assumes.
    pub role: RoleHandle,
}

impl ControlTowerLogArchive {
    /// For the buckets that Control Tower makes.
    pub fn new(name: StackName) -> Self {
        Self { name, buckets: vec![] }
    }

    /// The ARNs of the buckets.
    fn bucket_arns(&self) -> Vec<Value<String>> {
        let made = ["logs", "s3-access-logs"].map(|kind| {
            let start = format!(":s3:::aws-controltower-{kind}-");
            text!("arn:", pseudo::partition(), start, pseudo::account_id(), "-*")
        });
        let named = self
            .buckets
            .iter()
            .map(|name| text!("arn:", pseudo::partition(), ":s3:::", name.as_str()));
        made.into_iter().chain(named).collect()
    }

    fn read(&self) -> Permission {
        let arns = self.bucket_arns();
        let objects: Vec<_> = arns.iter().map(|arn| text!(arn, "/*")).collect();
        // The key may be another account's and is not known here: what is decrypted is
        // bound instead. S3 names the object, or the bucket if that has a key of its own.
        let keys = text!("arn:", pseudo::partition(), ":kms:*:*:key/*");
        let contexts: Vec<_> = arns.into_iter().chain(objects.clone()).collect();
        let decrypt = Permission::new(&["kms:Decrypt"], [keys])
            .when(&Test::arn_like("kms:EncryptionContext:aws:s3:arn", contexts));
        Permission::new(&["s3:GetObject", "s3:GetObjectVersion"], objects).and(decrypt)
    }
}

impl Construct for ControlTowerLogArchive {
    type Handle = ControlTowerLogArchiveHandle;

    fn build(self, scope: &mut Scope<'_>) -> ControlTowerLogArchiveHandle {
        scope.pin(PINNED_LOG_ARCHIVE);
        scope.stack().describe(format!("SIEM: integration with Control Tower, aes-siem {VERSION}"));
        let loader = scope.stack().parameter(loader_role());
        let dead_letters = scope.add(
            Queue::new("DeadLetterQueue")
                .name("aes-siem-ct-dlq")
                .takes_dead_letters()
                .retention(KEEP)
                .encryption(Encryption::Sqs),
        );
        let queue = scope.add(
            Queue::new("Queue")
                .name("aes-siem-ct")
                .retention(KEEP)
                .visibility_timeout(VisibilityTimeout::seconds(loader::TIMEOUT.as_seconds()))
                .encryption(Encryption::Sqs)
                .dead_letters(&dead_letters, TRIES),
        );
        for queue in [&queue, &dead_letters] {
            scope.stack().suppress(queue, Check::Checkov("CKV_AWS_27"), ENCRYPTED_BY_SQS);
        }
        let mut policy = QueuePolicy::new("Policy", &queue);
        for statement in senders_and_readers(&loader) {
            policy = policy.allow(statement);
        }
        scope.child("Queue").add(policy);
        let role = scope.add(
            Role::assumed_by("Role", Principal::aws(loader))
                .name("ct-role-for-siem")
                .inline_policy("access_s3", self.read()),
        );
        let stack = scope.stack();
        let queue_arn = Output::new(queue.arn());
        stack.output(
            "QueueArn",
            queue_arn.description("For ControlTowerSqsForLogBuckets of the SIEM's stack"),
        );
        let role_arn = Output::new(role.arn());
        stack.output(
            "RoleArn",
            role_arn.description("For ControlTowerRoleArnForEsLoader of the SIEM's stack"),
        );
        ControlTowerLogArchiveHandle { queue, role }
    }
}

fn loader_role() -> Parameter<String> {
    Parameter::new("EsLoaderServiceRole")
        .description(
            "ARN of the role of aes-siem-es-loader in the SIEM's account: \
             arn:<partition>:iam::<account>:role/<stack>-LambdaEsLoaderServiceRole…",
        )
        .allowed_pattern("^arn:aws[0-9a-zA-Z:/-]*LambdaEsLoaderServiceRole.*$")
}

fn senders_and_readers(loader: &Value<String>) -> [Statement; 2] {
    [
        Statement::allow(&["sqs:SendMessage"])
            .sid("allow-s3-bucket-to-send-message")
            .to(Principal::service("s3.amazonaws.com"))
            .when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()])),
        Statement::allow(CONSUME)
            .sid("allow-es-loader-to-receive-message")
            .to(Principal::aws(loader)),
    ]
}
