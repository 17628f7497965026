//! Several objects of one event, and everything that goes wrong at once.

use crate::setup::{Setup, queue_event, s3_event, setup, small};
use crate::waf::{gzip, record, records};
use es_loader::config::Limits;
use es_loader::error::LoadError;
use es_loader::key;
use es_loader::object::ObjectRef;
use es_loader::tally::Tally;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use test_support::http::{Reply, Server};
use test_support::opensearch_proxy::{Fault, Proxy};

fn key_of(object: usize) -> String {
    format!("aws-waf-logs-siem/2026/11/24/object-{object}")
}

/// Stores objects of `each` records; gives S3's event about all of them.
async fn event_of(setup: &Setup, objects: usize, each: u64) -> Value {
    let mut all = vec![];
    for object in 0..objects {
        setup.put(&key_of(object), &records(setup.time, each)).await;
        let event = s3_event(&setup.bucket, &key::encode(&key_of(object)));
        all.extend(event["Records"].as_array().unwrap().clone());
    }
    json!({ "Records": all })
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_an_event_are_loaded_beside_each_other_and_share_the_requests() {
    let Some(setup) = setup(2026, 3).await else {
        return;
    };
    let most = Arc::new(AtomicUsize::new(0));
    let (seen, now) = (Arc::clone(&most), AtomicUsize::new(0));
    let server = Server::start(move |request| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        test_support::wait::pause(Duration::from_millis(50));
        let items = crate::faults::Bulk::read(request).items();
        now.fetch_sub(1, Ordering::SeqCst);
        let items = vec![json!({ "index": { "status": 201 } }); items];
        Reply::json(200, &json!({ "took": 1, "errors": false, "items": items }))
    });
    // One request an object: only other objects can be on their way at the same time.
    let limits = Limits { concurrency: 3, objects: 4, batch_documents: 100, ..small() };
    let loader = setup.loader_with(&setup.aws, &server.url(), limits);
    let event = event_of(&setup, 8, 5).await;
    assert_eq!(setup.invoke(&loader, &event).await, Ok(json!(null)));
    assert!((setup.metric("SuccessLogLoadCount") - 40.0).abs() < 0.1);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=3).contains(&most), "{most} at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_fails_costs_its_neighbours_nothing() {
    let Some(setup) = setup(2026, 4).await else {
        return;
    };
    let loader = setup.loader(setup.node.url());
    let event = event_of(&setup, 3, 5).await;
    let bodies: Vec<_> = event["Records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| json!({ "Records": [record] }).to_string())
        .collect();
    // No bucket of ours, and no permission to look.
    let forbidden = s3_event("no-bucket-of-this-test", "aws-waf-logs-siem/x").to_string();
    let event = queue_event(&[bodies[0].clone(), "{".to_owned(), bodies[1].clone(), forbidden]);
    let answer = setup.invoke(&loader, &event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "m1" }] }));
    assert_eq!(setup.count(), 10);
    assert_eq!(setup.set_aside().await.len(), 1, "the bucket that is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_kill_among_several_objects_the_next_delivery_loads_all_once() {
    let Some(setup) = setup(2026, 5).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Delay(Duration::from_millis(40)));
    let event = event_of(&setup, 6, 20).await;
    for after in [10, 60, 120, 200, 330] {
        let loader = setup.loader(&proxy.url());
        let invoked = setup.invoke(&loader, &event);
        _ = tokio::time::timeout(Duration::from_millis(after), invoked).await;
    }
    assert_eq!(setup.invoke(&setup.loader(&proxy.url()), &event).await, Ok(json!(null)));
    assert_eq!(setup.count(), 120);
}

/// What a number draws; the same for the same number.
fn draw(state: &mut u64, below: u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state % below
}

fn any_fault(state: &mut u64) -> Fault {
    match draw(state, 7) {
        0 => Fault::Refuse { status: 429 },
        1 => Fault::Refuse { status: 503 },
        2 => Fault::RefuseEverySecondItem { status: 429 },
        3 => Fault::HangUp,
        4 => Fault::BreakOffAnswer,
        5 => Fault::Delay(Duration::from_millis(20)),
        _ => Fault::None,
    }
}

/// An object with good records, bad ones and a cut end; how many of each it has.
fn any_object(state: &mut u64, time: u64) -> (Vec<u8>, u64, u64) {
    let (mut lines, mut good, mut bad) = (vec![], 0, 0);
    for number in 0..draw(state, 80) {
        if draw(state, 10) == 0 {
            lines.push("{\"timestamp\": oops}".to_owned());
            bad += 1;
        } else {
            lines.push(record(time, number, "JP"));
            good += 1;
        }
    }
    let object = lines.join("\n").into_bytes();
    (if draw(state, 2) == 0 { gzip(&object) } else { object }, good, bad)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_together_every_record_has_one_outcome_and_one_document() {
    let Some(setup) = setup(2026, 6).await else {
        return;
    };
    let mut state = 0x2545_F491_4F6C_DD1D;
    let (mut good, mut bad) = (0, 0);
    let proxy = Proxy::start(setup.node.url());
    let loader = setup.loader(&proxy.url());
    for round in 0..4 {
        let mut records = vec![];
        for object in 0..6 {
            let key = format!("aws-waf-logs-siem/round-{round}/{object}");
            let (bytes, more_good, more_bad) = any_object(&mut state, setup.time);
            setup.put(&key, &bytes).await;
            (good, bad) = (good + more_good, bad + more_bad);
            let event = s3_event(&setup.bucket, &key::encode(&key));
            records.extend(event["Records"].as_array().unwrap().clone());
        }
        let faults: Vec<_> = (0..12).map(|_| any_fault(&mut state)).collect();
        proxy.next(faults);
        let event = json!({ "Records": records });
        assert_eq!(setup.invoke(&loader, &event).await, Ok(json!(null)), "round {round}");
    }
    assert_eq!(setup.count(), good);
    let sum = |name: &str| setup.metric(name).round();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let (good, bad) = (good as f64, bad as f64);
    assert_eq!(sum("SuccessLogLoadCount"), good);
    assert_eq!(sum("SetAsideLogCount"), bad);
    assert_eq!(sum("TotalLogCount"), good + bad);
    assert_eq!(sum("UnbalancedTallyCount"), 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_index_gives_the_object_back_and_blames_no_record() {
    let Some(setup) = setup(2026, 7).await else {
        return;
    };
    setup.node.ok("PUT", &format!("/{}", setup.index), Some(&json!({})));
    setup.node.ok("POST", &format!("/{}/_close", setup.index), None);
    let loader = setup.loader(setup.node.url());
    let report = setup.load(&loader, &records(setup.time, 5)).await;
    assert!(matches!(report.outcome, Err(LoadError::Unavailable { .. })), "{:?}", report.outcome);
    assert_eq!(report.tally, Tally { read: 5, given_back: 5, ..Tally::default() });
    assert!(setup.set_aside().await.is_empty());
    setup.node.ok("POST", &format!("/{}/_open", setup.index), None);
    let object = ObjectRef::whole(&setup.bucket, setup.key());
    let again = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(again.tally, Tally { read: 5, loaded: 5, ..Tally::default() });
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_record_in_a_hundred_thousand_is_the_only_one_set_aside() {
    const RECORDS: u64 = 100_000;
    let Some(setup) = setup(2026, 8).await else {
        return;
    };
    // OpenSearch takes all but one, and among them is one that is no JSON.
    let server = Server::start(move |request| {
        let bulk = crate::faults::Bulk::read(request);
        let lines = bulk.body.split(|byte| *byte == b'\n').skip(1).step_by(2);
        let rejected = json!({ "index": { "status": 400, "error": {
            "type": "mapper_parsing_exception",
            "reason": "failed to parse field [a] of type [long] in document with id 'x'",
        }}});
        let items: Vec<_> = lines
            .map(|line| {
                let is_bad = line.windows(11).any(|part| part == b"block-77777");
                if is_bad { rejected.clone() } else { json!({ "index": { "status": 201 } }) }
            })
            .collect();
        Reply::json(200, &json!({ "took": 1, "errors": true, "items": items }))
    });
    let mut object = records(setup.time, RECORDS / 2);
    object.extend_from_slice(b"\n{\"timestamp\": oops}\n");
    let rest: Vec<_> = (RECORDS / 2 + 1..=RECORDS).map(|n| record(setup.time, n, "JP")).collect();
    object.extend_from_slice(rest.join("\n").as_bytes());
    let loader = setup.loader_with(&setup.aws, &server.url(), Limits::default());
    let report = setup.load(&loader, &gzip(&object)).await;
    assert_eq!(report.outcome, Ok(()));
    let wanted = Tally { read: RECORDS + 1, loaded: RECORDS - 1, set_aside: 2, ..Tally::default() };
    assert_eq!(report.tally, wanted);
    let mut letters = setup.set_aside().await;
    letters.sort();
    let numbers: Vec<_> = letters.iter().map(|(records, _)| records.as_str()).collect();
    assert_eq!(numbers, ["50001", "77778"], "one letter a reason");
}
