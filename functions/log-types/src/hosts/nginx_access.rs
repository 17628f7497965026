//! Access log of nginx: the formats `combined` and `main`, which has `X-Forwarded-For`
//! behind, and those of Apache that begin like them.
//!
//! Where a document differs from that of v2.10.4: as with
//! [`apache_access`](super::apache_access); and lines without referrer and user agent are
//! read.
//!
//! Format: <https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>

use contract::log_spec::{Format, LogSpec};
use contract::sources;

use super::apache_access::{ECS, TIME, refine, settings};
use crate::log_type::Definition;
use crate::steps::web;

/// nginx's access log.
pub(crate) const NGINX_ACCESS: Definition = Definition::new(settings(
    LogSpec::new(
        "nginx-access",
        "log-web-nginx",
        sources::NGINX_ACCESS.pattern,
        Format::text(web::access_line!(r#"(?: "(?:-|(?P<forwarded>[^"]*))")?"#)),
        TIME,
    )
    .ecs(ECS),
))
.refined_by(refine);
