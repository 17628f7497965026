//! Logs that are in log groups of CloudWatch Logs, sent through Firehose.

use std::str::FromStr;

use contract::log_groups::is_own;
use contract::sources::Source;
use library::firehose::{Compression, DeliveryStreamHandle};
use library::logs::Subscriptions;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::Scope;

use super::destination::Destination;
use super::id::{Id, camel_case};
use super::stream::{Buffering, Filling, StreamName, stream};
use crate::checked;

/// The name of a log group: 1 to 512 letters, digits and `.-_/#`.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct LogGroupName(#[schemars(regex(pattern = r"^[.\-_/#A-Za-z0-9]{1,512}$"))] String);

/// Why a text is no name of a log group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("log group `{0}` has 1 to 512 letters, digits, `.`, `-`, `_`, `/` and `#` in its name")]
pub struct InvalidLogGroupName(String);

impl FromStr for LogGroupName {
    type Err = InvalidLogGroupName;

    fn from_str(name: &str) -> Result<Self, InvalidLogGroupName> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-_/#".contains(c);
        if (1..=512).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name.to_owned()))
        } else {
            Err(InvalidLogGroupName(name.to_owned()))
        }
    }
}

impl<'de> Deserialize<'de> for LogGroupName {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl LogGroupName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether one of the SIEM's functions writes to it: now, or as v2.10.4 did.
    fn is_of_the_siem(&self) -> bool {
        is_own(&self.0)
    }
}

/// Log groups of one kind of log, and the stream that delivers them.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LogGroups {
    /// The log groups. Each has room for two subscriptions.
    pub log_groups: Vec<LogGroupName>,
    /// The stream's name; `aes-siem-<log type>`, with the source's id, if not given.
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    pub buffering: Buffering,
}

impl LogGroups {
    /// These log groups.
    pub fn new(log_groups: impl IntoIterator<Item = LogGroupName>) -> Self {
        Self { log_groups: log_groups.into_iter().collect(), ..Self::default() }
    }
}

/// What sends log groups of a kind.
pub(super) struct Feed<'a> {
    /// The id of the stream within the source.
    pub(super) stream_id: &'a str,
    /// What the log groups hold.
    pub(super) log: &'static Source,
    /// The source's id.
    pub(super) id: Option<&'a Id>,
    /// The lines that are sent; an empty pattern means all.
    pub(super) pattern: &'a str,
    /// What the prefix is filled in with.
    pub(super) filling: Filling<'a>,
}

impl Feed<'_> {
    /// The stream's name.
    pub(super) fn stream_name(&self, groups: &LogGroups) -> StreamName {
        groups.stream_name.clone().unwrap_or_else(|| StreamName::of(self.log, self.id))
    }

    /// Adds the stream and the subscriptions. CloudWatch Logs compresses what it sends.
    pub(super) fn build(
        &self,
        groups: &LogGroups,
        scope: &mut Scope<'_>,
        destination: &Destination,
    ) -> DeliveryStreamHandle {
        let name = self.stream_name(groups);
        let stream =
            stream(self.stream_id, self.log, &name, &self.filling, groups.buffering, destination)
                .compression(Compression::AsSent);
        let stream = scope.add(stream);
        let subscriptions = Subscriptions::new(format!("{}Subscriptions", self.stream_id), &stream);
        let subscriptions = groups.log_groups.iter().fold(subscriptions, |all, group| {
            all.log_group(camel_case(group.as_str()), group.as_str(), self.pattern)
        });
        scope.add(subscriptions);
        stream
    }
}

/// Why log groups cannot be delivered, if so.
pub(super) fn refusal<'a>(
    all: impl IntoIterator<Item = (&'a LogGroups, &'static Source)>,
) -> Option<String> {
    let mut any = false;
    for (groups, log) in all {
        any |= !groups.log_groups.is_empty();
        if let Some(own) = groups.log_groups.iter().find(|group| group.is_of_the_siem()) {
            return Some(format!(
                "`{}` is a log group of the SIEM's own functions, which would write about what \
                 they load without end; wanted are those of others: leave it out",
                own.0
            ));
        }
        let why = groups.stream_name.as_ref().and_then(|name| name.refusal(log));
        if why.is_some() {
            return why;
        }
    }
    (!any).then(|| {
        "it has no log group; wanted are the names of those to send: give them as \
         `log_groups`, or leave the source out"
            .to_owned()
    })
}

/// A source with one kind of log, which lies in log groups.
macro_rules! source_of_log_groups {
    (
        $(#[$doc:meta])*
        $kind:ident, $name:literal, $log:expr,
        places: $places:expr,
        pattern: $pattern:literal,
        example: $example:literal $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $kind {
            /// What tells it from others of its kind.
            pub id: Option<$crate::sources::Id>,
            /// The log groups. Each has room for two subscriptions.
            pub log_groups: Vec<$crate::sources::LogGroupName>,
            /// The stream's name; `aes-siem-<log type>`, with the id, if not given.
            pub stream_name: Option<$crate::sources::StreamName>,
            /// How much the stream collects before it writes an object.
            pub buffering: $crate::sources::Buffering,
        }

        impl $kind {
            /// Sends these log groups.
            pub fn of_log_groups(
                log_groups: impl IntoIterator<Item = $crate::sources::LogGroupName>,
            ) -> Self {
                Self { log_groups: log_groups.into_iter().collect(), ..Self::default() }
            }

            fn groups(&self) -> $crate::sources::LogGroups {
                $crate::sources::LogGroups {
                    log_groups: self.log_groups.clone(),
                    stream_name: self.stream_name.clone(),
                    buffering: self.buffering,
                }
            }
        }

        impl $crate::sources::LogSource for $kind {
            type Handle = library::firehose::DeliveryStreamHandle;

            const NAME: &'static str = $name;
            const LOGS: &'static [&'static contract::sources::Source] = &[&$log];
            const FORM: $crate::sources::Form = $crate::sources::Form::Resource;
            const PLACES: $crate::sources::Places = $places;
            const EXAMPLE: &'static str = $example;

            fn id(&self) -> Option<&$crate::sources::Id> {
                self.id.as_ref()
            }

            fn refusal(&self, _: &$crate::sources::Destination) -> Option<String> {
                $crate::sources::log_groups::refusal([(&self.groups(), &$log)])
            }

            fn build(
                self,
                scope: &mut template::Scope<'_>,
                destination: &$crate::sources::Destination,
            ) -> Self::Handle {
                let feed = $crate::sources::log_groups::Feed {
                    stream_id: "Stream",
                    log: &$log,
                    id: self.id.as_ref(),
                    pattern: $pattern,
                    filling: Default::default(),
                };
                feed.build(&self.groups(), scope, destination)
            }
        }
    };
}

pub(super) use source_of_log_groups;

/// A source with several kinds of logs, which lie in log groups of their own.
macro_rules! source_of_several_logs {
    (
        $(#[$doc:meta])*
        $kind:ident, $name:literal,
        $($(#[$named_doc:meta])* named: $named:ident: $named_kind:ty,)?
        logs: { $($(#[$log_doc:meta])* $field:ident: $stream:literal, $log:expr;)* },
        example: $example:literal $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $kind {
            /// What tells it from others of its kind.
            pub id: Option<$crate::sources::Id>,
            $($(#[$named_doc])* pub $named: $named_kind,)?
            $($(#[$log_doc])* pub $field: $crate::sources::LogGroups,)*
        }

        impl $crate::sources::LogSource for $kind {
            type Handle = Vec<library::firehose::DeliveryStreamHandle>;

            const NAME: &'static str = $name;
            const LOGS: &'static [&'static contract::sources::Source] = &[$(&$log,)*];
            const FORM: $crate::sources::Form = $crate::sources::Form::Resource;
            const EXAMPLE: &'static str = $example;

            fn id(&self) -> Option<&$crate::sources::Id> {
                self.id.as_ref()
            }

            fn refusal(&self, _: &$crate::sources::Destination) -> Option<String> {
                $crate::sources::log_groups::refusal([$((&self.$field, &$log),)*])
            }

            fn build(
                self,
                scope: &mut template::Scope<'_>,
                destination: &$crate::sources::Destination,
            ) -> Self::Handle {
                let names: &[&str] = &[$(self.$named.as_str(),)?];
                let name = names.first().copied().unwrap_or_default();
                let mut streams = vec![];
                $(
                    if !self.$field.log_groups.is_empty() {
                        let feed = $crate::sources::log_groups::Feed {
                            stream_id: $stream,
                            log: &$log,
                            id: self.id.as_ref(),
                            pattern: "",
                            filling: $crate::sources::stream::Filling {
                                name,
                                ..Default::default()
                            },
                        };
                        streams.push(feed.build(&self.$field, scope, destination));
                    }
                )*
                streams
            }
        }
    };
}

pub(super) use source_of_several_logs;
