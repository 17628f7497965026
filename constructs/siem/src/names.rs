//! Names that people choose, or that v2.10.4 has chosen.

use library::kms::AliasName;
use library::s3::BucketName;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Problem, Value, pseudo, text};

use crate::checked;

/// What the names of the SIEM's resources begin with.
pub(crate) const PREFIX: &str = "aes-siem";

const KEY_ALIAS: AliasName = AliasName::constant("alias/aes-siem-key");

/// Names of the resources that hold data or that others refer to.
///
/// Changing one of a deployed stack makes a new resource; the old one stays, with what it
/// holds.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// The bucket for all logs; `aes-siem-<account>-log` if not given.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 3, max = 63))]
    pub log_bucket: Option<BucketName>,
    /// The bucket for snapshots and backups; `aes-siem-<account>-snapshot` if not given.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 3, max = 63))]
    pub snapshot_bucket: Option<BucketName>,
    /// The bucket for GeoIP and indicator databases; `aes-siem-<account>-geo` if not given.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 3, max = 63))]
    pub geo_bucket: Option<BucketName>,
    /// The alias of the key; `alias/aes-siem-key` if not given.
    #[serde(deserialize_with = "checked::optional_text")]
    #[schemars(with = "Option<String>", length(min = 7, max = 256))]
    pub key_alias: Option<AliasName>,
}

impl Names {
    /// What is wrong with them together, or with what the stack makes of them.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let buckets = [
            ("log_bucket", &self.log_bucket),
            ("snapshot_bucket", &self.snapshot_bucket),
            ("geo_bucket", &self.geo_bucket),
        ];
        let mut found = vec![];
        for (index, (option, name)) in buckets.iter().enumerate() {
            let before = buckets[..index].iter().find(|(_, other)| name.is_some() && other == name);
            if let (Some((other, _)), Some(name)) = (before, name) {
                let why = format!(
                    "`{}`, which is `names.{other}` too; each bucket has a name of its own: give another",
                    name.as_str()
                );
                found.push(Problem::Impossible { place: format!("names.{option}"), why });
            }
        }
        let alias = self.key_alias.as_ref().map(AliasName::as_str);
        if let Some(alias) = alias.filter(|alias| alias.starts_with("alias/aws/")) {
            let why = format!(
                "`{alias}`; those below `alias/aws/` are made by AWS only: choose one such as `alias/acme-siem`"
            );
            found.push(Problem::Impossible { place: "names.key_alias".to_owned(), why });
        }
        found
    }

    pub(crate) fn log_bucket(&self) -> Value<BucketName> {
        bucket(self.log_bucket.as_ref(), "log")
    }

    pub(crate) fn snapshot_bucket(&self) -> Value<BucketName> {
        bucket(self.snapshot_bucket.as_ref(), "snapshot")
    }

    pub(crate) fn geo_bucket(&self) -> Value<BucketName> {
        bucket(self.geo_bucket.as_ref(), "geo")
    }

    pub(crate) fn key_alias(&self) -> Value<AliasName> {
        self.key_alias.clone().unwrap_or(KEY_ALIAS).into()
    }
}

fn bucket(chosen: Option<&BucketName>, purpose: &str) -> Value<BucketName> {
    match chosen {
        Some(name) => name.clone().into(),
        None => text!(format!("{PREFIX}-"), pseudo::account_id(), format!("-{purpose}")).cast(),
    }
}

/// The name of a resource that people cannot choose.
pub(crate) fn named(purpose: &str) -> String {
    format!("{PREFIX}-{purpose}")
}
