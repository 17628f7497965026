//! Runs in which something is missing, broken or refused. The database before stays in use.

use std::sync::atomic::{AtomicUsize, Ordering};

use test_support::aws_peer::AwsPeer;
use test_support::http::Reply;

use crate::*;

/// A download that failed in the end, as Step Functions hands it on.
fn failed(download: &Value) -> Value {
    let cause = json!({ "errorType": "HttpTimeout", "errorMessage": "no answer" }).to_string();
    json!({ "mapped": download, "error": { "Error": "HttpTimeout", "Cause": cause } })
}

#[tokio::test]
async fn of_a_source_that_failed_the_last_copy_counts() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    world.put(FEODO, feodo("100.64.0.2")).await;
    world.put("IOC/tmp/OTX/a1.json", pulse("a1", &["100.64.0.5"])).await;
    let answers = json!([
        failed(&json!({ "ioc": "tor" })), { "ioc": "abuse_ch" },
        failed(&json!({ "ioc": "otx", "ids": ["a1", "a2"] })),
    ]);
    let report = world.make(answers).await.unwrap();
    assert_eq!(report.failed, ["tor", "otx"]);
    assert_eq!(world.database().await.networks(), 3);
    assert_eq!(report.unusable_objects, 1, "a2 has never come");
    assert_eq!(world.measured()["IocSourcesFromLastCopy"], 2.0);
}

#[tokio::test]
async fn a_source_that_has_never_come_costs_no_other() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    let answers =
        json!([{ "ioc": "tor" }, failed(&json!({ "ioc": "abuse_ch" })), { "ioc": "new" }]);
    let report = world.make(answers).await.unwrap();
    assert_eq!(report.failed, ["abuse_ch"]);
    assert_eq!(world.database().await.networks(), 1);
}

#[tokio::test]
async fn an_object_that_is_broken_costs_no_other() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put("IOC/STIX2/a.json", "<html>").await;
    world.put("IOC/STIX2/b.json", vec![0xff; 1000]).await;
    world.put("IOC/TXT/c.bin", vec![0, 159, 146, 150]).await;
    world.put("IOC/TXT/d.txt", "100.64.0.9\n").await;
    world.put("IOC/tmp/OTX/a1.json", "{\"indicators\": [").await;
    world.put(FEODO, "null").await;
    let answers =
        json!([{ "ioc": "custom" }, { "ioc": "otx", "ids": ["a1"] }, { "ioc": "abuse_ch" }]);
    let report = world.make(answers).await.unwrap();
    assert_eq!(world.database().await.networks(), 1);
    assert_eq!((report.unusable_objects, report.all().malformed), (4, 1));
}

#[tokio::test]
async fn where_nothing_can_be_had_the_database_before_stays() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put(DATABASE, "the one before").await;
    for answers in [
        json!([failed(&json!({ "ioc": "tor" }))]),
        json!([{ "ioc": "tor" }]),
        json!([{ "ioc": "otx", "ids": ["a1"] }]),
    ] {
        let failed = world.make(answers).await.unwrap_err();
        assert_eq!(failed.error_type, "IocNothing");
        assert_eq!(world.stored(DATABASE).await.unwrap(), b"the one before");
    }
    world.put(FEODO, "[]").await;
    world.make(json!([{ "ioc": "abuse_ch" }])).await.unwrap();
    assert_eq!(world.database().await.networks(), 0, "a list that is empty is one");
}

#[tokio::test]
async fn a_database_that_the_loader_would_not_take_is_not_written() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.put(DATABASE, "the one before").await;
    world.put(TOR, tor("100.64.0.1")).await;
    world.settings.largest = 1_000;
    let failed = world.make(json!([{ "ioc": "tor" }])).await.unwrap_err();
    assert_eq!(failed.error_type, "IocDatabaseTooLarge");
    assert!(failed.message.contains("1000"), "{failed:?}");
    assert_eq!(world.stored(DATABASE).await.unwrap(), b"the one before");
}

#[tokio::test]
async fn an_event_of_somebody_else_is_refused() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for event in [json!(null), json!({}), json!([]), json!([{ "ioc": 7 }]), json!("x")] {
        let failed = world.make(event.clone()).await.unwrap_err();
        assert_eq!(failed.error_type, "IocEventInvalid", "{event}");
    }
}

/// The work is cut at each call of S3, and done again.
#[tokio::test]
async fn a_run_that_is_refused_at_any_call_leaves_the_database_and_the_next_finishes() {
    let Some(moto) = moto::shared() else { return };
    let answers =
        json!([{ "ioc": "custom" }, { "ioc": "tor" }, { "ioc": "otx", "unplanned": "x" }]);
    let mut succeeded = 0;
    for number in 0..10 {
        let mut world = World::new(moto).await;
        world.put(DATABASE, "the one before").await;
        world.put(TOR, tor("100.64.0.1")).await;
        world.put("IOC/TXT/a.txt", "100.64.0.2\n").await;
        world.put("IOC/STIX2/a.json", "{\"objects\": []}").await;
        world.put("IOC/tmp/OTX/a1.json", pulse("a1", &["100.64.0.5"])).await;
        let calls = AtomicUsize::new(0);
        let peer = AwsPeer::before(moto, move |_| {
            (calls.fetch_add(1, Ordering::SeqCst) >= number).then(|| Reply::Answer {
                status: 403,
                headers: vec![],
                body: b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec(),
            })
        });
        world.endpoint = Some(Aws::load(aws::Settings::emulator(&peer.url())).await);
        match world.make(answers.clone()).await {
            Ok(_) => succeeded += 1,
            Err(failed) => {
                assert!(["IocReadFailed", "IocStoreFailed"].contains(&failed.error_type));
                assert!(failed.message.contains("AccessDenied: no"), "{failed:?}");
                assert_eq!(world.stored(DATABASE).await.unwrap(), b"the one before", "{number}");
            }
        }
        world.endpoint = None;
        world.make(answers.clone()).await.unwrap();
        assert_eq!(world.database().await.networks(), 3);
    }
    // Two lists, their objects, Tor, a list, a pulse, the database: eight calls.
    assert_eq!(succeeded, 2);
}

#[tokio::test]
async fn a_run_whose_time_runs_out_is_an_error_of_its_own() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    let (_never, silence) = std::sync::mpsc::channel::<()>();
    let silence = std::sync::Mutex::new(silence);
    let peer = AwsPeer::before(moto, move |_| {
        _ = silence.lock().unwrap().recv_timeout(Duration::from_secs(2));
        None
    });
    world.endpoint = Some(Aws::load(aws::Settings::emulator(&peer.url())).await);
    let failed = world.make_within(json!([{ "ioc": "tor" }]), 6).await.unwrap_err();
    assert_eq!(failed.error_type, "IocOutOfTime");
}

#[tokio::test]
async fn a_folder_without_room_is_told() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.put(TOR, tor("100.64.0.1")).await;
    world.settings.spool = std::env::temp_dir().join("there-is-no-such-folder");
    let failed = world.make(json!([{ "ioc": "tor" }])).await.unwrap_err();
    assert_eq!(failed.error_type, "IocSpoolFailed");
}
