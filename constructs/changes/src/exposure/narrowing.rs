//! Which conditions say who.
//!
//! A condition on the transport or the encryption narrows what is done, not by whom.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::BTreeSet;

/// Keys that tell accounts, networks or principals apart, in lower case.
const WHO: &[&str] = &[
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "cognito-identity.amazonaws.com:aud",
    "kms:calleraccount",
    "lambda:eventsourcetoken",
    "s3:dataaccesspointaccount",
    "sts:externalid",
];

/// Whether a condition lets only some principals, accounts or networks through.
pub(super) fn narrows(operator: &str, key: &str, values: &BTreeSet<String>) -> bool {
    let operator = operator.to_ascii_lowercase();
    // These let requests through that have no such key.
    let optional = operator.ends_with("ifexists") || operator.starts_with("forallvalues:");
    let negated = operator.contains("not") || operator == "null";
    // Who logs in through another provider is told apart by keys with its name.
    let federated = [":aud", ":sub"].iter().any(|end| key.ends_with(end));
    let says_who = WHO.contains(&key) || federated;
    says_who && !optional && !negated && !values.iter().any(|value| is_everything(value))
}

fn is_everything(value: &str) -> bool {
    ["*", "0.0.0.0/0", "::/0"].contains(&value) || value.starts_with("arn:*:*:*:*:*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrows(operator: &str, key: &str, value: &str) -> bool {
        super::narrows(operator, key, &[value.to_owned()].into())
    }

    #[test]
    fn an_account_an_organisation_and_a_network_narrow() {
        assert!(narrows("StringEquals", "aws:sourceaccount", "111122223333"));
        assert!(narrows("StringLike", "aws:principalorgid", "o-1"));
        assert!(narrows("IpAddress", "aws:sourceip", "192.0.2.0/24"));
    }

    #[test]
    fn transport_and_encryption_do_not() {
        assert!(!narrows("Bool", "aws:securetransport", "true"));
        assert!(!narrows("StringEquals", "s3:x-amz-acl", "bucket-owner-full-control"));
    }

    #[test]
    fn a_condition_that_lets_everything_through_does_not() {
        assert!(!narrows("StringLike", "aws:sourcearn", "*"));
        assert!(!narrows("IpAddress", "aws:sourceip", "0.0.0.0/0"));
        assert!(!narrows("StringNotEquals", "aws:sourceaccount", "111122223333"));
        assert!(!narrows("StringEqualsIfExists", "aws:sourceaccount", "111122223333"));
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(WHO.is_sorted());
    }
}
