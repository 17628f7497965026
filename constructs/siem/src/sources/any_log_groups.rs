//! Log groups with any log that the loader knows.
//!
//! For logs that have no source of their own here: what an agent sends to CloudWatch Logs,
//! for example. The log's type says under which prefix they go, so that none can go under
//! one that nobody recognises.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use contract::sources::{self, Source, WINDOWS_EVENT};
use library::firehose::DeliveryStreamHandle;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use template::Scope;

use super::destination::Destination;
use super::id::Id;
use super::log_groups::{Feed, LogGroupName, LogGroups, refusal};
use super::source::{Form, LogSource};
use super::stream::{Buffering, Filling, StreamName};
use crate::checked;

/// A log that the loader knows and whose prefix is for us to choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownLog(&'static Source);

/// Why a text is no such log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLog(String);

impl fmt::Display for UnknownLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = KnownLog::all().map(|log| log.log_type).collect();
        let (found, known) = (&self.0, known.join(", "));
        write!(f, "log type `{found}` cannot be sent from log groups (known log types: {known})")
    }
}

impl std::error::Error for UnknownLog {}

impl KnownLog {
    /// Those whose prefix needs no name filled in, and whose stream may have any name.
    fn all() -> impl Iterator<Item = &'static Source> {
        sources::ALL.iter().filter(|log| {
            log.stream.is_none() && log.prefix.is_some_and(|prefix| !prefix.has_name())
        })
    }
}

impl FromStr for KnownLog {
    type Err = UnknownLog;

    fn from_str(log_type: &str) -> Result<Self, UnknownLog> {
        let log = Self::all().find(|log| log.log_type == log_type);
        log.map(Self).ok_or_else(|| UnknownLog(log_type.to_owned()))
    }
}

impl<'de> Deserialize<'de> for KnownLog {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::text(source)
    }
}

impl JsonSchema for KnownLog {
    fn schema_name() -> Cow<'static, str> {
        "KnownLog".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let known: Vec<_> = Self::all().map(|log| log.log_type).collect();
        json_schema!({"description": "A log type that the loader knows.", "enum": known})
    }
}

/// Log groups with any log that the loader knows.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnyLogGroups {
    /// What tells it from others of its kind.
    #[serde(default)]
    pub id: Option<Id>,
    /// What the log groups hold.
    pub log_type: KnownLog,
    /// The log groups. Each has room for two subscriptions.
    pub log_groups: Vec<LogGroupName>,
    /// Which lines are sent, as a filter pattern of CloudWatch Logs; all if not given.
    #[serde(default)]
    pub pattern: String,
    /// The stream's name; `aes-siem-<log type>`, with the id, if not given.
    #[serde(default)]
    pub stream_name: Option<StreamName>,
    /// How much the stream collects before it writes an object.
    #[serde(default)]
    pub buffering: Buffering,
}

impl AnyLogGroups {
    fn groups(&self) -> LogGroups {
        LogGroups {
            log_groups: self.log_groups.clone(),
            stream_name: self.stream_name.clone(),
            buffering: self.buffering,
        }
    }
}

impl LogSource for AnyLogGroups {
    type Handle = DeliveryStreamHandle;

    const NAME: &'static str = "log_groups";
    /// Any that the loader knows; this is that of the example.
    const LOGS: &'static [&'static Source] = &[&WINDOWS_EVENT];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "log_type: windows-event, log_groups: [/ec2/windows/event]";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        refusal([(&self.groups(), self.log_type.0)])
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let feed = Feed {
            stream_id: "Stream",
            log: self.log_type.0,
            id: self.id.as_ref(),
            pattern: &self.pattern,
            filling: Filling::default(),
        };
        feed.build(&self.groups(), scope, destination)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_cannot_be_sent_from_log_groups_is_refused_with_those_that_can() {
        assert_eq!("clientvpn".parse::<KnownLog>(), Ok(KnownLog(&sources::CLIENT_VPN)));
        for wrong in ["waf", "alb", "vpn"] {
            let error = wrong.parse::<KnownLog>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{wrong}`")), "{error}");
            assert!(error.contains("clientvpn, ") && !error.contains(" waf,"), "{error}");
        }
    }
}
