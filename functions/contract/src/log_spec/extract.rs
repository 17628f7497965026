//! Fields that are renamed or taken apart before anything else looks at them.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Text;

/// A field of the record that gets another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// Its name as the log has it; one of the record's own, no path.
    pub from: Text,
    /// Its name from here on.
    pub to: Text,
}

impl Rename {
    /// A field of the record that gets another name.
    pub const fn new(from: &'static str, to: &'static str) -> Self {
        Self { from: Cow::Borrowed(from), to: Cow::Borrowed(to) }
    }
}

/// A field that is taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// Path of the field, which is a text. It stays as it is, unless a part takes its name.
    pub field: Text,
    /// How it is taken apart.
    pub into: Extraction,
}

impl Extract {
    /// A field that is taken apart.
    pub const fn new(field: &'static str, into: Extraction) -> Self {
        Self { field: Cow::Borrowed(field), into }
    }
}

/// How a text is taken apart. A part that is not there becomes no field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Extraction {
    /// `192.0.2.1:443`, `[2001:db8::1]:443`, `2001:db8::1:443` or a name with a port.
    HostAndPort {
        /// Field for what stands before the last colon, without brackets.
        host: Text,
        /// Field for what stands behind it.
        port: Text,
    },
    /// `GET https://example.com/path?query HTTP/1.1`.
    RequestLine {
        /// Field for the method.
        method: Text,
        /// Field for the URL or path.
        url: Text,
        /// Field for what stands behind `HTTP/`.
        version: Text,
    },
    /// A regular expression; each of its named groups becomes a field of that name.
    Pattern(Text),
}

impl Extraction {
    /// Host and port.
    pub const fn host_and_port(host: &'static str, port: &'static str) -> Self {
        Self::HostAndPort { host: Cow::Borrowed(host), port: Cow::Borrowed(port) }
    }

    /// Method, URL and version of HTTP.
    pub const fn request_line(
        method: &'static str,
        url: &'static str,
        version: &'static str,
    ) -> Self {
        Self::RequestLine {
            method: Cow::Borrowed(method),
            url: Cow::Borrowed(url),
            version: Cow::Borrowed(version),
        }
    }

    /// The named groups of a regular expression.
    pub const fn pattern(pattern: &'static str) -> Self {
        Self::Pattern(Cow::Borrowed(pattern))
    }
}
