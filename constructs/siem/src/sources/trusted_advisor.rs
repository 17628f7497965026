//! AWS Trusted Advisor: results of its checks, which a function asks for.

use contract::environment;
use contract::sources::{Source, TRUSTED_ADVISOR};
use library::iam::Permission;
use library::lambda::FunctionHandle;
use schemars::JsonSchema;
use serde::Deserialize;
use template::{Scope, Value};

use super::destination::Destination;
use super::exporter::{EveryMinutes, Exporter};
use super::id::Id;
use super::source::{Form, LogSource};
use crate::bundles::FunctionCode;

/// Results of AWS Trusted Advisor's checks.
///
/// Needs a support plan with the API of AWS Support. The results are those of the whole
/// account: one such source is enough for all of its regions.
///
/// <https://docs.aws.amazon.com/awssupport/latest/user/get-started-with-aws-trusted-advisor-api.html>
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrustedAdvisor {
    /// What tells it from others of its kind.
    pub id: Option<Id>,
    /// How often it asks, in minutes.
    pub every_minutes: EveryMinutes,
    /// Whether it adds the Japanese descriptions of the checks to the English ones.
    pub descriptions: Descriptions,
}

/// Languages of the checks' descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Descriptions {
    /// English alone.
    #[default]
    English,
    /// English and Japanese, as v2.10.4 has unless it is told otherwise.
    EnglishAndJapanese,
}

/// What the function asks. These actions know no resources.
///
/// <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssupport.html>
const ASK: &[&str] = &[
    "support:DescribeTrustedAdvisorCheckRefreshStatuses",
    "support:DescribeTrustedAdvisorCheckResult",
    "support:DescribeTrustedAdvisorChecks",
    "support:RefreshTrustedAdvisorCheck",
];

impl LogSource for TrustedAdvisor {
    type Handle = FunctionHandle;

    const NAME: &'static str = "trusted_advisor";
    const LOGS: &'static [&'static Source] = &[&TRUSTED_ADVISOR];
    const FORM: Form = Form::Resource;
    const EXAMPLE: &'static str = "";

    fn id(&self) -> Option<&Id> {
        self.id.as_ref()
    }

    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle {
        let japanese = match self.descriptions {
            Descriptions::English => "No",
            Descriptions::EnglishAndJapanese => "Yes",
        };
        let environment = environment::TrustedAdvisorExporter {
            log_bucket: destination.bucket().into(),
            japanese_descriptions: japanese.into(),
            log_level: Value::<String>::from("info"),
        };
        let exporter = Exporter {
            code: FunctionCode::TrustedAdvisorExporter,
            name: "trusted-advisor-exporter",
            id: self.id.as_ref(),
            log: &TRUSTED_ADVISOR,
            ask: Permission::new(ASK, ["*"]),
            every: self.every_minutes,
            environment: environment.into_variables().into_iter().collect(),
        };
        exporter.build(scope, destination)
    }
}
