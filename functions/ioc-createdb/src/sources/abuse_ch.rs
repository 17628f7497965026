//! abuse.ch: Feodo Tracker, URLhaus and ThreatFox.
//!
//! Of URLhaus, which lists addresses of files, the host counts. Where many people keep their
//! files on one, the host is none that should be warned of: [`SHARED`].

use enrichment::indicators::Indicator;
use serde_json::Value;

use super::elements;
use crate::collector::{Collector, Subject};
use crate::error::Error;
use crate::json::{Place, text};
use crate::store::Object;
use crate::time::{http_date, iso};

const PROVIDER: &str = "abuse.ch";

/// Domains below which anybody can put a file.
const SHARED: &[&str] = &[
    "1drv.ms",
    "amazonaws.com",
    "archive.org",
    "azureedge.net",
    "bitbucket.org",
    "blogspot.com",
    "box.com",
    "catbox.moe",
    "cdn.discordapp.com",
    "cloudfront.net",
    "codeberg.org",
    "discord.com",
    "discordapp.com",
    "dropbox.com",
    "dropboxusercontent.com",
    "firebasestorage.googleapis.com",
    "github.com",
    "github.io",
    "githubusercontent.com",
    "gitlab.com",
    "gofile.io",
    "google.com",
    "googleapis.com",
    "googleusercontent.com",
    "live.com",
    "mediafire.com",
    "mega.nz",
    "microsoft.com",
    "netlify.app",
    "onedrive.com",
    "pages.dev",
    "paste.ee",
    "pastebin.com",
    "r2.dev",
    "sharepoint.com",
    "sourceforge.net",
    "t.me",
    "telegram.org",
    "transfer.sh",
    "trycloudflare.com",
    "vercel.app",
    "weebly.com",
    "wetransfer.com",
    "windows.net",
    "wordpress.com",
    "workers.dev",
];

/// Form: <https://feodotracker.abuse.ch/blocklist/>
pub(super) fn feodo(
    key: &str,
    object: &mut Object,
    collector: &mut Collector,
) -> Result<(), Error> {
    const SOURCE: &str = "abuse_ch";
    let modified = object.source_last_modified.as_deref().and_then(http_date);
    elements(key, object, Place::Whole, collector, |element, collector| {
        let address = text(element, "ip_address");
        let Some((address, subject)) = address.and_then(|a| Some((a, Subject::network(a)?))) else {
            collector.tally(SOURCE).malformed += 1;
            return Ok(());
        };
        let reference = format!("https://feodotracker.abuse.ch/browse/host/{address}/");
        let description = text(element, "status").map(|status| format!("status is {status}"));
        let (first_seen, last_seen) = (time(element, "first_seen"), time(element, "last_online"));
        let says = Indicator {
            provider: PROVIDER,
            name: text(element, "malware"),
            reference: Some(&reference),
            first_seen: first_seen.as_deref(),
            last_seen: last_seen.as_deref(),
            modified: modified.as_deref(),
            description: description.as_deref(),
        };
        collector.add(SOURCE, subject, &says)
    })
}

/// Form: <https://urlhaus-api.abuse.ch/#urls-recent>
pub(super) fn urlhaus(
    key: &str,
    object: &mut Object,
    collector: &mut Collector,
) -> Result<(), Error> {
    const SOURCE: &str = "urlhaus";
    elements(key, object, Place::Member("urls"), collector, |element, collector| {
        let Some(subject) = text(element, "host").and_then(Subject::any) else {
            collector.tally(SOURCE).malformed += 1;
            return Ok(());
        };
        if matches!(subject, Subject::Domain(name) if is_shared(name)) {
            collector.tally(SOURCE).left_out += 1;
            return Ok(());
        }
        let first_seen = time(element, "date_added");
        let description = described("URLhaus", text(element, "url_status"), element);
        let says = Indicator {
            provider: PROVIDER,
            name: text(element, "threat"),
            reference: text(element, "urlhaus_reference"),
            first_seen: first_seen.as_deref(),
            description: Some(&description),
            ..Indicator::default()
        };
        collector.add(SOURCE, subject, &says)
    })
}

/// Form: <https://threatfox.abuse.ch/api/#recent-iocs>
pub(super) fn threatfox(
    key: &str,
    object: &mut Object,
    collector: &mut Collector,
) -> Result<(), Error> {
    const SOURCE: &str = "threatfox";
    elements(key, object, Place::Member("data"), collector, |element, collector| {
        let indicator = text(element, "ioc");
        let subject = match text(element, "ioc_type") {
            Some("ip:port") => indicator
                .and_then(|ioc| Subject::network(ioc.rsplit_once(':').map_or(ioc, |(ip, _)| ip))),
            Some("domain") => indicator.and_then(Subject::domain),
            Some(_) if indicator.is_some() => {
                collector.tally(SOURCE).left_out += 1;
                return Ok(());
            }
            _ => None,
        };
        let Some(subject) = subject else {
            collector.tally(SOURCE).malformed += 1;
            return Ok(());
        };
        let reference = id(element).map(|id| format!("https://threatfox.abuse.ch/ioc/{id}/"));
        let description = described("ThreatFox", text(element, "threat_type"), element);
        let (first_seen, last_seen) = (time(element, "first_seen"), time(element, "last_seen"));
        let says = Indicator {
            provider: PROVIDER,
            name: text(element, "malware_printable").or_else(|| text(element, "malware")),
            reference: reference.as_deref(),
            first_seen: first_seen.as_deref(),
            last_seen: last_seen.as_deref(),
            modified: None,
            description: Some(&description),
        };
        collector.add(SOURCE, subject, &says)
    })
}

fn time(element: &Value, name: &str) -> Option<String> {
    text(element, name).and_then(iso)
}

/// An id is a number, or a text with one.
fn id(element: &Value) -> Option<String> {
    let id = element.get("id")?;
    let id = id.as_u64().map(|id| id.to_string()).or_else(|| id.as_str().map(str::to_owned))?;
    id.bytes().all(|byte| byte.is_ascii_digit()).then_some(id)
}

/// `ThreatFox: botnet_cc, confidence 75 %, exe, elf`
fn described(list: &str, what: Option<&str>, element: &Value) -> String {
    let confidence = element.get("confidence_level").and_then(Value::as_u64);
    let tags = element.get("tags").and_then(Value::as_array).into_iter().flatten();
    let parts: Vec<String> = what
        .map(str::to_owned)
        .into_iter()
        .chain(confidence.map(|level| format!("confidence {level} %")))
        .chain(tags.filter_map(Value::as_str).map(str::to_owned))
        .collect();
    format!("{list}: {}", parts.join(", "))
}

fn is_shared(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SHARED.iter().any(|shared| {
        name.strip_suffix(shared).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}
