//! Findings and events that services put on EventBridge, each kind with a stream.
//!
//! A member account's events stay in it, and those of an administrator's account may come
//! from others: the stream takes account and region from each event.

use contract::sources::{CONFIG_RULES, INSPECTOR, SECURITY_HUB, Source};
use library::events::EventsToStream;
use library::firehose::{DeliveryStreamHandle, Partitions};
use template::Scope;

use super::destination::Destination;
use super::id::Id;
use super::stream::{Buffering, Fill, Filling, StreamName, stream};

/// Events of a service, as EventBridge names them.
struct Events {
    source: &'static str,
    detail_types: &'static [&'static str],
}

const ACCOUNT: &str = "account";
const REGION: &str = "region";

impl Events {
    fn build(
        &self,
        log: &Source,
        id: Option<&Id>,
        (name, buffering): (Option<StreamName>, Buffering),
        scope: &mut Scope<'_>,
        destination: &Destination,
    ) -> DeliveryStreamHandle {
        let name = name.unwrap_or_else(|| StreamName::of(log, id));
        let filling = Filling {
            account: Fill::Partition(ACCOUNT),
            region: Fill::Partition(REGION),
            ..Filling::default()
        };
        let keys = [(ACCOUNT, ".account"), (REGION, ".region")];
        let stream = stream("Stream", log, &name, &filling, buffering, destination)
            .partitioned(Partitions::new(keys));
        let stream = scope.add(stream);
        scope.add(EventsToStream::new("Rule", self.source, self.detail_types, &stream));
        stream
    }
}

macro_rules! source_of_events {
    (
        $(#[$doc:meta])*
        $kind:ident, $name:literal, $log:expr,
        source: $source:literal,
        detail_types: [$($detail_type:literal),+] $(,)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Deserialize, schemars::JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $kind {
            /// What tells it from others of its kind.
            pub id: Option<Id>,
            /// The stream's name; `aes-siem-<log type>`, with the id, if not given.
            pub stream_name: Option<StreamName>,
            /// How much the stream collects before it writes an object; 64 MiB or more, as it
            /// takes parts of the prefix from the events.
            pub buffering: Buffering,
        }

        impl super::LogSource for $kind {
            type Handle = DeliveryStreamHandle;

            const NAME: &'static str = $name;
            const LOGS: &'static [&'static Source] = &[&$log];
            const FORM: super::Form = super::Form::Resource;
            const EXAMPLE: &'static str = "";

            fn id(&self) -> Option<&Id> {
                self.id.as_ref()
            }

            fn refusal(&self, _: &Destination) -> Option<String> {
                self.stream_name.as_ref().and_then(|name| name.refusal(&$log))
            }

            fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
                let events = Events { source: $source, detail_types: &[$($detail_type),+] };
                let stream = (self.stream_name, self.buffering);
                events.build(&$log, self.id.as_ref(), stream, scope, destination)
            }
        }
    };
}

source_of_events! {
    /// Findings of AWS Security Hub, and of the services that send theirs to it.
    ///
    /// <https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-integration-types.html>
    SecurityHub, "security_hub", SECURITY_HUB,
    source: "aws.securityhub",
    detail_types: ["Security Hub Findings - Imported"],
}

source_of_events! {
    /// Findings of Amazon Inspector. Its events about coverage, which v2.10.4 sends too, have
    /// no log type.
    ///
    /// <https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html>
    Inspector, "inspector", INSPECTOR,
    source: "aws.inspector2",
    detail_types: ["Inspector2 Finding"],
}

source_of_events! {
    /// Changes of compliance with rules of AWS Config.
    ///
    /// <https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html>
    ConfigRules, "config_rules", CONFIG_RULES,
    source: "aws.config",
    detail_types: ["Config Rules Compliance Change"],
}
