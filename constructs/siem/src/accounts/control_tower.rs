//! Logs in the log archive account of Control Tower.
//!
//! [`ControlTowerLogArchive`](super::ControlTowerLogArchive) makes queue and role there.

use template::{Condition, ConditionHandle, Parameter, Stack, Value};

use super::subscription::Subscription;
use crate::parameters;

/// What the parameters say.
pub(crate) struct ControlTower {
    buckets: Value<String>,
    queue: Value<String>,
    role: Value<String>,
    exists: ConditionHandle,
}

impl ControlTower {
    pub(crate) fn parameters(stack: &mut Stack) -> Self {
        let buckets = stack.parameter(
            text("ControlTowerLogBucketNameList")
                .description(
                    "(Optional) Names of the log buckets in the log archive account, with commas \
                     between them: aws-controltower-logs-<account>-<region>, \
                     aws-controltower-s3-access-logs-<account>-<region>",
                )
                .allowed_pattern("^[-0-9a-z.\\s,]*$"),
        );
        let queue = stack.parameter(
            text("ControlTowerSqsForLogBuckets")
                .description(
                    "(Optional) ARN of the queue in the log archive account that tells of new \
                     objects: arn:<partition>:sqs:<region>:<account>:aes-siem-ct",
                )
                .allowed_pattern("^(arn:aws[0-9a-zA-Z:/_-]*|)$"),
        );
        let role = stack.parameter(
            text("ControlTowerRoleArnForEsLoader")
                .description(
                    "(Optional) ARN of the role in the log archive account with which es-loader \
                     reads: arn:<partition>:iam::<account>:role/ct-role-for-siem",
                )
                .allowed_pattern("^(arn:aws.*:iam::[0-9]{12}:role/.*|)$"),
        );
        let all = [&buckets, &role, &queue].map(Condition::given);
        // The name, with its three c, is that of v2.10.4.
        let exists = stack.condition("IsControlTowerAcccess", Condition::all(all));
        Self { buckets, queue, role, exists }
    }

    /// The buckets that the role is for; nothing if there is none.
    pub(crate) fn buckets(&self) -> Value<String> {
        self.buckets.clone()
    }

    /// The role to assume; nothing if there is none.
    pub(crate) fn role(&self) -> Value<String> {
        self.role.clone()
    }

    /// Whether the parameters are given.
    pub(crate) fn exists(&self) -> ConditionHandle {
        self.exists.clone()
    }

    pub(crate) fn subscription(self) -> Subscription {
        Subscription {
            id: "ControlTower",
            policy: "access_to_control_tower",
            queue: self.queue,
            role: self.role,
            exists: self.exists,
        }
    }
}

fn text(name: &str) -> Parameter<String> {
    Parameter::new(name).default_value("").group(parameters::CONTROL_TOWER)
}
