//! Events of Windows in XML, whichever service sends them: EC2 instances, Directory
//! Service and FSx differ in their names and indices only.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - An event whose number does not say how it ended, such as a requested Kerberos ticket
//!   or an accessed object, has the outcome that its audit keywords say, where that of
//!   v2.10.4 is `unknown`.
//! - `event.action` is set for events of the channels `Security` and `System` only: what a
//!   program writes under the same number means something else.
//! - Data by names that are no fields of the index stands in `winlog.event_data_other` too,
//!   where it can be searched; v2.10.4 made a field of each.
//! - More numbers are known (`events.rs`).
//! - `error.code` is the status in the event's data, if it is not that of success.
//! - `source.ip` and `related.ip` are IPv4 addresses where Windows writes `::ffff:192.0.2.1`.
//! - Who cleared a log (1102) is the user; it stands in `Event.UserData`.
//! - `file.path` is the object of an access to a file.
//!
//! Events: <https://learn.microsoft.com/en-us/windows/security/threat-protection/auditing/advanced-security-audit-policy-settings>

use std::borrow::Cow;
use std::collections::HashSet;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

use contract::log_spec::{
    EcsMapping, Enrichment, Format, IndexSettings, LogSpec, StaticField, Timestamp, TimestampFormat,
};
use ecs::{Document, Value};

use self::events::{Outcome, meaning};
use super::instance::set_instance;
use crate::log_type::Definition;
use crate::notes::Notes;

mod events;
mod fields;

/// A type of log that consists of such events. Where its indices are not called `log-win-…`,
/// they have an alias that is.
pub(crate) const fn definition(
    name: &'static str,
    index_name: &'static str,
    key_pattern: &'static str,
    alias: Option<&'static str>,
) -> Definition {
    let time = Timestamp::new("Event.System.TimeCreated.SystemTime", TimestampFormat::Iso8601);
    let alias = match alias {
        Some(alias) => Some(Cow::Borrowed(alias)),
        None => None,
    };
    let spec = LogSpec::new(name, index_name, key_pattern, Format::WindowsEventXml, time)
        .ecs(ECS)
        .static_fields(STATIC)
        .enrichment(
            Enrichment::NOTHING.geo(&["source", "destination"]).indicator_ips(&["source.ip"]),
        )
        .fields(fields::FIELDS)
        .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias });
    Definition::new(spec).refined_by(refine)
}

const ECS: &[EcsMapping] = &[
    ecs::DESTINATION_IP.from("Event.EventData.Data.DestAddress"),
    ecs::DESTINATION_PORT.from("Event.EventData.Data.DestPort"),
    ecs::ERROR_CODE.from("Event.System.Status"),
    ecs::EVENT_CODE.from("Event.System.EventID"),
    ecs::EVENT_MODULE.from("Event.System.Channel"),
    ecs::HOST_NAME.from("Event.System.Computer"),
    ecs::RELATED_IP.from_all(&[
        "Event.EventData.Data.DestAddress",
        "Event.EventData.Data.IpAddress",
        "Event.EventData.Data.SourceAddress",
    ]),
    ecs::RELATED_USER.from_all(&[
        "Event.EventData.Data.SubjectUserName",
        "Event.EventData.Data.TargetUserName",
        "Event.UserData.LogFileCleared.SubjectUserName",
    ]),
    ecs::SOURCE_IP
        .from_first(&["Event.EventData.Data.IpAddress", "Event.EventData.Data.SourceAddress"]),
    ecs::SOURCE_PORT
        .from_first(&["Event.EventData.Data.IpPort", "Event.EventData.Data.SourcePort"]),
    ecs::USER_DOMAIN.from_first(&[
        "Event.EventData.Data.SubjectDomainName",
        "Event.EventData.Data.TargetDomainName",
        "Event.UserData.LogFileCleared.SubjectDomainName",
    ]),
    ecs::USER_ID.from_first(&[
        "Event.EventData.Data.SubjectUserSid",
        "Event.EventData.Data.TargetUserSid",
        "Event.UserData.LogFileCleared.SubjectUserSid",
    ]),
    ecs::USER_NAME.from_first(&[
        "Event.EventData.Data.SubjectUserName",
        "Event.EventData.Data.TargetUserName",
        "Event.UserData.LogFileCleared.SubjectUserName",
    ]),
];

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event")];

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    set_instance(document);
    set_other_data(document);
    set_meaning(document);
    set_addresses(document);
    let data = |name| document.text_at(name).map(str::to_owned);
    if let Some(status) = data("Event.EventData.Data.Status")
        && !is_success(&status)
    {
        document.set(ecs::ERROR_CODE, status);
    }
    if document.text_at("Event.EventData.Data.ObjectType") == Some("File")
        && let Some(path) = document.text_at("Event.EventData.Data.ObjectName").map(str::to_owned)
    {
        document.set(ecs::FILE_PATH, path);
    }
}

/// The names of data that are fields of the index.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let paths = fields::FIELDS.iter().map(|field| field.path.as_ref());
    paths.filter_map(|path| path.strip_prefix(fields::DATA)?.strip_prefix('.')).collect()
});

/// A copy of the data by other names, where it can be searched.
fn set_other_data(document: &mut Document<'_>) {
    let Some(Value::Object(data)) = document.at(fields::DATA) else { return };
    let others = data
        .names()
        .zip(data.iter())
        .map(|(name, (_, value))| (name, value))
        .filter(|(name, value)| !KNOWN.contains(name.as_ref()) && !value.is_blank());
    let others: Vec<_> = others.map(|(name, value)| (name.clone(), value.clone())).collect();
    if !others.is_empty() {
        document.set_at(fields::OTHER_DATA, Document::from_fields(others));
    }
}

/// What happened and how it ended.
fn set_meaning(document: &mut Document<'_>) {
    let Some(number) = document.text_at("Event.System.EventID") else { return };
    let channel = document.text_at("Event.System.Channel").unwrap_or_default();
    let meaning = number.trim().parse().ok().and_then(|number| meaning(channel, number));
    let audited = audit_outcome(document);
    if let Some((action, _)) = meaning {
        document.set(ecs::EVENT_ACTION, action);
    }
    let outcome = match meaning {
        Some((_, Outcome::Success)) => Some("success"),
        Some((_, Outcome::Failure)) => Some("failure"),
        Some((_, Outcome::Unknown)) => audited.or(Some("unknown")),
        None => audited,
    };
    if let Some(outcome) = outcome {
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
}

/// The outcome that an audit event names among its keywords.
///
/// Bits: <https://learn.microsoft.com/en-us/dotnet/api/system.diagnostics.eventing.reader.standardeventkeywords>
fn audit_outcome(document: &Document<'_>) -> Option<&'static str> {
    const SUCCESS: u64 = 1 << 53;
    const FAILURE: u64 = 1 << 52;
    let digits = document.text_at("Event.System.Keywords")?.strip_prefix("0x")?;
    let bits = u64::from_str_radix(digits, 16).ok()?;
    match (bits & SUCCESS != 0, bits & FAILURE != 0) {
        (true, false) => Some("success"),
        (false, true) => Some("failure"),
        _ => None,
    }
}

/// Whether a status is that of success: `0x0`, `0x00000000`.
fn is_success(status: &str) -> bool {
    status.trim_start_matches("0x").bytes().all(|digit| digit == b'0')
}

/// Writes IPv4 addresses as such.
fn set_addresses(document: &mut Document<'_>) {
    for field in [ecs::SOURCE_IP, ecs::DESTINATION_IP] {
        if let Some(address) = document.text_at(field.path).and_then(mapped) {
            document.set(field, address);
        }
    }
    let related = document.at(ecs::RELATED_IP.path).and_then(Value::as_list).unwrap_or_default();
    let related: Vec<&str> = related.iter().filter_map(Value::as_text).collect();
    if related.iter().any(|address| mapped(address).is_some()) {
        let shown = related.iter().map(|text| mapped(text).unwrap_or_else(|| (*text).to_owned()));
        let mut shown: Vec<String> = shown.collect();
        shown.sort_unstable();
        shown.dedup();
        document.set(ecs::RELATED_IP, Value::List(shown.into_iter().map(Value::from).collect()));
    }
}

/// The IPv4 address that an IPv6 address stands for.
fn mapped(address: &str) -> Option<String> {
    let address: Ipv6Addr = address.parse().ok()?;
    address.to_ipv4_mapped().map(|address| IpAddr::from(address).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audit_keywords_name_the_outcome() {
        let outcome = |keywords: &str| {
            let mut document = Document::new();
            document.set_at("Event.System.Keywords", keywords.to_owned());
            audit_outcome(&document)
        };
        assert_eq!(outcome("0x8020000000000000"), Some("success"));
        assert_eq!(outcome("0x8010000000000000"), Some("failure"));
        assert_eq!(outcome("0x8000000000000000"), None);
        assert_eq!(outcome("x"), None);
    }

    #[test]
    fn data_by_unknown_names_can_be_searched() {
        let record =
            r#"{"Event":{"EventData":{"Data":{"IpAddress":"x","MyOwn":"y","22":"z","e":""}}}}"#;
        let mut document = formats::json::parse_object(record).unwrap();
        set_other_data(&mut document);
        let found = document.at(fields::OTHER_DATA).map(Value::to_json);
        assert_eq!(found.as_deref(), Some(r#"{"MyOwn":"y","22":"z"}"#));
    }

    #[test]
    fn a_mapped_address_is_an_ipv4_address() {
        assert_eq!(mapped("::ffff:192.0.2.1").as_deref(), Some("192.0.2.1"));
        assert_eq!(mapped("2001:db8::1"), None);
        assert_eq!(mapped("192.0.2.1"), None);
    }
}
