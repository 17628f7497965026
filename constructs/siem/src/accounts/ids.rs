//! Ids of accounts and organisations, and ARNs that people give.

use std::str::FromStr;

use schemars::JsonSchema;
use template::Value;

/// An account's id: twelve digits. It is text: quotes around it keep editors, and other
/// programs, from taking it for a number and losing the zeros that it begins with.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
pub struct AccountId(#[schemars(regex(pattern = r"^\d{12}$"))] String);

/// The id of an organisation of AWS Organizations, such as `o-a1b2c3d4e5`.
///
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct OrganizationId(#[schemars(regex(pattern = "^o-[a-z0-9]{10,32}$"))] String);

/// The ARN of a KMS key, not of an alias: policies know keys by their ARN only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
pub struct KeyArn(
    #[schemars(regex(pattern = r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+$"))]
    String,
);

/// The ARN of an IAM policy, of the account or of AWS.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
pub struct PolicyArn(
    #[schemars(regex(pattern = r"^arn:aws[a-z-]*:iam::(\d{12}|aws):policy/[\w+=,.@/-]+$"))] String,
);

/// Why a text is no such id or ARN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}; wanted is {wanted}")]
pub struct InvalidId {
    found: String,
    what: &'static str,
    wanted: &'static str,
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|id| {
        (10..=32).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// The parts of an ARN: partition, service, region, account, resource.
fn arn(text: &str) -> Option<[&str; 5]> {
    let rest = text.strip_prefix("arn:")?;
    let parts: Vec<_> = rest.splitn(5, ':').collect();
    let parts: [&str; 5] = parts.try_into().ok()?;
    parts[0].starts_with("aws").then_some(parts)
}

fn is_key_arn(text: &str) -> bool {
    let plain = |id: &str| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    matches!(arn(text), Some([_, "kms", region, account, resource])
        if plain(region) && is_account(account)
            && resource.strip_prefix("key/").is_some_and(plain))
}

fn is_policy_arn(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@/-".contains(c);
    matches!(arn(text), Some([_, "iam", "", account, resource])
        if (account == "aws" || is_account(account))
            && resource.strip_prefix("policy/")
                .is_some_and(|path| !path.is_empty() && path.chars().all(allowed)))
}

macro_rules! text_with_a_grammar {
    ($($kind:ident: $check:ident, $what:literal, $wanted:literal;)*) => {
        $(
            impl $kind {
                /// The text.
                pub fn as_str(&self) -> &str {
                    &self.0
                }
            }

            impl FromStr for $kind {
                type Err = InvalidId;

                fn from_str(text: &str) -> Result<Self, InvalidId> {
                    if $check(text) {
                        Ok(Self(text.to_owned()))
                    } else {
                        Err(InvalidId { found: text.to_owned(), what: $what, wanted: $wanted })
                    }
                }
            }

            impl From<&$kind> for Value<String> {
                fn from(text: &$kind) -> Self {
                    text.0.as_str().into()
                }
            }
        )*
    };
}

text_with_a_grammar! {
    AccountId: is_account, "account id", "twelve digits";
    OrganizationId: is_organization, "organisation's id", "`o-` and 10 to 32 lower-case letters and digits, as `aws organizations describe-organization` shows it";
    KeyArn: is_key_arn, "key's ARN", "`arn:<partition>:kms:<region>:<account>:key/<id>`, not that of an alias";
    PolicyArn: is_policy_arn, "policy's ARN", "`arn:<partition>:iam::<account>:policy/<name>`";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_twelve_digits() {
        assert!("012345678901".parse::<AccountId>().is_ok());
        let error = "12345".parse::<AccountId>().unwrap_err().to_string();
        assert_eq!(error, "`12345` is no account id; wanted is twelve digits");
        assert!("01234567890a".parse::<AccountId>().is_err());
    }

    #[test]
    fn an_organisation_is_no_root_and_no_unit() {
        assert!("o-a1b2c3d4e5".parse::<OrganizationId>().is_ok());
        for wrong in ["r-ab12", "ou-ab12-11111111", "o-short", "o-A1B2C3D4E5"] {
            assert!(wrong.parse::<OrganizationId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_key_is_known_by_its_arn_in_any_partition() {
        for right in [
            "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-1111-2222-3333-444455556666",
            "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-0a1b2c3d",
        ] {
            assert!(right.parse::<KeyArn>().is_ok(), "{right}");
        }
        for wrong in ["alias/x", "arn:aws:kms:eu-west-1:111122223333:alias/x", "arn:aws:kms"] {
            assert!(wrong.parse::<KeyArn>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_policy_may_be_the_accounts_or_of_aws_and_below_a_path() {
        for right in [
            "arn:aws:iam::111122223333:policy/team/boundary",
            "arn:aws-us-gov:iam::aws:policy/PowerUserAccess",
        ] {
            assert!(right.parse::<PolicyArn>().is_ok(), "{right}");
        }
        for wrong in ["arn:aws:iam::111122223333:role/x", "boundary"] {
            assert!(wrong.parse::<PolicyArn>().is_err(), "{wrong}");
        }
    }
}
