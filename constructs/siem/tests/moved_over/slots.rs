//! What has room for one owner.

use std::collections::{BTreeMap, BTreeSet};

use changes::{name_property, spelled};
use serde_json::{Value as Json, json};

/// Logical ids by what they are the owner of, such as `policy of bucket Logs`.
pub(super) type Slots = BTreeMap<String, BTreeSet<String>>;

/// Every slot of a template in its one spelling.
pub(super) fn slots(template: &Json) -> Slots {
    let resources = template["Resources"].as_object().unwrap();
    let names = names(resources);
    let mut slots = Slots::new();
    for (id, resource) in resources {
        let kind = resource["Type"].as_str().unwrap();
        let of = Properties { names: &names, properties: &resource["Properties"] };
        for slot in of_resource(kind, &of).into_iter().chain(of_name(kind, &of)) {
            slots.entry(slot).or_default().insert(id.clone());
        }
    }
    slots
}

/// Logical ids by fixed names, so that a resource is the same by reference and by name.
fn names(resources: &serde_json::Map<String, Json>) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (id, resource) in resources {
        let property = name_property(resource["Type"].as_str().unwrap());
        if let Some(name) = property.and_then(|property| resource["Properties"].get(property)) {
            names.insert(spelled(name), id.clone());
        }
    }
    names
}

struct Properties<'a> {
    names: &'a BTreeMap<String, String>,
    properties: &'a Json,
}

impl Properties<'_> {
    /// Every value that the property can have, a list's items one by one.
    fn all(&self, property: &str) -> Vec<String> {
        self.properties.get(property).map(|value| self.spell(value)).unwrap_or_default()
    }

    fn spell(&self, value: &Json) -> Vec<String> {
        if let Some(items) = value.as_array() {
            return items.iter().flat_map(|item| self.spell(item)).collect();
        }
        if let Some([_, then, otherwise]) = value["Fn::If"].as_array().map(Vec::as_slice) {
            return [then, otherwise].into_iter().flat_map(|branch| self.spell(branch)).collect();
        }
        if *value == json!({"Ref": "AWS::NoValue"}) {
            return vec![];
        }
        let referred = value["Ref"].as_str().or_else(|| match &value["Fn::GetAtt"] {
            Json::Array(parts) if parts.get(1) == Some(&json!("Arn")) => parts[0].as_str(),
            _ => None,
        });
        let text = spelled(value);
        vec![referred.map(str::to_owned).or(self.names.get(&text).cloned()).unwrap_or(text)]
    }

    fn each(&self, property: &str, slot: impl Fn(&str) -> String) -> Vec<String> {
        self.all(property).iter().map(|value| slot(value)).collect()
    }

    fn pairs(&self, one: &str, other: &str, slot: impl Fn(&str, &str) -> String) -> Vec<String> {
        let mut slots = vec![];
        for one in self.all(one) {
            slots.extend(self.all(other).iter().map(|other| slot(&one, other)));
        }
        slots
    }
}

fn of_resource(kind: &str, of: &Properties<'_>) -> Vec<String> {
    match kind {
        "AWS::S3::BucketPolicy" => of.each("Bucket", |bucket| format!("policy of bucket {bucket}")),
        "AWS::SNS::TopicPolicy" => of.each("Topics", |topic| format!("policy of topic {topic}")),
        "AWS::SQS::QueuePolicy" => of.each("Queues", |queue| format!("policy of queue {queue}")),
        "AWS::SNS::Subscription" => of.pairs("TopicArn", "Protocol", |topic, protocol| {
            format!("subscription of {topic} by {protocol}")
        }),
        "AWS::Lambda::EventSourceMapping" => {
            of.pairs("EventSourceArn", "FunctionName", |source, function| {
                format!("mapping of {source} to {function}")
            })
        }
        "AWS::IAM::Policy" => of.pairs("Roles", "PolicyName", inline_policy),
        "AWS::IAM::RolePolicy" => of.pairs("RoleName", "PolicyName", inline_policy),
        "AWS::EC2::VPCEndpoint" => {
            let interface = of.all("VpcEndpointType").contains(&"Interface".to_owned());
            let private = of.all("PrivateDnsEnabled").contains(&"true".to_owned());
            if interface && !private {
                return vec![];
            }
            of.pairs("ServiceName", "VpcId", |service, vpc| {
                format!("endpoint of {service} in {vpc}")
            })
        }
        "Custom::S3BucketNotifications" => of.each("BucketName", notification),
        "AWS::S3::Bucket" if of.properties.get("NotificationConfiguration").is_some() => {
            of.each("BucketName", notification)
        }
        _ => vec![],
    }
}

fn inline_policy(role: &str, name: &str) -> String {
    format!("inline policy {name} of role {role}")
}

fn notification(bucket: &str) -> String {
    format!("notification of bucket {bucket}")
}

/// Names, and inline policies that stand in the role itself.
fn of_name(kind: &str, of: &Properties<'_>) -> Vec<String> {
    let name = name_property(kind).and_then(|property| of.properties.get(property));
    let mut slots: Vec<_> =
        name.iter().map(|name| format!("{kind} named {}", spelled(name))).collect();
    if kind == "AWS::IAM::Role"
        && let Some(role) = name.and_then(|name| of.names.get(&spelled(name)))
    {
        let policies = of.properties["Policies"].as_array().into_iter().flatten();
        slots.extend(policies.map(|policy| inline_policy(role, &spelled(&policy["PolicyName"]))));
    }
    slots
}
