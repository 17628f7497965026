//! The SIEM as plain data with defaults.
//!
//! [`Siem`] is a description like any other: change its fields, add it to a stack, and go
//! on from the handle that comes back.
//!
//! ```
//! use siem::Siem;
//! use template::Stack;
//!
//! let mut siem = Siem::default();
//! siem.names.log_bucket = Some("acme-security-logs".parse()?);
//!
//! let mut stack = Stack::new("aes-siem");
//! let siem = stack.add(siem);
//! stack.override_property(&siem.dlq, "MessageRetentionPeriod", 345_600_i64);
//! let template = stack.synthesise()?.template;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! One file a concern, in the order in which [`Siem`] builds them. `logical_ids.rs` pins
//! the ids of v2.10.4, so that a stack of it is updated in place.

mod alerts;
mod bundles;
mod checked;
mod checks;
mod domain;
mod encryption;
mod geo_bucket;
mod geoip;
mod indicators;
mod loader;
mod log_bucket;
mod log_delivery;
mod log_groups;
mod logical_ids;
mod metrics_exporter;
mod monitoring;
mod names;
mod notifications;
mod parameters;
mod queues;
mod regions;
mod secret_parameter;
mod snapshots;
mod stopper;

use library::iam::RoleHandle;
use library::kms::KeyHandle;
use library::lambda::FunctionHandle;
use library::logs;
use library::s3::BucketHandle;
use library::sns::TopicHandle;
use library::sqs::QueueHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Construct, Scope};

pub use bundles::{Bootstrap, Bundles};
pub use domain::{DOMAIN_NAME_PARAMETER, DomainKind, Endpoint, ExistingDomain, InvalidEndpoint};
pub use library::lambda::Architecture;
pub use library::logs::Retention;
pub use library::s3::{BucketName, InvalidBucketName};
pub use loader::{Loader, LogLevel, MemoryMb};
pub use logical_ids::PINNED;
pub use monitoring::{AlarmOption, Alarms, PeriodMinutes, Threshold};
pub use names::Names;

/// The version that the functions' descriptions name.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The SIEM's options. Every one has a default.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Siem {
    /// Names of buckets and keys.
    pub names: Names,
    /// The OpenSearch domain or serverless collection that the SIEM uses.
    pub existing_domain: ExistingDomain,
    /// The function that loads logs.
    pub loader: Loader,
    /// How long the functions' own logs are kept, in days; 90 if not given. CloudWatch Logs
    /// knows certain numbers only.
    #[serde(deserialize_with = "checked::number")]
    #[schemars(with = "u32", extend("enum" = logs::Retention::KNOWN))]
    pub log_retention: logs::Retention,
    /// Who is told when something goes wrong, and when.
    pub alarms: Alarms,
    #[serde(skip)]
    bundles: Bundles,
}

impl Siem {
    /// Uses a domain or collection that is there already. Without this, the template asks
    /// for it when it is deployed.
    #[must_use]
    pub fn existing_domain(mut self, domain: ExistingDomain) -> Self {
        self.existing_domain = domain;
        self
    }

    /// Has these alarms. Without this, all are on.
    #[must_use]
    pub fn alarms(mut self, alarms: Alarms) -> Self {
        self.alarms = alarms;
        self
    }

    /// Uses these bundled functions. Without this, the template names functions that are
    /// not built, and can be read but not deployed.
    #[must_use]
    pub fn with_bundles(mut self, bundles: Bundles) -> Self {
        self.bundles = bundles;
        self
    }
}

/// The SIEM in a stack: what else can be attached to, granted or overridden.
#[derive(Debug, Clone)]
pub struct SiemHandle {
    /// The key that encrypts logs and alerts.
    pub key: KeyHandle,
    /// The bucket that receives all logs.
    pub log_bucket: BucketHandle,
    /// The bucket for snapshots of the domain and other backups.
    pub snapshot_bucket: BucketHandle,
    /// The bucket with GeoIP and indicator databases.
    pub geo_bucket: BucketHandle,
    /// The queue for loads that failed.
    pub dlq: QueueHandle,
    /// The queue for parts of large objects.
    pub split_queue: QueueHandle,
    /// The topic for alerts.
    pub alerts: TopicHandle,
    /// The function that loads logs.
    pub loader: FunctionHandle,
    /// The function that fetches GeoIP databases.
    pub geoip_downloader: FunctionHandle,
    /// The function that keeps the log bucket's event notifications.
    pub notifications_handler: FunctionHandle,
    /// The role with which the domain reaches the snapshot bucket.
    pub snapshot_role: RoleHandle,
    /// The role with which the domain publishes alerts.
    pub alerting_role: RoleHandle,
}

impl Construct for Siem {
    type Handle = SiemHandle;

    fn build(self, scope: &mut Scope<'_>) -> SiemHandle {
        scope.pin(PINNED);
        scope.stack().describe(format!("SIEM on Amazon OpenSearch Service, aes-siem {VERSION}"));
        let domain = self.existing_domain.build(scope);
        let key = encryption::build(scope, &self.names);
        let log_bucket = log_bucket::build(scope, &self.names);
        let geo_bucket = geo_bucket::build(scope, &self.names);
        let (snapshot_bucket, snapshot_role) = snapshots::build(scope, &self.names);
        let queues = queues::build(scope);
        let (alerts, alerting_role) = alerts::build(scope, &key);
        let places = loader::Places {
            domain: &domain,
            key: &key,
            log_bucket: &log_bucket,
            geo_bucket: &geo_bucket,
            queues: &queues,
        };
        let (loader, load_policy) = self.loader.build(scope, &self.bundles, &places);
        let notifications_handler =
            notifications::build(scope, &self.bundles, &log_bucket, &loader, &load_policy);
        let geoip_downloader = geoip::build(scope, &self.bundles, &geo_bucket, &key);
        indicators::build(scope, &self.bundles, &geo_bucket, &key);
        metrics_exporter::build(scope, &self.bundles, &domain, &log_bucket, None);
        let free_storage = monitoring::free_storage(scope, &domain, &alerts);
        stopper::build(scope, &self.bundles, &loader, &free_storage, &alerts);
        let watched = monitoring::Watched {
            domain: &domain,
            loader: &loader,
            queues: &queues,
            alerts: &alerts,
            free_storage: &free_storage,
        };
        monitoring::build(scope, &self.alarms, &watched);
        log_groups::set_up(scope, self.log_retention, &key);
        SiemHandle {
            key,
            log_bucket,
            snapshot_bucket,
            geo_bucket,
            dlq: queues.dead_letters,
            split_queue: queues.split,
            alerts,
            loader,
            geoip_downloader,
            notifications_handler,
            snapshot_role,
            alerting_role,
        }
    }
}
