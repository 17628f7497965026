//! The OpenSearch domain, or serverless collection, that the SIEM uses.
//!
//! One that is there is described by [`ExistingDomain`]. Otherwise deploy-aes makes one, or
//! finds one of that name, as [`DomainOptions`] say, and configure-aes sets it up.

pub(crate) mod access;
mod coherence;
pub(crate) mod configuration;
pub(crate) mod deploy_role;
pub(crate) mod deployment;
pub(crate) mod ec2;
mod existing;
mod kinds;
pub(crate) mod notifications;
mod options;
mod retention;
mod settings;
pub(crate) mod validation;

use library::iam::{Actions, Permission};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{ConditionHandle, Output, Stack, Value, pseudo, text};

use self::deployment::Deployment;
use self::existing::ENDPOINT_PATTERN;
pub use self::existing::{DOMAIN_NAME_PARAMETER, Endpoint, ExistingDomain, InvalidEndpoint};
pub use self::kinds::{
    CertificateArn, Cron, DataNodeCount, Days, EngineVersion, IndexFamily, InstanceType, Iops,
    PrincipalArn, SizeGib, StartTime, ThroughputMib, WarmNodeCount,
};
pub use self::options::{
    CustomEndpoint, DataNodes, DomainLogs, DomainOptions, MasterNodeCount, MasterNodes, Snapshots,
    Storage, VolumeType, WarmInstanceType, WarmNodes,
};
pub use self::retention::{IndexAges, IndexRetention};

/// What takes the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DomainKind {
    /// A domain of Amazon OpenSearch Service.
    ManagedCluster,
    /// A serverless collection for searches, which takes document ids.
    ServerlessSearch,
    /// A serverless collection for time series, which takes none: a record that is sent
    /// twice is there twice.
    ServerlessTimeSeries,
}

/// Values of the parameter `DeploymentTarget`, as v2.10.4 has them.
const MANAGED: &str = "opensearch_managed_cluster";
const SERVERLESS: &str = "opensearch_serverless";
/// The domain as the rest of the stack sees it.
pub(crate) struct Domain {
    pub(crate) endpoint: Value<String>,
    /// `SEARCH`, `TIMESERIES`, or nothing for a domain.
    pub(crate) collection_type: Value<String>,
    target: Target,
}

/// Which domain or collection is meant, before it is known where it is.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) name: Value<String>,
    kind: Kind,
}

/// What the domain is: known now, or asked for at deployment.
#[derive(Clone)]
enum Kind {
    Known(DomainKind),
    Asked { target: Value<String>, is_managed: ConditionHandle, is_serverless: ConditionHandle },
}

impl DomainKind {
    fn collection_type(self) -> &'static str {
        match self {
            Self::ManagedCluster => "",
            Self::ServerlessSearch => "SEARCH",
            Self::ServerlessTimeSeries => "TIMESERIES",
        }
    }
}

/// Where something belongs that only one kind of domain has.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Presence<'a> {
    /// In the stack.
    Always,
    /// In no stack with this domain.
    Never,
    /// In the stack, to be made where the condition holds.
    Where(&'a ConditionHandle),
}

impl Target {
    /// `opensearch_managed_cluster` or `opensearch_serverless`.
    pub(crate) fn kind(&self) -> Value<String> {
        match &self.kind {
            Kind::Known(DomainKind::ManagedCluster) => MANAGED.into(),
            Kind::Known(_) => SERVERLESS.into(),
            Kind::Asked { target, .. } => target.clone(),
        }
    }

    /// A domain's ARN.
    pub(crate) fn domain_arn(&self) -> Value<String> {
        text!(arn("es"), "domain/", self.name.clone())
    }

    /// Where something belongs that only domains have.
    pub(crate) fn managed(&self) -> Presence<'_> {
        match &self.kind {
            Kind::Known(DomainKind::ManagedCluster) => Presence::Always,
            Kind::Known(_) => Presence::Never,
            Kind::Asked { is_managed, .. } => Presence::Where(is_managed),
        }
    }

    /// Where something belongs that only collections have.
    pub(crate) fn serverless(&self) -> Presence<'_> {
        match &self.kind {
            Kind::Known(DomainKind::ManagedCluster) => Presence::Never,
            Kind::Known(_) => Presence::Always,
            Kind::Asked { is_serverless, .. } => Presence::Where(is_serverless),
        }
    }

    /// One permission for a domain, another for a collection.
    pub(crate) fn either(&self, managed: Permission, serverless: Permission) -> Permission {
        match &self.kind {
            Kind::Known(DomainKind::ManagedCluster) => managed,
            Kind::Known(_) => serverless,
            Kind::Asked { is_managed, is_serverless, .. } => {
                managed.only_where(is_managed).and(serverless.only_where(is_serverless))
            }
        }
    }
}

impl Domain {
    /// One that deploy-aes makes or finds.
    pub(crate) fn deployed(target: Target, deployment: &Deployment) -> Self {
        Self {
            endpoint: deployment.endpoint(),
            collection_type: deployment.collection_type(),
            target,
        }
    }

    /// Says where people find its dashboards.
    pub(crate) fn add_output(&self, stack: &mut Stack) {
        stack.output(
            "DashboardsUrl",
            Output::new(text!("https://", self.endpoint.clone(), "/_dashboards/"))
                .description("OpenSearch Dashboards")
                .export("dashboards-url"),
        );
    }

    /// Its name, or that of the collection.
    pub(crate) fn name(&self) -> Value<String> {
        self.target.name.clone()
    }

    /// The collection's id: the first label of its host name.
    pub(crate) fn collection_id(&self) -> Value<String> {
        self.endpoint.clone().split(".").select(0)
    }

    /// Where something belongs that only domains have.
    pub(crate) fn managed(&self) -> Presence<'_> {
        self.target.managed()
    }

    /// Where something belongs that only collections have.
    pub(crate) fn serverless(&self) -> Presence<'_> {
        self.target.serverless()
    }

    /// Ask for figures and read, whichever it is. What is allowed within, its own roles and
    /// policies say.
    pub(crate) fn read(&self) -> Permission {
        self.call(&["es:ESHttpGet"])
    }

    /// Load documents, whichever it is. What is allowed within a collection, its own
    /// policies say.
    pub(crate) fn load(&self) -> Permission {
        self.call(&["es:ESHttpPost"])
    }

    fn call(&self, managed: Actions) -> Permission {
        let documents = text!(self.target.domain_arn(), "/*");
        let collection = text!(arn("aoss"), "collection/", self.collection_id());
        self.target.either(
            Permission::new(managed, [documents]),
            Permission::new(&["aoss:APIAccessAll"], [collection]),
        )
    }
}

/// The start of the ARN of something of a service, in this account and region.
fn arn(service: &str) -> Value<String> {
    text!(
        "arn:",
        pseudo::partition(),
        format!(":{service}:"),
        pseudo::region(),
        ":",
        pseudo::account_id(),
        ":"
    )
}
