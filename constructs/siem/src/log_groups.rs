//! The functions' log groups: how long they keep lines, and the key that encrypts them.
//!
//! Their names are not those under `/aws/lambda/`: a stack of v2.10.4 has those outside
//! CloudFormation, made by Lambda, and CloudFormation would refuse to make them again. They
//! stay as they are, with what is in them.

use contract::log_groups::OWN;
use library::kms::KeyHandle;
use library::logs::Retention;
use template::{Expr, Scope};

/// Sets up every function's log group that is in the scope so far.
pub(crate) fn set_up(scope: &mut Scope<'_>, retention: Retention, key: &KeyHandle) {
    key.allow(
        scope.stack(),
        [key.encrypt_log_groups(OWN).sid("Allow CloudWatch Logs to use the key")],
    );
    scope.amend_every("AWS::Logs::LogGroup", |properties| {
        let name = properties.get("LogGroupName").and_then(Expr::as_str);
        if name.is_some_and(|name| name.starts_with(OWN)) {
            properties.set("RetentionInDays", i64::from(retention.days()));
            properties.set("KmsKeyId", key.arn().into_expr());
        }
    });
}
