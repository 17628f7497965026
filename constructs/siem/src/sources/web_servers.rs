//! Web servers, from the log groups that the CloudWatch agent writes to.
//!
//! The site's name stands in the prefix, and from there in each document.

use std::str::FromStr;

use contract::sources::{APACHE_ACCESS, APACHE_ERROR, NGINX_ACCESS, NGINX_ERROR};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use super::log_groups::source_of_several_logs;
use crate::checked;

/// The name of a web site: 1 to 64 letters, digits, `.`, `_` and `-`; `localsite` if not
/// given.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct SiteName(#[schemars(regex(pattern = "^[0-9a-zA-Z._-]{1,64}$"))] String);

/// Why a text is no name of a site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("site `{0}` has 1 to 64 letters, digits, `.`, `_` and `-` in its name")]
pub struct InvalidSiteName(String);

impl Default for SiteName {
    fn default() -> Self {
        Self("localsite".to_owned())
    }
}

impl FromStr for SiteName {
    type Err = InvalidSiteName;

    fn from_str(name: &str) -> Result<Self, InvalidSiteName> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name.to_owned()))
        } else {
            Err(InvalidSiteName(name.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for SiteName {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl SiteName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

source_of_several_logs! {
    /// Logs of Apache HTTP Server, of one web site.
    ///
    /// <https://httpd.apache.org/docs/2.4/logs.html>
    Apache, "apache",
    /// The web site's name.
    named: site: SiteName,
    logs: {
        /// Access logs, over TLS or not, such as `/ec2/apache/access_log` and
        /// `/ec2/apache/ssl_access_log`.
        access: "Access", APACHE_ACCESS;
        /// Error logs, over TLS or not, such as `/ec2/apache/error_log` and
        /// `/ec2/apache/ssl_error_log`.
        error: "Error", APACHE_ERROR;
    },
    example: "site: shop, \
              access: {log_groups: [/ec2/apache/access_log, /ec2/apache/ssl_access_log]}, \
              error: {log_groups: [/ec2/apache/error_log, /ec2/apache/ssl_error_log]}",
}

source_of_several_logs! {
    /// Logs of NGINX, of one web site.
    ///
    /// <https://nginx.org/en/docs/http/ngx_http_log_module.html>
    Nginx, "nginx",
    /// The web site's name.
    named: site: SiteName,
    logs: {
        /// Access logs, over TLS or not, such as `/ec2/nginx/access.log` and
        /// `/ec2/nginx/ssl_access.log`.
        access: "Access", NGINX_ACCESS;
        /// Error logs, over TLS or not, such as `/ec2/nginx/error.log` and
        /// `/ec2/nginx/ssl_error.log`.
        error: "Error", NGINX_ERROR;
    },
    example: "site: shop, \
              access: {log_groups: [/ec2/nginx/access.log, /ec2/nginx/ssl_access.log]}, \
              error: {log_groups: [/ec2/nginx/error.log, /ec2/nginx/ssl_error.log]}",
}
