//! The resources that a finding is about.

use std::collections::BTreeSet;

use ecs::{Document, Value};

/// What the resources say, of which the last counts; addresses add up.
#[derive(Default)]
struct Found {
    instance: Option<String>,
    user_id: Option<String>,
    user_name: Option<String>,
    addresses: BTreeSet<String>,
}

/// Instance, user and addresses.
pub(super) fn refine(document: &mut Document<'_>) {
    let mut found = Found::default();
    let resources = document.get("Resources").and_then(Value::as_list).unwrap_or_default();
    for resource in resources.iter().filter_map(Value::as_object) {
        found.add(resource);
    }
    let Found { instance, user_id, user_name, mut addresses } = found;
    let user: Vec<Value<'_>> =
        user_id.iter().chain(&user_name).map(|text| Value::from(text.clone())).collect();
    if !user.is_empty() {
        document.set(ecs::RELATED_USER, Value::List(user));
    }
    for (field, value) in [(ecs::USER_ID, user_id), (ecs::USER_NAME, user_name)] {
        if let Some(value) = value {
            document.set(field, value);
        }
    }
    if let Some(instance) = instance {
        document.set(ecs::RELATED_HOSTS, Value::List(vec![instance.clone().into()]));
        document.set(ecs::CLOUD_INSTANCE_ID, instance);
    }
    if !addresses.is_empty() {
        let known = document.at(ecs::RELATED_IP.path).and_then(Value::as_list).unwrap_or_default();
        addresses.extend(known.iter().filter_map(Value::as_text).map(str::to_owned));
        let addresses = addresses.into_iter().map(Value::from).collect();
        document.set(ecs::RELATED_IP, Value::List(addresses));
    }
}

impl Found {
    fn add(&mut self, resource: &Document<'_>) {
        let id = resource.text_at("Id").unwrap_or_default();
        let behind = |mark: char| id.rsplit(mark).next().map(str::to_owned);
        match resource.text_at("Type") {
            Some("AwsEc2Instance") => {
                self.instance = behind('/');
                self.add_addresses(resource);
            }
            Some("AwsEc2Volume") => {
                let path = "Details.AwsEc2Volume.Attachments.0.InstanceId";
                if let Some(instance) = resource.text_at(path) {
                    self.instance = Some(instance.to_owned());
                }
            }
            Some("AwsIamAccessKey") => {
                let details = |name: &str| {
                    resource.text_at(&["Details.AwsIamAccessKey.", name].concat()).map(str::to_owned)
                };
                let key = behind(':').filter(|key| key != "null");
                // Who has no key: the principal, without the name of a session.
                let principal = || Some(details("PrincipalId")?.split(':').next()?.to_owned());
                self.user_id = key.or_else(principal);
                self.user_name = details("PrincipalName").or(self.user_name.take());
            }
            Some("AwsIamRole") => self.user_name = behind('/'),
            _ => {}
        }
    }

    fn add_addresses(&mut self, resource: &Document<'_>) {
        for path in
            ["Details.AwsEc2Instance.IpV4Addresses", "Details.AwsEc2Instance.IpV6Addresses"]
        {
            let list = resource.at(path).and_then(Value::as_list).unwrap_or_default();
            let texts = list.iter().filter_map(Value::as_text);
            let addresses = texts.filter(|text| text.parse::<std::net::IpAddr>().is_ok());
            self.addresses.extend(addresses.map(str::to_owned));
        }
    }
}
