//! Log types of one's own reach the loader as a file in the geo bucket.

use contract::custom_resources::LogTypesWritten;
use contract::geo_bucket::LOG_TYPES;
use contract::log_types::{File, LogTypes};
use library::cloudformation::CustomResource;
use library::lambda::{Function, MemorySize, Timeout};
use library::s3::BucketHandle;
use template::{Expr, Problem, RawHandle, Scope, Value};

use crate::VERSION;
use crate::bundles::{Bundles, FunctionCode};
use crate::names::named;

/// The longest file, in bytes. CloudFormation hands it to the function in an event, which
/// Lambda takes up to 256 KB, and escapes it on the way.
const MOST_BYTES: usize = 128 << 10;

/// Writes the file, after what is given: a bucket with something in it cannot be removed
/// again, and would be in the way of the next attempt to make the stack.
pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    geo_bucket: &BucketHandle,
    log_types: &LogTypes,
    last: &RawHandle,
) {
    if log_types.is_empty() {
        return;
    }
    let text = match file(log_types) {
        Ok(text) => text,
        Err(error) => return scope.stack().problem(impossible(error.to_string())),
    };
    if text.len() > MOST_BYTES {
        let bytes = text.len();
        return scope.stack().problem(impossible(format!(
            "{bytes} bytes as JSON, and {MOST_BYTES} is the most that CloudFormation \
             can hand to a function; put the file into the geo bucket yourself, as `{LOG_TYPES}`"
        )));
    }
    let writer = scope.add(
        Function::new("LogTypesWriter", bundles.program(FunctionCode::LogTypesWriter))
            .name(named("log-types-writer"))
            .description(format!("SIEM: writes log types, {VERSION} / log-types-writer"))
            .memory(MemorySize::mb(128))
            .timeout(Timeout::seconds(60))
            .no_dead_letters("Only CloudFormation invokes it, and is told when it fails")
            .permit(geo_bucket.read_write(LOG_TYPES)),
    );
    let properties = LogTypesWritten {
        bucket: geo_bucket.name().into_expr(),
        log_types: Value::from(text).into_expr(),
    };
    let kind = "AWS::CloudFormation::CustomResource";
    let file = CustomResource::new("File", kind, &writer)
        .properties::<LogTypesWritten<Expr>>(&properties)
        .depends_on(last);
    scope.child("LogTypesWriter").add(file);
}

/// The file as the geo bucket holds it.
///
/// # Errors
///
/// If the log types cannot be written as JSON.
pub(crate) fn file(log_types: &LogTypes) -> serde_json::Result<String> {
    serde_json::to_string(&File::from(log_types.clone()))
}

fn impossible(why: String) -> Problem {
    Problem::Impossible { place: "log_types".to_owned(), why }
}
