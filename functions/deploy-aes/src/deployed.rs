//! The answer: the attributes that the template reads.

use contract::custom_resources::deployed::{
    ADMIN, ADMIN_NAME, ADMIN_SECRET_ARN, ADMIN_SECRET_CONSOLE, COLLECTION_TYPE, ENDPOINT,
    NOT_CREATED,
};
use kit::aws_json::encoded;
use kit::custom_resource::Success;
use kit::function_arn::Place;

/// All of them; each success has each.
pub(crate) const ATTRIBUTES: &[&str] =
    &[ENDPOINT, COLLECTION_TYPE, ADMIN, ADMIN_SECRET_ARN, ADMIN_SECRET_CONSOLE];

/// Whose password is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admin<'a> {
    /// The master user's, in this secret.
    InSecret(&'a str),
    /// v2.10.4 has made the resource: the user has its name, and a password that it showed.
    OfOriginal,
    /// Whoever made the domain knows.
    Unknown,
}

pub(crate) fn success(
    endpoint: &str,
    collection_type: &str,
    admin: Admin<'_>,
    place: &Place,
) -> Success {
    let (name, secret, console) = match admin {
        Admin::InSecret(arn) => (ADMIN_NAME, arn, console(place, arn)),
        // The output is exported: another value than v2.10.4's own Update gives would be
        // refused where a stack imports it.
        Admin::OfOriginal => (ADMIN_NAME, NOT_CREATED, NOT_CREATED.to_owned()),
        Admin::Unknown => (NOT_CREATED, NOT_CREATED, NOT_CREATED.to_owned()),
    };
    Success::new()
        .attribute(ENDPOINT, endpoint)
        .attribute(COLLECTION_TYPE, collection_type)
        .attribute(ADMIN, name)
        .attribute(ADMIN_SECRET_ARN, secret)
        .attribute(ADMIN_SECRET_CONSOLE, console)
}

/// Where people see a secret, once they are signed in and may.
fn console(place: &Place, arn: &str) -> String {
    let region = &place.region;
    let host = match place.partition.as_str() {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
    let name = encoded(arn);
    format!("https://{region}.{host}/secretsmanager/secret?name={name}&region={region}")
}

/// Whether v2.10.4 has made the resource: `aes-siem-domain-2.10.4-ABCDEFGH`. Ours has the id
/// of a request in place of the version.
pub(crate) fn is_of_original(physical_id: &str) -> bool {
    let version = physical_id.strip_prefix("aes-siem-domain-").and_then(|id| id.split_once('-'));
    version.is_some_and(|(version, _)| {
        version.contains('.') && version.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_v2_10_4_are_known() {
        assert!(is_of_original("aes-siem-domain-2.10.4-ABCDEFGH"));
        assert!(is_of_original("aes-siem-domain-2.9.0-ABCDEFGH"));
        for ours in ["aes-siem-domain-7d3f3c8e-1-2", "AesSiemDomainDeployedR2", ""] {
            assert!(!is_of_original(ours), "{ours}");
        }
    }
}
