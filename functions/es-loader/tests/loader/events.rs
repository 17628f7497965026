//! Answers to whoever sent the event.

use crate::setup::{queue_event, s3_event, setup};
use crate::waf::records;
use es_loader::key;
use kit::errors::Stable;
use serde_json::json;
use test_support::opensearch_proxy::{Fault, Proxy};

#[tokio::test(flavor = "multi_thread")]
async fn just_the_messages_that_failed_come_again() {
    let Some(setup) = setup(2022, 3).await else {
        return;
    };
    setup.put(&setup.key(), &records(setup.time, 5)).await;
    let good = s3_event(&setup.bucket, &key::encode(&setup.key())).to_string();
    let test = json!({ "Event": "s3:TestEvent", "Bucket": setup.bucket }).to_string();
    let event = queue_event(&[good, "no JSON".to_owned(), test]);
    let answer = setup.invoke(&setup.loader(setup.node.url()), &event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "m1" }] }));
    assert_eq!(setup.count(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_twice_loads_nothing_twice() {
    let Some(setup) = setup(2022, 4).await else {
        return;
    };
    setup.put(&setup.key(), &records(setup.time, 25)).await;
    let event = s3_event(&setup.bucket, &key::encode(&setup.key()));
    for _ in 0..2 {
        let answer = setup.invoke(&setup.loader(setup.node.url()), &event).await;
        assert_eq!(answer, Ok(json!(null)));
        assert_eq!(setup.count(), 25);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_open_search_is_down_the_event_fails_with_a_stable_name() {
    let Some(setup) = setup(2022, 5).await else {
        return;
    };
    setup.put(&setup.key(), &records(setup.time, 25)).await;
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Refuse { status: 503 });
    let loader = setup.loader(&proxy.url());
    let s3 = s3_event(&setup.bucket, &key::encode(&setup.key()));
    let error = setup.invoke(&loader, &s3).await.unwrap_err();
    assert_eq!(error.error_type(), "OpenSearchUnavailable");

    let answer = setup.invoke(&loader, &queue_event(&[s3.to_string()])).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "m0" }] }));
    assert!(setup.set_aside().await.is_empty(), "it will come again, so nothing is set aside");
    let given_back = setup.metric("GivenBackLogCount");
    assert!(given_back > 0.0 && (given_back - setup.metric("TotalLogCount")).abs() < 0.1);
}
