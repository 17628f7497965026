//! Amazon GuardDuty: findings, as GuardDuty exports them or as EventBridge delivers them.
//!
//! `source` is who acts: in a finding about an outbound connection the instance, else the
//! remote end.
//!
//! Where a document differs from that of v2.10.4, beside what is new in it:
//! - A severity of 9 and over has the label `critical`; such findings lost all that follows
//!   from their type. Between 3.9 and 4, 6.9 and 7, 8.9 and 9 the lower label counts.
//! - `cloud.account.id` and `cloud.region` are those of the finding, and not those of the
//!   administrator's account that delivers it.
//! - The port and the city of a port probe are found, the city of who called Kubernetes,
//!   and the address of who tried to sign in to a database (`rdsLoginAttemptAction`).
//! - `related.ip` has all who probed.
//! - A finding whose type has another form keeps its severity.
//! - An object in `service.additionalInfo.unusual` is JSON text, and was Python's; texts in a
//!   list stay so.
//!
//! Fields: <https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html>

use contract::log_spec::{
    DocumentId, EcsMapping, Enrichment, Format, IndexSettings, LogSpec, StaticField, Texts,
    Timestamp, TimestampFormat,
};
use contract::sources;
use ecs::{Document, Value};

use crate::log_type::Definition;
use crate::notes::Notes;
use crate::steps::finding_type::{FindingType, exchange_ends};

mod fields;

/// Amazon GuardDuty.
pub(crate) const GUARDDUTY: Definition = Definition::new(
    LogSpec::new(
        "guardduty",
        "log-aws-guardduty",
        sources::GUARDDUTY.pattern,
        Format::JSON,
        Timestamp::new("updatedAt", TimestampFormat::Iso8601),
    )
    .document_id(DocumentId::Fields(Texts::of(&["id", "service.count"])))
    .ecs(ECS)
    .static_fields(STATIC)
    .enrichment(
        Enrichment::NOTHING
            .geo(&["source", "destination"])
            .indicator_ips(&["source.ip", "destination.ip"])
            .indicator_domains(&["dns.question.name"]),
    )
    .fields(fields::FIELDS)
    .index_settings(IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None }),
)
.refined_by(refine);

const ECS: &[EcsMapping] = &[
    ecs::CLOUD_ACCOUNT_ID.from("accountId"),
    ecs::CLOUD_INSTANCE_ID.from("resource.instanceDetails.instanceId"),
    ecs::CLOUD_REGION.from("region"),
    ecs::DESTINATION_ADDRESS.from_first(LOCAL_IP),
    ecs::DESTINATION_IP.from_first(LOCAL_IP),
    ecs::DESTINATION_NAT_IP.from("resource.instanceDetails.networkInterfaces.0.publicIp"),
    ecs::DESTINATION_PORT.from_first(&[
        "service.action.portProbeAction.portProbeDetails.0.localPortDetails.port",
        "service.action.networkConnectionAction.localPortDetails.port",
    ]),
    ecs::DNS_QUESTION_NAME.from("service.action.dnsRequestAction.domain"),
    ecs::EVENT_SEVERITY.from("severity"),
    ecs::RELATED_IP.from_all(&[
        "resource.instanceDetails.networkInterfaces.0.privateIpAddress",
        "service.action.networkConnectionAction.localIpDetails.ipAddressV4",
        "resource.instanceDetails.networkInterfaces.0.publicIp",
        "service.action.awsApiCallAction.remoteIpDetails.ipAddressV4",
        "service.action.networkConnectionAction.remoteIpDetails.ipAddressV4",
        "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.ipAddressV4",
        "service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV4",
        "service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV4",
        "service.action.awsApiCallAction.remoteIpDetails.ipAddressV6",
        "service.action.networkConnectionAction.remoteIpDetails.ipAddressV6",
        "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.ipAddressV6",
        "service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV6",
        "service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV6",
        "service.action.kubernetesApiCallAction.sourceIPs",
    ]),
    ecs::RELATED_USER.from_all(&["resource.accessKeyDetails.userName"]),
    ecs::RULE_DESCRIPTION.from("description"),
    ecs::RULE_ID.from("type"),
    ecs::RULE_NAME.from("title"),
    ecs::SOURCE_ADDRESS.from_first(REMOTE_IP),
    ecs::SOURCE_GEO_CITY_NAME.from_first(&[
        "service.action.awsApiCallAction.remoteIpDetails.city.cityName",
        "service.action.networkConnectionAction.remoteIpDetails.city.cityName",
        "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.city.cityName",
        "service.action.kubernetesApiCallAction.remoteIpDetails.city.cityName",
        "service.action.rdsLoginAttemptAction.remoteIpDetails.city.cityName",
    ]),
    ecs::SOURCE_GEO_COUNTRY_NAME.from_first(&[
        "service.action.awsApiCallAction.remoteIpDetails.country.countryName",
        "service.action.networkConnectionAction.remoteIpDetails.country.countryName",
        "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.country.countryName",
        "service.action.kubernetesApiCallAction.remoteIpDetails.country.countryName",
        "service.action.rdsLoginAttemptAction.remoteIpDetails.country.countryName",
    ]),
    ecs::SOURCE_IP.from_first(REMOTE_IP),
    ecs::SOURCE_PORT.from("service.action.networkConnectionAction.remotePortDetails.port"),
    ecs::USER_ID.from("resource.accessKeyDetails.accessKeyId"),
    ecs::USER_NAME.from("resource.accessKeyDetails.userName"),
];

const LOCAL_IP: &[&str] = &[
    "resource.instanceDetails.networkInterfaces.0.privateIpAddress",
    "service.action.networkConnectionAction.localIpDetails.ipAddressV4",
];

const REMOTE_IP: &[&str] = &[
    "service.action.awsApiCallAction.remoteIpDetails.ipAddressV4",
    "service.action.networkConnectionAction.remoteIpDetails.ipAddressV4",
    "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.ipAddressV4",
    "service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV4",
    "service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV4",
    "service.action.awsApiCallAction.remoteIpDetails.ipAddressV6",
    "service.action.networkConnectionAction.remoteIpDetails.ipAddressV6",
    "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.ipAddressV6",
    "service.action.kubernetesApiCallAction.remoteIpDetails.ipAddressV6",
    "service.action.rdsLoginAttemptAction.remoteIpDetails.ipAddressV6",
];

/// Where GuardDuty says where the remote end is.
const LOCATIONS: &[&str] = &[
    "service.action.awsApiCallAction.remoteIpDetails.geoLocation",
    "service.action.networkConnectionAction.remoteIpDetails.geoLocation",
    "service.action.portProbeAction.portProbeDetails.0.remoteIpDetails.geoLocation",
];

const PROBES: &str = "service.action.portProbeAction.portProbeDetails";

const STATIC: &[StaticField] =
    &[ecs::EVENT_KIND.is("alert"), ecs::EVENT_CATEGORY.is_all(&["intrusion_detection"])];

fn refine(document: &mut Document<'_>, notes: &mut Notes) {
    if let Some(name) = document.text_at(ecs::RULE_NAME.path) {
        let name = name.trim().trim_end_matches('.').to_owned();
        document.set(ecs::RULE_NAME, name);
    }
    if let Some(label) = label(document) {
        document.insert("severitylabel", label);
    }
    // An object, which the mapping of ECS fields does not take.
    let location = LOCATIONS.iter().find_map(|path| document.at(path)).cloned();
    if let Some(location) = location {
        document.set(ecs::SOURCE_GEO_LOCATION, location);
    }
    all_probes(document);
    of_type(document, notes);
}

fn label(document: &Document<'_>) -> Option<&'static str> {
    let (Value::Number(digits) | Value::Text(digits)) = document.get("severity")? else {
        return None;
    };
    let severity: f64 = digits.parse().ok()?;
    Some(match severity {
        ..4.0 => "low",
        ..7.0 => "medium",
        ..9.0 => "high",
        _ => "critical",
    })
}

/// Adds the addresses of those behind the first who probed a port.
fn all_probes(document: &mut Document<'_>) {
    let probes = document.at(PROBES).and_then(Value::as_list).unwrap_or_default();
    let others = probes.iter().skip(1).filter_map(|probe| {
        let probe = probe.as_object()?;
        let address = probe.text_at("remoteIpDetails.ipAddressV4");
        address.or_else(|| probe.text_at("remoteIpDetails.ipAddressV6"))
    });
    let others: Vec<String> = others.map(str::to_owned).collect();
    if others.is_empty() {
        return;
    }
    let known = document.at(ecs::RELATED_IP.path).and_then(Value::as_list).unwrap_or_default();
    let known = known.iter().filter_map(Value::as_text).map(str::to_owned);
    let all: std::collections::BTreeSet<String> = known.chain(others).collect();
    document.set(ecs::RELATED_IP, Value::List(all.into_iter().map(Value::from).collect()));
}

/// What follows from the finding's type, and who did what to whom.
fn of_type(document: &mut Document<'_>, notes: &mut Notes) {
    let Some(kind) = document.text_at("type").map(str::to_owned) else { return };
    let Some(kind) = FindingType::parse(&kind) else {
        notes.problem("`type` has not the form of a finding's type");
        return;
    };
    kind.add_to(document);
    if let Some(direction) = direction(document, kind) {
        document.set(ecs::NETWORK_DIRECTION, direction.to_ascii_lowercase());
        if direction == "OUTBOUND" {
            exchange_ends(document);
        }
    }
    if kind.is_malware() {
        document.set(ecs::EVENT_CATEGORY, "malware");
    }
}

fn direction(document: &Document<'_>, kind: FindingType<'_>) -> Option<String> {
    let direction = match document.text_at("service.action.actionType") {
        Some("NETWORK_CONNECTION") => {
            let path = "service.action.networkConnectionAction.connectionDirection";
            document.text_at(path).unwrap_or("UNKNOWN")
        }
        Some("DNS_REQUEST") => "OUTBOUND",
        _ if kind.is_file() || kind.purpose == "AttackSequence" => return None,
        _ => "INBOUND",
    };
    Some(direction.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use crate::testing;

    fn document(record: &Json) -> Json {
        testing::document("guardduty", record)
    }

    fn finding(kind: &str, severity: f64, action: &Json) -> Json {
        document(&json!({
            "id": "x", "type": kind, "severity": severity, "title": "A title. ",
            "updatedAt": "2026-11-24T06:00:00.000Z",
            "resource": {"instanceDetails": {"networkInterfaces": [
                {"privateIpAddress": "10.0.0.1", "publicIp": "198.51.100.1"}]}},
            "service": {"count": 3, "action": action},
        }))
    }

    const BRUTE_FORCE: &str = "UnauthorizedAccess:EC2/SSHBruteForce";

    #[test]
    fn a_severity_of_9_or_near_it_has_a_label_and_costs_nothing() {
        for (severity, label) in [
            (3.9, "low"),
            (3.95, "low"),
            (4.0, "medium"),
            (6.95, "medium"),
            (8.9, "high"),
            (8.95, "high"),
            (9.0, "critical"),
            (9.5, "critical"),
            (10.0, "critical"),
        ] {
            let found = finding(BRUTE_FORCE, severity, &json!({}));
            assert_eq!(found["severitylabel"], label, "{severity}");
            assert_eq!(found["ThreatFamilyName"], "SSHBruteForce");
            assert_eq!(found["error"], json!(null));
        }
    }

    #[test]
    fn an_outbound_connection_has_the_instance_as_its_source() {
        let action = |direction: &str| {
            json!({
                "actionType": "NETWORK_CONNECTION",
                "networkConnectionAction": {
                    "connectionDirection": direction,
                    "remoteIpDetails": {"ipAddressV4": "203.0.113.9"},
                    "remotePortDetails": {"port": 443},
                    "localPortDetails": {"port": 39000},
                },
            })
        };
        let inbound = finding(BRUTE_FORCE, 5.0, &action("INBOUND"));
        assert_eq!(inbound["source"]["ip"], "203.0.113.9");
        assert_eq!(inbound["network"]["direction"], "inbound");
        let outbound = finding("Backdoor:EC2/C&CActivity.B!DNS", 8.0, &action("OUTBOUND"));
        assert_eq!(outbound["source"]["ip"], "10.0.0.1");
        assert_eq!(outbound["source"]["nat"]["ip"], "198.51.100.1");
        assert_eq!(outbound["destination"]["ip"], "203.0.113.9");
        assert_eq!(outbound["destination"]["port"], 443);
        assert_eq!(outbound["event"]["category"], "malware");
        let unknown = finding(BRUTE_FORCE, 5.0, &json!({"actionType": "NETWORK_CONNECTION"}));
        assert_eq!(unknown["network"]["direction"], "unknown");
    }

    #[test]
    fn a_question_goes_out_and_a_file_goes_nowhere() {
        let asked = json!({"actionType": "DNS_REQUEST", "dnsRequestAction": {"domain": "x.test"}});
        let found = finding("Trojan:EC2/DGADomainRequest.C!DNS", 8.0, &asked);
        assert_eq!(found["source"]["ip"], "10.0.0.1");
        assert_eq!(found["destination"], json!(null));
        let found = finding("Execution:EC2/MaliciousFile", 8.0, &json!({}));
        assert_eq!(found["network"], json!(null));
        assert_eq!(found["event"]["category"], "malware");
    }

    #[test]
    fn the_port_and_all_addresses_of_a_port_probe_are_found() {
        let probe = |address: &str| {
            json!({
                "localPortDetails": {"port": 22},
                "remoteIpDetails": {"ipAddressV4": address, "city": {"cityName": "Example"}},
            })
        };
        let details = json!([probe("203.0.113.9"), probe("203.0.113.8")]);
        let action =
            json!({"actionType": "PORT_PROBE", "portProbeAction": {"portProbeDetails": details}});
        let found = finding("Recon:EC2/PortProbeUnprotectedPort", 2.0, &action);
        assert_eq!(found["destination"]["port"], 22);
        assert_eq!(found["source"]["geo"]["city_name"], "Example");
        let expected = json!(["10.0.0.1", "198.51.100.1", "203.0.113.8", "203.0.113.9"]);
        assert_eq!(found["related"]["ip"], expected);
    }

    #[test]
    fn updates_of_a_finding_are_documents_about_one_thing() {
        let record = |count: u32| json!({"id": "x", "service": {"count": count}});
        let found = testing::loaded("guardduty", "AWSLogs/GuardDuty/x", &record(3));
        assert_eq!((&found["id"], &found["document"]["@id"]), (&json!("x_3"), &json!("x")));
    }

    #[test]
    fn a_finding_is_of_its_own_account() {
        let found = document(&json!({"accountId": "444455556666", "region": "eu-west-1"}));
        assert_eq!(found["cloud"]["account"]["id"], "444455556666");
        assert_eq!(found["cloud"]["region"], "eu-west-1");
    }
}
