//! Logs of AWS Lambda functions, through CloudWatch Logs: what Lambda says of each
//! invocation, and what the function writes, both as lines or as JSON.
//!
//! What is known of a record stands below `lambda`, under the same names whichever way it
//! was written: `REPORT … Duration: 12.3 ms` and `platform.report` both give
//! `lambda.duration_ms`. Names that a function thinks of itself are in `lambda.json`, which
//! is one field of the index.
//!
//! v2.10.4 does not know these logs. Where a choice had to be made:
//! - Only what says so has an outcome: a line `REPORT` without a status is written for a
//!   function that failed as well as for one that did not.
//! - A line that is neither Lambda's nor of one of the runtimes' forms is a message.
//! - Secret headers of a request that a function writes as it is have a mark for a value.
//! - JSON that a function prints in the text format is read as JSON, too.
//!
//! Lines: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html>.
//! Events: <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>

use contract::log_spec::{
    EcsMapping, Format, IndexSettings, LogSpec, Redaction, StaticField, Texts, Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;

mod fields;
mod json;
mod lines;

/// Lambda functions.
pub(crate) const LAMBDA: Definition = Definition::new(
    LogSpec::new(
        "lambda",
        "log-aws-lambda",
        sources::LAMBDA_LOGS.pattern,
        Format::text_or_json(lines::PATTERN),
        TIMESTAMP,
    )
    .ecs(ECS)
    .static_fields(STATIC)
    .fields(fields::FIELDS)
    .redaction(Redaction::of_header_objects(HEADERS).secrets(COOKIES))
    .index_settings(IndexSettings { refresh_interval_seconds: Some(30), shards: None, alias: None }),
)
.adapted_by(adapt)
.refined_by(refine);

/// Where a request of API Gateway, a load balancer or a function URL has its headers, in the
/// log of a function that writes what it was called with.
const HEADERS: &[&str] = &[
    "event.headers",
    "event.multiValueHeaders",
    "headers",
    "message.event.headers",
    "message.event.multiValueHeaders",
    "message.headers",
    "message.multiValueHeaders",
    "multiValueHeaders",
];

const COOKIES: &[&str] = &["cookies", "event.cookies", "message.cookies", "message.event.cookies"];

/// Lambda's own lines have no time, so that the envelope has to.
const TIMESTAMP: Timestamp = Timestamp::of(
    Texts::of(&["lambda.time", Timestamp::CWL]),
    &[TimestampFormat::Iso8601, TimestampFormat::EpochAuto],
);

const ECS: &[EcsMapping] = &[
    ecs::EVENT_ACTION.from("lambda.type"),
    ecs::LOG_LEVEL.from("lambda.level"),
    ecs::SERVICE_NAME.from("lambda.function_name"),
    ecs::SERVICE_VERSION.from("lambda.function_version"),
    ecs::SPAN_ID.from("lambda.segment_id"),
    ecs::TRACE_ID.from("lambda.trace_id"),
];

const STATIC: &[StaticField] = &[ecs::CLOUD_SERVICE_NAME.is("lambda"), ecs::EVENT_KIND.is("event")];

/// Nanoseconds of a millisecond.
const NANOSECONDS: f64 = 1e6;

fn adapt<'a>(document: &mut Document<'a>, _: &'a str) {
    if document.is_empty() {
        return;
    }
    let own = std::mem::take(document);
    let is_line = own.len() == 1 && own.get(lines::LINE).is_some();
    let fields = match own.get(lines::LINE) {
        Some(Value::Text(line)) if is_line => lines::read(line),
        _ => json::read(own),
    };
    document.insert("lambda", fields);
}

fn refine(document: &mut Document<'_>, _: &mut Notes) {
    set_function(document);
    let outcome = match document.text_at("lambda.status") {
        Some("success") => Some("success"),
        Some(_) => Some("failure"),
        None => None,
    };
    if let Some(outcome) = outcome {
        document.set(ecs::EVENT_OUTCOME, outcome);
    }
    let milliseconds = match document.at("lambda.duration_ms") {
        Some(Value::Number(text) | Value::Text(text)) => text.parse::<f64>().ok(),
        _ => None,
    };
    let nanoseconds = milliseconds.map(|n| (n * NANOSECONDS).round());
    if let Some(nanoseconds) = nanoseconds.filter(|n| (0.0..1e18).contains(n)) {
        document.set(ecs::EVENT_DURATION, Value::Number(nanoseconds.to_string().into()));
    }
}

/// The function's name and version, by the names of log group and stream:
/// `/aws/lambda/<name>` with `2026/11/24/[<version>]…`, or any group with
/// `2026/11/24/<name>[<version>]…`.
fn set_function(document: &mut Document<'_>) {
    let group = document.text_at("@log_group").unwrap_or_default();
    let stream = document.text_at("@log_stream").unwrap_or_default();
    let last = stream.rsplit('/').next().unwrap_or_default();
    let in_stream = last
        .split_once('[')
        .and_then(|(name, rest)| Some((name, rest.split_once(']')?.0)));
    let by_group = group.strip_prefix("/aws/lambda/").filter(|name| !name.is_empty());
    let name = in_stream.map(|(name, _)| name).filter(|name| !name.is_empty()).or(by_group);
    let version = in_stream.map(|(_, version)| version).filter(|version| !version.is_empty());
    let (name, version) = (name.map(str::to_owned), version.map(str::to_owned));
    for (field, path, value) in [
        (ecs::SERVICE_NAME, "lambda.function_name", name),
        (ecs::SERVICE_VERSION, "lambda.function_version", version),
    ] {
        if let Some(value) = value.filter(|_| document.text_at(path).is_none()) {
            document.set_at(path, value.clone());
            document.set(field, value);
        }
    }
}

#[cfg(test)]
mod tests;
