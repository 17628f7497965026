//! A stack of its own for sources of another account or region.

use std::str::FromStr;

use library::s3::BucketName;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Construct, Scope, Value};

use super::destination::Destination;
use super::list::Sources;
use super::places::Region;
use crate::bundles::Bundles;
use crate::{AccountId, KeyArn, VERSION, checked};

/// The name of a stack: up to 128 letters, digits and hyphens, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct StackName(#[schemars(regex(pattern = "^[a-zA-Z][a-zA-Z0-9-]{0,127}$"))] String);

/// Why a text is no name of a stack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stack name `{0}` starts with a letter and holds up to 128 letters, digits and hyphens")]
pub struct InvalidStackName(String);

impl FromStr for StackName {
    type Err = InvalidStackName;

    fn from_str(name: &str) -> Result<Self, InvalidStackName> {
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
        let allowed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if starts_well && allowed && name.len() <= 128 {
            Ok(Self(name.to_owned()))
        } else {
            Err(InvalidStackName(name.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for StackName {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl StackName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A stack with nothing but sources, for an account or region without a SIEM. Its template
/// can be deployed to many accounts, as a stack set too.
///
/// The log bucket must let the account write: name it among the SIEM's accounts.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceStack {
    /// The stack's name.
    pub name: StackName,
    /// The region that it is for, if that is known: what is impossible there is an error.
    #[serde(default)]
    pub region: Option<Region>,
    /// The SIEM's log bucket; asked for at deployment if not given.
    #[serde(default, deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 3, max = 63))]
    pub log_bucket: Option<BucketName>,
    /// The account of the log bucket, if it is another one.
    #[serde(default, deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<AccountId>")]
    pub log_account: Option<AccountId>,
    /// The region of the log bucket, if it is known.
    #[serde(default)]
    pub log_region: Option<Region>,
    /// The SIEM's key, for services that must encrypt what they deliver.
    #[serde(default, deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<KeyArn>")]
    pub log_key: Option<KeyArn>,
    /// The sources.
    pub sources: Sources,
    #[serde(skip)]
    bundles: Bundles,
}

impl SourceStack {
    /// A stack with these sources, which asks for the log bucket when it is deployed.
    pub fn new(name: StackName, sources: Sources) -> Self {
        Self {
            name,
            region: None,
            log_bucket: None,
            log_account: None,
            log_region: None,
            log_key: None,
            sources,
            bundles: Bundles::default(),
        }
    }

    /// Uses these bundled functions, for sources that are functions.
    #[must_use]
    pub fn with_bundles(mut self, bundles: Bundles) -> Self {
        self.bundles = bundles;
        self
    }

    fn destination(&self, scope: &mut Scope<'_>) -> Destination {
        let mut destination = match &self.log_bucket {
            Some(bucket) => Destination::elsewhere(bucket.clone()),
            None => Destination::asked(scope.stack()),
        };
        if let Some(key) = &self.log_key {
            destination = destination.encrypted_with(Value::<String>::from(key).cast());
        }
        if let Some(account) = &self.log_account {
            destination = destination.in_account(account.clone());
        }
        if let Some(region) = &self.log_region {
            destination = destination.in_region(region.clone());
        }
        if let Some(region) = &self.region {
            destination = destination.from_region(region.clone());
        }
        destination.with_bundles(self.bundles.clone())
    }
}

impl Construct for SourceStack {
    type Handle = Destination;

    fn build(self, scope: &mut Scope<'_>) -> Destination {
        let name = self.name.as_str();
        scope.stack().describe(format!("SIEM: log sources, aes-siem {VERSION} / {name}"));
        let destination = self.destination(scope);
        self.sources.build(scope, &destination);
        destination
    }
}
