//! Trend Micro Deep Security: events that its agent sends as syslog, in the Common Event
//! Format, and that fluentd stores as the `message` of JSON objects.
//!
//! v2.10.4 has a script that its users contributed, without a section; the index is that
//! of its manual. Fields keep the agent's names, but for those that become ECS fields.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - A `|` or `=` in a value does not end it, the last value is whole (its last two words
//!   were joined), and spaces are as they were sent.
//! - The device's address is the source only where the event names none; it replaced the
//!   source of every event.
//! - An event without a tenant, or in another format, keeps all it has, and says so; it
//!   was loaded as nothing.
//! - `server.name` is the host's name under both names that fluentd gives it.
//! - Credentials are left out of a captured packet as cookies are.
//!
//! Fields: <https://cloudone.trendmicro.com/docs/workload-security/event-syslog-message-formats/>

use std::net::IpAddr;

use contract::log_spec::FieldType::{self, Date, Integer, Ip, Keyword, KeywordWithText, Text};
use contract::log_spec::{
    Enrichment, Field, Format, LogSpec, StaticField, Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

/// Deep Security.
pub(crate) const DEEP_SECURITY: Definition = Definition::new(
    LogSpec::new(
        "deepsecurity",
        "log-deepsecurity",
        sources::DEEP_SECURITY.pattern,
        Format::JSON,
        Timestamp::of(
            Texts::of(&["timestamp", "time"]),
            &[TimestampFormat::Iso8601, TimestampFormat::EpochAuto],
        ),
    )
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING.geo(&["source", "destination"]).indicator_ips(&["source.ip"]),
    )
    .fields(FIELDS),
)
.refined_by(refine);

const STATIC: &[StaticField] = &[ecs::EVENT_KIND.is("event")];

const EVENT_COUNT: ecs::Field = ecs::Field { path: "event.count", kind: Integer };
const SERVER_NAME: ecs::Field = ecs::Field { path: "server.name", kind: Keyword };

/// The agent's fields that become ECS fields, an address only if it is one.
const MOVED: &[(&str, ecs::Field)] = &[
    ("act", ecs::EVENT_ACTION),
    ("cn1", ecs::HOST_ID),
    ("cnt", EVENT_COUNT),
    ("cs1", ecs::RULE_CATEGORY),
    ("dmac", ecs::DESTINATION_MAC),
    ("dpt", ecs::DESTINATION_PORT),
    ("dst", ecs::DESTINATION_IP),
    ("fluent_hostname", SERVER_NAME),
    ("fname", ecs::FILE_PATH),
    ("in", ecs::SOURCE_BYTES),
    ("msg", ecs::EVENT_ORIGINAL),
    ("out", ecs::DESTINATION_BYTES),
    ("proto", ecs::NETWORK_TRANSPORT),
    ("smac", ecs::SOURCE_MAC),
    ("spt", ecs::SOURCE_PORT),
    ("src", ecs::SOURCE_IP),
];

const PACKET: &str = "TrendMicroDsPacketData";

const fn f(path: &'static str, kind: FieldType) -> Field {
    Field::new(path, kind)
}

const FIELDS: &[Field] = &[
    f(PACKET, Text),
    f("TrendMicroDsBehaviorRuleId", Keyword),
    f("TrendMicroDsBehaviorType", Keyword),
    f("TrendMicroDsFileSHA1", Keyword),
    f("TrendMicroDsFrameType", Keyword),
    f("TrendMicroDsMalwareTarget", Keyword),
    f("TrendMicroDsMalwareTargetType", Keyword),
    f("TrendMicroDsTags", Keyword),
    f("cn1Label", Keyword),
    f("cn2", Keyword),
    f("cn2Label", Keyword),
    f("cn3", Keyword),
    f("cn3Label", Keyword),
    f("cs1Label", Keyword),
    f("cs2", Keyword),
    f("cs2Label", Keyword),
    f("cs3", Keyword),
    f("cs3Label", Keyword),
    f("cs4", Keyword),
    f("cs4Label", Keyword),
    f("cs5", Keyword),
    f("cs5Label", Keyword),
    f("cs6", Keyword),
    f("cs6Label", Keyword),
    f("cs7", Keyword),
    f("cs7Label", Keyword),
    f("deviceDirection", Keyword),
    f("dhost", Keyword),
    f("duser", Keyword),
    f("dvc", Ip),
    f("dvchost", Keyword),
    f("event.count", Integer),
    f("fileHash", Keyword),
    f("filePath", Keyword),
    f("fsize", Keyword),
    f("hostname", Keyword),
    f("message", KeywordWithText),
    f("name", Keyword),
    f("reason", Keyword),
    f("result", Keyword),
    f("server.name", Keyword),
    f("sproc", Keyword),
    f("suser", Keyword),
    f("tag", Keyword),
    f("target", Keyword),
    f("timestamp", Date),
    // Those that could not be moved.
    f("act", Keyword),
    f("cn1", Keyword),
    f("cnt", Keyword),
    f("cs1", Keyword),
    f("dmac", Keyword),
    f("dpt", Keyword),
    f("dst", Keyword),
    f("fluent_hostname", Keyword),
    f("fname", Keyword),
    f("in", Keyword),
    f("out", Keyword),
    f("proto", Keyword),
    f("smac", Keyword),
    f("spt", Keyword),
    f("src", Keyword),
    f("msg", Text),
];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    let Some(message) = document.text_at("message").map(str::to_owned) else {
        return notes.problem("there is no `message`");
    };
    let header = header(&message);
    let [_, vendor, product, version, id, name, severity, extension] = header.as_slice() else {
        return notes.problem("`message` is not in the Common Event Format");
    };
    document.set(ecs::AGENT_NAME, [*vendor, product, version].join(" "));
    document.set(ecs::RULE_NAME, [*id, name].join(" "));
    document.set(ecs::EVENT_SEVERITY, (*severity).to_owned());
    for (key, value) in values(extension) {
        document.insert(key.to_owned(), value);
    }
    for name in ["TrendMicroDsTenant", "TrendMicroDsTenantId"] {
        document.remove(name);
    }
    // It only tells of the packet, and does not reset the connection.
    if let Some(action) = document.text_at("act").map(|a| a.replace("IDS:Reset", "DetectOnly:NotReset"))
    {
        document.insert("act", action);
    }
    move_fields(document);
    set_packet(document);
}

/// The fields of a header, and what follows them.
fn header(message: &str) -> Vec<&str> {
    let mut fields = Vec::with_capacity(8);
    let mut rest = message;
    let mut from = 0;
    while fields.len() < 7
        && let Some(bar) = rest.get(from..).and_then(|text| text.find('|'))
    {
        let bar = from + bar;
        if rest.get(..bar).is_some_and(|before| before.ends_with('\\')) {
            from = bar + 1;
            continue;
        }
        let (field, behind) = rest.split_at_checked(bar).unwrap_or((rest, ""));
        fields.push(field);
        rest = behind.get(1..).unwrap_or_default();
        from = 0;
    }
    fields.push(rest);
    fields
}

/// The keys and values behind a header. A key is a word that stands behind a space and
/// before a `=` without a backslash.
fn values(extension: &str) -> Vec<(&str, String)> {
    let is_key = |key: &str| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    // Where each key begins, and where its `=` is.
    let mut keys: Vec<(usize, usize)> = Vec::new();
    for (equals, _) in extension.match_indices('=') {
        let before = extension.get(..equals).unwrap_or_default();
        let start = before.rfind(char::is_whitespace).map_or(0, |space| space + 1);
        if before.get(start..).is_some_and(is_key) {
            keys.push((start, equals));
        }
    }
    let ends = keys.iter().skip(1).map(|key| key.0).chain([extension.len()]);
    let pairs = keys.iter().zip(ends).filter_map(|((start, equals), end)| {
        let value = extension.get(equals + 1..end)?.trim();
        Some((extension.get(*start..*equals)?, value.replace("\\=", "=")))
    });
    pairs.filter(|(_, value)| !value.is_empty()).collect()
}

fn move_fields(document: &mut Document<'_>) {
    if let Some(host) = document.text_at("hostname").map(str::to_owned) {
        document.set(SERVER_NAME, host);
    }
    for (name, field) in MOVED {
        let is_address = field.path.ends_with(".ip");
        let Some(value) = document.text_at(name).map(str::to_owned) else { continue };
        if !is_address || value.parse::<IpAddr>().is_ok() {
            document.remove(name);
            document.set(*field, value);
        }
    }
    let device = document.text_at("dvc").filter(|device| device.parse::<IpAddr>().is_ok());
    if let Some(device) = device.map(str::to_owned)
        && document.text_at(ecs::SOURCE_IP.path).is_none()
    {
        document.set(ecs::SOURCE_IP, device);
    }
}

/// Decodes a captured packet and leaves secrets out of it. A proxy before the host names
/// the client in it.
fn set_packet(document: &mut Document<'_>) {
    let Some(packet) = document.text_at(PACKET) else { return };
    let decoded = base64(packet).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let packet = decoded.unwrap_or_else(|| packet.to_owned());
    let is_secret = |line: &&str| {
        let line = line.to_ascii_lowercase();
        ["cookie", "authorization"].iter().any(|name| line.starts_with(name))
    };
    let kept: Vec<&str> = packet.split('\n').filter(|line| !is_secret(line)).collect();
    let client = kept.iter().find_map(|line| {
        let (name, addresses) = line.split_once(':')?;
        let address = addresses.split(',').next()?.trim();
        let is_client = name.eq_ignore_ascii_case("x-forwarded-for")
            && address.parse::<IpAddr>().is_ok();
        is_client.then(|| address.to_owned())
    });
    document.insert(PACKET, kept.join("\n"));
    if let Some(client) = client {
        document.set(ecs::SOURCE_IP, Value::from(client));
    }
}

/// The bytes that a text in base64 stands for; none if it is not in base64.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    let digits = text.trim_end_matches('=');
    if digits.len() % 4 == 1 {
        return None;
    }
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_seven_fields() {
        let fields = header(r"x CEF:0|Trend Micro|a\|b|1|2|n|5|k=a|b");
        assert_eq!(fields, ["x CEF:0", "Trend Micro", r"a\|b", "1", "2", "n", "5", "k=a|b"]);
        assert_eq!(header("x").len(), 1);
    }

    #[test]
    fn a_value_may_hold_spaces_and_equals_signs() {
        let found = values(r"cs1=two  words cn1= msg=a\=b http://x/?y=z last=one two");
        let pairs: Vec<_> = found.iter().map(|(key, value)| (*key, value.as_str())).collect();
        assert_eq!(
            pairs,
            [("cs1", "two  words"), ("msg", "a=b http://x/?y=z"), ("last", "one two")]
        );
    }

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("R0VUIC8=").as_deref(), Some(&b"GET /"[..]));
        assert_eq!(base64("R0VUIC"), Some(b"GET ".to_vec()));
        assert_eq!(base64("a b"), None);
        assert_eq!(base64("abcde"), None);
    }
}
