//! AWS Client VPN: connections of an endpoint, to a log group.
//!
//! <https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-logging.html>

use contract::sources::{CLIENT_VPN, Source};
use resources::ec2::client_vpn_endpoint::ConnectionLogOptions;
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

/// Connections of an endpoint, which [`ClientVpn`](crate::sources::ClientVpn) sends on.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientVpnLogs {
    log_group: Value<String>,
    endpoint: Option<String>,
}

impl ClientVpnLogs {
    /// To this log group, which must be there.
    pub fn into_log_group(log_group: impl Into<Value<String>>) -> Self {
        Self { log_group: log_group.into(), endpoint: None }
    }

    /// The id of the endpoint, for the command line.
    #[must_use]
    pub fn of(mut self, endpoint: &str) -> Self {
        self.endpoint = Some(endpoint.to_owned());
        self
    }

    /// What becomes `ConnectionLogOptions`.
    pub fn property(&self) -> ConnectionLogOptions {
        ConnectionLogOptions::new(true).cloudwatch_log_group(self.log_group.clone())
    }
}

impl Setting for ClientVpnLogs {
    const NAME: &'static str = "client_vpn";
    const LOGS: &'static [&'static Source] = &[&CLIENT_VPN];

    fn example() -> Self {
        Self::into_log_group("/aws/clientvpn").of("cvpn-endpoint-0123456789abcdef0")
    }

    fn cli(&self) -> String {
        let options = json!({"Enabled": true, "CloudwatchLogGroup": spelled(&self.log_group)});
        let endpoint = name_or(self.endpoint.as_deref(), "<client-vpn-endpoint-id>");
        Command::aws("ec2 modify-client-vpn-endpoint")
            .option("client-vpn-endpoint-id", endpoint)
            .json("connection-log-options", &options)
            .line()
    }
}
