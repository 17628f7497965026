//! Time that runs short, and a function that is killed.

use crate::accounts::Watched;
use crate::setup::{Setup, queue_event, setup, small};
use crate::waf::{gzip, records};
use es_loader::config::Limits;
use es_loader::error::LoadError;
use es_loader::object::ObjectRef;
use es_loader::tally::Tally;
use serde_json::Value;
use std::time::Duration;
use test_support::http::Request;
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

/// Reads of one object, as S3 sees them.
fn ranges_asked(seen: &[Request]) -> Vec<String> {
    let reads = seen.iter().filter(|request| request.method == "GET");
    reads.filter_map(|request| request.header("range").map(str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_an_object_that_is_not_compressed_is_read_from_where_it_begins() {
    let Some(setup) = setup(2024, 7).await else {
        return;
    };
    let watched = Watched::before(&setup);
    let object = records(setup.time, 60);
    setup.put(&setup.key(), &object).await;
    let proxy = slow(&setup);
    let loader = setup.loader_with(&watched.aws().await, &proxy.url(), one_by_one());
    // As the program does before its first event, so that the time is for loading alone.
    loader.prepare().await;
    let whole = ObjectRef::whole(&setup.bucket, setup.key());
    let first = setup.load_object(&loader, &whole, Duration::from_secs(3)).await;
    assert_eq!(first.outcome, Ok(()));
    let handed_on = setup.messages(&setup.split_queue.clone()).await;
    let rest = understood(handed_on[0].body().unwrap());
    let from = rest.from.unwrap();
    assert!(from.number > 1 && from.offset > 100, "{rest:?}");

    let second = setup.load_object(&loader, &rest, Duration::from_secs(60)).await;
    assert_eq!(second.outcome, Ok(()));
    assert_eq!(first.tally.loaded + second.tally.loaded, 60);
    assert_eq!(setup.count(), 60, "ids are those of the whole object's records");
    assert_eq!(second.size, object.len() as u64 - from.offset, "no more is read");
    assert_eq!(ranges_asked(&watched.seen()), [format!("bytes={}-", from.offset)]);

    // The object that was written under the same key since is another one.
    setup.put(&setup.key(), &records(setup.time, 61)).await;
    let other = setup.load_object(&loader, &rest, Duration::from_secs(60)).await;
    assert_eq!(other.outcome, Ok(()));
    let wanted = 61 - (rest.records.first().unwrap() - 1);
    assert_eq!(other.tally.loaded, wanted);
    assert_eq!(watched.last_read("range"), "", "read from its start");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_compressed_object_is_read_from_its_start() {
    let Some(setup) = setup(2024, 8).await else {
        return;
    };
    setup.put(&setup.key(), &gzip(&records(setup.time, 30))).await;
    let proxy = slow(&setup);
    let loader = setup.loader_with(&setup.aws, &proxy.url(), one_by_one());
    let whole = ObjectRef::whole(&setup.bucket, setup.key());
    let first = setup.load_object(&loader, &whole, Duration::from_millis(1_500)).await;
    let handed_on = setup.messages(&setup.split_queue.clone()).await;
    let rest = understood(handed_on[0].body().unwrap());
    assert_eq!(rest.from, None);
    let second = setup.load_object(&loader, &rest, Duration::from_secs(60)).await;
    assert_eq!(first.tally.loaded + second.tally.loaded, 30);
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
