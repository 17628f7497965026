//! Which indicators are fetched, and how often.

use library::kms::KeyHandle;
use template::{Condition, ConditionHandle, Parameter, Scope, Value};

use crate::parameters;
use crate::secret_parameter::{Secret, SecretParameter};

/// The values of a parameter that switches something on.
const ON: &str = "true";
const OFF: &str = "false";

pub(super) struct Options {
    /// Whether exit nodes of Tor are fetched: `true` or `false`.
    pub(super) tor: Value<String>,
    /// Whether lists of abuse.ch are fetched: `true` or `false`.
    pub(super) abuse_ch: Value<String>,
    /// The API key of OTX.
    pub(super) otx: Secret,
    /// The Auth-Key of abuse.ch.
    pub(super) abuse_ch_key: Secret,
    /// Minutes between two runs.
    pub(super) interval: Value<i64>,
    /// Whether anything is fetched.
    pub(super) enabled: ConditionHandle,
}

pub(super) fn build(scope: &mut Scope<'_>, key: &KeyHandle) -> Options {
    let otx = otx_key().build(scope, key);
    let stack = scope.stack();
    let tor = stack.parameter(switch(
        "EnableTor",
        "Fetch the exit nodes of Tor? See https://check.torproject.org/torbulkexitlist",
    ));
    let abuse_ch = stack.parameter(switch("EnableAbuseCh", "Fetch the lists of abuse.ch? Feodo Tracker needs no key, the others do. See https://abuse.ch"));
    let abuse_ch_key = abuse_ch_key().build(scope, key);
    let stack = scope.stack();
    let interval = stack.parameter(interval());
    let enabled = stack.condition(
        "EnableIOC",
        Condition::any([
            otx.is_given(),
            Condition::equals(tor.clone(), ON),
            Condition::equals(abuse_ch.clone(), ON),
        ]),
    );
    Options { tor, abuse_ch, otx, abuse_ch_key, interval, enabled }
}

fn otx_key() -> SecretParameter {
    SecretParameter {
        parameter: Parameter::new("OtxApiKey")
            .description(
                "(Optional) API key of AlienVault OTX, 64 characters: fetches the indicators \
                 that you subscribe to there. See https://otx.alienvault.com",
            )
            .allowed_pattern("^([0-9a-f,x]{64}|)$")
            .max_length(64),
        condition: "HasOtxApiKey",
        secret: ("OtxApiKeySecret", "API key of AlienVault OTX"),
    }
}

/// abuse.ch gives these out at <https://auth.abuse.ch> and says nothing of their form.
fn abuse_ch_key() -> SecretParameter {
    SecretParameter {
        parameter: Parameter::new("AbuseChAuthKey")
            .description(
                "(Optional) Auth-Key of abuse.ch: URLhaus and ThreatFox need one. See \
                 https://auth.abuse.ch",
            )
            .allowed_pattern("^[0-9a-zA-Z_-]*$")
            .max_length(128),
        condition: "HasAbuseChAuthKey",
        secret: ("AbuseChAuthKeySecret", "Auth-Key of abuse.ch"),
    }
}

fn switch(name: &str, description: &str) -> Parameter<String> {
    Parameter::new(name)
        .description(description)
        .default_value(OFF)
        .allowed_values([ON, OFF])
        .group(parameters::ENRICHMENT)
}

fn interval() -> Parameter<i64> {
    Parameter::new("IocDownloadInterval")
        .description(
            "Minutes between two fetches of indicators: 30 to 10080, that is 7 days; 720, that \
             is 12 hours, if not changed",
        )
        .default_value(720_i64)
        .range(30, 10_080)
        .group(parameters::ENRICHMENT)
}
