//! The OpenSearch domain, or serverless collection, that the SIEM uses.

use std::str::FromStr;

use library::iam::Permission;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Condition, ConditionHandle, Output, Parameter, Scope, Value, pseudo, text};

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
/// A host name; people paste URLs.
const ENDPOINT_PATTERN: &str = "^[0-9a-z][0-9a-z-]*(\\.[0-9a-z-]+)+$";

/// The domain as the rest of the stack sees it.
pub(crate) struct Domain {
    pub(crate) endpoint: Value<String>,
    /// `SEARCH`, `TIMESERIES`, or nothing for a domain.
    pub(crate) collection_type: Value<String>,
    name: Value<String>,
    is_managed: ConditionHandle,
    is_serverless: ConditionHandle,
}

impl ExistingDomain {
    /// A domain or collection at this host name.
    pub fn new(endpoint: Endpoint, kind: DomainKind) -> Self {
        Self { endpoint: Some(endpoint), kind: Some(kind) }
    }

    pub(crate) fn build(&self, scope: &mut Scope<'_>) -> Domain {
        let stack = scope.stack();
        let endpoint = match &self.endpoint {
            Some(Endpoint(name)) => name.as_str().into(),
            None => stack.parameter(endpoint_parameter()),
        };
        let target: Value<String> = match self.kind {
            Some(DomainKind::ManagedCluster) => MANAGED.into(),
            Some(_) => SERVERLESS.into(),
            None => stack.parameter(target_parameter()),
        };
        let name = stack.parameter(name_parameter());
        let is_managed =
            stack.condition("IsManagedCluster", Condition::equals(target.clone(), MANAGED));
        let is_serverless = stack.condition("IsServerless", Condition::equals(target, SERVERLESS));
        let collection_type = match self.kind {
            Some(DomainKind::ManagedCluster) => "".into(),
            Some(DomainKind::ServerlessSearch) => "SEARCH".into(),
            Some(DomainKind::ServerlessTimeSeries) => "TIMESERIES".into(),
            None => Value::if_else(&is_serverless, stack.parameter(collection_parameter()), ""),
        };
        stack.output(
            "DashboardsUrl",
            Output::new(text!("https://", endpoint.clone(), "/_dashboards/"))
                .description("OpenSearch Dashboards")
                .export("dashboards-url"),
        );
        Domain { endpoint, collection_type, name, is_managed, is_serverless }
    }
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
    Parameter::new("DomainOrCollectionName")
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

impl Domain {
    /// Load documents, whichever it is. What is allowed within a collection, its own
    /// policies say.
    pub(crate) fn load(&self) -> Permission {
        let documents = text!(arn("es"), "domain/", self.name.clone(), "/*");
        let id = self.endpoint.clone().split(".").select(0);
        let collection = text!(arn("aoss"), "collection/", id);
        Permission::new(&["es:ESHttpPost"], [documents]).only_where(&self.is_managed).and(
            Permission::new(&["aoss:APIAccessAll"], [collection]).only_where(&self.is_serverless),
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
