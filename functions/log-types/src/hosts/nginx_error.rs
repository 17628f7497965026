//! Error log of nginx. A message may have several lines: what an upstream, such as PHP,
//! wrote to its standard error is in it.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Host and port are `url.domain` and `url.port`; with a port they were the fields
//!   `domain` and `port` beside ECS.
//! - The referrer is `http.request.referrer`, the upstream `nginx.error.upstream`.
//! - What is said of a client is found in streams, beside subrequests, and whatever else
//!   follows.
//!
//! Messages: `ngx_http_log_error` in <https://github.com/nginx/nginx>

use contract::log_spec::FieldType::Keyword;
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, LogSpec, StaticField, Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::web::{host_and_port, set_request, set_site};

/// nginx's error log.
pub(crate) const NGINX_ERROR: Definition = Definition::new(
    LogSpec::new(
        "nginx-error",
        "log-web-nginx",
        sources::NGINX_ERROR.pattern,
        Format::multiline(
            r"^[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} \[",
            concat!(
                r"^(?P<datetime>[0-9]{4}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}) ",
                r"\[(?P<severity>[a-z]+)\] (?P<process_id>[0-9]+)#(?P<thread_id>[0-9]+):",
                r"(?: \*(?P<connection_id>[0-9]+))?\s*(?P<message>(?s:.*))",
            ),
        ),
        Timestamp::of(Texts::one("datetime"), TIME_FORMATS),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip", "related.ip"]))
    .fields(FIELDS),
)
.refined_by(refine);

const TIME_FORMATS: &[TimestampFormat] = &[TimestampFormat::pattern("%Y/%m/%d %H:%M:%S")];

const ECS: &[EcsMapping] = &[
    ecs::LOG_LEVEL.from("severity"),
    ecs::ERROR_MESSAGE.from("message"),
    ecs::PROCESS_PID.from("process_id"),
    ecs::PROCESS_THREAD_ID.from("thread_id"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["web"]),
    ecs::EVENT_MODULE.is("error"),
    ecs::EVENT_TYPE.is_all(&["error"]),
];

const CONNECTION: &str = "nginx.error.connection_id";
const UPSTREAM: &str = "nginx.error.upstream";

const FIELDS: &[Field] = &[Field::new(CONNECTION, Keyword), Field::new(UPSTREAM, Keyword)];

/// Fields of a message that are ECS fields once it is done.
const READ: &[&str] =
    &["connection_id", "datetime", "message", "process_id", "thread_id", "severity"];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    if let Some(message) = document.text_at("message").map(str::to_owned) {
        set_context(document, &message);
    }
    if let Some(connection) = document.text_at("connection_id").map(str::to_owned) {
        document.set_at(CONNECTION, connection);
    }
    set_site(document, "error");
    document.fields_mut().retain(|(name, _)| !READ.contains(&name.as_ref()));
}

/// What nginx adds to a message: `, client: 192.0.2.1, server: …, request: "…"`.
fn set_context(document: &mut Document<'_>, message: &str) {
    // An upstream's own words may hold the same; nginx's come last.
    let Some(start) = message.rfind("client: ") else { return };
    let context = message.get(start..).unwrap_or_default();
    let end = context.find(", ").unwrap_or(context.len());
    let client = context.get("client: ".len()..end).unwrap_or_default().trim();
    let (host, port) = host_and_port(client);
    if !client.is_empty() {
        document.set(ecs::SOURCE_ADDRESS, host.to_owned());
    }
    if host.parse::<std::net::IpAddr>().is_ok() {
        document.set(ecs::SOURCE_IP, host.to_owned());
        document.set(ecs::RELATED_IP, host.to_owned());
        if let Some(port) = port {
            document.set(ecs::SOURCE_PORT, port.to_owned());
        }
    }
    if let Some(request) = quoted(context, "request") {
        set_request(document, request);
    }
    if let Some(host) = quoted(context, "host") {
        let (host, port) = host_and_port(host);
        document.set(ecs::URL_DOMAIN, host.to_owned());
        if let Some(port) = port {
            document.set(ecs::URL_PORT, port.to_owned());
        }
    }
    if let Some(referrer) = quoted(context, "referrer") {
        document.set(ecs::HTTP_REQUEST_REFERRER, referrer.to_owned());
    }
    if let Some(upstream) = quoted(context, "upstream") {
        document.set_at(UPSTREAM, upstream.to_owned());
    }
}

/// The text between quotes behind a name.
fn quoted<'t>(context: &'t str, name: &str) -> Option<&'t str> {
    let marked = [", ", name, ": \""].concat();
    let (_, behind) = context.split_once(marked.as_str())?;
    let next = ["\", ", "\""].iter().find_map(|end| behind.find(end))?;
    behind.get(..next)
}
