//! configure-aes: sets up the domain for logs: roles, templates, policies, dashboards.
//!
//! It talks to the domain, so that it is where the domain is reached.

use contract::custom_resources::{CONFIG_VERSION, DomainConfigured, property};
use contract::environment;
use library::cloudformation::CustomResource;
use library::iam::RoleHandle;
use library::lambda::{Function, MemorySize, Timeout};
use library::s3::BucketHandle;
use library::sns::TopicHandle;
use resources::opensearchserverless::AccessPolicyHandle;
use template::{Expr, RawHandle, Scope, Value};

use super::deployment::Deployment;
use super::{Domain, DomainOptions, Presence};
use crate::VERSION;
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;
use crate::network::Network;

/// What the domain is told of the rest of the stack.
pub(crate) struct Surroundings<'a> {
    pub(crate) domain: &'a Domain,
    pub(crate) deployment: &'a Deployment,
    pub(crate) role: &'a RoleHandle,
    pub(crate) loader_role: &'a RoleHandle,
    pub(crate) exporter_role: &'a RoleHandle,
    pub(crate) ec2_role: &'a RoleHandle,
    pub(crate) snapshot_role: &'a RoleHandle,
    pub(crate) alerting_role: &'a RoleHandle,
    pub(crate) alerts: &'a TopicHandle,
    pub(crate) snapshot_bucket: &'a BucketHandle,
    /// Where it may do anything within a collection.
    pub(crate) access: Option<&'a AccessPolicyHandle>,
    pub(crate) network: &'a Network,
}

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    options: &DomainOptions,
    surroundings: &Surroundings<'_>,
) -> RawHandle {
    let mut inside = scope.child("Domain");
    let function = Function::new("Configure", bundles.program(FunctionCode::ConfigureAes))
        .name(named("configure-aes"))
        .description(format!("SIEM: sets up the domain, {VERSION} / configure-aes"))
        .memory(MemorySize::mb(512))
        .timeout(Timeout::seconds(900))
        .running_as(surroundings.role)
        .no_dead_letters(
            "Only CloudFormation waits for it, and says when it fails or gives no answer",
        )
        .inside(&surroundings.network.placement)
        .environment(surroundings.environment().into_variables());
    let function = inside.add(function);
    let target = &surroundings.domain.target;
    let properties = DomainConfigured {
        target: target.kind().into_expr(),
        name: target.name.clone().into_expr(),
        access_policy: surroundings.access_policy().map(Value::into_expr),
        s3_endpoint: Some(surroundings.network.s3_endpoint.clone().into_expr()),
        settings: options.configuration_settings(),
    };
    inside.add(
        CustomResource::new("Configured", "AWS::CloudFormation::CustomResource", &function)
            .properties::<DomainConfigured<Expr>>(&properties)
            .property(property::CONFIG_VERSION, CONFIG_VERSION)
            .depends_on(&surroundings.deployment.resource)
            .retain(),
    )
}

impl Surroundings<'_> {
    /// Named rather than waited for: one cannot wait for what is there under a condition.
    fn access_policy(&self) -> Option<Value<String>> {
        let policy = self.access?.reference();
        Some(match self.domain.serverless() {
            Presence::Where(condition) => Value::if_else(condition, policy, ""),
            _ => policy,
        })
    }

    /// Inside a VPC there is no way to Secrets Manager.
    fn admin_secret_arn(&self) -> Value<String> {
        self.network.only_outside(self.deployment.admin_secret_arn())
    }

    fn environment(&self) -> environment::ConfigureAes<Value<String>> {
        let arn = |role: &RoleHandle| Value::<String>::from(role.arn());
        environment::ConfigureAes {
            endpoint: self.domain.endpoint.clone(),
            snapshot_bucket: self.snapshot_bucket.name().into(),
            admin_role_arn: arn(self.role),
            loader_role_arn: arn(self.loader_role),
            ec2_role_arn: arn(self.ec2_role),
            snapshot_role_arn: arn(self.snapshot_role),
            alerting_role_arn: arn(self.alerting_role),
            alert_topic_arn: self.alerts.arn().into(),
            collection_type: self.domain.collection_type.clone(),
            metrics_exporter_role_arn: arn(self.exporter_role),
            admin_secret_arn: self.admin_secret_arn(),
            log_level: "info".into(),
        }
    }
}
