//! es-loader: the function that loads logs.

use contract::environment;
use library::kms::KeyHandle;
use library::lambda::{
    BatchSize, Function, FunctionHandle, MemorySize, QueueConsumer, Timeout, VpcPlacement,
};
use library::s3::BucketHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Condition, Handle, Parameter, Scope, Value};

use crate::accounts::{ControlTower, SecurityLake};
use crate::bundles::{Bundles, FunctionCode};
use crate::domain::Domain;
use crate::names::named;
use crate::queues::Queues;
use crate::{InvalidOption, VERSION, checked, parameters};

/// How long one invocation may take.
pub(crate) const TIMEOUT: Timeout = Timeout::seconds(600);

/// A part of a large object is as much work as an invocation can do.
const SPLIT_BATCH: BatchSize = BatchSize::messages(1);

/// The value of `ReservedConcurrency` that reserves nothing.
const NONE_RESERVED: i64 = -1;

/// Options of the function that loads logs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Loader {
    /// Memory in MB; its processors grow with it.
    #[serde(deserialize_with = "checked::number")]
    pub memory_mb: MemoryMb,
    /// The least severe level that it logs.
    pub log_level: LogLevel,
}

/// Memory of a function in MB: 128 to 10,240; 2,048 if not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct MemoryMb(#[schemars(range(min = 128, max = 10_240))] u32);

impl Default for MemoryMb {
    fn default() -> Self {
        Self(2048)
    }
}

impl MemoryMb {
    /// So many MB.
    ///
    /// # Panics
    ///
    /// Outside the bounds, at build time in a constant.
    pub const fn new(mb: u32) -> Self {
        assert!(mb >= 128 && mb <= 10_240, "Lambda gives a function 128 to 10240 MB");
        Self(mb)
    }
}

impl TryFrom<u32> for MemoryMb {
    type Error = InvalidOption;

    fn try_from(mb: u32) -> Result<Self, InvalidOption> {
        match mb {
            128..=10_240 => Ok(Self(mb)),
            _ => Err(InvalidOption::new(format!(
                "memory of `{mb}` MB; Lambda gives a function 128 to 10240 MB"
            ))),
        }
    }
}

/// Levels of severity, from few lines to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

impl LogLevel {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// What the loader reads from and writes to.
pub(crate) struct Places<'a> {
    pub(crate) domain: &'a Domain,
    pub(crate) key: &'a KeyHandle,
    pub(crate) log_bucket: &'a BucketHandle,
    pub(crate) geo_bucket: &'a BucketHandle,
    pub(crate) queues: &'a Queues,
    /// Where the domain is reached, if it is in a VPC.
    pub(crate) placement: &'a VpcPlacement,
    pub(crate) control_tower: &'a ControlTower,
    pub(crate) security_lake: &'a SecurityLake,
}

impl Loader {
    pub(crate) fn build(
        &self,
        scope: &mut Scope<'_>,
        bundles: &Bundles,
        places: &Places<'_>,
    ) -> (FunctionHandle, impl Handle + use<>) {
        let Places { domain, key, log_bucket, geo_bucket, queues, placement, .. } = places;
        let reserved = reserved_concurrency(scope);
        let function = Function::new("Loader", bundles.program(FunctionCode::EsLoader))
            .name(named("es-loader"))
            .description(format!("SIEM: loads logs, {VERSION} / es-loader"))
            .memory(MemorySize::mb(self.memory_mb.0))
            .timeout(TIMEOUT)
            .reserved_concurrency(reserved)
            .recursive()
            .inside(placement)
            .dead_letters(&queues.dead_letters)
            .environment(self.environment(places).into_variables())
            .permit(queues.split.send())
            .permit(key.decrypt())
            .permit(geo_bucket.read())
            .permit(log_bucket.read());
        let function = scope.add(function);

        let mut inside = scope.child("Loader");
        let load_policy = function.role().grant_as(
            &mut inside,
            "LoadPolicy",
            named("policy-to-load-entries-to-es"),
            domain.load(),
        );
        inside.add(
            QueueConsumer::new("SplitQueue", &queues.split, &function)
                .batch_size(SPLIT_BATCH)
                .depends_on(&load_policy),
        );
        (function, load_policy)
    }

    fn environment(&self, places: &Places<'_>) -> environment::EsLoader<Value<String>> {
        environment::EsLoader {
            endpoint: places.domain.endpoint.clone(),
            collection_type: places.domain.collection_type.clone(),
            split_queue_url: places.queues.split.url().into(),
            dead_letter_queue_url: places.queues.dead_letters.url().into(),
            geo_bucket: places.geo_bucket.name().into(),
            control_tower_log_buckets: places.control_tower.buckets(),
            control_tower_role_arn: places.control_tower.role(),
            security_lake_role_arn: places.security_lake.role(),
            security_lake_external_id: places.security_lake.external_id(),
            log_level: self.log_level.as_str().into(),
        }
    }
}

/// Reserved invocations come out of the account's: a new account has none to spare, so
/// that none is reserved unless someone asks for it.
fn reserved_concurrency(scope: &mut Scope<'_>) -> Value<i64> {
    let stack = scope.stack();
    let parameter = stack.parameter(
        Parameter::<i64>::new("ReservedConcurrency")
            .description(
                "Invocations of es-loader that may run at a time; -1 reserves none, as a new \
                 account has no room for it. Raise it if logs are delayed without errors",
            )
            .default_value(NONE_RESERVED)
            .min_value(NONE_RESERVED)
            .group(parameters::BASIC),
    );
    let none = Condition::equals(parameter.clone(), NONE_RESERVED);
    let reserved = stack.condition("HasReservedConcurrency", none.negate());
    parameter.only_if(&reserved)
}
