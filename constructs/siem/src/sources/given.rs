//! What is there already: ids and ARNs, as text in a file and as references in code.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Expr, Intrinsic, Value};

use super::id::camel_case;
use crate::checked;

/// Why a text is no such id or ARN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is no {what}; wanted is one such as {wanted}")]
pub struct InvalidReference {
    found: String,
    what: &'static str,
    wanted: &'static str,
}

macro_rules! given {
    ($(
        $(#[$doc:meta])*
        $kind:ident: $sound:expr, $what:literal, $wanted:literal, $pattern:literal;
    )*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, JsonSchema)]
            pub struct $kind(
                #[schemars(with = "String", regex(pattern = $pattern))] Value<String>,
            );

            impl FromStr for $kind {
                type Err = InvalidReference;

                fn from_str(text: &str) -> Result<Self, InvalidReference> {
                    let sound: fn(&str) -> bool = $sound;
                    if sound(text) {
                        Ok(Self(text.into()))
                    } else {
                        let found = text.to_owned();
                        Err(InvalidReference { found, what: $what, wanted: $wanted })
                    }
                }
            }

            /// A reference to what the same program adds to the stack.
            impl<T> From<Value<T>> for $kind
            where
                Value<T>: Into<Value<String>>,
            {
                fn from(reference: Value<T>) -> Self {
                    Self(reference.into())
                }
            }

            impl<'de> Deserialize<'de> for $kind {
                fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                    checked::text(source)
                }
            }

            impl $kind {
                /// The text, or the reference.
                pub fn value(&self) -> Value<String> {
                    self.0.clone()
                }
            }
        )*
    };
}

given! {
    /// A VPC's id.
    VpcId: |text| is_id(text, "vpc-"),
        "VPC's id", "vpc-0123456789abcdef0", "^vpc-([0-9a-f]{8}|[0-9a-f]{17})$";
    /// A subnet's id.
    SubnetId: |text| is_id(text, "subnet-"),
        "subnet's id", "subnet-0123456789abcdef0", "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$";
    /// A network interface's id.
    NetworkInterfaceId: |text| is_id(text, "eni-"),
        "network interface's id", "eni-0123456789abcdef0", "^eni-([0-9a-f]{8}|[0-9a-f]{17})$";
    /// A transit gateway's id.
    TransitGatewayId: |text| is_id(text, "tgw-"),
        "transit gateway's id", "tgw-0123456789abcdef0", "^tgw-([0-9a-f]{8}|[0-9a-f]{17})$";
    /// The id of what is attached to a transit gateway.
    TransitGatewayAttachmentId: |text| is_id(text, "tgw-attach-"),
        "transit gateway attachment's id", "tgw-attach-0123456789abcdef0",
        "^tgw-attach-([0-9a-f]{8}|[0-9a-f]{17})$";
    /// The id of a GuardDuty detector.
    DetectorId: |text| text.len() == 32 && text.bytes().all(is_hex),
        "detector's id", "12abc34d567e8fa901bc2d34e56789f0", "^[0-9a-f]{32}$";
    /// The id of a CloudFront distribution whose logs are delivered.
    LoggedDistribution: |text| {
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        (12..=14).contains(&text.len()) && text.bytes().all(allowed)
    }, "distribution's id", "E2QWRUHEXAMPLE", "^[0-9A-Z]{12,14}$";
    /// The ARN of a web ACL of AWS WAF.
    WebAclArn: |text| is_arn(text, "wafv2", &["regional/webacl/", "global/webacl/"]),
        "web ACL's ARN",
        "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/web/0a1b2c3d-1111-2222-3333-444455556666",
        r"^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:\d{12}:(regional|global)/webacl/.+$";
    /// The ARN of a firewall of AWS Network Firewall.
    FirewallArn: |text| is_arn(text, "network-firewall", &["firewall/"]),
        "firewall's ARN", "arn:aws:network-firewall:eu-west-1:111122223333:firewall/perimeter",
        r"^arn:aws[a-z-]*:network-firewall:[a-z0-9-]+:\d{12}:firewall/.+$";
}

impl WebAclArn {
    /// The region in which its logs are switched on, if the ARN is known.
    pub(super) fn region(&self) -> Option<&str> {
        self.0.known().and_then(|arn| arn.split(':').nth(3))
    }
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn is_id(text: &str, start: &str) -> bool {
    text.strip_prefix(start)
        .is_some_and(|rest| matches!(rest.len(), 8 | 17) && rest.bytes().all(is_hex))
}

fn is_arn(text: &str, service: &str, resources: &[&str]) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let [arn, partition, of, region, account, resource] = parts.as_slice() else { return false };
    *arn == "arn"
        && partition.starts_with("aws")
        && *of == service
        && !region.is_empty()
        && account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && resources.iter().any(|start| resource.strip_prefix(start).is_some_and(|r| !r.is_empty()))
}

/// An id for what belongs to a thing: of its text, the part after the last `/`, or of the
/// resource that it is a reference to. Two things may not end alike.
pub(super) fn naming(thing: &Value<String>) -> String {
    let name = match thing.as_expr() {
        Expr::String(text) => text.rsplit('/').next().unwrap_or(text),
        Expr::Intrinsic(intrinsic) => match &**intrinsic {
            Intrinsic::Ref(name) => name,
            Intrinsic::GetAtt { resource, .. } => resource,
            _ => "",
        },
        _ => "",
    };
    camel_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_kind_and_eight_or_seventeen_digits() {
        assert!("vpc-0123456789abcdef0".parse::<VpcId>().is_ok());
        assert!("vpc-01234567".parse::<VpcId>().is_ok());
        for wrong in ["vpc-0123", "subnet-01234567", "vpc-0123456789ABCDEF0", ""] {
            assert!(wrong.parse::<VpcId>().is_err(), "{wrong}");
        }
        assert!("tgw-attach-01234567".parse::<TransitGatewayId>().is_err());
    }

    #[test]
    fn an_arn_is_one_of_its_service_in_any_partition() {
        let acl = "arn:aws-cn:wafv2:cn-north-1:111122223333:regional/webacl/web/1";
        assert_eq!(acl.parse::<WebAclArn>().unwrap().region(), Some("cn-north-1"));
        for wrong in [
            "arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/web/1",
            "arn:aws:waf:eu-west-1:111122223333:regional/webacl/web/1",
            "web",
        ] {
            let error = wrong.parse::<WebAclArn>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{wrong}` is no web ACL's ARN")), "{error}");
        }
    }

    #[test]
    fn a_thing_names_what_belongs_to_it() {
        let name = |value: Value<String>| naming(&value);
        assert_eq!(name("vpc-01234567".into()), "Vpc01234567");
        assert_eq!(name("arn:aws:network-firewall:r:1:firewall/edge-1".into()), "Edge1");
        assert_eq!(name(Value::from_expr(Expr::reference("Vpc"))), "Vpc");
    }
}
