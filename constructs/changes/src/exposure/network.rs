//! Open without a policy: buckets, security groups, public addresses.

use serde_json::Value as Json;

use super::{Exposure, ExposureKind, members};
use crate::access::from_text;
use crate::canonical::{branches, entries, spelled};

/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>
const BLOCKS: &[&str] =
    &["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

/// A property that puts a resource on the internet, and its value that does.
const PUBLIC: &[(&str, &str, &str)] = &[
    ("AWS::DMS::ReplicationInstance", "PubliclyAccessible", "true"),
    ("AWS::Lambda::Url", "AuthType", "NONE"),
    ("AWS::RDS::DBCluster", "PubliclyAccessible", "true"),
    ("AWS::RDS::DBInstance", "PubliclyAccessible", "true"),
    ("AWS::Redshift::Cluster", "PubliclyAccessible", "true"),
];

pub(super) fn of_resource(id: &str, resource: &Json) -> Vec<Exposure> {
    let kind = resource["Type"].as_str().unwrap_or_default();
    let Some(properties) = resource.get("Properties") else { return vec![] };
    let finding = |kind, detail| Exposure { resource: id.to_owned(), kind, detail };
    match kind {
        "AWS::S3::Bucket" => bucket(properties)
            .into_iter()
            .map(|detail| finding(ExposureKind::Bucket, detail))
            .collect(),
        "AWS::EC2::SecurityGroup" => list(properties.get("SecurityGroupIngress"))
            .into_iter()
            .filter_map(open_ingress)
            .map(|detail| finding(ExposureKind::Ingress, detail))
            .collect(),
        "AWS::EC2::SecurityGroupIngress" => open_ingress(properties)
            .map(|detail| Exposure {
                resource: properties.get("GroupId").map_or_else(|| id.to_owned(), holder),
                kind: ExposureKind::Ingress,
                detail,
            })
            .into_iter()
            .collect(),
        "AWS::OpenSearchServerless::SecurityPolicy" => {
            let policy = properties.get("Policy").and_then(from_text).unwrap_or_default();
            let rules = policy.as_array().into_iter().flatten();
            let public = rules.filter(|rule| rule["AllowFromPublic"] == true);
            let detail = |_| "the collection is reachable from the internet".to_owned();
            public.map(detail).map(|detail| finding(ExposureKind::Network, detail)).collect()
        }
        _ => PUBLIC
            .iter()
            .filter(|(of, property, value)| {
                *of == kind && possible(properties.get(property)).iter().any(|v| v == value)
            })
            .map(|(_, property, value)| {
                finding(ExposureKind::Network, format!("`{property}` is {value}"))
            })
            .collect(),
    }
}

/// A block that was set on a bucket and is no longer; a new bucket has it anyway.
pub(super) fn blocks_that_go(before: &Json, after: &Json) -> Vec<Exposure> {
    let (old, new) = (entries(before, "Resources"), entries(after, "Resources"));
    let mut found = vec![];
    for (id, resource) in new.iter().filter(|(_, new)| new["Type"] == "AWS::S3::Bucket") {
        let Some(old) = old.get(id) else { continue };
        let (old, new) = (blocks(&old["Properties"]), blocks(&resource["Properties"]));
        let goes = |block: &&&str| {
            old.get(**block).is_some_and(|set| set == "true") && !new.contains_key(**block)
        };
        found.extend(BLOCKS.iter().filter(goes).map(|block| Exposure {
            resource: (*id).to_owned(),
            kind: ExposureKind::Bucket,
            detail: format!("`{block}` is no longer set"),
        }));
    }
    found
}

fn blocks(properties: &Json) -> std::collections::BTreeMap<&str, String> {
    members(properties.get("PublicAccessBlockConfiguration"))
}

fn bucket(properties: &Json) -> Vec<String> {
    let blocks = properties.get("PublicAccessBlockConfiguration");
    let mut found = vec![];
    for block in BLOCKS {
        let value = blocks.and_then(|blocks| blocks.get(block));
        if possible(value).iter().any(|value| value == "false") {
            found.push(format!("`{block}` is off"));
        }
    }
    for acl in possible(properties.get("AccessControl")) {
        if acl.starts_with("PublicRead") || acl == "AuthenticatedRead" {
            found.push(format!("its access list is {acl}"));
        }
    }
    found
}

/// Every value that a property may have by the stack's conditions.
fn possible(value: Option<&Json>) -> Vec<String> {
    match value.map(|value| (value, branches(value))) {
        None => vec![],
        Some((_, Some((_, then, otherwise)))) => {
            possible(then).into_iter().chain(possible(otherwise)).collect()
        }
        Some((value, None)) => vec![spelled(value)],
    }
}

/// The items of a list, through the branches of `Fn::If`.
fn list(value: Option<&Json>) -> Vec<&Json> {
    match value.map(|value| (value, branches(value))) {
        None => vec![],
        Some((_, Some((_, then, otherwise)))) => {
            list(then).into_iter().chain(list(otherwise)).collect()
        }
        Some((Json::Array(items), None)) => items.iter().flat_map(|i| list(Some(i))).collect(),
        Some((one, None)) => vec![one],
    }
}

fn open_ingress(rule: &Json) -> Option<String> {
    let from = possible(rule.get("CidrIp")).into_iter().chain(possible(rule.get("CidrIpv6")));
    let from = from.into_iter().find(|from| from == "0.0.0.0/0" || from == "::/0")?;
    let rule = members(Some(rule));
    let protocol = rule.get("IpProtocol").map_or("-1", String::as_str);
    let port = |name: &str| rule.get(name).map_or("any", String::as_str);
    let ports = match (protocol, port("FromPort"), port("ToPort")) {
        ("-1", ..) => "everything".to_owned(),
        (protocol, from, to) if from == to => format!("{protocol} {from}"),
        (protocol, from, to) => format!("{protocol} {from} to {to}"),
    };
    Some(format!("{ports} from {from}"))
}

fn holder(group: &Json) -> String {
    let names = crate::references::names(group);
    names.into_iter().next().unwrap_or_else(|| spelled(group))
}
