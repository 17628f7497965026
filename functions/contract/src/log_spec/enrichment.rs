//! What is looked up about a document's values.

use std::borrow::Cow;
use std::mem::{forget, replace};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Text, Texts};

/// What is looked up about addresses, domains and user agents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrichment {
    /// Path of a chain of addresses as in `X-Forwarded-For`. Where `source.ip` is a
    /// trusted proxy, it becomes the last address of the chain that is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forwarded_for: Option<Text>,
    /// Fields, such as `source`, whose `.ip` gets a `.geo` and an `.as` beside it.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub geo: Texts,
    /// Paths of addresses that are looked for among the indicators of compromise.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub indicator_ips: Texts,
    /// Paths of domain names that are looked for among the indicators of compromise.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub indicator_domains: Texts,
    /// Whether `user_agent.original` is taken apart.
    #[serde(default)]
    pub user_agent: bool,
}

impl Enrichment {
    /// Nothing is looked up.
    pub const NOTHING: Self = Self {
        forwarded_for: None,
        geo: Texts::NONE,
        indicator_ips: Texts::NONE,
        indicator_domains: Texts::NONE,
        user_agent: false,
    };

    /// The place of the addresses of these fields: `source`, `destination`.
    #[must_use]
    pub const fn geo(mut self, fields: &'static [&'static str]) -> Self {
        forget(replace(&mut self.geo, Texts::of(fields)));
        self
    }

    /// Indicators for the addresses at these paths.
    #[must_use]
    pub const fn indicator_ips(mut self, paths: &'static [&'static str]) -> Self {
        forget(replace(&mut self.indicator_ips, Texts::of(paths)));
        self
    }

    /// Indicators for the domains at these paths.
    #[must_use]
    pub const fn indicator_domains(mut self, paths: &'static [&'static str]) -> Self {
        forget(replace(&mut self.indicator_domains, Texts::of(paths)));
        self
    }

    /// Browser, system and device of the user agent.
    #[must_use]
    pub const fn user_agent(mut self) -> Self {
        self.user_agent = true;
        self
    }

    /// The client behind trusted proxies.
    #[must_use]
    pub const fn forwarded_for(mut self, path: &'static str) -> Self {
        forget(self.forwarded_for.replace(Cow::Borrowed(path)));
        self
    }
}
