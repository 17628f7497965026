//! AWS Network Firewall: alerts, flows and TLS inspection.
//!
//! - <https://docs.aws.amazon.com/network-firewall/latest/developerguide/logging-s3.html>
//! - CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-networkfirewall-loggingconfiguration.html>

use contract::sources::{NETWORK_FIREWALL, Source};
use resources::networkfirewall::logging_configuration::{
    LogDestinationConfig, LogDestinationConfigLogDestinationType, LogDestinationConfigLogType,
    LoggingConfigurationProperty,
};
use resources::networkfirewall::{LoggingConfiguration, LoggingConfigurationHandle};
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Resource, Scope, Value};

use super::super::destination::Destination;
use super::super::given::{FirewallArn, naming};
use super::super::id::Id;
use super::super::source::{Form, LogSource};
use super::{nothing_given, once_writable};

/// Logs of AWS Network Firewall. A firewall has room for one logging configuration.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkFirewall {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// The firewalls.
    pub firewalls: Vec<FirewallArn>,
    /// Which logs, each once; alerts, flows and TLS if not given.
    pub logs: Vec<FirewallLog>,
}

/// A kind of log of a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FirewallLog {
    /// Traffic that a stateful rule with an action to alert, drop or reject matched.
    Alert,
    /// All that the stateful engine sees.
    Flow,
    /// Errors of TLS inspection.
    Tls,
}

impl FirewallLog {
    fn kind(self) -> LogDestinationConfigLogType {
        match self {
            Self::Alert => LogDestinationConfigLogType::Alert,
            Self::Flow => LogDestinationConfigLogType::Flow,
            Self::Tls => LogDestinationConfigLogType::Tls,
        }
    }
}

impl Default for NetworkFirewall {
    fn default() -> Self {
        let logs = vec![FirewallLog::Alert, FirewallLog::Flow, FirewallLog::Tls];
        Self { id: None, firewalls: vec![], logs }
    }
}

impl NetworkFirewall {
    /// All logs of these firewalls.
    pub fn of(firewalls: impl IntoIterator<Item = FirewallArn>) -> Self {
        Self { firewalls: firewalls.into_iter().collect(), ..Self::default() }
    }

    fn logging(&self, destination: &Destination) -> LoggingConfigurationProperty {
        let to = |log: &FirewallLog| {
            let bucket = Value::<String>::from(destination.bucket());
            LogDestinationConfig::new(
                [("bucketName", bucket)].into_iter().collect::<Value<_>>(),
                LogDestinationConfigLogDestinationType::S3,
                log.kind(),
            )
        };
        LoggingConfigurationProperty::new(self.logs.iter().map(to).collect::<Vec<_>>())
    }
}

impl LogSource for NetworkFirewall {
    type Handle = Vec<LoggingConfigurationHandle>;

    const NAME: &'static str = "network_firewall";
    const LOGS: &'static [&'static Source] = &[&NETWORK_FIREWALL];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str =
        "firewalls: ['arn:aws:network-firewall:us-east-1:111122223333:firewall/perimeter']";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn refusal(&self, _: &Destination) -> Option<String> {
        if self.firewalls.is_empty() {
            return nothing_given("firewall");
        }
        let twice = self.logs.iter().enumerate().any(|(i, log)| self.logs[..i].contains(log));
        if self.logs.is_empty() || twice {
            return Some(
                "its `logs` are empty or name a kind twice; wanted are alert, flow and tls, \
                 each at most once: correct the list, or leave it out"
                    .to_owned(),
            );
        }
        None
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let mut handles = vec![];
        for firewall in &self.firewalls {
            let arn = firewall.value();
            let logging = LoggingConfiguration::new(arn.clone(), self.logging(destination));
            let resource = Resource::new(naming(&arn), logging);
            handles.push(scope.add(once_writable(resource, destination)));
        }
        handles
    }
}
