//! Error log of Apache HTTP Server 2.2 and 2.4.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Lines of 2.2, whose time has no fraction of a second, are read; one of them ended the
//!   loading of its object.
//! - `error.code` is the number `AH…` on lines without a client too; it was in
//!   `apache.error.debug_message`, which now holds the place in the source and the
//!   system's error and nothing else.
//! - The client behind these two is found.
//! - `related.ip` is set.
//!
//! Format: <https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat>

use contract::log_spec::FieldType::Keyword;
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, LogSpec, StaticField, Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::Document;

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::web;

/// Apache's error log.
pub(crate) const APACHE_ERROR: Definition = Definition::new(
    LogSpec::new(
        "apache-error",
        "log-web-apache",
        sources::APACHE_ERROR.pattern,
        Format::text(concat!(
            r"\[(?P<datetime>[A-Z][a-z]{2} [A-Z][a-z]{2} +[0-9]{1,2} [0-9:.]+ [0-9]{4})\] ",
            r"\[(?:(?P<module>[^:\]]*):)?(?P<log_level>[^:\]]+)\]",
            r"(?: \[pid (?P<pid>[0-9]+)(?::tid (?P<tid>[0-9]+))?\])?",
            r"(?: (?P<debug_message>[\w./-]+\([0-9]+\)(?:: \([0-9]+\)[^:\[]+)?|\([0-9]+\)[^:\[]+):)?",
            r"(?: \[(?:client|remote) (?P<client_ip>[0-9a-fA-F.:]+?)(?::(?P<client_port>[0-9]{1,5}))?\])?",
            r"(?: (?P<message_code>A[A-Z0-9]+):)?\s*(?P<message>.*)",
        )),
        Timestamp::of(Texts::one("datetime"), TIME_FORMATS),
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]))
    .fields(FIELDS),
)
.refined_by(refine);

/// In 2.4 with microseconds.
const TIME_FORMATS: &[TimestampFormat] = &[TimestampFormat::pattern("%a %b %d %H:%M:%S%.f %Y")];

const MODULE: ecs::Field = ecs::Field { path: "apache.error.module", kind: Keyword };
const DEBUG: ecs::Field = ecs::Field { path: "apache.error.debug_message", kind: Keyword };

const ECS: &[EcsMapping] = &[
    MODULE.from("module"),
    DEBUG.from("debug_message"),
    ecs::LOG_LEVEL.from("log_level"),
    ecs::RELATED_IP.from_all(&["client_ip"]),
    ecs::SOURCE_ADDRESS.from("client_ip"),
    ecs::SOURCE_IP.from("client_ip"),
    ecs::SOURCE_PORT.from("client_port"),
    ecs::ERROR_CODE.from("message_code"),
    ecs::ERROR_MESSAGE.from("message"),
    ecs::PROCESS_PID.from("pid"),
    ecs::PROCESS_THREAD_ID.from("tid"),
];

const STATIC: &[StaticField] = &[
    ecs::EVENT_KIND.is("event"),
    ecs::EVENT_CATEGORY.is_all(&["web"]),
    ecs::EVENT_MODULE.is("error"),
];

const FIELDS: &[Field] =
    &[Field::new("apache.error.module", Keyword), Field::new("apache.error.debug_message", Keyword)];

/// Fields of a line that are ECS fields once it is done.
const READ: &[&str] = &[
    "client_ip",
    "client_port",
    "datetime",
    "debug_message",
    "log_level",
    "message",
    "message_code",
    "module",
    "pid",
    "tid",
];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    if let Some(referrer) = document.text_at("message").and_then(referrer) {
        document.set(ecs::HTTP_REQUEST_REFERRER, referrer);
    }
    let kind = match document.text_at("log_level") {
        Some("info") => Some("info"),
        Some("emerg" | "alert" | "crit" | "error" | "warn") => Some("error"),
        _ => None,
    };
    if let Some(kind) = kind {
        document.set(ecs::EVENT_TYPE, kind);
    }
    web::set_site(document, "error");
    document.fields_mut().retain(|(name, _)| !READ.contains(&name.as_ref()));
}

/// The referrer that ends a message: `, referer: https://www.example.com/`.
fn referrer(message: &str) -> Option<String> {
    let (_, behind) = message.split_once("referer:")?;
    let referrer = behind.split_whitespace().next()?;
    referrer.starts_with("http").then(|| referrer.to_owned())
}
