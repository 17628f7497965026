//! Stack operations: which of them fail, and which do not.

use std::sync::mpsc;

use geoip_downloader::EDITIONS;
use maxmind::Fault::Status;
use test_support::http::{Reply, Server};
use test_support::moto;

use crate::*;

/// Sends a request and returns the answer.
pub(crate) async fn ask(world: &World, kind: &str, new: Value, old: Value) -> Value {
    let (sender, answers) = mpsc::channel();
    let server = Server::start(move |request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let mut event = json!({
        "RequestType": kind,
        "ResponseURL": format!("{}/?X-Amz-Signature=x", server.url()),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "1",
        "ResourceType": "AWS::CloudFormation::CustomResource",
        "LogicalResourceId": "ExecLambdaGeoipDownloader",
        "ResourceProperties": new,
        "OldResourceProperties": old,
    });
    if kind != "Create" {
        event["PhysicalResourceId"] = json!("geoipdb"); // v2.10.4's
    }
    world.downloader.handle(LambdaEvent::new(event, context(60))).await.unwrap();
    let answer: Value = answers.try_recv().unwrap();
    assert!(!answer.to_string().contains(KEY), "{answer}");
    if kind != "Create" {
        assert_eq!(answer["PhysicalResourceId"], "geoipdb");
    }
    if kind != "Delete" && answer["Status"] == "SUCCESS" {
        assert!(answer["Data"]["status"].is_string(), "{answer}");
    }
    answer
}

fn ours(secret: &str) -> Value {
    json!({ "ServiceToken": "arn", "LicenseSecretArn": secret, "ConfigVersion": "0.1.0" })
}

fn original(key: &str) -> Value {
    json!({ "ServiceToken": "arn", "License": key })
}

#[tokio::test]
async fn a_create_downloads() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let answer = ask(&world, "Create", ours(&world.secret), json!(null)).await;
    let status =
        "databases: 3 updated, 0 unchanged, 0 failed; trusted proxies: 6 networks, updated";
    assert_eq!(answer["Data"]["status"], status);
    assert!(world.stored(EDITIONS[0]).await.is_some());
}

#[tokio::test]
async fn a_create_without_a_license_key_succeeds_and_says_so() {
    let Some(moto) = moto::shared() else { return };
    let world = World::with(moto, |settings| settings.license_secret_arn = None).await;
    let answer = ask(&world, "Create", ours(""), json!(null)).await;
    assert_eq!(answer["Status"], "SUCCESS");
    assert!(answer["Data"]["status"].as_str().unwrap().contains("no MaxMind license key"));
}

#[tokio::test]
async fn a_wrong_key_fails_a_create_and_says_the_way_out() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.fail("tar.gz.sha256", &[Status(401)]);
    let answer = ask(&world, "Create", ours(&world.secret), json!(null)).await;
    assert_eq!(answer["Status"], "FAILED");
    let reason = answer["Reason"].as_str().unwrap();
    assert!(reason.contains("refuses the license key") && reason.contains("update the stack"));
}

#[tokio::test]
async fn a_broken_maxmind_does_not_fail_a_create() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.fail("tar.gz.sha256", &[Status(500); 9]);
    let answer = ask(&world, "Create", ours(&world.secret), json!(null)).await;
    let status =
        "databases: 0 updated, 0 unchanged, 3 failed; trusted proxies: 6 networks, updated";
    assert_eq!(answer["Data"]["status"], status);
    assert_eq!(world.metrics()["GeoipDownloadFailures"], 3.0);
}

#[tokio::test]
async fn a_bucket_that_is_not_there_fails_a_create() {
    let Some(moto) = moto::shared() else { return };
    let gone = names::unique("gone");
    let world = World::with(moto, |settings| settings.geo_bucket.clone_from(&gone)).await;
    let answer = ask(&world, "Create", ours(&world.secret), json!(null)).await;
    assert_eq!(answer["Status"], "FAILED");
}

#[tokio::test]
async fn a_wrong_key_fails_only_the_update_that_brings_it() {
    let Some(moto) = moto::shared() else { return };
    for (old, new, status) in [
        (original(KEY), ours("SECRET"), "SUCCESS"), // moved over with the key it had
        (original("0123456789abcdef"), ours("SECRET"), "FAILED"),
        (original(""), ours("SECRET"), "FAILED"),
        (ours(""), ours("SECRET"), "FAILED"),
        (ours("another"), ours("SECRET"), "FAILED"),
        (ours("SECRET"), ours("SECRET"), "SUCCESS"),
        (ours("SECRET"), original(KEY), "SUCCESS"), // rolled back
        (ours("SECRET"), ours(""), "SUCCESS"),
    ] {
        let world = World::new(moto).await;
        world.maxmind.fail("tar.gz.sha256", &[Status(401); 9]);
        let answer = ask(&world, "Update", new.clone(), old.clone()).await;
        assert_eq!(answer["Status"], status, "{old} {new}: {answer}");
    }
}

#[tokio::test]
async fn a_delete_leaves_the_databases() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.run().await.unwrap();
    for properties in [ours(&world.secret), original(KEY)] {
        let answer = ask(&world, "Delete", properties, json!(null)).await;
        assert_eq!(answer["Status"], "SUCCESS");
    }
    assert!(world.stored(EDITIONS[0]).await.is_some());
}
