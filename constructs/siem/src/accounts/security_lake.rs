//! Logs in Amazon Security Lake, of which the SIEM is a subscriber with data access.
//!
//! <https://docs.aws.amazon.com/security-lake/latest/userguide/subscriber-data-access.html>

use template::{Condition, ConditionHandle, Parameter, Stack, Value};

use super::subscription::Subscription;
use crate::parameters;

/// What the parameters say.
pub(crate) struct SecurityLake {
    queue: Value<String>,
    role: Value<String>,
    external_id: Value<String>,
    exists: ConditionHandle,
}

impl SecurityLake {
    pub(crate) fn parameters(stack: &mut Stack) -> Self {
        let queue = stack.parameter(
            text("SecurityLakeSubscriberSqs")
                .description(
                    "(Optional) ARN of the subscriber's queue: \
                     arn:<partition>:sqs:<region>:<account>:AmazonSecurityLake-<id>-Main-Queue",
                )
                .allowed_pattern(
                    "^(arn:aws.*:sqs:.*:[0-9]{12}:AmazonSecurityLake-[0-9a-f-]*-Main-Queue|)$",
                ),
        );
        let role = stack.parameter(
            text("SecurityLakeRoleArn")
                .description(
                    "(Optional) ARN of the subscriber's role: \
                     arn:<partition>:iam::<account>:role/AmazonSecurityLake-<id>",
                )
                .allowed_pattern(
                    "^(arn:aws.*:iam::[0-9]{12}:role/AmazonSecurityLake-[0-9a-f-]*|)$",
                ),
        );
        let external_id = stack.parameter(
            text("SecurityLakeExternalId")
                .description("(Optional) External id of the subscriber, as it was made with")
                .allowed_pattern("^([0-9a-zA-Z]*|)$"),
        );
        let all = [&external_id, &role, &queue].map(Condition::given);
        // The name, with its three c, is that of v2.10.4.
        let exists = stack.condition("IsSecurityLakeAcccess", Condition::all(all));
        Self { queue, role, external_id, exists }
    }

    /// The role to assume; nothing if there is none.
    pub(crate) fn role(&self) -> Value<String> {
        self.role.clone()
    }

    /// What is said when it is assumed. It is no secret.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html>
    pub(crate) fn external_id(&self) -> Value<String> {
        self.external_id.clone()
    }

    /// Whether the parameters are given.
    pub(crate) fn exists(&self) -> ConditionHandle {
        self.exists.clone()
    }

    pub(crate) fn subscription(self) -> Subscription {
        Subscription {
            id: "SecurityLake",
            policy: "access_to_security_lake",
            queue: self.queue,
            role: self.role,
            exists: self.exists,
        }
    }
}

fn text(name: &str) -> Parameter<String> {
    Parameter::new(name).default_value("").group(parameters::SECURITY_LAKE)
}
