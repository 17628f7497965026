//! Secrets in logs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Texts;

/// What must not be readable in a document.
///
/// The values of these headers are replaced wherever they stand: in the list of
/// headers, in what is made from it, in match details, and in `@message`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Paths of lists of objects with `name` and `value`.
    #[serde(default)]
    pub header_lists: Texts,
    /// Names of headers, in lower case.
    #[serde(default)]
    pub header_names: Texts,
    /// Names of fields that quote parts of a request. Even a short part of a secret is
    /// replaced there.
    #[serde(default)]
    pub quotes: Texts,
}

impl Redaction {
    /// Everything may be read.
    pub const NOTHING: Self =
        Self { header_lists: Texts::NONE, header_names: Texts::NONE, quotes: Texts::NONE };
}

/// Headers whose value lets its holder act for somebody else.
pub const SECRET_HEADERS: &[&str] = &[
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-amz-security-token",
    "x-amzn-oidc-accesstoken",
    "x-amzn-oidc-data",
    "x-api-key",
    "x-auth-token",
    "x-csrf-token",
    "x-xsrf-token",
];
