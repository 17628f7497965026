//! The key that encrypts logs and alerts.

use library::iam::{Principal, Statement, Test};
use library::kms::{Key, KeyHandle, account_root};
use template::{Check, Scope, pseudo, text};

use crate::accounts::{self, Senders};
use crate::names::Names;

pub(crate) fn build(scope: &mut Scope<'_>, names: &Names, senders: &Senders) -> KeyHandle {
    let key = Key::new("Key").description("CMK for SIEM solution").alias(names.key_alias());
    let key = scope.add(key);
    key.allow(scope.stack(), log_delivery(senders));
    key.allow(scope.stack(), trails());
    key.allow(scope.stack(), account());
    key.allow(scope.stack(), accounts::key_statements(senders));
    let reason = "Who may make a grant is for the account's own policies to say: a key that is \
                  moved over may have grants that other services than AWS's use";
    scope.stack().suppress(&key, Check::Guard("kms_create_grant_aws_service_check"), reason);
    key
}

/// What services need that deliver logs encrypted with the key, for whose logs they are.
fn log_delivery(senders: &Senders) -> Vec<Statement> {
    let findings = Statement::allow(&["kms:GenerateDataKey"])
        .sid("Allow GuardDuty to use the key")
        .to(Principal::service("guardduty.amazonaws.com"))
        .on_everything();
    let vended = Statement::allow(&[
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    ])
    .sid("Allow VPC Flow Logs to use the key")
    .to(Principal::service("delivery.logs.amazonaws.com"))
    .on_everything();
    [findings, vended].iter().flat_map(|statement| senders.bind(statement)).collect()
}

/// Trails of this account, and those of others too where they are named by the same key
/// policy (`accounts`).
fn trails() -> Vec<Statement> {
    let cloudtrail = Principal::service("cloudtrail.amazonaws.com");
    let trails =
        text!("arn:", pseudo::partition(), ":cloudtrail:*:", pseudo::account_id(), ":trail/*");
    vec![
        Statement::allow(&["kms:DescribeKey"])
            .sid("Allow CloudTrail to describe key")
            .to(cloudtrail.clone())
            .on_everything(),
        Statement::allow(&["kms:GenerateDataKey*"])
            .sid("Allow CloudTrail to encrypt logs")
            .to(cloudtrail)
            .on_everything()
            .when(Test::new("StringLike", "kms:EncryptionContext:aws:cloudtrail:arn", [trails])),
    ]
}

/// What people of the account need to read encrypted logs, also through Athena.
fn account() -> Vec<Statement> {
    vec![
        Statement::allow(&["kms:DescribeKey", "kms:ReEncryptFrom"])
            .sid("Allow principals in the account to decrypt log files")
            .to(account_root())
            .on_everything(),
        Statement::allow(&[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey*",
            "kms:ReEncrypt*",
        ])
        .sid("Allow Athena to query s3 objects with this key")
        .to(account_root())
        .on_everything()
        .when(Test::new(
            "ForAnyValue:StringEquals",
            "aws:CalledVia",
            ["athena.amazonaws.com"],
        )),
    ]
}
