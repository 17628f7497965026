//! Lines of the other components: those of the authenticator, which are `name=value` each,
//! and those of the others, which are klog's.
//!
//! klog: <https://github.com/kubernetes/klog>. Authenticator:
//! <https://github.com/kubernetes-sigs/aws-iam-authenticator>

use std::borrow::Cow;
use std::sync::LazyLock;

use ecs::{Document, Value};
use regex::Regex;

use crate::address::is_address;
use crate::prepare::part_of;
use crate::steps::web::host_and_port;

/// What EKS calls the log of the authenticator.
pub(super) const AUTHENTICATOR: &str = "authenticator";

/// The field with the whole line.
pub(super) const LINE: &str = "line";

/// Any line: it is taken apart later.
pub(super) const PATTERN: &str = "(?P<line>(?s:.*))";

/// `I1124 06:00:00.123456       1 file.go:530] message`.
static KLOG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r"\A(?P<level>[IWEF])[0-9]{4} [0-9:.]+\s+(?P<thread>[0-9]{1,18}) ",
        r"(?P<file>[^ \]]+?)(?::(?P<number>[0-9]{1,18}))?\] ?(?P<message>(?s:.*))\z",
    );
    Regex::new(pattern).ok()
});

/// `name=value` or `name="value"`.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"(?P<name>[A-Za-z_][\w.-]*)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>\S*))"#).ok()
});

/// A line's fields, below `authenticator` or `log`.
pub(super) fn read<'a>(line: &Cow<'a, str>) -> Document<'a> {
    if line.starts_with("time=") {
        return authenticator(line);
    }
    let mut log = Document::new();
    if let Some(found) = KLOG.as_ref().and_then(|klog| klog.captures(line)) {
        let level = match found.name("level").map_or("", |level| level.as_str()) {
            "I" => "info",
            "W" => "warning",
            "E" => "error",
            _ => "fatal",
        };
        log.insert("level", level);
        for name in ["thread", "file", "number", "message"] {
            if let Some(part) = found.name(name) {
                log.insert(name, part_of(line, part.as_str()));
            }
        }
    } else {
        log.insert("message", line.clone());
    }
    Document::from_iter([("log".into(), log.into())])
}

fn authenticator<'a>(line: &Cow<'a, str>) -> Document<'a> {
    let (mut log, mut own) = (Document::new(), Document::new());
    let pairs = PAIR.iter().flat_map(|pair| pair.captures_iter(line));
    for pair in pairs {
        let Some(name) = pair.name("name").map(|name| name.as_str()) else { continue };
        let value = match (pair.name("quoted"), pair.name("plain")) {
            (Some(quoted), _) if quoted.as_str().contains('\\') => {
                Value::from(unescaped(quoted.as_str()))
            }
            (Some(part), _) | (None, Some(part)) => part_of(line, part.as_str()),
            (None, None) => continue,
        };
        match name {
            "time" => log.insert("time", value),
            "level" => log.insert("level", value),
            "msg" => log.insert("message", value),
            _ => own.insert(name.to_owned(), value),
        }
    }
    Document::from_iter([("log".into(), log.into()), (AUTHENTICATOR.into(), own.into())])
}

/// A text without the backslashes that keep its quotes apart.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => {}
            },
            _ => out.push(c),
        }
    }
    out
}

/// Which component wrote a line, if the line tells.
pub(super) fn component(document: &Document<'_>) -> Option<&'static str> {
    document.at("kubernetes.authenticator").map(|_| AUTHENTICATOR)
}

pub(super) fn refine(document: &mut Document<'_>) {
    for (path, field) in [
        ("kubernetes.log.level", ecs::LOG_LEVEL),
        ("kubernetes.log.number", ecs::LOG_ORIGIN_FILE_LINE),
        ("kubernetes.log.thread", ecs::PROCESS_THREAD_ID),
    ] {
        if let Some(value) = document.at(path).cloned() {
            document.set(field, value);
        }
    }
    if document.at("kubernetes.authenticator").is_none() {
        return;
    }
    let message = document.text_at("kubernetes.log.message").unwrap_or_default();
    let outcome = match message {
        "access granted" => Some("success"),
        "access denied" => Some("failure"),
        _ => None,
    };
    if let Some(outcome) = outcome {
        let message = message.to_owned();
        document.set(ecs::EVENT_ACTION, message);
        document.set(ecs::EVENT_CATEGORY, Value::List(vec!["authentication".into()]));
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
    if let Some(client) = document.text_at("kubernetes.authenticator.client") {
        let (host, port) = host_and_port(client);
        let (host, port) = (host.to_owned(), port.map(str::to_owned));
        if is_address(&host) {
            document.set(ecs::SOURCE_ADDRESS, host.clone());
            document.set(ecs::SOURCE_IP, host);
        }
        if let Some(port) = port {
            document.set(ecs::SOURCE_PORT, port);
        }
    }
}
