use contract::custom_resources::{CustomEndpoint, DomainLogs, Storage};

use super::*;

/// A domain that v2.10.4 has made and somebody has enlarged: three r6g nodes, a TiB each.
fn domain(change: impl FnOnce(&mut Value)) -> Domain {
    let mut status = json!({
        "ARN": "arn:aws:es:eu-west-1:111122223333:domain/aes-siem",
        "Endpoint": "search-aes-siem-abc.eu-west-1.es.amazonaws.com",
        "EngineVersion": "OpenSearch_2.11",
        "ClusterConfig": {
            "InstanceType": "r6g.large.search", "InstanceCount": 3,
            "DedicatedMasterEnabled": false, "ZoneAwarenessEnabled": true,
            "ZoneAwarenessConfig": { "AvailabilityZoneCount": 3 }, "WarmEnabled": false,
        },
        "EBSOptions": {
            "EBSEnabled": true, "VolumeType": "gp3", "VolumeSize": 1024, "Iops": 3072,
            "Throughput": 250,
        },
        "AccessPolicies": "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
    });
    change(&mut status);
    Domain::read("aes-siem", json!({ "DomainStatus": status })).unwrap()
}

fn plan_of(domain: &Domain, before: &DomainSettings, wanted: &DomainSettings) -> Plan {
    let place = Place {
        partition: "aws".into(),
        region: "eu-west-1".into(),
        account: "111122223333".into(),
    };
    Comparison { domain, place: &place, before, wanted }.plan()
}

/// What an update does that says this for the first time.
fn plan(wanted: &DomainSettings) -> Plan {
    plan_of(&domain(|_| ()), &DomainSettings::default(), wanted)
}

fn settings(json: Value) -> DomainSettings {
    serde_json::from_value(json).unwrap()
}

#[test]
fn nothing_said_is_nothing_done() {
    assert_eq!(plan(&DomainSettings::default()), Plan::default());
}

#[test]
fn what_is_so_already_is_not_sent() {
    let wanted = settings(json!({
        "EngineVersion": "OpenSearch_2.11", "Zones": "3", "Standby": "false",
        "DataNodes": { "InstanceType": "r6g.large.search", "Count": "3" },
        "Storage": { "VolumeType": "gp3", "SizeGib": "1024" },
    }));
    assert_eq!(plan(&wanted), Plan::default());
}

#[test]
fn only_what_is_new_since_the_last_update_is_sent_and_the_rest_is_told() {
    let before = settings(json!({ "DataNodes": { "Count": "6" }, "Zones": "2" }));
    let wanted =
        settings(json!({ "DataNodes": { "Count": "6" }, "Zones": "2", "Standby": "true" }));
    let plan = plan_of(&domain(|_| ()), &before, &wanted);
    assert_eq!(
        json!(plan.update),
        json!({ "ClusterConfig": { "MultiAZWithStandbyEnabled": true } })
    );
    assert_eq!(
        plan.differs,
        ["data_nodes.count is `3` and `6` was said", "zones is `3` and `2` was said"]
    );
}

#[test]
fn a_disk_is_sent_whole_and_the_rest_of_it_as_found() {
    let wanted = settings(json!({ "Storage": { "SizeGib": "2048" } }));
    assert_eq!(
        json!(plan(&wanted).update),
        json!({ "EBSOptions": {
            "EBSEnabled": true, "VolumeType": "gp3", "VolumeSize": 2048, "Iops": 3072,
            "Throughput": 250,
        } })
    );
    let wanted = DomainSettings {
        storage: Some(Storage { volume_type: Some("gp2".into()), ..Storage::default() }),
        ..DomainSettings::default()
    };
    let sent = &plan(&wanted).update["EBSOptions"];
    assert!(sent.get("Iops").is_none() && sent.get("Throughput").is_none(), "{sent}");
}

#[test]
fn nodes_of_a_new_kind_come_with_what_was_not_said() {
    let wanted =
        settings(json!({ "WarmNodes": { "Count": "3" }, "MasterNodes": { "Count": "3" } }));
    assert_eq!(
        json!(plan(&wanted).update),
        json!({ "ClusterConfig": {
            "DedicatedMasterEnabled": true, "DedicatedMasterType": MASTER,
            "DedicatedMasterCount": 3,
            "WarmEnabled": true, "WarmType": WARM, "WarmCount": 3,
        } })
    );
}

#[test]
fn an_engine_goes_up_and_never_down() {
    let up = plan(&settings(json!({ "EngineVersion": "OpenSearch_2.19" })));
    assert_eq!(up.upgrade.as_deref(), Some("OpenSearch_2.19"));
    let down = plan(&settings(json!({ "EngineVersion": "OpenSearch_1.3" })));
    assert_eq!(down.upgrade, None);
    assert!(down.refused[0].contains("is OpenSearch_2.11 and cannot become OpenSearch_1.3"));
    let none = plan(&settings(json!({ "EngineVersion": "2.19" })));
    assert!(none.refused[0].contains("wanted is one such as OpenSearch_2.19"), "{none:?}");
}

#[test]
fn less_room_is_noticed_whether_nodes_or_disks_get_fewer() {
    for (wanted, gib) in [
        (json!({ "DataNodes": { "Count": "2" } }), Some(2048)),
        (json!({ "Storage": { "SizeGib": "100" } }), Some(300)),
        (json!({ "DataNodes": { "Count": "6" }, "Storage": { "SizeGib": "512" } }), None),
        (json!({ "DataNodes": { "Count": "4" } }), None),
    ] {
        assert_eq!(plan(&settings(wanted.clone())).shrinks_to_gib, gib, "{wanted}");
    }
}

#[test]
fn cold_storage_is_not_turned_off() {
    let cold = domain(|status| {
        status["ClusterConfig"]["ColdStorageOptions"] = json!({ "Enabled": true });
    });
    let wanted = settings(json!({ "ColdStorage": "false" }));
    let plan = plan_of(&cold, &DomainSettings::default(), &wanted);
    assert!(plan.refused[0].contains("would be lost") && plan.update.is_empty(), "{plan:?}");
}

#[test]
fn other_zones_of_a_domain_in_a_vpc_are_refused() {
    let inside = domain(|status| {
        status["VPCOptions"] = json!({ "VPCId": "vpc-1", "SubnetIds": ["subnet-1"] });
        status["ClusterConfig"]["ZoneAwarenessEnabled"] = json!(false);
    });
    let plan = plan_of(&inside, &DomainSettings::default(), &settings(json!({ "Zones": "2" })));
    assert!(plan.refused[0].contains("1 subnet(s)") && plan.update.is_empty(), "{plan:?}");
}

#[test]
fn principals_come_and_go_and_are_not_sent_again() {
    let roles = vec!["arn:aws:iam::111122223333:role/analyst".to_owned()];
    let with = DomainSettings { principals: roles.clone(), ..DomainSettings::default() };
    let sent = plan(&with).update["AccessPolicies"].as_str().unwrap().to_owned();
    assert!(sent.contains("role/analyst"), "{sent}");
    let has = domain(|status| status["AccessPolicies"] = json!(sent));
    assert!(plan_of(&has, &DomainSettings::default(), &with).is_empty());
    let without = plan_of(&has, &with, &DomainSettings::default());
    assert!(!without.update["AccessPolicies"].as_str().unwrap().contains("analyst"));
}

#[test]
fn a_log_that_somebody_publishes_elsewhere_stays_there() {
    let wanted = DomainSettings {
        logs: Some(DomainLogs { audit_days: Some(90), ..DomainLogs::default() }),
        ..DomainSettings::default()
    };
    let first = plan(&wanted);
    assert_eq!(first.logs.len(), 1);
    let arn = &first.update["LogPublishingOptions"]["AUDIT_LOGS"]["CloudWatchLogsLogGroupArn"];
    assert_eq!(
        arn,
        "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/OpenSearchService/domains/aes-siem/audit-logs"
    );
    let publishing = |arn: &str| {
        let arn = arn.to_owned();
        domain(move |status| {
            status["LogPublishingOptions"]["AUDIT_LOGS"] =
                json!({ "Enabled": true, "CloudWatchLogsLogGroupArn": arn });
        })
    };
    let ours = publishing(&format!("{}:*", arn.as_str().unwrap()));
    let again = plan_of(&ours, &wanted, &wanted);
    assert!(again.is_empty() && again.differs.is_empty(), "{again:?}");
    let theirs = publishing("arn:aws:logs:eu-west-1:111122223333:log-group:/soc/audit");
    let plan = plan_of(&theirs, &DomainSettings::default(), &wanted);
    assert!(plan.is_empty() && plan.differs[0].contains("stays there"), "{plan:?}");
}

#[test]
fn maintenance_and_the_name_of_ones_own_are_read_back_as_sent() {
    let wanted = DomainSettings {
        off_peak_window: Some("02:30".to_owned()),
        custom_endpoint: Some(CustomEndpoint {
            host: "siem.example.com".to_owned(),
            certificate_arn: "arn:aws:acm:eu-west-1:111122223333:certificate/1".to_owned(),
        }),
        ..DomainSettings::default()
    };
    let sent = plan(&wanted).update;
    let has = domain(|status| {
        status.as_object_mut().unwrap().extend(sent.clone());
    });
    assert_eq!(sent.len(), 2);
    assert!(plan_of(&has, &DomainSettings::default(), &wanted).is_empty());
    let bad = settings(json!({ "OffPeakWindow": "at night" }));
    assert!(plan(&bad).refused[0].contains("is no time"));
}
