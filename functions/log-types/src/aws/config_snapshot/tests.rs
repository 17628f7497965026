use serde_json::{Value as Json, json};

use crate::testing;

const KEY: &str = "AWSLogs/111122223333/Config/us-east-1/2026/11/24/ConfigSnapshot/\
                   111122223333_Config_us-east-1_ConfigSnapshot_20261124T060000Z_x.json.gz";

fn document(kind: &str, configuration: &Json) -> Json {
    let record = json!({
        "resourceType": kind, "resourceId": "id", "resourceName": "198.51.100.1",
        "configuration": configuration,
    });
    testing::loaded("config-snapshot", KEY, &record)["document"].clone()
}

#[test]
fn a_nat_gateways_private_and_public_addresses_are_both_related() {
    let addresses = json!([
        {"publicIp": "198.51.100.2", "privateIp": "10.0.0.1"},
        {"publicIp": null, "privateIp": "10.0.0.2"},
    ]);
    let found = document("AWS::EC2::NatGateway", &json!({ "natGatewayAddresses": addresses }));
    assert_eq!(found["related"]["ip"], json!(["10.0.0.1", "10.0.0.2", "198.51.100.2"]));
    let found = document("AWS::EC2::NatGateway", &json!({"natGatewayAddresses": []}));
    assert_eq!(found["related"], json!(null));
}

#[test]
fn a_snapshots_time_is_in_its_key() {
    assert_eq!(document("x", &json!({}))["@timestamp"], "2026-11-24T06:00:00+00:00");
}

#[test]
fn addresses_of_interfaces_are_related() {
    let interface = json!({"privateIpAddresses": [
        {"privateIpAddress": "10.0.0.1", "association": {"publicIp": "198.51.100.2"}}]});
    let expected = json!(["10.0.0.1", "198.51.100.2"]);
    let found = document("AWS::EC2::NetworkInterface", &interface);
    assert_eq!(found["related"]["ip"], expected);
    let found = document("AWS::EC2::Instance", &json!({ "networkInterfaces": [interface] }));
    assert_eq!(found["related"]["ip"], expected);
    assert_eq!(found["related"]["hosts"], json!(["id"]));
    let found = document("AWS::EC2::EIP", &json!({"privateIpAddress": "10.0.0.1"}));
    assert_eq!(found["related"]["ip"], json!(["10.0.0.1", "198.51.100.1"]));
}

#[test]
fn a_compliance_is_about_an_instance_or_a_user() {
    let about = |id: &str| {
        let record = json!({"resourceType": "AWS::Config::ResourceCompliance", "resourceId": id});
        testing::loaded("config-snapshot", KEY, &record)["document"].clone()
    };
    let found = about("AWS::EC2::Instance/i-0123456789abcdef0");
    assert_eq!(found["cloud"]["instance"]["id"], "i-0123456789abcdef0");
    assert_eq!(found["user"], json!(null));
    assert_eq!(about("AWS::IAM::User/AIDAEXAMPLE")["user"]["id"], "AIDAEXAMPLE");
}

#[test]
fn fields_that_contradict_each_other_between_resources_are_of_one_kind() {
    for (given, expected) in [
        (json!({"owner": {"id": "x"}}), json!({"owner_id": "x"})),
        (
            json!({"state": {"code": 16, "name": "running"}}),
            json!({"state_code": 16, "state_name": "running"}),
        ),
        (json!({"state": "active"}), json!({"state": "active"})),
        (
            json!({"stateReason": "idle", "stateReasonCode": "Idle"}),
            json!({"stateReason": {"message": "idle", "code": "Idle"}}),
        ),
        (json!({"securityGroups": ["sg-1"]}), json!({"securityGroups": [{"groupId": "sg-1"}]})),
        (json!({"subnets": ["s-1"]}), json!({"subnets": [{"subnetIdentifier": "s-1"}]})),
        (json!({"endpoint": "x.test"}), json!({"endpoint": {"address": "x.test"}})),
        (json!({"iamInstanceProfile": "arn"}), json!({"iamInstanceProfile": {"arn": "arn"}})),
        (
            json!({"status": {"code": "active", "message": "Active"}}),
            json!({"status": "active", "status_message": "Active"}),
        ),
        (
            json!({"rules": [{"statement": {"a": 1}}]}),
            json!({"rules": [{"statement": "{\"a\":1}"}]}),
        ),
        (
            json!({"CreationTime": 1_795_500_000.5}),
            json!({"CreationTime": "2026-11-24T06:00:00.500000+00:00"}),
        ),
        (
            json!({"createTime": "Nov 24, 2026, 6:00:00 AM"}),
            json!({"createTime": "2026-11-24T06:00:00+00:00"}),
        ),
    ] {
        let found = document("x", &given);
        assert_eq!(found["configuration"], expected);
        assert_eq!(found["error"], json!(null));
    }
}

#[test]
fn an_object_with_names_from_outside_is_a_list() {
    let content = json!({"a": {"Name": "x"}, "b": {"Name": "y"}});
    let configuration = json!({"AWS:Application": {"Content": content}});
    let found = document("AWS::SSM::ManagedInstanceInventory", &configuration);
    let found = &found["configuration"]["AWS:Application"]["Content"];
    assert_eq!(*found, json!([{"Name": "x"}, {"Name": "y"}]));
}
