//! System log of Linux machines, `/var/log/messages` or `syslog`, and what is said of
//! lines in syslog's forms: the one that rsyslog writes by default (RFC 3164, without a
//! year), the same with a time in ISO 8601, as Amazon Linux 2023 and Debian 12 write it,
//! and RFC 5424. Any of them may begin with a priority, `<34>`.
//!
//! Lines of sshd, sudo and su belong to the index of logins.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - Lines with a time in ISO 8601 and lines of RFC 5424 are read; one such line ended the
//!   loading of its object.
//! - A year is told from the time of loading, not from when the function began to run.
//! - `source.ip` may be an IPv6 address.
//! - Of sshd: `user.name` is the user whichever method he used (it was
//!   `keyboard-interactive/pam`), and whose session is opened, where nobody else opened
//!   it; source, user and action of connections closed or ended while a user was being
//!   authenticated, of attempts exceeded, of users not allowed, and of PAM's failures.
//!   `Server listening on 0.0.0.0` has no source, `Failed to …` no user.
//! - Of sudo: a command that was refused is a failure; `event.module` is always `secure`.
//! - su, the tools that change accounts, and PAM in other programs have action, outcome
//!   and user.
//! - `process.pid` is known of `sshd(pam_unix)[1]` too, and what is in its parentheses is
//!   not part of the message. Of su in that form, `event.module` is `secure`.
//! - Spaces at the end of a line are not part of the message.
//! - A line whose program is not marked by a colon, as `last message repeated 2 times`,
//!   has the whole text as its message, and no program.
//!
//! RFC 3164: <https://www.rfc-editor.org/rfc/rfc3164>,
//! RFC 5424: <https://www.rfc-editor.org/rfc/rfc5424>

use contract::log_spec::FieldType::{Integer, Keyword, Text};
use contract::log_spec::{
    EcsMapping, Enrichment, Field, Format, IndexSettings, LogSpec, Rename, StaticField, Texts,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use super::linux_secure;
use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::instance::set_instance;
use crate::steps::syslog::{Program, set_event};

/// Linux's system log.
pub(crate) const LINUX_OS: Definition = Definition::new(settings(
    LogSpec::new("linux-os-syslog", "log-linux-os", sources::LINUX_OS.pattern, FORMAT, TIME)
        .ecs(ECS)
        .static_fields(STATIC),
))
.refined_by(refine);

/// A line: priority, then version, time, host, program, process and data of RFC 5424, or
/// time, host, program and process.
pub(super) const FORMAT: Format = Format::text(concat!(
    r"\s*(?:<(?P<priority>[0-9]{1,3})>)?(?:",
    r"1 (?P<time>\S+) (?P<host>\S+) (?P<app>\S+) (?:(?P<procid>[0-9]+)|\S+) (?P<msgid>\S+) ",
    r#"(?P<structured_data>-|(?:\[(?:[^\]\\"]|\\.|"(?:[^"\\]|\\.)*")*\])+)"#,
    r"(?: (?:\u{feff})?(?P<msg>.*))?",
    r"|(?P<syslog_timestamp>[A-Z][a-z]{2} +[0-9]{1,2} [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?",
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}T\S+) ",
    r"(?P<hostname>\S+) +(?:(?P<proc>[^\s:\[(]+|\([^\s)]+\))(?:\([^)]*\)| [0-9]+\.[0-9.]+)?",
    r"(?:\[(?:(?P<pid>[0-9]+)|[^\]]*)\])?: *)?(?P<syslog_message>.*)",
    r")",
));

/// The parts of a line of RFC 5424, by the names of those of other lines.
const RENAMES: &[Rename] = &[
    Rename::new("time", "syslog_timestamp"),
    Rename::new("host", "hostname"),
    Rename::new("app", "proc"),
    Rename::new("procid", "pid"),
    Rename::new("msg", "syslog_message"),
];

/// When a line was written, in UTC if it does not say.
pub(super) const TIME: Timestamp = Timestamp::of(
    Texts::one("syslog_timestamp"),
    &[TimestampFormat::Syslog, TimestampFormat::Iso8601],
);

pub(super) const ECS: &[EcsMapping] = &[
    ecs::HOST_HOSTNAME.from("hostname"),
    ecs::LOG_SYSLOG_PRIORITY.from("priority"),
    ecs::PROCESS_NAME.from("proc"),
    ecs::PROCESS_PID.from("pid"),
    ecs::RELATED_HOSTS.from("hostname"),
];

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event"), ecs::EVENT_MODULE.is("system")];

const FIELDS: &[Field] = &[
    Field::new("hostname", Keyword),
    Field::new("msgid", Keyword),
    Field::new("pid", Integer),
    Field::new("priority", Integer),
    Field::new("proc", Keyword),
    Field::new("structured_data", Keyword),
    Field::new("syslog_message", Text),
    Field::new("syslog_timestamp", Keyword),
];

/// What both logs of Linux have in common.
pub(super) const fn settings(spec: LogSpec) -> LogSpec {
    spec.renames(RENAMES)
        .enrichment(Enrichment::NOTHING.geo(&["source"]).indicator_ips(&["source.ip"]))
        .fields(FIELDS)
        .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None })
}

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    set_host(document);
    let program = Program::by_name(document.text_at("proc").unwrap_or_default());
    if matches!(program, Program::Sshd | Program::Sudo | Program::Su) {
        notes.put_into(linux_secure::INDEX_NAME);
    }
    set_event(document, program);
}

/// The instance, and what the line's priority says.
pub(super) fn set_host(document: &mut Document<'_>) {
    if let Some(instance) = set_instance(document) {
        let host = document.text_at("hostname").map(|name| Value::from(name.to_owned()));
        let hosts = host.into_iter().chain([Value::from(instance)]).collect();
        document.set(ecs::RELATED_HOSTS, Value::List(hosts));
    }
    let priority = document.text_at("priority").and_then(|digits| digits.parse::<u8>().ok());
    if let Some(priority) = priority {
        document.set(ecs::LOG_SYSLOG_FACILITY_CODE, (priority / 8).to_string());
        document.set(ecs::LOG_SYSLOG_SEVERITY_CODE, (priority % 8).to_string());
    }
}
