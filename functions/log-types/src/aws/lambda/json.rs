//! JSON: events of the platform, and what a function's logger writes.

use std::borrow::Cow;

use contract::log_spec::TimestampFormat;
use ecs::{Document, Value};

use crate::time::Timestamp;

/// Fields of an event's `record`, by path, and the fields for them.
const OF_EVENT: &[(&str, &str)] = &[
    ("requestId", "request_id"),
    ("version", "function_version"),
    ("functionName", "function_name"),
    ("functionVersion", "function_version"),
    ("functionArn", "function_arn"),
    ("initializationType", "initialization_type"),
    ("instanceId", "instance_id"),
    ("phase", "phase"),
    ("status", "status"),
    ("errorType", "error_type"),
    ("runtimeVersion", "runtime_version"),
    ("runtimeVersionArn", "runtime_version_arn"),
    ("name", "extension_name"),
    ("state", "extension_state"),
    ("tracing.spanId", "segment_id"),
    ("metrics.durationMs", "duration_ms"),
    ("metrics.billedDurationMs", "billed_duration_ms"),
    ("metrics.memorySizeMB", "memory_size_mb"),
    ("metrics.maxMemoryUsedMB", "max_memory_used_mb"),
    ("metrics.initDurationMs", "init_duration_ms"),
    ("metrics.restoreDurationMs", "restore_duration_ms"),
    ("metrics.billedRestoreDurationMs", "billed_restore_duration_ms"),
    ("metrics.producedBytes", "produced_bytes"),
];

/// Fields that the loggers of the runtimes write, and the fields for them. The first of
/// those for the same field counts.
const OF_LOGGER: &[(&str, &str)] = &[
    ("level", "level"),
    ("log_level", "level"),
    ("requestId", "request_id"),
    ("AWSRequestId", "request_id"),
    ("function_request_id", "request_id"),
    ("function_name", "function_name"),
    ("function_arn", "function_arn"),
    ("message", "message"),
    ("msg", "message"),
    ("logger", "logger"),
    ("loggerName", "logger"),
    ("location", "location"),
    ("errorType", "error_type"),
    ("errorMessage", "error_message"),
    ("stackTrace", "stack_trace"),
    ("xray_trace_id", "trace_id"),
];

/// Fields in which loggers write the time.
const TIMES: &[&str] = &["timestamp", "time", "@timestamp"];

/// The known fields of an object, and the others as they are below `json`.
pub(super) fn read(mut own: Document<'_>) -> Document<'_> {
    let mut fields = Document::new();
    if let Some(time) = time(&mut own) {
        fields.insert("time", time);
    }
    let is_event = own.text_at("type").is_some_and(|kind| kind.starts_with("platform."))
        && own.get("record").is_some_and(|record| matches!(record, Value::Object(_)));
    if is_event {
        if let Some(kind) = own.remove("type") {
            fields.insert("type", kind);
        }
        if let Some(Value::Object(record)) = own.get("record") {
            event(record, &mut fields);
        }
    } else {
        for (name, field) in OF_LOGGER {
            let is_known = fields.get(field).is_some();
            let is_plain = own.get(name).is_some_and(is_plain);
            if let Some(value) = (is_plain && !is_known).then(|| own.remove(name)).flatten() {
                fields.insert(*field, value);
            }
        }
    }
    if !own.is_empty() {
        fields.insert("json", own);
    }
    fields
}

fn event<'a>(record: &Document<'a>, fields: &mut Document<'a>) {
    for (path, field) in OF_EVENT {
        if let Some(value) = record.at(path).filter(|value| is_plain(value)) {
            fields.insert(*field, value.clone());
        }
    }
    // Root=1-…;Parent=…;Sampled=1
    let trace = record.text_at("tracing.value").unwrap_or_default();
    let root = trace.split(';').find_map(|part| part.strip_prefix("Root="));
    if let Some(root) = root {
        fields.insert("trace_id", root.to_owned());
    }
}

/// The time, in ISO 8601, if one of the fields for it holds one.
fn time(own: &mut Document<'_>) -> Option<Value<'static>> {
    let read = |name: &&str| match own.get(name)? {
        Value::Text(text) => Timestamp::read(text, &TimestampFormat::Iso8601),
        Value::Number(number) => Timestamp::read(number, &TimestampFormat::EpochAuto),
        _ => None,
    };
    let (name, moment) = TIMES.iter().find_map(|name| Some((name, read(name)?)))?;
    own.remove(name);
    Some(Value::Text(Cow::Owned(moment.text())))
}

/// A text, number or truth value, or a list of them.
fn is_plain(value: &Value<'_>) -> bool {
    match value {
        Value::Text(_) | Value::Number(_) | Value::Bool(_) => true,
        Value::List(elements) => elements.iter().all(|element| {
            matches!(element, Value::Text(_) | Value::Number(_) | Value::Bool(_))
        }),
        _ => false,
    }
}
