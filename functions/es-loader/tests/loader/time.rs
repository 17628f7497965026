//! Time that runs short, and a function that is killed.

use crate::setup::{Setup, queue_event, setup, small};
use crate::waf::records;
use es_loader::config::Limits;
use es_loader::error::LoadError;
use es_loader::object::ObjectRef;
use es_loader::tally::Tally;
use serde_json::Value;
use std::time::Duration;
use test_support::opensearch_proxy::{Fault, Proxy};

/// Batches of two records, each of which takes OpenSearch a while.
const SLOW: Duration = Duration::from_millis(100);

fn one_by_one() -> Limits {
    Limits { batch_documents: 2, concurrency: 1, ..small() }
}

fn slow(setup: &Setup) -> Proxy {
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Delay(SLOW));
    proxy
}

#[tokio::test(flavor = "multi_thread")]
async fn what_time_does_not_suffice_for_is_handed_on_until_all_is_loaded() {
    let Some(setup) = setup(2024, 3).await else {
        return;
    };
    let proxy = slow(&setup);
    let loader = setup.loader_with(&setup.aws, &proxy.url(), one_by_one());
    setup.put(&setup.key(), &records(setup.time, 30)).await;
    let mut objects = vec![ObjectRef::whole(&setup.bucket, setup.key())];
    let mut hops = 0;
    let mut sum = Tally::default();
    while let Some(object) = objects.pop() {
        hops = hops.max(object.hop);
        assert!(hops < 20, "does not come to an end: {sum}");
        let report = setup.load_object(&loader, &object, Duration::from_millis(1_500)).await;
        assert_eq!(report.outcome, Ok(()));
        sum.add(&report.tally);
        for message in setup.messages(&setup.split_queue.clone()).await {
            objects.push(understood(message.body().unwrap()));
        }
    }
    assert!(hops > 0, "nothing was handed on, so the test shows nothing");
    assert_eq!(sum.loaded, 30, "each record was loaded by just one invocation: {sum}");
    assert_eq!(setup.count(), 30);
}

fn understood(body: &str) -> ObjectRef {
    let event: Value = queue_event(&[body.to_owned()]);
    let es_loader::events::Event::Queue(mut messages) = es_loader::events::read(&event).unwrap()
    else {
        panic!()
    };
    messages.remove(0).objects.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_on_too_often_is_set_aside() {
    let Some(setup) = setup(2024, 4).await else {
        return;
    };
    let proxy = slow(&setup);
    let limits = Limits { hops: 3, ..one_by_one() };
    let loader = setup.loader_with(&setup.aws, &proxy.url(), limits);
    setup.put(&setup.key(), &records(setup.time, 200)).await;
    let object = ObjectRef { hop: 3, ..ObjectRef::whole(&setup.bucket, setup.key()) };
    let report = setup.load_object(&loader, &object, Duration::from_secs(4)).await;
    assert_eq!(report.outcome, Ok(()));
    assert!(report.tally.set_aside > 0 && report.tally.loaded > 0, "{}", report.tally);
    assert!(setup.messages(&setup.split_queue.clone()).await.is_empty());
    let letters = setup.set_aside().await;
    assert!(letters[0].0.ends_with('-') && letters[0].1.contains("3 times"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_search_that_took_nothing_in_time_fails_the_object() {
    let Some(setup) = setup(2024, 5).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Refuse { status: 429 });
    let mut limits = one_by_one();
    limits.patience.attempts = 1_000;
    let loader = setup.loader_with(&setup.aws, &proxy.url(), limits);
    setup.put(&setup.key(), &records(setup.time, 30)).await;
    let object = ObjectRef::whole(&setup.bucket, setup.key());
    let report = setup.load_object(&loader, &object, Duration::from_millis(600)).await;
    assert!(matches!(report.outcome, Err(LoadError::Unavailable { .. })), "{:?}", report.outcome);
    assert_eq!(report.tally.given_back, report.tally.read);
    assert!(setup.messages(&setup.split_queue.clone()).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_at_any_moment_the_next_delivery_loads_all() {
    let Some(setup) = setup(2024, 6).await else {
        return;
    };
    let proxy = slow(&setup);
    let loader = setup.loader_with(&setup.aws, &proxy.url(), one_by_one());
    setup.put(&setup.key(), &records(setup.time, 20)).await;
    let object = ObjectRef::whole(&setup.bucket, setup.key());
    for after in [20, 150, 333, 600] {
        let load = setup.load_object(&loader, &object, Duration::from_secs(60));
        let killed = tokio::time::timeout(Duration::from_millis(after), load).await;
        assert!(killed.is_err(), "it was faster than the kill");
    }
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.tally, Tally { read: 20, loaded: 20, ..Tally::default() });
    assert_eq!(setup.count(), 20);
}
