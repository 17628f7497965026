//! Domains that are there already.

use contract::custom_resources::deployed::NOT_CREATED;
use serde_json::json;

use crate::properties;
use crate::world::{Ask, World, succeeded};

#[tokio::test]
async fn a_domain_that_is_there_is_used_as_it_is() {
    let world = World::with_original().await;
    let before = world.peer().domain.clone();
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    succeeded(&answer);
    assert_eq!(world.peer().domain, before);
    for name in ["kibanaadmin", "admin_secret_arn", "admin_secret_console"] {
        assert_eq!(answer["Data"][name], NOT_CREATED, "{name}");
    }
    assert_eq!(world.peer().master_password, None, "its password is its owner's");
    let calls = world.operations();
    assert!(!calls.iter().any(|c| c.starts_with("Update") || c.starts_with("Put")), "{calls:?}");
}

#[tokio::test]
async fn what_is_said_of_it_is_applied_and_nothing_else() {
    let world = World::with_original().await;
    let wanted = properties(json!({ "DataNodes": { "Count": "6" } }));
    succeeded(&world.ask(&Ask::create(wanted)).await);
    assert_eq!(world.changes(), [json!({ "ClusterConfig": { "InstanceCount": 6 } })]);
    assert_eq!(world.peer().master_password, None);
}

#[tokio::test]
async fn addresses_and_subnets_are_those_of_a_new_domain_only() {
    let world = World::with_original().await;
    let mut wanted = properties(json!({}));
    wanted["SubnetIds"] = json!(["subnet-1"]);
    succeeded(&world.ask(&Ask::create(wanted)).await);
    assert_eq!(world.changes(), [] as [serde_json::Value; 0]);
}

#[tokio::test]
async fn one_that_is_just_being_deleted_is_waited_for_and_made_anew() {
    let world = World::with_original().await;
    {
        let mut peer = world.peer();
        peer.domain.as_mut().unwrap()["Deleted"] = json!(true);
        peer.left = 2;
    }
    let answer = world.ask(&Ask::create(properties(json!({})))).await;
    succeeded(&answer);
    assert_eq!(answer["Data"]["kibanaadmin"], "aesadmin");
}

#[tokio::test]
async fn that_its_password_is_not_known_is_remembered_across_updates() {
    let world = World::with_original().await;
    let wanted = properties(json!({}));
    let id = succeeded(&world.ask(&Ask::create(wanted.clone())).await);
    for settings in [json!({ "DataNodes": { "Count": "6" } }), json!({})] {
        let ask = Ask::update(&id, wanted.clone(), properties(settings));
        let answer = world.ask(&ask).await;
        succeeded(&answer);
        assert_eq!(answer["Data"]["admin_secret_arn"], NOT_CREATED);
    }
    assert_eq!(world.peer().master_password, None);
}
