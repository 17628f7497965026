//! Good and bad objects, and an OpenSearch that does as it should.

use crate::setup::{s3_event, setup};
use crate::waf::{gzip, record, records};
use es_loader::object::ObjectRef;
use es_loader::tally::Tally;
use serde_json::{Value, json};
use std::time::Duration;
use test_support::http::{Client, Reply, Server};

#[tokio::test(flavor = "multi_thread")]
async fn every_record_of_an_object_is_a_document() {
    let Some(setup) = setup(2021, 3).await else {
        return;
    };
    let loader = setup.loader(setup.node.url());
    for object in [records(setup.time, 25), gzip(&records(setup.time, 25))] {
        let report = setup.load(&loader, &object).await;
        assert_eq!(report.outcome, Ok(()));
        assert_eq!(report.tally, Tally { read: 25, loaded: 25, ..Tally::default() });
        assert_eq!(setup.count(), 25, "compressed or not, the documents are the same");
    }
    assert!((setup.metric("SuccessLogLoadCount") - 50.0).abs() < 0.1);
    assert!((setup.metric("TotalLogFileCount") - 2.0).abs() < 0.1);
    let found = setup.node.search(&setup.index, &json!({ "term": { "url.path": "/17" } }));
    assert_eq!(found.len(), 1, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_the_mapping_rejects_is_set_aside_and_can_be_loaded_again() {
    let Some(setup) = setup(2021, 4).await else {
        return;
    };
    // The templates let OpenSearch skip a malformed value; here it must not.
    let conflict = json!({
        "settings": { "index.mapping.ignore_malformed": false },
        "mappings": { "properties": { "httpRequest": { "properties": {
            "country": { "type": "boolean" } } } } },
    });
    setup.node.ok("PUT", &format!("/{}", setup.index), Some(&conflict));
    let lines: Vec<_> = (1..=25)
        .map(|number| record(setup.time, number, if number == 13 { "JP" } else { "true" }))
        .collect();
    let loader = setup.loader(setup.node.url());
    let report = setup.load(&loader, lines.join("\n").as_bytes()).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 25, loaded: 24, set_aside: 1, ..Tally::default() });

    let letters = setup.messages(&setup.dead_letters.clone()).await;
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    let attributes = letter.message_attributes().unwrap();
    let attribute = |name: &str| attributes[name].string_value().unwrap();
    assert_eq!(attribute("ErrorCode"), "400");
    assert!(attribute("ErrorMessage").contains("httpRequest.country"), "{attributes:?}");
    let body = letter.body().unwrap();
    assert!(!body.contains("JP"), "no content of the record");
    let body: Value = serde_json::from_str(body).unwrap();
    let sample = body["Records"][0]["siem"]["samples"][0].as_str().unwrap();
    assert!(sample.starts_with("record 13: ") && sample.contains(&setup.index), "{sample}");

    // Somebody mends the mapping and sends the message back to the function.
    setup.node.delete(&setup.index);
    let event = json!({ "Records": [{
        "messageId": "m", "eventSource": "aws:sqs", "body": letter.body().unwrap(),
        "messageAttributes": { "ErrorCode": { "stringValue": "400", "dataType": "Number" } },
    }]});
    let answer = setup.invoke(&loader, &event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    assert_eq!(setup.count(), 1, "just the record that the message names");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_record_costs_none_of_its_neighbours() {
    let Some(setup) = setup(2021, 5).await else {
        return;
    };
    let mut object = records(setup.time, 10);
    object.extend_from_slice(b"\n{\"timestamp\": oops}\n");
    object.extend_from_slice(&records(setup.time, 10));
    let loader = setup.loader(setup.node.url());
    let report = setup.load(&loader, &object).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!((report.tally.loaded, report.tally.set_aside), (20, 1));
    assert_eq!(setup.count(), 20, "equal lines at different places are two events");
    assert_eq!(setup.set_aside().await[0].0, "11");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_truncated_object_all_that_is_there_is_loaded() {
    let Some(setup) = setup(2021, 6).await else {
        return;
    };
    // Records that hardly compress, so that the cut falls among them.
    let lines: Vec<_> = (1..=200_u64)
        .map(|number| record(setup.time, number.wrapping_mul(0x9E37_79B9_7F4A_7C15), "JP"))
        .collect();
    let whole = gzip(lines.join("\n").as_bytes());
    let loader = setup.loader(setup.node.url());
    let report = setup.load(&loader, &whole[..whole.len() / 2]).await;
    assert_eq!(report.outcome, Ok(()));
    let Tally { loaded, set_aside, .. } = report.tally;
    assert!((10..190).contains(&loaded) && set_aside >= 1, "{}", report.tally);
    assert_eq!(setup.count(), loaded);
    let letters = setup.set_aside().await;
    assert!(
        letters.iter().any(|(records, _)| records.ends_with('-')),
        "the lost end is open: {letters:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_with_plus_percent_and_other_letters_is_found() {
    let Some(setup) = setup(2021, 7).await else {
        return;
    };
    let loader = setup.loader(setup.node.url());
    for (key, encoded) in [
        (
            "aws-waf-logs-siem/a b+c%2F%/ログ.gz",
            "aws-waf-logs-siem/a+b%2Bc%252F%25/%E3%83%AD%E3%82%B0.gz",
        ),
        // v2.10.4 writes keys into its split queue without encoding them.
        ("aws-waf-logs-siem/d+e%20f", "aws-waf-logs-siem/d+e%20f"),
    ] {
        setup.put(key, &records(setup.time, 3)).await;
        let answer = setup.invoke(&loader, &s3_event(&setup.bucket, encoded)).await;
        assert_eq!(answer, Ok(json!(null)), "{key}");
    }
    assert_eq!(setup.count(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_is_gone_is_set_aside() {
    let Some(setup) = setup(2021, 8).await else {
        return;
    };
    let loader = setup.loader(setup.node.url());
    let object = ObjectRef::whole(&setup.bucket, "aws-waf-logs-siem/gone");
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 1, set_aside: 1, ..Tally::default() });
    let letters = setup.set_aside().await;
    assert!(letters[0].1.contains("NoSuchKey"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_of_no_known_type_is_a_metric_and_a_message_with_the_nearest_type() {
    let Some(setup) = setup(2021, 9).await else {
        return;
    };
    let loader = setup.loader(setup.node.url());
    let object = ObjectRef::whole(&setup.bucket, "vpc-flow-logs/2026/11/24/file.gz");
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 1, set_aside: 1, ..Tally::default() });
    assert!((setup.metric("UnrecognisedObjectCount") - 1.0).abs() < 0.1);
    let letters = setup.set_aside().await;
    let [(records, reason)] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(records, "1-");
    assert!(reason.contains("log of Amazon VPC flow logs"), "names the nearest source: {reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_breaks_off_is_read_on_from_there() {
    let Some(setup) = setup(2021, 10).await else {
        return;
    };
    let moto = setup.aws.config().endpoint_url().unwrap().to_owned();
    let object = records(setup.time, 30);
    setup.put(&setup.key(), &object).await;
    let server = Server::start(move |request| {
        if request.header("range").is_none() {
            return Reply::BreakOff { status: 200, body: object.clone() };
        }
        let headers: Vec<_> = request
            .headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "host" | "content-length" | "connection"))
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let answer = Client::new(&moto)
            .try_send(&request.method, &request.path, &headers, request.body.clone())
            .unwrap();
        Reply::Answer { status: answer.status, headers: vec![], body: answer.body }
    });
    let broken = crate::setup::aws(&server.url()).await;
    let loader = setup.loader_with(&broken, setup.node.url(), crate::setup::small());
    let whole = ObjectRef::whole(&setup.bucket, setup.key());
    let report = setup.load_object(&loader, &whole, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally.loaded, 30);
    assert_eq!(setup.count(), 30);
}
