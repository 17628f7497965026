//! AWS Lambda: what functions write, from their log groups.

use contract::sources::LAMBDA_LOGS;

use super::log_groups::source_of_log_groups;
use super::places::Places;

source_of_log_groups! {
    /// What functions of AWS Lambda write. Those of the SIEM itself are refused, as they would
    /// write about what they load without end.
    ///
    /// <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>
    LambdaLogs, "lambda_logs", LAMBDA_LOGS,
    places: Places::EVERYWHERE,
    pattern: "",
    example: "log_groups: [/aws/lambda/checkout]",
}
