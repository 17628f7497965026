//! What a log group sends on while it receives it.
//!
//! CloudWatch Logs compresses what it sends, and wraps the lines with the names of their
//! group and stream.
//!
//! - <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-subscriptionfilter.html>

use resources::logs;
use template::{Construct, Resource, Scope, Value, pseudo, text};

use crate::firehose::DeliveryStreamHandle;
use crate::iam::{Principal, Role, Test};

/// Describes filters that send log groups to a Firehose stream. A log group has room for
/// two filters.
#[derive(Debug, Clone)]
#[must_use = "Subscriptions are only described; add them to a stack"]
pub struct Subscriptions {
    id: String,
    stream: DeliveryStreamHandle,
    log_groups: Vec<(String, Value<String>, String)>,
}

impl Subscriptions {
    /// No log group yet.
    pub fn new(id: impl Into<String>, stream: &DeliveryStreamHandle) -> Self {
        Self { id: id.into(), stream: stream.clone(), log_groups: vec![] }
    }

    /// Sends a log group's lines that match the pattern; an empty one matches all.
    ///
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
    pub fn log_group(
        mut self,
        id: impl Into<String>,
        name: impl Into<Value<String>>,
        pattern: &str,
    ) -> Self {
        self.log_groups.push((id.into(), name.into(), pattern.to_owned()));
        self
    }
}

impl Construct for Subscriptions {
    type Handle = Vec<logs::SubscriptionFilterHandle>;

    fn build(self, scope: &mut Scope<'_>) -> Self::Handle {
        let mut inside = scope.child(&self.id);
        let role = Role::assumed_by("Role", Principal::service(service()))
            .trusted_when(of_this_account())
            .permit(self.stream.put());
        let role = inside.add(role);
        let mut filters = vec![];
        for (id, name, pattern) in self.log_groups {
            let filter = logs::SubscriptionFilter::new(self.stream.arn(), pattern, name.cast())
                .role_arn(role.arn());
            let mut resource = Resource::new(id, filter);
            if let Some(policy) = role.policy(inside.stack()) {
                resource = resource.depends_on(policy);
            }
            filters.push(inside.add(resource));
        }
        filters
    }
}

/// CloudWatch Logs of the region. In China it has no other name.
fn service() -> Value<String> {
    text!("logs.", pseudo::region(), ".", pseudo::url_suffix())
}

/// CloudWatch Logs may use the role for log groups of the stack's account and region only.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#FirehoseExample>
fn of_this_account() -> Test {
    let groups = text!(
        "arn:",
        pseudo::partition(),
        ":logs:",
        pseudo::region(),
        ":",
        pseudo::account_id(),
        ":*"
    );
    Test::new("StringLike", "aws:SourceArn", [groups])
}
