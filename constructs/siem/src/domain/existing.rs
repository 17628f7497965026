//! A domain or collection that is there already, and what is asked of one at deployment.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::Deserialize;
use template::{Condition, Parameter, Stack, Value};

use super::{Domain, DomainKind, Kind, MANAGED, SERVERLESS, Target};
use crate::names::PREFIX;
use crate::{checked, parameters};

/// The parameter with the name of the domain or collection.
pub const DOMAIN_NAME_PARAMETER: &str = "DomainOrCollectionName";
/// A host name; people paste URLs.
pub(super) const ENDPOINT_PATTERN: &str = "^[0-9a-z][0-9a-z-]*(\\.[0-9a-z-]+)+$";

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
        .description(
            "Where documents are kept: in a domain (managed cluster) or a serverless collection",
        )
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
