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

mod access_logs;
mod accounts;
mod alerts;
mod announced_buckets;
mod bundles;
mod checked;
mod checks;
mod domain;
mod encryption;
mod everywhere;
mod excluded_logs;
mod geo_bucket;
mod geoip;
mod indicators;
mod lifecycle;
mod loader;
mod log_bucket;
mod log_delivery;
mod log_groups;
mod logical_ids;
mod metrics_exporter;
mod monitoring;
mod names;
mod network;
mod notifications;
mod own_log_types;
mod parameters;
mod queues;
mod regions;
mod schema;
mod secret_parameter;
mod setup;
mod snapshots;
pub mod sources;
mod stopper;

use contract::log_types::LogTypes;
use library::events::ScheduleHandle;
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

use crate::setup::{Foundation, Rest, Setup};
use accounts::{ControlTower, SecurityLake, Senders};

pub use access_logs::AccessLogs;
pub use accounts::{
    AccountId, ControlTowerLogArchive, ControlTowerLogArchiveHandle, InvalidId, KeyArn,
    Organization, OrganizationId, PINNED_LOG_ARCHIVE, PolicyArn,
};
pub use announced_buckets::AnnouncedBucket;
pub use bundles::{Bootstrap, Bundles};
pub use checked::InvalidOption;
pub use domain::{
    CertificateArn, Cron, CustomEndpoint, DOMAIN_NAME_PARAMETER, DataNodeCount, DataNodes, Days,
    DomainKind, DomainLogs, DomainOptions, Endpoint, EngineVersion, ExistingDomain, IndexAges,
    IndexFamily, IndexRetention, InstanceType, InvalidEndpoint, Iops, MasterNodeCount, MasterNodes,
    PrincipalArn, SizeGib, Snapshots, StartTime, Storage, ThroughputMib, VolumeType,
    WarmInstanceType, WarmNodeCount, WarmNodes,
};
pub use everywhere::{InvalidTags, Tags};
pub use library::lambda::Architecture;
pub use library::logs::Retention;
pub use library::s3::{BucketName, InvalidBucketName};
pub use lifecycle::{InvalidLifecycle, Lifecycle, Rules};
pub use loader::{Loader, LogLevel, MemoryMb};
pub use log_bucket::LogBucket;
pub use logical_ids::{DOMAIN_ID, PINNED, PINNED_OPTIONS, PINNED_WITH_VPC};
pub use monitoring::{AlarmOption, Alarms, PeriodMinutes, Threshold};
pub use names::Names;
pub use network::{
    AddressRange, ImportedVpc, InvalidAddressRange, NewVpc, RouteTableId, SubnetId, SubnetMask,
    Vpc, VpcId, ZoneCount,
};
pub use schema::schema;

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
    /// The OpenSearch domain that the SIEM makes, or finds under its name.
    pub domain: DomainOptions,
    /// The VPC of the domain, if it is in one.
    pub vpc: Option<Vpc>,
    /// The bucket that receives all logs.
    pub log_bucket: LogBucket,
    /// Access logs of the SIEM's own buckets.
    pub access_logs: AccessLogs,
    /// The function that loads logs.
    pub loader: Loader,
    /// The region that the stack is for, if that is known: a source that is impossible there
    /// is an error.
    pub region: Option<sources::Region>,
    /// Logs of the stack's own account and region that it switches on.
    pub sources: sources::Sources,
    /// Stacks with sources of other accounts and regions, beside the SIEM's own.
    pub source_stacks: Vec<sources::SourceStack>,
    /// A stack for the log archive account of Control Tower, beside the SIEM's own.
    pub control_tower_log_archive: Option<ControlTowerLogArchive>,
    /// How long the functions' own logs are kept, in days; 365 if not given. CloudWatch Logs
    /// knows certain numbers only.
    #[serde(deserialize_with = "checked::number")]
    #[schemars(with = "u32", extend("enum" = logs::Retention::KNOWN))]
    pub log_retention: logs::Retention,
    /// An organisation whose accounts send their logs.
    pub organization: Option<Organization>,
    /// Other accounts that send their logs, of no organisation or besides it.
    #[serde(deserialize_with = "checked::texts")]
    pub accounts: Vec<AccountId>,
    /// Buckets besides the log bucket that es-loader may read, by name. Their notifications
    /// to es-loader, and permission in the policy of a bucket of another account, are not set
    /// up by this stack.
    #[serde(deserialize_with = "checked::texts")]
    #[schemars(with = "Vec<String>", inner(length(min = 3, max = 63)))]
    pub additional_buckets: Vec<BucketName>,
    /// Buckets of this account and region besides the log bucket whose new objects es-loader
    /// reads and loads. What others have set on them to be notified of stays.
    pub announced_buckets: Vec<AnnouncedBucket>,
    /// Keys that es-loader may decrypt with, by ARN: those that encrypt logs in other
    /// buckets, or that services use for objects in the log bucket. The policy of a key of
    /// another account must allow it too.
    #[serde(deserialize_with = "checked::texts")]
    pub additional_keys: Vec<KeyArn>,
    /// Log types of one's own, and changes to built-in ones. They reach the loader as a file in
    /// the geo bucket, without a new function unless one of them brings its first program.
    #[serde(deserialize_with = "checked::as_json")]
    pub log_types: LogTypes,
    /// Tags of every resource that takes tags.
    pub tags: Tags,
    /// A policy that limits what every role of the stack may do, whatever else it is
    /// allowed, by ARN: a permissions boundary.
    #[serde(deserialize_with = "checked::optional_text")]
    pub permissions_boundary: Option<PolicyArn>,
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

    /// The accounts other than the stack's own whose logs are taken, sorted, each once:
    /// those of the organisation that are named, and those besides.
    pub fn source_accounts(&self) -> Vec<AccountId> {
        self.senders().others().to_vec()
    }

    /// Sets the tags, and the permissions boundary of roles, on everything that is in the scope
    /// so far. The SIEM does so with its own resources; what is added later, or to another
    /// stack, takes another call.
    pub fn tag_and_limit(&self, scope: &mut Scope<'_>) {
        self.tags.set(scope);
        if let Some(boundary) = &self.permissions_boundary {
            everywhere::limit_roles(scope, boundary);
        }
    }

    /// Buckets that the loader reads besides the SIEM's own, each once.
    fn read_buckets(&self) -> Vec<BucketName> {
        let mut buckets = self.additional_buckets.clone();
        let announced = self.announced_buckets.iter().map(|bucket| &bucket.name);
        for name in announced {
            if !buckets.contains(name) {
                buckets.push(name.clone());
            }
        }
        buckets
    }

    fn senders(&self) -> Senders {
        Senders::new(self.organization.as_ref(), &self.accounts)
    }

    /// Uses these bundled functions. Without this, the template names functions that are
    /// not built, and can be read but not deployed.
    #[must_use]
    pub fn with_bundles(mut self, bundles: Bundles) -> Self {
        self.bundles = bundles;
        self
    }

    /// The file of log types as the geo bucket is to hold it; none if there are none.
    ///
    /// # Errors
    ///
    /// If they cannot be written as JSON.
    pub fn log_types_file(&self) -> serde_json::Result<Option<String>> {
        if self.log_types.is_empty() {
            return Ok(None);
        }
        own_log_types::file(&self.log_types).map(Some)
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
    /// When it does so.
    pub geoip_schedule: ScheduleHandle,
    /// The function that keeps the log bucket's event notifications.
    pub notifications_handler: FunctionHandle,
    /// The role with which the domain reaches the snapshot bucket.
    pub snapshot_role: RoleHandle,
    /// The role with which the domain publishes alerts.
    pub alerting_role: RoleHandle,
    /// The role that administers the domain.
    pub deploy_role: RoleHandle,
    /// The role with which the loader runs on a machine.
    pub ec2_role: RoleHandle,
    region: Option<sources::Region>,
    bundles: Bundles,
}

impl Construct for Siem {
    type Handle = SiemHandle;

    fn build(self, scope: &mut Scope<'_>) -> SiemHandle {
        scope.pin(PINNED);
        scope.pin(PINNED_OPTIONS);
        scope.stack().describe(format!("SIEM on Amazon OpenSearch Service, aes-siem {VERSION}"));
        regions::check_architecture(scope.stack(), self.bundles.architecture());
        self.names.problems().into_iter().for_each(|problem| scope.stack().problem(problem));
        let target = self.existing_domain.target(scope.stack());
        let senders = self.senders();
        let key = encryption::build(scope, &self.names, &senders);
        let log_bucket = self.log_bucket.build(scope, &self.names, &senders, &self.access_logs);
        let geo_bucket = geo_bucket::build(scope, &self.names, &self.access_logs, &log_bucket);
        let (snapshot_bucket, snapshot_role) =
            snapshots::build(scope, &self.names, &self.access_logs, &log_bucket);
        let queues = queues::build(scope);
        let (alerts, alerting_role) = alerts::build(scope, &key);
        let control_tower = ControlTower::parameters(scope.stack());
        let security_lake = SecurityLake::parameters(scope.stack());
        let base = Foundation {
            target: &target,
            key: &key,
            log_bucket: &log_bucket,
            snapshot_bucket: &snapshot_bucket,
            queues: &queues,
            alerts: &alerts,
            snapshot_role: &snapshot_role,
            alerting_role: &alerting_role,
            assume_roles_where: vec![control_tower.exists(), security_lake.exists()],
        };
        let setup = Setup::build(scope, &self, &base);
        let places = loader::Places {
            domain: &setup.domain,
            key: &key,
            log_bucket: &log_bucket,
            geo_bucket: &geo_bucket,
            queues: &queues,
            placement: setup.placement(),
            control_tower: &control_tower,
            security_lake: &security_lake,
        };
        let (loader, load_policy) = self.loader.build(scope, &self.bundles, &places);
        let ec2_role = domain::ec2::build(scope, &places);
        let readers = [loader.role(), &ec2_role];
        excluded_logs::build(scope, &readers);
        accounts::permit(scope, &readers, &self.read_buckets(), &self.additional_keys);
        control_tower.subscription().build(scope, &loader, &readers);
        security_lake.subscription().build(scope, &loader, &readers);
        let geoip = geoip::build(scope, &self.bundles, &geo_bucket, &key);
        indicators::build(scope, &self.bundles, &geo_bucket, &key);
        let exporter = metrics_exporter::build(
            scope,
            &self.bundles,
            &setup.domain,
            &log_bucket,
            setup.placement(),
        );
        let rest = Rest {
            loader_role: loader.role(),
            ec2_role: &ec2_role,
            exporter_role: exporter.role(),
        };
        let configured = setup.finish(scope, &self, &base, &rest);
        let first =
            notifications::First { load_policy: &load_policy, configured: configured.as_ref() };
        let (notifications_handler, notifications) = notifications::build(
            scope,
            &self.bundles,
            &log_bucket,
            &loader,
            &self.announced_buckets,
            &first,
        );
        geoip.download_after(scope, &notifications);
        own_log_types::build(scope, &self.bundles, &geo_bucket, &self.log_types, &notifications);
        let free_storage = monitoring::free_storage(scope, &setup.domain, &alerts);
        stopper::build(scope, &self.bundles, &loader, &free_storage, &alerts);
        let handle = SiemHandle {
            key,
            log_bucket,
            snapshot_bucket,
            geo_bucket,
            dlq: queues.dead_letters,
            split_queue: queues.split,
            alerts,
            loader,
            geoip_downloader: geoip.function,
            geoip_schedule: geoip.schedule,
            notifications_handler,
            snapshot_role,
            alerting_role,
            deploy_role: setup.deploy_role.clone(),
            ec2_role,
            region: self.region.clone(),
            bundles: self.bundles.clone(),
        };
        let destination = sources::Destination::of(&handle);
        self.sources.clone().build(&mut scope.child("Sources"), &destination);
        let watched = monitoring::Watched {
            domain: &setup.domain,
            loader: &handle.loader,
            split_queue: &handle.split_queue,
            dead_letters: &handle.dlq,
            alerts: &handle.alerts,
            free_storage: &free_storage,
        };
        monitoring::build(scope, &self.alarms, &watched);
        log_bucket::check_policy(scope.stack(), &handle.log_bucket);
        setup.watch_bucket_policy(scope, &handle.log_bucket);
        log_groups::set_up(scope, self.log_retention, &handle.key);
        self.tag_and_limit(scope);
        handle
    }
}
