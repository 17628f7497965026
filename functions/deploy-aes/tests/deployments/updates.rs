//! Changes of a domain that is in use.

use serde_json::{Value, json};

use crate::peer::{SECRET, refusal};
use crate::world::{Ask, World, refused, succeeded};
use crate::{everything, original, properties};

/// An id of v2.10.4.
const ORIGINAL: &str = "aes-siem-domain-2.10.4-ABCDEFGH";

fn update(old: Value, new: Value) -> Ask {
    Ask::update(ORIGINAL, properties(old), properties(new))
}

#[track_caller]
fn nothing_changed(world: &World) {
    let calls = world.operations();
    let changing = ["Create", "Update", "Upgrade", "Delete", "Put"];
    let changing = |call: &&String| changing.iter().any(|verb| call.starts_with(verb));
    let found: Vec<_> = calls.iter().filter(changing).collect();
    assert!(found.iter().all(|call| *call == "DeleteSchedule"), "{found:?}");
}

#[tokio::test]
async fn the_first_update_from_v2_10_4_changes_nothing_of_its_domain() {
    let world = World::with_original().await;
    let before = world.peer().domain.clone();
    let answer = world.ask(&Ask::update(ORIGINAL, original(), properties(json!({})))).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["endpoint"], world.peer().address);
    assert_eq!(answer["Data"]["aoss_type"], "");
    assert_eq!(answer["Data"]["kibanaadmin"], "aesadmin", "as v2.10.4's own Update says");
    assert_eq!(answer["Data"]["admin_secret_arn"], "NOT_CREATED");
    assert_eq!(world.peer().domain, before);
    nothing_changed(&world);
}

#[tokio::test]
async fn nor_does_it_where_the_service_is_at_work() {
    let world = World::with_original().await;
    {
        let mut peer = world.peer();
        peer.domain.as_mut().unwrap()["DomainProcessingStatus"] = json!("UpdatingServiceSoftware");
        peer.left = 9;
    }
    succeeded(&world.ask(&Ask::update(ORIGINAL, original(), properties(json!({})))).await);
    nothing_changed(&world);
}

#[tokio::test]
async fn and_back_to_v2_10_4_and_to_ours_again() {
    let world = World::with_original().await;
    for (old, new) in [
        (original(), properties(json!({}))),
        (properties(json!({})), original()),
        (original(), properties(json!({}))),
    ] {
        succeeded(&world.ask(&Ask::update(ORIGINAL, old, new)).await);
    }
    nothing_changed(&world);
    let answer = world.ask(&Ask::delete(ORIGINAL, original())).await;
    succeeded(&answer);
    assert!(world.peer().domain.is_some());
}

#[tokio::test]
async fn an_upgrade_goes_first_and_the_rest_waits_for_it_in_one_change() {
    let world = World::with_original().await;
    let new = json!({
        "EngineVersion": "OpenSearch_2.19",
        "DataNodes": { "InstanceType": "r6g.xlarge.search", "Count": "6" },
        "Storage": { "VolumeType": "gp3" },
        "Logs": { "AuditDays": "90" },
    });
    succeeded(&world.ask(&update(json!({}), new)).await);
    let calls = world.operations();
    let of = |name: &str| calls.iter().position(|call| call == name).unwrap();
    assert!(of("UpgradeDomain") < of("UpdateDomainConfig"), "{calls:?}");
    assert!(of("PutResourcePolicy") < of("UpdateDomainConfig"), "{calls:?}");
    let [change] = &world.changes()[..] else { panic!("{:?}", world.changes()) };
    let members: Vec<_> = change.as_object().unwrap().keys().collect();
    assert_eq!(members, ["ClusterConfig", "EBSOptions", "LogPublishingOptions"]);
    let domain = world.peer().domain.clone().unwrap();
    assert_eq!(domain["EngineVersion"], "OpenSearch_2.19");
    assert_eq!(domain["ClusterConfig"]["InstanceCount"], 6);
}

#[tokio::test]
async fn everything_can_be_said_of_a_domain_that_is_there_and_is_sent_once() {
    let world = World::with_original().await;
    let mut all = everything();
    // Where it is, is not said.
    all["Storage"]["SizeGib"] = json!("1024");
    succeeded(&world.ask(&update(json!({}), all.clone())).await);
    assert_eq!(world.changes().len(), 1);
    succeeded(&world.ask(&update(all.clone(), all.clone())).await);
    succeeded(&world.ask(&update(json!({}), all)).await);
    assert_eq!(world.changes().len(), 1, "a second run changes nothing");
}

#[tokio::test]
async fn a_dry_run_goes_before_each_change() {
    let world = World::with_original().await;
    let words = "Invalid instance type: x9.large.search";
    world.peer().fault("UpdateDomainConfig", 1, refusal(400, "ValidationException", words));
    let new = json!({ "DataNodes": { "InstanceType": "x9.large.search" } });
    refused(&world.ask(&update(json!({}), new)).await, &["trying out the change", words]);
    assert_eq!(world.changes(), [] as [Value; 0]);
}

#[tokio::test]
async fn a_busy_domain_is_waited_for() {
    let world = World::with_original().await;
    {
        let mut peer = world.peer();
        peer.domain.as_mut().unwrap()["DomainProcessingStatus"] = json!("UpdatingServiceSoftware");
        peer.left = 3;
    }
    succeeded(&world.ask(&update(json!({}), json!({ "DataNodes": { "Count": "6" } }))).await);
    assert_eq!(world.peer().domain.as_ref().unwrap()["ClusterConfig"]["InstanceCount"], 6);
}

#[tokio::test]
async fn a_change_that_has_been_said_before_is_not_made_again_and_is_told() {
    let world = World::with_original().await;
    let said = json!({ "DataNodes": { "Count": "5" }, "EngineVersion": "OpenSearch_2.19" });
    let answer = world.ask(&update(said.clone(), said)).await;
    succeeded(&answer);
    nothing_changed(&world);
    let told = answer["Reason"].as_str().unwrap();
    assert!(told.contains("data_nodes.count is `3` and `5` was said"), "{told}");
    assert!(told.contains("engine_version is `OpenSearch_2.11`"), "{told}");
}

#[tokio::test]
async fn what_would_lose_data_is_refused_with_its_reason() {
    for (new, used_mib, words) in [
        (json!({ "Storage": { "SizeGib": "40" } }), Some(100.0 * 1024.0), "hold 100 GiB"),
        (json!({ "DataNodes": { "Count": "1" } }), Some(2_000.0 * 1024.0), "more nodes"),
        (json!({ "Storage": { "SizeGib": "40" } }), None, "CloudWatch does not know"),
        (json!({ "EngineVersion": "OpenSearch_1.3" }), None, "cannot become OpenSearch_1.3"),
    ] {
        let world = World::with_original().await;
        world.peer().used_mib = used_mib;
        let answer = world.ask(&update(json!({}), new)).await;
        refused(&answer, &["domain `aes-siem` is left as it is", words]);
        nothing_changed(&world);
    }
}

#[tokio::test]
async fn disks_shrink_where_all_has_room() {
    let world = World::with_original().await;
    succeeded(&world.ask(&update(json!({}), json!({ "Storage": { "SizeGib": "100" } }))).await);
    assert_eq!(world.peer().domain.as_ref().unwrap()["EBSOptions"]["VolumeSize"], 100);
}

#[tokio::test]
async fn a_domain_does_not_move_to_another_network() {
    let world = World::with_original().await;
    let mut inside = properties(json!({}));
    inside["SubnetIds"] = json!(["subnet-1"]);
    let answer = world.ask(&Ask::update(ORIGINAL, properties(json!({})), inside)).await;
    refused(&answer, &["is outside of a VPC and is wanted in subnet-1", "set `vpc` back"]);
}

#[tokio::test]
async fn another_name_does_not_move_the_logs() {
    let world = World::with_original().await;
    world.peer().domain = None;
    let mut renamed = properties(json!({}));
    renamed["Name"] = json!("other");
    for old in [properties(json!({})), original()] {
        let answer = world.ask(&Ask::update(ORIGINAL, old, renamed.clone())).await;
        refused(&answer, &["domain `other` is not there, and `aes-siem` was used"]);
    }
    let serverless = crate::collection("");
    let answer = world.ask(&Ask::update(ORIGINAL, properties(json!({})), serverless)).await;
    refused(&answer, &["collection `aes-siem` is not there"]);
    nothing_changed(&world);
}

#[tokio::test]
async fn a_domain_that_somebody_has_deleted_is_made_anew() {
    let world = World::with_original().await;
    world.peer().domain = None;
    let answer = world.ask(&update(json!({}), json!({}))).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["admin_secret_arn"], SECRET);
    assert!(world.peer().master_password.is_some());
}

#[tokio::test]
async fn a_version_that_takes_two_steps_is_refused_with_those_that_take_one() {
    let world = World::with_original().await;
    let answer = world.ask(&update(json!({}), json!({ "EngineVersion": "OpenSearch_3.1" }))).await;
    refused(
        &answer,
        &["goes to OpenSearch_3.1 in no one step", "OpenSearch_2.17, OpenSearch_2.19"],
    );
}

#[tokio::test]
async fn an_upgrade_that_fails_says_what_the_service_has_found() {
    let world = World::with_original().await;
    world.peer().fails = Some("index `old` was made by an older version");
    let new = json!({ "EngineVersion": "OpenSearch_2.19", "DataNodes": { "Count": "6" } });
    let answer = world.ask(&update(json!({}), new.clone())).await;
    refused(&answer, &["upgrade to OpenSearch_2.19 has failed", "index `old` was made"]);
    assert_eq!(world.changes(), [] as [Value; 0]);
    succeeded(&world.ask(&update(json!({}), new)).await);
}

#[tokio::test]
async fn a_change_that_fails_after_it_was_accepted_is_a_failure() {
    let world = World::with_original().await;
    world.peer().fails = Some("not enough addresses in the subnet");
    let new = json!({ "DataNodes": { "Count": "6" } });
    let answer = world.ask(&update(json!({}), new.clone())).await;
    refused(&answer, &["was not applied (ValidationFailed)", "not enough addresses"]);
    assert_eq!(world.changes().len(), 1);
    succeeded(&world.ask(&update(json!({}), new)).await);
}

#[tokio::test]
async fn a_change_that_outlasts_cloudformation_goes_on_and_is_told() {
    let world = World::with_original().await;
    world.peer().takes = 1_000;
    let ask = update(json!({}), json!({ "DataNodes": { "Count": "6" } }));
    let answer = world.ask_for_too_long(&ask).await;
    succeeded(&answer);
    assert!(answer["Reason"].as_str().unwrap().contains("still Modifying"), "{answer}");
}

#[tokio::test]
async fn one_with_more_to_come_is_a_failure_instead() {
    let world = World::with_original().await;
    world.peer().takes = 1_000;
    let new = json!({ "EngineVersion": "OpenSearch_2.19", "DataNodes": { "Count": "6" } });
    let answer = world.ask_for_too_long(&update(json!({}), new)).await;
    refused(&answer, &["not done after 55 minutes", "is UpgradingEngineVersion"]);
}

#[tokio::test]
async fn a_roll_back_takes_back_what_goes_back_and_never_fails_for_the_rest() {
    let world = World::with_original().await;
    let old = json!({
        "EngineVersion": "OpenSearch_2.11", "DataNodes": { "Count": "3" },
        "Storage": { "SizeGib": "1024" },
    });
    let new = json!({
        "EngineVersion": "OpenSearch_2.19", "DataNodes": { "Count": "6" },
        "Storage": { "SizeGib": "1024" },
    });
    succeeded(&world.ask(&update(old.clone(), new.clone())).await);
    world.peer().stack_status = "UPDATE_ROLLBACK_IN_PROGRESS";
    let answer = world.ask(&update(new.clone(), old.clone())).await;
    succeeded(&answer);
    let told = answer["Reason"].as_str().unwrap();
    assert!(told.contains("cannot become OpenSearch_2.11"), "{told}");
    let domain = world.peer().domain.clone().unwrap();
    assert_eq!(domain["ClusterConfig"]["InstanceCount"], 3);
    assert_eq!(domain["EngineVersion"], "OpenSearch_2.19");

    // What the service does not take back does not keep the stack from going back.
    world.peer().fault("UpdateDomainConfig", 9, refusal(400, "ValidationException", "no"));
    succeeded(&world.ask(&update(new, json!({ "DataNodes": { "Count": "5" } }))).await);
}

#[tokio::test]
async fn an_engine_that_is_too_old_is_refused() {
    let world = World::with_original().await;
    world.peer().domain.as_mut().unwrap()["EngineVersion"] = json!("Elasticsearch_7.4");
    let answer = world.ask(&Ask::update(ORIGINAL, original(), properties(json!({})))).await;
    refused(&answer, &["its engine is Elasticsearch_7.4"]);
}

#[tokio::test]
async fn a_domain_that_the_service_has_suspended_is_told() {
    let world = World::with_original().await;
    world.peer().domain.as_mut().unwrap()["DomainProcessingStatus"] = json!("Isolated");
    refused(&world.ask(&update(json!({}), json!({}))).await, &["is isolated"]);
}

#[tokio::test]
async fn a_password_that_is_the_domains_is_so_in_every_later_update() {
    let world = World::new().await;
    let made = properties(json!({}));
    let id = succeeded(&world.ask(&Ask::create(made.clone())).await);
    let new = properties(json!({ "DataNodes": { "Count": "2" } }));
    let answer = world.ask(&Ask::update(&id, made, new)).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["admin_secret_arn"], SECRET);
    assert_eq!(answer["Data"]["kibanaadmin"], "aesadmin");
    let changes = world.changes();
    assert_eq!(changes.len(), 2, "the master user, and the nodes");
    assert!(changes[1].get("AdvancedSecurityOptions").is_none(), "{}", changes[1]);
}

#[tokio::test]
async fn a_value_that_the_service_shows_otherwise_is_sent_once_and_told() {
    let world = World::with_original().await;
    world.peer().ignores = Some("OffPeakWindowOptions");
    let answer = world.ask(&update(json!({}), json!({ "OffPeakWindow": "02:00" }))).await;
    succeeded(&answer);
    assert_eq!(world.changes().len(), 1);
    let told = answer["Reason"].as_str().unwrap();
    assert!(told.contains("a change of OffPeakWindowOptions and shows another value"), "{told}");
}

#[tokio::test]
async fn a_roll_back_does_not_fail_for_a_domain_that_stays_at_work() {
    let world = World::with_original().await;
    {
        let mut peer = world.peer();
        peer.stack_status = "UPDATE_ROLLBACK_IN_PROGRESS";
        peer.domain.as_mut().unwrap()["DomainProcessingStatus"] = json!("Modifying");
        peer.left = 1_000;
    }
    let back = update(json!({}), json!({ "DataNodes": { "Count": "5" } }));
    let answer = world.ask_for_too_long(&back).await;
    succeeded(&answer);
    assert!(answer["Reason"].as_str().unwrap().contains("does not go back"), "{answer}");
}
