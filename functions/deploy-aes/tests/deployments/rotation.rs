//! A new password on demand.

use serde_json::{Value, json};

use crate::heard;
use crate::peer::{SECRET, VERSION_1, VERSION_2, refusal};
use crate::properties;
use crate::world::{Ask, World, succeeded};

const NEW: &str = "hunter3-HUNTER3-hunter3";
const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

fn step(step: &str) -> Value {
    json!({ "Step": step, "SecretId": SECRET, "ClientRequestToken": VERSION_2 })
}

/// A domain with the first password, and a rotation that has begun.
async fn world() -> World {
    let world = World::new().await;
    succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
    begin(&world);
    // Setting a password takes a domain a moment.
    world.peer().takes = 0;
    world
}

/// As Secrets Manager does it: a version without a value, which is pending.
fn begin(world: &World) {
    world
        .peer()
        .versions
        .insert(VERSION_2.to_owned(), (String::new(), ["AWSPENDING".to_owned()].into()));
}

#[tokio::test]
async fn a_password_is_made_set_tried_and_made_current() {
    heard::begin();
    let world = world().await;
    world.peer().fault("GetSecretValue", 1, refusal(400, "ResourceNotFoundException", "no value"));
    for name in STEPS {
        let answer = world.invoke(step(name)).await.unwrap();
        assert!(!answer.to_string().contains(NEW));
    }
    assert!(world.peer().master_password.as_deref() == Some(NEW));
    assert_eq!(world.peer().at("AWSCURRENT").as_deref(), Some(VERSION_2));
    assert!(world.operations().contains(&"login".to_owned()));
    assert!(!heard::text().contains(NEW) && heard::text().contains("rotation"));
}

#[tokio::test]
async fn every_step_can_come_twice() {
    let world = world().await;
    world.peer().fault("GetSecretValue", 1, refusal(400, "ResourceNotFoundException", "no value"));
    for name in STEPS {
        world.invoke(step(name)).await.unwrap();
        world.invoke(step(name)).await.unwrap();
    }
    assert_eq!(world.operations().iter().filter(|o| *o == "GetRandomPassword").count(), 1);
    assert_eq!(world.peer().at("AWSCURRENT").as_deref(), Some(VERSION_2));
}

#[tokio::test]
async fn a_domain_of_somebody_else_keeps_its_password() {
    let world = World::with_original().await;
    begin(&world);
    for name in STEPS {
        let failed = world.invoke(step(name)).await.unwrap_err();
        assert!(failed.message.contains("was not made by this stack"), "{failed:?}");
    }
    assert_eq!(world.peer().master_password, None);
}

#[tokio::test]
async fn another_secret_is_not_rotated() {
    let world = world().await;
    let mut event = step("createSecret");
    event["SecretId"] = json!("arn:aws:secretsmanager:us-east-1:111122223333:secret:other");
    let failed = world.invoke(event).await.unwrap_err();
    assert!(failed.message.contains("rotates"), "{failed:?}");
}

#[tokio::test]
async fn a_password_that_the_domain_does_not_take_is_not_made_current() {
    let world = world().await;
    world.peer().fault("GetSecretValue", 1, refusal(400, "ResourceNotFoundException", "no value"));
    for name in ["createSecret", "setSecret"] {
        world.invoke(step(name)).await.unwrap();
    }
    world.peer().master_password = Some("other".to_owned());
    let failed = world.invoke(step("testSecret")).await.unwrap_err();
    assert!(failed.message.contains("does not take it yet"), "{failed:?}");
    assert_eq!(world.peer().at("AWSCURRENT").as_deref(), Some(VERSION_1));
}

#[tokio::test]
async fn a_domain_that_stays_at_work_is_told() {
    let world = world().await;
    world.peer().domain.as_mut().unwrap()["Processing"] = json!(true);
    let failed = world.invoke(step("setSecret")).await.unwrap_err();
    assert!(failed.message.contains("at work for too long"), "{failed:?}");
}
