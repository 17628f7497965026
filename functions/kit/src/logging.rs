//! One JSON object a line, on standard output.
//!
//! ```json
//! {"timestamp":"2026-11-24T07:00:00.123Z","level":"WARN","target":"es_loader","requestId":"…","key":"…","message":"object not there yet"}
//! ```
//!
//! `requestId` comes from the span that the Lambda runtime opens around an invocation;
//! fields of other spans are added likewise, the innermost winning.
//!
//! Only this program's own crates are logged below WARN. The SDK and the HTTP stack
//! write requests with their signatures, and so credentials, at DEBUG and TRACE: no
//! level that an operator can choose makes them.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Scope};

/// A text in a log line is cut to this many characters: a field is a name or a reason,
/// never a record.
const LONGEST_TEXT: usize = 2_000;

/// Starts logging to standard output.
///
/// `level` is the value of `LOG_LEVEL` (`error`, `warn`, `info`, `debug`, `trace`; `info`
/// without one, or where it is none of these, which is then logged). `crates` are the
/// function's own, as Rust spells them: `es_loader`. `kit` is always among them.
///
/// A second call changes nothing.
pub fn init(level: Option<&str>, crates: &[&str]) {
    let subscriber = subscriber(level, crates, io::stdout());
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    if let Some(found) = level.filter(|text| parse(text).is_none()) {
        tracing::warn!(
            found,
            "LOG_LEVEL is none of error, warn, info, debug and trace; info is used"
        );
    }
}

/// Has all that these crates log go nowhere, for tests that look at what one thread logs.
///
/// A line that is reached first on a thread where nobody listens can otherwise be taken, for
/// good, for one that nobody ever listens to. To be called before anything logs.
pub fn discard(crates: &[&str]) {
    let nowhere = subscriber(Some("trace"), crates, std::io::sink());
    // Only the first call of a process has an effect.
    _ = tracing::subscriber::set_global_default(nowhere);
}

/// What [`init`] installs, for any writer.
pub fn subscriber(
    level: Option<&str>,
    crates: &[&str],
    writer: impl Write + Send + 'static,
) -> impl Subscriber + Send + Sync {
    let level = level.and_then(parse).unwrap_or(LevelFilter::INFO);
    let others = LevelFilter::WARN.min(level);
    let targets = crates
        .iter()
        .chain(&["kit"])
        .fold(Targets::new().with_default(others), |targets, name| {
            targets.with_target(*name, level)
        })
        // Span and errors of the runtime: the span carries the request id, and the
        // errors are logged by `runtime` already, with their stable names.
        .with_target("lambda_runtime::layers::trace", LevelFilter::INFO)
        .with_target("lambda_runtime::layers::panic", LevelFilter::OFF);
    tracing_subscriber::registry()
        .with(Json { writer: Mutex::new(Box::new(writer)) }.with_filter(targets))
}

fn parse(level: &str) -> Option<LevelFilter> {
    match level.trim().to_ascii_lowercase().as_str() {
        "error" => Some(LevelFilter::ERROR),
        "warn" | "warning" => Some(LevelFilter::WARN),
        "info" => Some(LevelFilter::INFO),
        "debug" => Some(LevelFilter::DEBUG),
        "trace" => Some(LevelFilter::TRACE),
        _ => None,
    }
}

struct Json {
    writer: Mutex<Box<dyn Write + Send>>,
}

/// Fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        self.0.insert(field.name().to_owned(), value);
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        let mut characters = text.chars();
        let mut kept: String = characters.by_ref().take(LONGEST_TEXT).collect();
        if characters.next().is_some() {
            kept.push('…');
        }
        self.put(field, Value::String(kept));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.put_text(field, &format!("{value:?}"));
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_text(field, value);
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, json!(value));
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, json!(value));
    }
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, json!(value));
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, json!(value));
    }
    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.put_text(field, &crate::errors::chain(value));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Json {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(inherited) = span.extensions().get::<Fields>() {
                fields.0.extend(inherited.0.clone());
            }
        }
        event.record(&mut fields);
        let line = line(event, fields.0, SystemTime::now());
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // There is nowhere to report that the log cannot be written.
        let _ = writer.write_all(&line).and_then(|()| writer.flush());
    }
}

fn line(event: &Event<'_>, mut fields: Map<String, Value>, now: SystemTime) -> Vec<u8> {
    let message = fields.remove("message");
    let mut whole = Map::new();
    let timestamp = DateTime::from(now).fmt(Format::DateTime).unwrap_or_default();
    whole.insert("timestamp".to_owned(), Value::String(timestamp));
    whole.insert("level".to_owned(), json!(event.metadata().level().as_str()));
    whole.insert("target".to_owned(), json!(event.metadata().target()));
    for (name, value) in fields {
        whole.entry(name).or_insert(value);
    }
    whole.extend(message.map(|message| ("message".to_owned(), message)));
    let mut bytes = Value::Object(whole).to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracing::{debug, error, info, info_span, warn};

    fn logged(level: Option<&str>, log: impl FnOnce()) -> Vec<Value> {
        let (reader, writer) = io::pipe().unwrap();
        tracing::subscriber::with_default(subscriber(level, &["own_crate"], writer), log);
        let text = io::read_to_string(reader).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn a_line_holds_the_fields_the_sentence_and_the_request() {
        let lines = logged(None, || {
            let _invocation =
                info_span!(target: "lambda_runtime::layers::trace", "invoke", requestId = "r-1")
                    .entered();
            let _part = info_span!(target: "own_crate", "part", key = "a/b").entered();
            warn!(target: "own_crate", attempt = 2, "object not there yet");
        });
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        for (name, value) in [
            ("level", json!("WARN")),
            ("target", json!("own_crate")),
            ("requestId", json!("r-1")),
            ("key", json!("a/b")),
            ("attempt", json!(2)),
            ("message", json!("object not there yet")),
        ] {
            assert_eq!(line.get(name), Some(&value), "{line}");
        }
        assert!(line.get("timestamp").unwrap().as_str().unwrap().ends_with('Z'), "{line}");
    }

    #[test]
    fn debug_of_other_crates_is_never_logged() {
        let lines = logged(Some("trace"), || {
            debug!(target: "own_crate", "mine");
            debug!(target: "aws_smithy_runtime", "authorization: secret");
            info!(target: "hyper", "theirs");
            warn!(target: "hyper", "a warning");
        });
        let messages: Vec<_> = lines.iter().map(|line| line.get("message").unwrap()).collect();
        assert_eq!(messages, ["mine", "a warning"]);
    }

    #[test]
    fn the_level_holds_for_all() {
        let lines = logged(Some("ERROR"), || {
            warn!(target: "own_crate", "no");
            warn!(target: "hyper", "no");
            error!(target: "own_crate", "yes");
        });
        assert_eq!(lines.len(), 1, "{lines:?}");
    }

    #[test]
    fn a_field_cannot_take_the_place_of_the_level() {
        let lines = logged(None, || info!(target: "own_crate", level = "fake", "x"));
        assert_eq!(lines.first().unwrap().get("level"), Some(&json!("INFO")));
    }

    #[test]
    fn a_long_text_is_cut() {
        let lines = logged(None, || info!(target: "own_crate", text = "é".repeat(5_000), "x"));
        let text = lines.first().unwrap().get("text").unwrap().as_str().unwrap().chars().count();
        assert_eq!(text, LONGEST_TEXT + 1);
    }

    #[test]
    fn an_error_is_logged_with_its_sources() {
        #[derive(Debug, thiserror::Error)]
        #[error("outer")]
        struct Outer(#[source] io::Error);
        let error = Outer(io::Error::other("inner"));
        let lines = logged(None, || {
            error!(target: "own_crate", error = &error as &dyn std::error::Error, "x");
        });
        assert_eq!(lines.first().unwrap().get("error"), Some(&json!("outer: inner")));
    }
}
