//! Access log of Apache HTTP Server: the formats `common`, `combined`, `combinedio` and
//! `vhost_combined`, with `X-Forwarded-For` in front or behind.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Lines with a virtual host in front, which becomes `url.domain` and `url.port`, and
//!   lines with the client's name for its address are read; they were lost.
//! - `related.ip` is set without `X-Forwarded-For` too.
//! - `user_agent.original` and the referrer are whole where a quote stands in them.
//! - Of a URL with a scheme and without a path, the host is not taken for the path; its
//!   host may be an IPv6 address.
//!
//! Formats: <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats>

use contract::log_spec::{
    EcsMapping, Enrichment, Format, LogSpec, Rename, StaticField, Timestamp, TimestampFormat, Texts,
};
use contract::sources;
use ecs::Document;

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::web::{self, ACCESS_TIME};

/// Apache's access log.
pub(crate) const APACHE_ACCESS: Definition = Definition::new(settings(
    LogSpec::new(
        "apache-access",
        "log-web-apache",
        sources::APACHE_ACCESS.pattern,
        Format::text(web::access_line!(
            r#"(?: "(?:-|(?P<forwarded>[^"]*))")?(?: (?P<request_bytes>[0-9]+) (?P<response_bytes>[0-9]+)(?:\s|$))?"#
        )),
        TIME,
    )
    .ecs(ECS),
))
.refined_by(refine);

pub(super) const TIME: Timestamp =
    Timestamp::of(Texts::one("datetime"), TIME_FORMATS);

const TIME_FORMATS: &[TimestampFormat] = &[TimestampFormat::pattern(ACCESS_TIME)];

/// `X-Forwarded-For` may stand in front or behind.
const RENAMES: &[Rename] = &[Rename::new("forwarded", "xff")];

pub(super) const ECS: &[EcsMapping] = &[
    ecs::HTTP_REQUEST_BYTES.from("request_bytes"),
    ecs::HTTP_REQUEST_REFERRER.from("referer"),
    ecs::HTTP_RESPONSE_BODY_BYTES.from("response_body_bytes"),
    ecs::HTTP_RESPONSE_BYTES.from("response_bytes"),
    ecs::HTTP_RESPONSE_STATUS_CODE.from("response_status"),
    ecs::SOURCE_ADDRESS.from("remotehost"),
    ecs::SOURCE_IP.from("remotehost"),
    ecs::USER_AGENT_ORIGINAL.from("useragent"),
    ecs::USER_ID.from_first(&["authuser", "ident"]),
    ecs::USER_NAME.from("authuser"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["web"]),
    ecs::EVENT_MODULE.is("access"),
    ecs::EVENT_TYPE.is_all(&["access"]),
];

/// What the access logs of web servers have in common.
pub(super) const fn settings(spec: LogSpec) -> LogSpec {
    spec.renames(RENAMES).static_fields(STATIC).enrichment(
        Enrichment::NOTHING
            .geo(&["source"])
            .indicator_ips(&["related.ip", "source.ip"])
            .user_agent()
            .forwarded_for("http.request.header.x_forwarded_for"),
    )
}

pub(super) fn refine(document: &mut Document<'_>, _: &mut Notes) {
    web::access(document);
}
