//! The addresses of a resource.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ecs::{Document, Value};

/// The addresses of a resource of this type and name, sorted.
pub(super) fn of(document: &Document<'_>, kind: &str, name: &str) -> BTreeSet<String> {
    let mut found = Found::default();
    let Some(configuration) = document.get("configuration").and_then(Value::as_object) else {
        return found.0;
    };
    match kind {
        "AWS::EC2::EIP" => {
            found.add(Some(name));
            found.add(configuration.text_at("privateIpAddress"));
        }
        "AWS::EC2::Instance" => {
            for interface in objects(configuration, "networkInterfaces") {
                found.add_interface(interface);
            }
        }
        "AWS::EC2::NetworkInterface" => found.add_interface(configuration),
        "AWS::EC2::NatGateway" => {
            for address in objects(configuration, "natGatewayAddresses") {
                found.add(address.text_at("privateIp"));
                found.add(address.text_at("publicIp"));
            }
        }
        "AWS::SSM::ManagedInstanceInventory" => {
            let Some(Value::Object(network)) = configuration.get("AWS:Network") else {
                return found.0;
            };
            for interface in objects(network, "Content") {
                found.add(interface.text_at("IPV4"));
                found.add(interface.text_at("IPV6"));
            }
        }
        _ => {}
    }
    found.0
}

#[derive(Default)]
struct Found(BTreeSet<String>);

impl Found {
    fn add(&mut self, text: Option<&str>) {
        if let Some(text) = text.filter(|text| text.parse::<IpAddr>().is_ok()) {
            self.0.insert(text.to_owned());
        }
    }

    fn add_interface(&mut self, interface: &Document<'_>) {
        for address in objects(interface, "privateIpAddresses") {
            self.add(address.text_at("privateIpAddress"));
            self.add(address.text_at("association.publicIp"));
        }
    }
}

fn objects<'d, 'a>(
    object: &'d Document<'a>,
    name: &str,
) -> impl Iterator<Item = &'d Document<'a>> {
    let elements = object.get(name).and_then(Value::as_list).unwrap_or_default();
    elements.iter().filter_map(Value::as_object)
}
