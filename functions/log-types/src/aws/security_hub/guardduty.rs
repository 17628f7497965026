//! What a finding of GuardDuty's says in `ProductFields`.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ecs::{Document, Field, Value};

use super::product_field;

const INTERFACE: &str = "aws/guardduty/resource/instanceDetails/networkInterfaces.0_/";
const ACTION: &str = "aws/guardduty/service/action/";

/// The remote end in each kind of action, that of an address of four bytes first.
const REMOTE: &[&str] = &[
    "awsApiCallAction/remoteIpDetails/",
    "networkConnectionAction/remoteIpDetails/",
    "portProbeAction/portProbeDetails.0_/remoteIpDetails/",
    "kubernetesApiCallAction/remoteIpDetails/",
];

/// Source, destination and question.
pub(super) fn addresses(document: &mut Document<'_>) {
    let own = |name: String| product_field(document, &name).map(str::to_owned);
    let address = |name: String| own(name).filter(|text| text.parse::<IpAddr>().is_ok());

    let private = address(format!("{INTERFACE}privateIpAddress"));
    let public = address(format!("{INTERFACE}publicIp"));
    let local = address(format!("{ACTION}networkConnectionAction/localIpDetails/ipAddressV4"));
    let remote: Vec<String> = ["ipAddressV4", "ipAddressV6"]
        .iter()
        .flat_map(|kind| REMOTE.iter().map(move |end| format!("{ACTION}{end}{kind}")))
        .filter_map(address)
        .collect();
    let local_port = own(format!("{ACTION}portProbeAction/portProbeDetails.0_/localPortDetails/port"))
        .or_else(|| own(format!("{ACTION}networkConnectionAction/localPortDetails/port")));
    let remote_port = own(format!("{ACTION}networkConnectionAction/remotePortDetails/port"));
    let question = own(format!("{ACTION}dnsRequestAction/domain"));

    let all: BTreeSet<String> =
        remote.iter().chain(&private).chain(&public).chain(&local).cloned().collect();
    let destination = private.or(local);
    let source = remote.into_iter().next();
    set(document, ecs::DESTINATION_ADDRESS, destination.clone());
    set(document, ecs::DESTINATION_IP, destination);
    set(document, ecs::DESTINATION_NAT_IP, public);
    set(document, ecs::DESTINATION_PORT, local_port);
    set(document, ecs::SOURCE_ADDRESS, source.clone());
    set(document, ecs::SOURCE_IP, source);
    set(document, ecs::SOURCE_PORT, remote_port);
    set(document, ecs::DNS_QUESTION_NAME, question);
    if !all.is_empty() {
        document.set(ecs::RELATED_IP, Value::List(all.into_iter().map(Value::from).collect()));
    }
}

fn set(document: &mut Document<'_>, field: Field, value: Option<String>) {
    if let Some(value) = value {
        document.set(field, value);
    }
}

/// Which way an action goes; none if nothing goes anywhere.
pub(super) fn direction(document: &Document<'_>, is_file: bool) -> Option<String> {
    let field = |name: &str| product_field(document, &format!("{ACTION}{name}"));
    let direction = match field("actionType") {
        Some("NETWORK_CONNECTION") => {
            field("networkConnectionAction/connectionDirection").unwrap_or("unknown")
        }
        Some("DNS_REQUEST") => "outbound",
        _ if is_file => return None,
        _ => "inbound",
    };
    Some(direction.to_ascii_lowercase())
}
