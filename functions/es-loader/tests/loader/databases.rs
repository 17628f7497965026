//! The databases in the geo bucket, which is here the bucket of the logs.

use crate::setup::{Setup, setup, small};
use crate::waf::records;
use es_loader::config::Limits;
use serde_json::json;
use std::time::Duration;

const CITY: &str = "GeoLite2/GeoLite2-City.mmdb";
const ASN: &str = "GeoLite2/GeoLite2-ASN.mmdb";
const CITY_DATABASE: &[u8] = include_bytes!("../../../enrichment/fixtures/GeoLite2-City.mmdb");
const ASN_DATABASE: &[u8] = include_bytes!("../../../enrichment/fixtures/GeoLite2-ASN.mmdb");

/// Looks at the databases before each object.
fn impatient() -> Limits {
    Limits { databases_every: Duration::ZERO, ..small() }
}

/// A record of an address that the databases know.
fn known(setup: &Setup) -> Vec<u8> {
    String::from_utf8(records(setup.time, 1)).unwrap().replace("192.0.2.1", "203.0.113.7").into()
}

impl Setup {
    fn found(&self, field: &str, value: &str) -> u64 {
        self.node.refresh(&self.index);
        self.node.count(&self.index, &json!({ "term": { field: value } }))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_databases_know_is_in_the_first_document() {
    let Some(setup) = setup(2019, 3).await else { return };
    setup.put(CITY, CITY_DATABASE).await;
    setup.put(ASN, ASN_DATABASE).await;
    let loader = setup.loader(setup.node.url());
    assert_eq!(setup.load(&loader, &known(&setup)).await.tally.loaded, 1);
    assert_eq!(setup.found("source.geo.city_name", "Example City"), 1);
    assert_eq!(setup.found("source.as.organization.name", "EXAMPLE-AS"), 1);
    assert_eq!(setup.metric("MissingDatabaseCount"), 2.0, "indicators and proxies");
    assert_eq!(setup.metric("BrokenDatabaseCount"), 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn databases_that_are_missing_or_broken_fail_nothing() {
    let Some(setup) = setup(2019, 4).await else { return };
    setup.put(CITY, b"<html>").await;
    setup.put("IOC/ioc.db", b"SQLite format 3\0...").await;
    let loader = setup.loader(setup.node.url());
    assert_eq!(setup.load(&loader, &known(&setup)).await.tally.loaded, 1);
    assert_eq!(setup.load(&loader, &known(&setup)).await.tally.loaded, 1);
    assert_eq!(setup.metric("BrokenDatabaseCount"), 2.0, "city and indicators, once");
    assert_eq!(setup.metric("MissingDatabaseCount"), 2.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_copy_comes_into_use_and_a_broken_one_does_not() {
    let Some(setup) = setup(2019, 5).await else { return };
    let loader = setup.loader_with(&setup.aws, setup.node.url(), impatient());
    let known = known(&setup);
    setup.load(&loader, &known).await;
    assert_eq!(setup.found("source.geo.city_name", "Example City"), 0);
    for copy in [CITY_DATABASE, b"<html>"] {
        setup.put(CITY, copy).await;
        // The look is in the background: some object after it sees the new copy.
        let mut found = 0;
        for _ in 0..50 {
            setup.load(&loader, &known).await;
            found = setup.found("source.geo.city_name", "Example City");
            if found > 0 && (copy == CITY_DATABASE || setup.metric("BrokenDatabaseCount") > 0.0) {
                break;
            }
        }
        assert_eq!(found, 1);
    }
    assert!(setup.metric("BrokenDatabaseCount") > 0.0);
}
