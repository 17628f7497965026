//! The exit nodes of Tor.
//!
//! ```text
//! ExitNode 5C3F3217F99D6CFA711D9415AFED1003971201AF
//! Published 2026-11-23 20:05:14
//! LastStatus 2026-11-24 05:00:00
//! ExitAddress 198.51.100.7 2026-11-24 05:08:45
//! ```
//!
//! Form: <https://metrics.torproject.org/collector.html#type-tordnsel>

use enrichment::indicators::Indicator;

use super::{lines, tell};
use crate::collector::{Collector, Subject};
use crate::error::Error;
use crate::store::Object;
use crate::time::iso;

const SOURCE: &str = "tor";

/// A node, of which one or more addresses follow.
#[derive(Default)]
struct Node {
    reference: Option<String>,
    last_seen: Option<String>,
}

pub(super) fn read(key: &str, object: &mut Object, collector: &mut Collector) -> Result<(), Error> {
    let mut node = Node::default();
    let (mut malformed, mut first) = (0, None);
    lines(object, |number, line| {
        let (word, rest) = line.and_then(|line| line.split_once(' ')).unwrap_or_default();
        match word {
            "ExitNode" => node = Node { reference: reference(rest.trim()), last_seen: None },
            "Published" => {}
            "LastStatus" => node.last_seen = iso(rest),
            "ExitAddress" => {
                let (address, time) = rest.split_once(' ').unwrap_or((rest, ""));
                if let Some(subject) = Subject::network(address) {
                    let modified = iso(time);
                    let says = Indicator {
                        provider: "torproject.org",
                        name: Some("TOR"),
                        reference: node.reference.as_deref(),
                        last_seen: node.last_seen.as_deref(),
                        modified: modified.as_deref(),
                        ..Indicator::default()
                    };
                    return collector.add(SOURCE, subject, &says);
                }
                malformed += 1;
                first.get_or_insert(number);
            }
            _ if line == Some("") => {}
            _ => {
                malformed += 1;
                first.get_or_insert(number);
            }
        }
        Ok(())
    })?;
    collector.tally(SOURCE).malformed += malformed;
    tell(key, malformed, first);
    Ok(())
}

fn reference(fingerprint: &str) -> Option<String> {
    let is_fingerprint =
        fingerprint.len() == 40 && fingerprint.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_fingerprint.then(|| format!("https://metrics.torproject.org/rs.html#details/{fingerprint}"))
}
