//! AWS Config: what changed in resources, and all of them at a time.
//!
//! An account has room for one recorder and one delivery channel in a region.
//!
//! - <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-deliverychannel.html>

use contract::sources::{CONFIG_HISTORY, CONFIG_SNAPSHOT, Source};
use library::iam::{Actions, ManagedPolicy, Permission, Role, RoleHandle, Test};
use resources::config::configuration_recorder::RecordingGroup;
use resources::config::delivery_channel::{
    ConfigSnapshotDeliveryProperties, ConfigSnapshotDeliveryPropertiesDeliveryFrequency as Hours,
};
use resources::config::{ConfigurationRecorder, DeliveryChannel, DeliveryChannelHandle};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope, pseudo, text};

use super::super::destination::Destination;
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::once_writable;

/// What Config asks of the bucket, and writes into it: each object with an access control list,
/// which gives it to the bucket's owner.
///
/// <https://docs.aws.amazon.com/config/latest/developerguide/iamrole-permissions.html>
const FIND_BUCKET: Actions = &["s3:GetBucketAcl", "s3:ListBucket"];
const WRITE: Actions = &["s3:PutObject", "s3:PutObjectAcl"];

/// Histories and snapshots of AWS Config.
///
/// Config writes as the recorder's role first and as a service of AWS then, so that the log
/// bucket may be in another account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Who records; a recorder of the stack's own if not given.
    pub recorder: Recorder,
    /// Whether resources that are in no region, such as IAM roles, are recorded here; they
    /// are if not given. One region of an account is enough.
    pub global_resources: GlobalResources,
    /// How often a snapshot is written; every 24 hours if not given.
    pub snapshot_every: DeliveryFrequency,
}

/// Who records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Recorder {
    /// A recorder of the stack's own, of all types of resources.
    #[default]
    Own,
    /// One that is there already, but has no delivery channel.
    Existing,
}

/// Whether resources that are in no region are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GlobalResources {
    /// They are.
    #[default]
    Recorded,
    /// They are not: another region records them.
    LeftOut,
}

/// How often a snapshot is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub enum DeliveryFrequency {
    #[serde(rename = "1h")]
    OneHour,
    #[serde(rename = "3h")]
    ThreeHours,
    #[serde(rename = "6h")]
    SixHours,
    #[serde(rename = "12h")]
    TwelveHours,
    #[default]
    #[serde(rename = "24h")]
    TwentyFourHours,
}

impl DeliveryFrequency {
    fn hours(self) -> Hours {
        match self {
            Self::OneHour => Hours::OneHour,
            Self::ThreeHours => Hours::ThreeHours,
            Self::SixHours => Hours::SixHours,
            Self::TwelveHours => Hours::TwelveHours,
            Self::TwentyFourHours => Hours::TwentyFourHours,
        }
    }
}

impl LogSource for Config {
    type Handle = DeliveryChannelHandle;

    const NAME: &'static str = "config";
    const LOGS: &'static [&'static Source] = &[&CONFIG_HISTORY, &CONFIG_SNAPSHOT];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "snapshot_every: 24h";

    /// There is never a second one.
    fn id(&self) -> Option<&Id> {
        None
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> DeliveryChannelHandle {
        if self.recorder == Recorder::Own {
            self.record(scope, destination);
        }
        let snapshots =
            ConfigSnapshotDeliveryProperties::new().delivery_frequency(self.snapshot_every.hours());
        let channel = DeliveryChannel::new(destination.bucket())
            .config_snapshot_delivery_properties(snapshots);
        // Neither waits for the other: CloudFormation starts the recorder once both are there.
        scope.add(once_writable(Resource::new("Channel", channel), destination))
    }
}

impl Config {
    fn record(&self, scope: &mut Scope<'_>, destination: &Destination) {
        let role = role(scope, destination);
        let group = RecordingGroup::new()
            .all_supported(true)
            .include_global_resource_types(self.global_resources == GlobalResources::Recorded);
        let recorder = ConfigurationRecorder::new(role.arn()).recording_group(group);
        let mut resource = Resource::new("Recorder", recorder);
        if let Some(policy) = role.policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        let _ = scope.add(resource);
    }
}

fn role(scope: &mut Scope<'_>, destination: &Destination) -> RoleHandle {
    let objects = text!(destination.bucket_arn(), "/AWSLogs/", pseudo::account_id(), "/Config/*");
    scope.add(
        Role::for_service("Role", "config.amazonaws.com")
            .trusted_when(Test::string_equals("aws:SourceAccount", [pseudo::account_id()]))
            .managed_policy(ManagedPolicy::CONFIG)
            .permit(Permission::new(FIND_BUCKET, [destination.bucket_arn()]))
            .permit(Permission::new(WRITE, [objects])),
    )
}
