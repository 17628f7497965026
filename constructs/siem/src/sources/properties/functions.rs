//! AWS Lambda: the format of what a function logs, and its log group.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html>

use contract::sources::{LAMBDA_LOGS, Source};
use resources::lambda::function::{LoggingConfig, LoggingConfigLogFormat};
use resources::logs::LogGroupName;
use serde_json::json;
use template::Value;

use super::Setting;
use super::command::{Command, name_or, spelled};

/// What a function logs, as JSON to a log group that
/// [`LambdaLogs`](crate::sources::LambdaLogs) sends on. Several functions may share one.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionLogs {
    log_group: Value<LogGroupName>,
    function: Option<String>,
}

impl FunctionLogs {
    /// To this log group.
    pub fn into_log_group(log_group: impl Into<Value<LogGroupName>>) -> Self {
        Self { log_group: log_group.into(), function: None }
    }

    /// The name of the function, for the command line.
    #[must_use]
    pub fn of(mut self, function: &str) -> Self {
        self.function = Some(function.to_owned());
        self
    }

    /// What becomes `LoggingConfig`.
    pub fn property(&self) -> LoggingConfig {
        LoggingConfig::new()
            .log_format(LoggingConfigLogFormat::Json)
            .log_group(self.log_group.clone())
    }
}

impl Setting for FunctionLogs {
    const NAME: &'static str = "lambda";
    const LOGS: &'static [&'static Source] = &[&LAMBDA_LOGS];

    fn example() -> Self {
        Self::into_log_group(Value::<String>::from("/aws/lambda/checkout").cast::<LogGroupName>())
            .of("checkout")
    }

    fn cli(&self) -> String {
        let config = json!({"LogFormat": "JSON", "LogGroup": spelled(&self.log_group)});
        Command::aws("lambda update-function-configuration")
            .option("function-name", name_or(self.function.as_deref(), "<function>"))
            .json("logging-config", &config)
            .line()
    }
}
