//! Indicators of compromise (IoC): lists of addresses and domains that others have seen in
//! attacks, fetched again and again and made into one database for the loader.
//!
//! - `options.rs`: what is asked of the person who deploys.
//! - `functions.rs`: plan, download, make the database.
//! - `pipeline.rs`: the state machine that calls them, and its schedule.

mod functions;
mod options;
mod pipeline;

use library::kms::KeyHandle;
use library::logs::{LogGroup, Retention};
use library::s3::BucketHandle;
use template::{Check, Scope};

use crate::bundles::Bundles;

/// The log group of the state machine. Step Functions writes to groups under this name
/// without a policy for each, of which an account has few.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html>
const LOG_GROUP: &str = "/aws/vendedlogs/states/aes-siem-ioc-logs";

/// What v2.10.4 keeps.
const KEEP_LOGS: Retention = Retention::of_days(30);

pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    geo_bucket: &BucketHandle,
    key: &KeyHandle,
) {
    let log_group = scope
        .child(pipeline::STATE_MACHINE)
        .add(LogGroup::new("LogGroup").name(LOG_GROUP).retention(KEEP_LOGS).encrypted_with(key));
    let sid = "Allow CloudWatch Logs to use the key for the indicators";
    key.allow(scope.stack(), [key.encrypt_log_groups(LOG_GROUP).sid(sid)]);
    scope.stack().suppress(
        &log_group,
        Check::Guard("cloudwatch_log_group_retention_period_check"),
        "How each run of the indicator pipeline went is of no use after a month",
    );
    let options = options::build(scope, key);
    let functions = functions::build(scope, bundles, geo_bucket, &options);
    pipeline::build(scope, &functions, &log_group, &options);
}
