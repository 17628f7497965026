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
mod kinds;
pub(crate) mod notifications;
mod options;
mod retention;
mod settings;
pub(crate) mod validation;

use std::str::FromStr;

use library::iam::{Actions, Permission};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Condition, ConditionHandle, Output, Parameter, Stack, Value, pseudo, text};

use self::deployment::Deployment;
pub use self::kinds::{
    CertificateArn, Cron, DataNodeCount, Days, EngineVersion, IndexFamily, InstanceType, Iops,
    PrincipalArn, SizeGib, StartTime, ThroughputMib, WarmNodeCount,
};
pub use self::options::{
    CustomEndpoint, DataNodes, DomainLogs, DomainOptions, MasterNodeCount, MasterNodes, Snapshots,
    Storage, VolumeType, WarmInstanceType, WarmNodes,
};
pub use self::retention::{IndexAges, IndexRetention};
use crate::names::PREFIX;
use crate::{checked, parameters};

/// A domain or collection that is there already.
///
/// What is not given here, the template asks for when it is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExistingDomain {
    /// Its host name, without `https://`.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", regex(pattern = ENDPOINT_PATTERN))]
    pub endpoint: Option<Endpoint>,
    /// Its name: the loader may write to this one only.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<DomainKind>,
}

/// The host name of a domain or collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(String);

/// Why a text is no host name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "endpoint `{0}` is no host name; wanted is one such as \
     search-aes-siem-abc.eu-central-1.es.amazonaws.com, without https:// and without a path"
)]
pub struct InvalidEndpoint(String);

impl Endpoint {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Endpoint {
    type Err = InvalidEndpoint;

    fn from_str(name: &str) -> Result<Self, InvalidEndpoint> {
        let label = |label: &str| {
            let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            !label.is_empty() && label.chars().all(allowed)
        };
        let valid = name.contains('.') && !name.starts_with('-') && name.split('.').all(label);
        if valid { Ok(Self(name.to_owned())) } else { Err(InvalidEndpoint(name.to_owned())) }
    }
}

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
/// The parameter with the name of the domain or collection.
pub const DOMAIN_NAME_PARAMETER: &str = "DomainOrCollectionName";
/// A host name; people paste URLs.
const ENDPOINT_PATTERN: &str = "^[0-9a-z][0-9a-z-]*(\\.[0-9a-z-]+)+$";

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

impl ExistingDomain {
    /// A domain or collection at this host name, with this name.
    pub fn new(endpoint: Endpoint, name: impl Into<String>, kind: DomainKind) -> Self {
        Self { endpoint: Some(endpoint), name: Some(name.into()), kind: Some(kind) }
    }

    /// Which one is meant.
    pub(crate) fn target(&self, stack: &mut Stack) -> Target {
        let name = match &self.name {
            Some(name) => name.as_str().into(),
            None => stack.parameter(name_parameter()),
        };
        let kind = match self.kind {
            Some(kind) => Kind::Known(kind),
            None => ask_for_kind(stack),
        };
        Target { name, kind }
    }

    /// One that is there, wherever the options or the parameters say.
    pub(crate) fn given(&self, stack: &mut Stack, target: Target) -> Domain {
        let endpoint = match &self.endpoint {
            Some(Endpoint(name)) => name.as_str().into(),
            None => stack.parameter(endpoint_parameter()),
        };
        let collection_type = match &target.kind {
            Kind::Known(kind) => kind.collection_type().into(),
            Kind::Asked { is_serverless, .. } => {
                Value::if_else(is_serverless, stack.parameter(collection_parameter()), "")
            }
        };
        Domain { endpoint, collection_type, target }
    }
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

fn ask_for_kind(stack: &mut Stack) -> Kind {
    let target = stack.parameter(target_parameter());
    let is_managed =
        stack.condition("IsManagedCluster", Condition::equals(target.clone(), MANAGED));
    let is_serverless =
        stack.condition("IsServerless", Condition::equals(target.clone(), SERVERLESS));
    Kind::Asked { target, is_managed, is_serverless }
}

fn endpoint_parameter() -> Parameter<String> {
    Parameter::new("OpenSearchEndpoint")
        .description("Host name of the OpenSearch domain or collection, without https://")
        .allowed_pattern(ENDPOINT_PATTERN)
        .constraint_description("a host name such as search-aes-siem-abc.eu-central-1.es.amazonaws.com, without https:// and without a path")
        .group(parameters::DOMAIN)
}

fn target_parameter() -> Parameter<String> {
    Parameter::new("DeploymentTarget")
        .description("What the endpoint is: a domain (managed cluster) or a serverless collection")
        .default_value(MANAGED)
        .allowed_values([MANAGED, SERVERLESS])
        .group(parameters::DOMAIN)
}

fn name_parameter() -> Parameter<String> {
    Parameter::new(DOMAIN_NAME_PARAMETER)
        .description("Name of the OpenSearch domain or collection")
        .default_value(PREFIX)
        .allowed_pattern("^[0-9a-zA-Z_-]*")
        .group(parameters::DOMAIN)
}

fn collection_parameter() -> Parameter<String> {
    Parameter::new("CollectionType")
        .description("Type of the serverless collection; means nothing for a managed cluster")
        .default_value("TIMESERIES")
        .allowed_values(["TIMESERIES", "SEARCH"])
        .group(parameters::DOMAIN)
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
