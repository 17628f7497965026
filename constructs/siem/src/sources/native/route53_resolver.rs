//! Queries that VPCs ask of Route 53 Resolver.
//!
//! - <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53resolver-resolverqueryloggingconfig.html>

use contract::sources::{ROUTE53_RESOLVER, Source};
use resources::route53resolver::{
    ResolverQueryLoggingConfig, ResolverQueryLoggingConfigAssociation,
    ResolverQueryLoggingConfigHandle,
};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope};

use super::super::destination::Destination;
use super::super::given::{VpcId, naming};
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::{nothing_given, once_writable};
use crate::names::PREFIX;

/// Query logs of Route 53 Resolver.
///
/// One configuration, which takes up to 100 VPCs; a VPC has room for one a destination.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Route53Resolver {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The VPCs.
    pub vpcs: Vec<VpcId>,
}

impl Route53Resolver {
    /// Query logs of these VPCs.
    pub fn of_vpcs(vpcs: impl IntoIterator<Item = VpcId>) -> Self {
        Self { vpcs: vpcs.into_iter().collect(), ..Self::default() }
    }
}

impl LogSource for Route53Resolver {
    type Handle = ResolverQueryLoggingConfigHandle;

    const NAME: &'static str = "route53_resolver";
    const LOGS: &'static [&'static Source] = &[&ROUTE53_RESOLVER];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "vpcs: [vpc-0123456789abcdef0]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        match self.vpcs.len() {
            0 => nothing_given("VPC"),
            1..=100 => None,
            found => Some(format!(
                "it names {found} VPCs; a configuration takes up to 100: make several, each \
                 with an `id`"
            )),
        }
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let name = match &self.id {
            Some(id) => format!("{PREFIX}-{}", id.as_str()),
            None => PREFIX.to_owned(),
        };
        let config =
            ResolverQueryLoggingConfig::new().name(name).destination_arn(destination.bucket_arn());
        let config = scope.add(once_writable(Resource::new("Config", config), destination));
        for vpc in &self.vpcs {
            let association = ResolverQueryLoggingConfigAssociation::new()
                .resolver_query_log_config_id(config.id())
                .resource_id(vpc.value());
            let _ = scope.add(Resource::new(naming(&vpc.value()), association));
        }
        config
    }
}
