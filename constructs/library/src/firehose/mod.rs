//! Firehose streams that deliver to S3.
//!
//! A stream made here encrypts what it holds, says in a log group of its own what it could
//! not deliver, and has a role of its own, which reaches nothing but the bucket's objects
//! under the stream's prefixes and that log group.
//!
//! Firehose appends the time, in UTC, and a file name that begins with the stream's name to
//! the prefix: `<prefix>2026/11/24/06/<stream>-1-2026-11-24-06-00-00-<uuid>`. Where the
//! prefix holds an expression, `!{timestamp:…}` for example, it appends the file name only.
//!
//! - Prefixes: <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesisfirehose-deliverystream.html>

mod actions;
mod buffering;
mod partitions;
mod prefix;

use resources::kinesisfirehose as firehose;
pub use resources::kinesisfirehose::DeliveryStreamName;
use resources::kinesisfirehose::delivery_stream::{
    BufferingHints, CloudWatchLoggingOptions, DeliveryStreamEncryptionConfigurationInput,
    DeliveryStreamEncryptionConfigurationInputKeyType as KeyType, DeliveryStreamType,
    ExtendedS3DestinationConfiguration,
    ExtendedS3DestinationConfigurationCompressionFormat as CompressionFormat,
    KinesisStreamSourceConfiguration, Tag,
};
use resources::{kinesis, logs, s3};
use template::{Arn, Check, Construct, Handle, LogicalId, Resource, Scope, Stack, Value, text};

use crate::iam::{Permission, Role, RoleHandle};
use crate::logs::{LogGroup, LogGroupHandle, Retention};
pub use buffering::{BufferInterval, BufferSize};
pub use partitions::Partitions;
pub use prefix::Prefix;

/// Where Firehose says what it could not deliver. The console looks there.
const LOG_GROUPS: &str = "/aws/kinesisfirehose/";

/// The log stream for errors of delivery, as the console names it.
const LOG_STREAM: &str = "DestinationDelivery";

/// Such a message is of use for some days.
const KEEP_ERRORS: Retention = Retention::of_days(30);

/// What Firehose does to the data before it writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// It compresses them with gzip.
    #[default]
    Gzip,
    /// Nothing: for senders that compress by themselves, as CloudWatch Logs does.
    AsSent,
}

/// Where a stream's records come from.
#[derive(Debug, Clone)]
enum Feed {
    /// Whoever may put them.
    Put,
    /// A stream of Kinesis.
    Kinesis(Value<Arn<kinesis::Stream>>),
}

/// Describes a stream that delivers to a bucket.
#[derive(Debug, Clone)]
#[must_use = "a DeliveryStream is only described; add it to a stack"]
pub struct DeliveryStream {
    id: String,
    name: String,
    bucket: Value<Arn<s3::Bucket>>,
    prefix: Prefix,
    error_prefix: Prefix,
    size: BufferSize,
    interval: BufferInterval,
    compression: Compression,
    partitions: Option<Partitions>,
    feed: Feed,
    tags: Vec<Tag>,
}

impl DeliveryStream {
    /// A stream of this name, up to 64 letters, digits and `_.-`, that writes gzip files
    /// under the prefix, and under the other what it cannot deliver there.
    ///
    /// The prefix for errors must hold `!{firehose:error-output-type}` if it holds any
    /// expression, and may not be left out if the other one holds some. Objects are at most
    /// 64 MiB before compression and 60 seconds late.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        bucket: impl Into<Value<Arn<s3::Bucket>>>,
        prefix: Prefix,
        error_prefix: Prefix,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            bucket: bucket.into(),
            prefix,
            error_prefix,
            size: BufferSize::mib(64),
            interval: BufferInterval::seconds(60),
            compression: Compression::default(),
            partitions: None,
            feed: Feed::Put,
            tags: vec![],
        }
    }

    /// Most data of an object, before compression.
    pub fn buffer_size(mut self, size: BufferSize) -> Self {
        self.size = size;
        self
    }

    /// Longest time that a record waits.
    pub fn buffer_interval(mut self, interval: BufferInterval) -> Self {
        self.interval = interval;
        self
    }

    /// What is done to the data before they are written.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = compression;
        self
    }

    /// Takes parts of the prefix from each record. Such a stream collects 64 MiB or more.
    /// A stream that had no partitions when it was made cannot get any.
    pub fn partitioned(mut self, partitions: Partitions) -> Self {
        self.partitions = Some(partitions);
        self
    }

    /// Reads a stream of Kinesis. Nobody else can put records then.
    pub fn reading(mut self, stream: impl Into<Value<Arn<kinesis::Stream>>>) -> Self {
        self.feed = Feed::Kinesis(stream.into());
        self
    }

    /// Adds a tag. Services that find their stream by one need it.
    pub fn tag(mut self, name: &str, value: &str) -> Self {
        self.tags.push(Tag::new(name).value(value));
        self
    }

    fn role(&self, log_group: &LogGroupHandle) -> Role {
        let below = |prefix: &Prefix| text!(self.bucket.clone(), "/", prefix.start(), "*");
        let role = Role::for_service("Role", "firehose.amazonaws.com")
            .permit(Permission::new(actions::FIND_BUCKET, [self.bucket.clone()]))
            .permit(Permission::new(
                actions::WRITE_OBJECTS,
                [below(&self.prefix), below(&self.error_prefix)],
            ))
            .permit(Permission::new(actions::LOG_ERRORS, [log_group.arn()]));
        match &self.feed {
            Feed::Put => role,
            Feed::Kinesis(stream) => {
                role.permit(Permission::new(actions::READ_KINESIS, [stream.clone()]))
            }
        }
    }

    fn destination(
        &self,
        role: &RoleHandle,
        logging: CloudWatchLoggingOptions,
    ) -> ExtendedS3DestinationConfiguration {
        let size = match &self.partitions {
            Some(_) => self.size.get().max(BufferSize::LEAST_WITH_PARTITIONS.get()),
            None => self.size.get(),
        };
        let buffering =
            BufferingHints::new().interval_in_seconds(self.interval.get()).size_in_mbs(size);
        let format = match self.compression {
            Compression::Gzip => CompressionFormat::Gzip,
            Compression::AsSent => CompressionFormat::Uncompressed,
        };
        let destination = ExtendedS3DestinationConfiguration::new(self.bucket.clone(), role.arn())
            .buffering_hints(buffering)
            .cloud_watch_logging_options(logging)
            .compression_format(format)
            .error_output_prefix(self.error_prefix.whole())
            .prefix(self.prefix.whole());
        match &self.partitions {
            Some(partitions) => partitions.apply(destination),
            None => destination,
        }
    }
}

/// A stream that is in a stack.
#[derive(Debug, Clone)]
pub struct DeliveryStreamHandle {
    stream: firehose::DeliveryStreamHandle,
    role: RoleHandle,
}

impl Construct for DeliveryStream {
    type Handle = DeliveryStreamHandle;

    fn build(self, scope: &mut Scope<'_>) -> DeliveryStreamHandle {
        let mut inside = scope.child(&self.id);
        let group = LogGroup::new("LogGroup")
            .name(format!("{LOG_GROUPS}{}", self.name))
            .retention(KEEP_ERRORS);
        let group = inside.add(group);
        let log = logs::LogStream::new(group.name()).log_stream_name(LOG_STREAM);
        let log = inside.add(Resource::new("LogStream", log));
        let role = inside.add(self.role(&group));

        let logging = CloudWatchLoggingOptions::new()
            .enabled(true)
            .log_group_name(group.name())
            .log_stream_name(log.reference());
        let mut properties = firehose::DeliveryStream::new()
            .delivery_stream_name(&*self.name)
            .extended_s3_destination_configuration(self.destination(&role, logging));
        properties = match &self.feed {
            Feed::Put => properties
                .delivery_stream_type(DeliveryStreamType::DirectPut)
                .delivery_stream_encryption_configuration_input(
                    DeliveryStreamEncryptionConfigurationInput::new(KeyType::AwsOwnedCmk),
                ),
            Feed::Kinesis(stream) => properties
                .delivery_stream_type(DeliveryStreamType::KinesisStreamAsSource)
                .kinesis_stream_source_configuration(KinesisStreamSourceConfiguration::new(
                    stream.clone(),
                    role.arn(),
                )),
        };
        if !self.tags.is_empty() {
            properties = properties.tags(self.tags);
        }
        let mut resource = Resource::new(&self.id, properties);
        if let Some(policy) = role.policy(scope.stack()) {
            resource = resource.depends_on(policy);
        }
        let stream = scope.add(resource);
        explain(scope.stack(), &group);
        DeliveryStreamHandle { stream, role }
    }
}

/// What template checkers ask of every log group.
fn explain(stack: &mut Stack, group: &LogGroupHandle) {
    let no_record =
        "holds Firehose's messages about delivery and no record; CloudWatch Logs encrypts it";
    stack.suppress(group, Check::Checkov("CKV_AWS_158"), no_record);
    stack.suppress(group, Check::Guard("cloudwatch_log_group_encrypted_check"), no_record);
    stack.suppress(
        group,
        Check::Guard("cloudwatch_log_group_retention_period_check"),
        "messages about delivery that failed are of use for some days",
    );
}

impl DeliveryStreamHandle {
    /// The stream's ARN.
    pub fn arn(&self) -> Value<Arn<firehose::DeliveryStream>> {
        self.stream.arn()
    }

    /// The stream's name.
    pub fn name(&self) -> Value<DeliveryStreamName> {
        self.stream.reference()
    }

    /// The role with which it delivers.
    pub fn role(&self) -> &RoleHandle {
        &self.role
    }

    /// Send records to the stream.
    pub fn put(&self) -> Permission {
        Permission::new(actions::PUT, [self.arn()])
    }
}

impl Handle for DeliveryStreamHandle {
    fn logical_id(&self) -> &LogicalId {
        self.stream.logical_id()
    }
}

#[cfg(test)]
mod tests {
    use assertions::Template;
    use serde_json::json;
    use template::Stack;

    use super::*;

    fn stream() -> DeliveryStream {
        let bucket = text!("arn:aws:s3:::logs").cast::<Arn<s3::Bucket>>();
        let prefix = Prefix::new("vpn/").then("!{timestamp:yyyy}/");
        let errors = Prefix::new("errors/").then("!{firehose:error-output-type}/");
        DeliveryStream::new("Vpn", "vpn", bucket, prefix, errors)
    }

    fn template(stream: DeliveryStream) -> Template {
        let mut stack = Stack::new("vpn");
        stack.add(stream);
        Template::of(stack)
    }

    #[test]
    fn a_streams_role_writes_below_its_prefixes_only() {
        let template = template(stream());
        let policy = &template.resource("VpnRoleDefaultPolicy")["Properties"]["PolicyDocument"];
        let statements = policy["Statement"].as_array().unwrap();
        let write = statements.iter().find(|one| one["Action"].to_string().contains("PutObject"));
        assert_eq!(
            write.unwrap()["Resource"],
            json!(["arn:aws:s3:::logs/vpn/*", "arn:aws:s3:::logs/errors/*"])
        );
    }

    #[test]
    fn a_stream_with_partitions_collects_as_much_as_it_must() {
        let partitions = Partitions::new([("account", ".account")]);
        let stream = stream().buffer_size(BufferSize::mib(1)).partitioned(partitions);
        template(stream).has_resource_properties(
            "AWS::KinesisFirehose::DeliveryStream",
            &json!({"ExtendedS3DestinationConfiguration": {"BufferingHints": {"SizeInMBs": 64}}}),
        );
    }

    /// Firehose takes no key for a stream that Kinesis encrypts.
    #[test]
    fn a_stream_that_reads_kinesis_is_encrypted_there() {
        let source = text!("arn:aws:kinesis:eu-west-1:111122223333:stream/x").cast();
        let template = template(stream().reading(source));
        let properties = &template.resource("Vpn")["Properties"];
        assert_eq!(properties["DeliveryStreamType"], "KinesisStreamAsSource");
        assert!(properties["DeliveryStreamEncryptionConfigurationInput"].is_null());
    }
}
