//! What the stack wants, from the custom resource's properties.

use contract::custom_resources::{DomainDeployed, DomainSettings};

use crate::error::Error;

/// The properties as they arrive. Those of v2.10.4 are fewer.
pub(crate) type Properties = DomainDeployed<Option<String>, Vec<String>>;

const MANAGED: &str = "opensearch_managed_cluster";
const SERVERLESS: &str = "opensearch_serverless";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Domain,
    Collection,
}

impl Target {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Collection => "collection",
        }
    }
}

/// What the stack wants.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) target: Target,
    pub(crate) name: String,
    pub(crate) vpc_endpoint: Option<String>,
    /// From where a new domain is reached.
    pub(crate) addresses: Vec<String>,
    pub(crate) subnets: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) settings: DomainSettings,
}

impl Wanted {
    pub(crate) fn new(properties: Properties) -> Result<Self, Error> {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let target = match properties.target.as_deref() {
            Some(MANAGED) => Target::Domain,
            Some(SERVERLESS) => Target::Collection,
            other => {
                return Err(Error::Property {
                    name: "Target",
                    found: other.map_or("not there".to_owned(), |text| format!("`{text}`")),
                    wanted: "opensearch_managed_cluster or opensearch_serverless",
                });
            }
        };
        let addresses = filled(properties.allowed_source_ip_addresses).unwrap_or_default();
        Ok(Self {
            target,
            name: name(target, filled(properties.name))?,
            vpc_endpoint: filled(properties.vpc_endpoint_id),
            addresses: addresses.split_whitespace().map(str::to_owned).collect(),
            subnets: properties.subnet_ids.unwrap_or_default(),
            groups: properties.security_group_ids.unwrap_or_default(),
            settings: properties.settings,
        })
    }
}

/// Also kept from becoming part of another path. The longest name of a collection is that of
/// its policies, less what they begin with.
fn name(target: Target, name: Option<String>) -> Result<String, Error> {
    let (most, wanted) = match target {
        Target::Domain => (28, "3 to 28 lower-case letters, digits and `-`, a letter first"),
        Target::Collection => (22, "3 to 22 lower-case letters, digits and `-`, a letter first"),
    };
    let fits = |name: &str| {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (3..=most).contains(&name.len())
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(allowed)
    };
    match name {
        Some(name) if fits(&name) => Ok(name),
        other => Err(Error::Property {
            name: "Name",
            found: other.map_or("not there".to_owned(), |text| format!("`{text}`")),
            wanted,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: serde_json::Value) -> Result<Wanted, Error> {
        Wanted::new(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn properties_of_v2_10_4_are_read() {
        let wanted = read(json!({
            "ServiceToken": "arn", "ConfigVersion": "2.10.4",
            "Target": "opensearch_managed_cluster", "Name": "aes-siem", "vpce": "",
        }))
        .unwrap();
        assert_eq!((wanted.target, wanted.vpc_endpoint), (Target::Domain, None));
        assert_eq!(wanted.settings, DomainSettings::default());
    }

    #[test]
    fn a_name_that_would_be_another_path_is_refused() {
        for name in ["", "a", "a/b", "aes siem", "Aes", &"a".repeat(29)] {
            let error = read(json!({ "Target": MANAGED, "Name": name })).unwrap_err();
            assert!(error.to_string().starts_with("property `Name` is "), "{error}");
        }
        let long = "a".repeat(23);
        assert!(read(json!({ "Target": SERVERLESS, "Name": long })).is_err());
    }
}
