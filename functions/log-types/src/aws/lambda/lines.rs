//! Lines: those of Lambda, which begin with a word and go on as `name: value`, and those of
//! the runtimes' loggers.

use std::borrow::Cow;
use std::sync::LazyLock;

use ecs::{Document, Value};
use regex::Regex;

use crate::prepare::part_of;

/// The field with the whole line.
pub(super) const LINE: &str = "line";

/// Any line: it is taken apart later.
pub(super) const PATTERN: &str = "(?P<line>(?s:.*))";

/// Words with which Lambda's own lines begin.
const TYPES: &[&str] = &[
    "START",
    "END",
    "REPORT",
    "INIT_START",
    "INIT_REPORT",
    "RESTORE_START",
    "RESTORE_REPORT",
    "EXTENSION",
    "TELEMETRY",
    "LOGS",
    "XRAY",
];

/// What Lambda calls a value, the field for it, and the unit behind it if it is a number.
const VALUES: &[(&str, &str, Option<&str>)] = &[
    ("RequestId", "request_id", None),
    ("Version", "function_version", None),
    ("Duration", "duration_ms", Some(" ms")),
    ("Billed Duration", "billed_duration_ms", Some(" ms")),
    ("Memory Size", "memory_size_mb", Some(" MB")),
    ("Max Memory Used", "max_memory_used_mb", Some(" MB")),
    ("Init Duration", "init_duration_ms", Some(" ms")),
    ("Restore Duration", "restore_duration_ms", Some(" ms")),
    ("Billed Restore Duration", "billed_restore_duration_ms", Some(" ms")),
    ("Phase", "phase", None),
    ("Status", "status", None),
    ("Error Type", "error_type", None),
    ("Runtime Version", "runtime_version", None),
    ("Runtime Version ARN", "runtime_version_arn", None),
    ("TraceId", "trace_id", None),
    ("XRAY TraceId", "trace_id", None),
    ("SegmentId", "segment_id", None),
    ("Sampled", "sampled", None),
    ("Name", "extension_name", None),
    ("State", "extension_state", None),
];

/// How the loggers of the runtimes write; the first that fits counts.
static LOGGERS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const TIME: &str = r"(?P<time>20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?)";
    const ID: &str = r"(?P<request_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})";
    const MESSAGE: &str = r"(?P<message>(?s:.*))\z";
    let patterns = [
        // Node.js and .NET; during initialisation there is no request.
        format!(r"\A{TIME}\t(?:{ID}|undefined|)\t(?P<level>[A-Za-z]+)\t{MESSAGE}"),
        // Python.
        format!(r"\A\[(?P<level>[A-Z]+)\]\t{TIME}\t(?:{ID})?\t{MESSAGE}"),
        // Lambda, of a function that took too long.
        format!(r"\A{TIME} {ID} (?P<message>(?s:Task timed out .*))\z"),
        // Lambda, of a runtime that ended.
        format!(r"\ARequestId: {ID} {MESSAGE}"),
        // Ruby.
        format!(r"\A[A-Z], \[{TIME} #[0-9]+\]\s+(?P<level>[A-Z]+) -- (?:{ID}|[^:]*): {MESSAGE}"),
        // Python, of an exception that nothing caught.
        format!(r"\A\[(?P<level>DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)\] {MESSAGE}"),
    ];
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

/// A line's fields.
pub(super) fn read<'a>(line: &Cow<'a, str>) -> Document<'a> {
    let word = line.split([' ', '\t']).next().unwrap_or_default();
    if let Some(kind) = TYPES.iter().find(|kind| **kind == word)
        && let Some(fields) = platform(line, kind)
    {
        return fields;
    }
    let mut fields = Document::new();
    let Some(found) = LOGGERS.iter().find_map(|logger| Some((logger, logger.captures(line)?)))
    else {
        fields.insert("message", line.clone());
        return fields;
    };
    let (logger, found) = found;
    for name in logger.capture_names().flatten() {
        if let Some(part) = found.name(name) {
            fields.insert(name.to_owned(), part_of(line, part.as_str()));
        }
    }
    let message = found.name("message").map_or("", |message| message.as_str());
    let is_lambdas = found.name("level").is_none();
    if message.starts_with("Task timed out after") && is_lambdas {
        fields.insert("status", "timeout");
    } else if message.starts_with("Error: ") && is_lambdas {
        fields.insert("status", "error");
    }
    fields
}

/// A line of Lambda; none if a function just begins its own with the same word.
fn platform<'a>(line: &Cow<'a, str>, kind: &'static str) -> Option<Document<'a>> {
    let rest = line.get(kind.len()..)?;
    let mut fields = Document::new();
    // The line of a start has a space where others have a tab.
    let parts = rest.split(['\t', '\n']).flat_map(|part| {
        let (first, version) = part.split_once(" Version: ").unwrap_or((part, ""));
        let is_start = kind == "START" && !version.is_empty();
        let version = is_start.then_some(("Version", version));
        let first = if is_start { first } else { part };
        first.trim().split_once(": ").into_iter().chain(version)
    });
    for (name, value) in parts {
        let known = VALUES.iter().find(|(known, _, _)| *known == name);
        let Some((_, field, unit)) = known else { continue };
        let value = value.trim();
        let number = unit.and_then(|unit| value.strip_suffix(unit));
        let value = match number.filter(|number| number.parse::<f64>().is_ok_and(f64::is_finite)) {
            Some(number) => Value::Number(Cow::Owned(number.to_owned())),
            None => part_of(line, value),
        };
        fields.insert(*field, value);
    }
    if fields.is_empty() {
        return None;
    }
    fields.insert("type", kind);
    Some(fields)
}
