//! New domains.

use contract::custom_resources::deployed::NOT_CREATED;
use serde_json::{Value, json};

use crate::heard;
use crate::peer::{SECRET, refusal};
use crate::world::{Ask, World, refused, succeeded};
use crate::{PASSWORD, everything, properties};

#[tokio::test]
async fn a_domain_is_made_waited_for_and_given_its_master_user() {
    heard::begin();
    let world = World::new().await;
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    let id = succeeded(&answer);
    assert!(id.starts_with("aes-siem-domain-0f0f0f0f-"), "{id}");
    let data = &answer["Data"];
    assert_eq!(data["endpoint"], world.peer().address);
    assert_eq!(data["aoss_type"], "");
    assert_eq!(data["kibanaadmin"], "aesadmin");
    assert_eq!(data["admin_secret_arn"], SECRET);
    let console = data["admin_secret_console"].as_str().unwrap();
    assert!(console.starts_with("https://us-east-1.console.aws.amazon.com/secretsmanager/"));
    assert!(world.peer().master_password.as_deref() == Some(PASSWORD), "another password");
    for call in world.server.calls() {
        let operation = crate::peer::operation(&call.request);
        let holds = String::from_utf8_lossy(&call.request.body).contains(PASSWORD);
        assert_eq!(holds, operation == "UpdateDomainConfig", "{operation} and the password");
    }
    assert!(world.operations().len() > 10 && heard::text().contains("is being made"));
    assert!(!heard::text().contains(PASSWORD), "the password is in the log");
}

#[tokio::test]
async fn a_domain_without_options_is_small_and_safe() {
    let world = World::new().await;
    succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    let domain = world.peer().domain.clone().unwrap();
    assert_eq!(domain["EngineVersion"], "OpenSearch_2.19");
    assert_eq!(domain["ClusterConfig"]["InstanceType"], "t3.medium.search");
    assert_eq!(domain["ClusterConfig"]["InstanceCount"], 1);
    assert_eq!(domain["EBSOptions"]["VolumeSize"], 10);
    assert_eq!(domain["AdvancedSecurityOptions"]["Enabled"], true);
    let tls = &domain["DomainEndpointOptions"]["TLSSecurityPolicy"];
    assert_eq!(tls, "Policy-Min-TLS-1-2-PFS-2023-10");
    let policy: Value = serde_json::from_str(domain["AccessPolicies"].as_str().unwrap()).unwrap();
    let addresses = &policy["Statement"][1]["Condition"]["IpAddress"]["aws:SourceIp"];
    assert_eq!(addresses, &json!(["192.0.2.0/24", "198.51.100.7/32"]));
    let group = "/aws/OpenSearchService/domains/aes-siem/application-logs";
    assert_eq!(world.peer().log_groups[group], 14);
}

#[tokio::test]
async fn everything_that_is_said_is_so() {
    let world = World::new().await;
    succeeded(&world.ask(&Ask::create(properties(everything()))).await);
    let domain = world.peer().domain.clone().unwrap();
    assert_eq!(domain["EngineVersion"], "OpenSearch_2.17");
    assert_eq!(
        domain["ClusterConfig"],
        json!({
            "InstanceType": "r6g.xlarge.search", "InstanceCount": 3,
            "DedicatedMasterEnabled": true, "DedicatedMasterType": "m6g.large.search",
            "DedicatedMasterCount": 3, "WarmEnabled": true,
            "WarmType": "ultrawarm1.medium.search", "WarmCount": 2,
            "ColdStorageOptions": { "Enabled": true }, "ZoneAwarenessEnabled": true,
            "ZoneAwarenessConfig": { "AvailabilityZoneCount": 3 },
            "MultiAZWithStandbyEnabled": true,
        })
    );
    let disk = json!({
        "EBSEnabled": true, "VolumeType": "gp3", "VolumeSize": 500, "Iops": 3000,
        "Throughput": 250,
    });
    assert_eq!(domain["EBSOptions"], disk);
    assert_eq!(domain["DomainEndpointOptions"]["CustomEndpoint"], "siem.example.com");
    let start = &domain["OffPeakWindowOptions"]["OffPeakWindow"]["WindowStartTime"];
    assert_eq!(start, &json!({ "Hours": 2, "Minutes": 30 }));
    assert!(domain["AccessPolicies"].as_str().unwrap().contains("role/analyst"));
    let peer = world.peer();
    let days =
        |log: &str| peer.log_groups[&format!("/aws/OpenSearchService/domains/aes-siem/{log}")];
    assert_eq!(
        [
            days("audit-logs"),
            days("search-slow-logs"),
            days("index-slow-logs"),
            days("application-logs")
        ],
        [90, 7, 7, 30]
    );
    assert_eq!(domain["LogPublishingOptions"].as_object().unwrap().len(), 4);
}

#[tokio::test]
async fn a_domain_in_a_vpc_has_one_subnet_a_zone_and_the_services_role_first() {
    let world = World::new().await;
    let mut wanted = properties(json!({ "Zones": "2" }));
    wanted["SubnetIds"] = json!(["subnet-1", "subnet-2", "subnet-3"]);
    wanted["SecurityGroupIds"] = json!(["sg-1"]);
    let answer = world.ask(&Ask::create(wanted)).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["endpoint"], "vpc-aes-siem-abc.example.com");
    let peer = world.peer();
    assert!(peer.service_roles.contains("opensearchservice.amazonaws.com"));
    let vpc = &peer.domain.as_ref().unwrap()["VPCOptions"];
    assert_eq!(vpc["SubnetIds"], json!(["subnet-1", "subnet-2"]));
    assert_eq!(vpc["SecurityGroupIds"], json!(["sg-1"]));
}

#[tokio::test]
async fn a_role_that_the_service_does_not_know_yet_is_waited_for() {
    let world = World::new().await;
    world.peer().fault("CreateDomain", 1, refusal(400, "ValidationException", "invalid ARN"));
    succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
}

#[tokio::test]
async fn what_the_service_does_not_take_is_told() {
    let world = World::new().await;
    let words = "Invalid instance type: x9.large.search";
    world.peer().fault("CreateDomain", 9, refusal(400, "ValidationException", words));
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    refused(&answer, &["`aes-siem`: making it", words]);
    assert!(answer["PhysicalResourceId"].as_str().unwrap().starts_with("create-failed:"));
}

#[tokio::test]
async fn a_request_that_lambda_repeats_makes_one_domain_and_gets_one_answer() {
    let world = World::new().await;
    let ask = Ask::create(properties(json!({})));
    let event = world.event(&ask);
    world.invoke(event.clone()).await.unwrap();
    world.invoke(event).await.unwrap();
    assert_eq!(world.peer().schedules.len(), 1);
    world.visit_until_done().await;
    succeeded(&world.the_answer(&ask));
    assert_eq!(world.operations().iter().filter(|o| *o == "CreateDomain").count(), 1);
}

#[tokio::test]
async fn a_domain_that_takes_more_than_an_hour_is_a_failure_that_says_what_was_waited_for() {
    let world = World::new().await;
    world.peer().takes = 1_000;
    let answer = world.ask_for_too_long(&Ask::create(properties(json!({})))).await;
    refused(&answer, &["not done after 55 minutes", "domain `aes-siem` is being made"]);
}

#[tokio::test]
async fn visits_end_by_themselves_before_cloudformation_has_given_up() {
    let world = World::new().await;
    let event = world.event(&Ask::create(properties(json!({}))));
    world.invoke(event).await.unwrap();
    let schedule = world.peer().schedules.values().next().unwrap().clone();
    assert_eq!(schedule["ScheduleExpression"], "rate(1 minute)");
    assert_eq!(schedule["ActionAfterCompletion"], "DELETE");
    let visit = world.peer().visit().unwrap();
    let lives = schedule["EndDate"].as_u64().unwrap() - visit["RevisitSince"].as_u64().unwrap();
    assert_eq!(lives, 59 * 60);
}

#[tokio::test]
async fn schedules_that_cannot_be_made_fail_the_creation_with_their_reason() {
    let world = World::new().await;
    world.peer().fault(
        "CreateSchedule",
        9,
        refusal(403, "AccessDeniedException", "not authorized"),
    );
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    refused(&answer, &["scheduler:CreateSchedule", "AccessDeniedException"]);
}

#[tokio::test]
async fn properties_that_mean_nothing_are_told_by_their_names() {
    let world = World::new().await;
    for (name, value, words) in [
        ("Target", json!("elasticsearch"), "property `Target` is `elasticsearch`"),
        ("Name", json!("../other"), "property `Name` is `../other`"),
        ("Settings", json!({ "Zones": "many" }), "ResourceProperties.Settings.Zones"),
        ("Settings", json!({ "DataNodes": "x" }), "ResourceProperties.Settings.DataNodes"),
    ] {
        let mut wanted = properties(json!({}));
        wanted[name] = value;
        refused(&world.ask(&Ask::create(wanted)).await, &[words]);
    }
    assert_eq!(world.peer().domain, None);
}

#[tokio::test]
async fn properties_of_a_later_release_are_left_out() {
    let world = World::new().await;
    let mut wanted = properties(json!({ "Colour": "blue" }));
    wanted["Later"] = json!("x");
    let answer = world.ask(&Ask::create(wanted)).await;
    succeeded(&answer);
    assert_ne!(answer["Data"]["kibanaadmin"], NOT_CREATED);
}

#[tokio::test]
async fn an_event_of_nobody_is_refused() {
    let world = World::new().await;
    for event in [json!({}), json!({ "Step": "x" }), json!([]), json!({ "Step": "setSecret" })] {
        let failed = world.invoke(event).await.unwrap_err();
        assert_eq!(failed.error_type, "DeployEventUnknown");
    }
}
