//! Secrets in logs.

use std::mem::{forget, replace};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Texts;

/// What must not be readable in a document.
///
/// The values of these headers are replaced wherever they stand: among the headers, in what
/// is made from them, in match details, and in `@message`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// Paths of lists of objects with `name` and `value`.
    #[serde(default)]
    pub header_lists: Texts,
    /// Paths of objects with a field for each header, whose value is a text or a list of texts.
    #[serde(default)]
    pub header_objects: Texts,
    /// Paths of texts with a line `name:value` for each header; `%0A` ends a line too.
    #[serde(default)]
    pub header_texts: Texts,
    /// Paths of texts, or lists of them, that are secret from beginning to end, such as cookies.
    #[serde(default)]
    pub secrets: Texts,
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
    pub const NOTHING: Self = Self {
        header_lists: Texts::NONE,
        header_objects: Texts::NONE,
        header_texts: Texts::NONE,
        secrets: Texts::NONE,
        header_names: Texts::NONE,
        quotes: Texts::NONE,
    };

    /// Of headers that are lists of objects.
    pub const fn of_header_lists(lists: &'static [&'static str]) -> Self {
        let mut what = Self::NOTHING;
        forget(replace(&mut what.header_lists, Texts::of(lists)));
        what.with_names()
    }

    /// Of headers that are fields of objects.
    pub const fn of_header_objects(objects: &'static [&'static str]) -> Self {
        let mut what = Self::NOTHING;
        forget(replace(&mut what.header_objects, Texts::of(objects)));
        what.with_names()
    }

    /// Of texts that are secret from beginning to end.
    pub const fn of_secrets(secrets: &'static [&'static str]) -> Self {
        Self::NOTHING.secrets(secrets)
    }

    /// Of headers that are lines of texts, too.
    #[must_use]
    pub const fn header_texts(mut self, texts: &'static [&'static str]) -> Self {
        forget(replace(&mut self.header_texts, Texts::of(texts)));
        self.with_names()
    }

    /// Of texts that are secret from beginning to end, too.
    #[must_use]
    pub const fn secrets(mut self, secrets: &'static [&'static str]) -> Self {
        forget(replace(&mut self.secrets, Texts::of(secrets)));
        self
    }

    /// In fields that quote a request, too.
    #[must_use]
    pub const fn quotes(mut self, quotes: &'static [&'static str]) -> Self {
        forget(replace(&mut self.quotes, Texts::of(quotes)));
        self
    }

    /// Those headers are meant that are secret everywhere.
    const fn with_names(mut self) -> Self {
        forget(replace(&mut self.header_names, Texts::of(SECRET_HEADERS)));
        self
    }

    /// Whether everything may be read.
    pub fn is_nothing(&self) -> bool {
        let Self { header_lists, header_objects, header_texts, secrets, quotes, header_names: _ } =
            self;
        [header_lists, header_objects, header_texts, secrets, quotes].iter().all(|t| t.is_empty())
    }
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
