//! index-metrics-exporter: writes figures of indices and shards into the log bucket, once an
//! hour, from where the loader loads them like any log.

use contract::environment;
use contract::index_metrics::FOLDER;
use library::events::{Rate, Schedule};
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout, VpcPlacement};
use library::s3::BucketHandle;
use resources::lambda;
use template::{Resource, Scope, Value, pseudo, text};

use crate::VERSION;
use crate::bundles::{Bundles, FunctionCode};
use crate::domain::Domain;
use crate::names::named;

const ID: &str = "MetricsExporter";

/// Hours between two runs. The figures carry it, so that rates can be computed.
const PERIOD_HOURS: u32 = 1;

/// A run that fails has written what it had, and would write it again.
const RETRIES: u32 = 0;

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    domain: &Domain,
    log_bucket: &BucketHandle,
    placement: Option<&VpcPlacement>,
) -> Option<FunctionHandle> {
    if !bundles.has(FunctionCode::IndexMetricsExporter) {
        return None;
    }
    let prefix = text!("AWSLogs/", pseudo::account_id(), format!("/{FOLDER}"));
    let environment = environment::IndexMetricsExporter {
        endpoint: domain.endpoint.clone(),
        name: domain.name(),
        log_bucket: log_bucket.name().into(),
        key_prefix: prefix.clone(),
        period_hours: PERIOD_HOURS.to_string().into(),
        collection_type: domain.collection_type.clone(),
        log_level: Value::from("info"),
    };
    let function = Function::new(ID, bundles.program(FunctionCode::IndexMetricsExporter))
        .name(named("index-metrics-exporter"))
        .description(format!(
            "SIEM: exports metrics of indices, {VERSION} / index-metrics-exporter"
        ))
        .memory(MemorySize::mb(256))
        .timeout(Timeout::seconds(300))
        .no_dead_letters("The next run brings newer figures; those of the past cannot be had again")
        .environment(environment.into_variables())
        .permit(domain.read())
        .permit(log_bucket.write_objects(prefix));
    let function = scope.add(function.inside(placement));
    let once =
        lambda::EventInvokeConfig::new(function.name(), "$LATEST").maximum_retry_attempts(RETRIES);
    scope.child(ID).add(Resource::new("Retries", once));
    scope.child(ID).add(Schedule::new("Schedule", Rate::hours(PERIOD_HOURS), &function));
    Some(function)
}
