//! Runs in which nothing goes wrong.

use geoip_downloader::EDITIONS;
use test_support::moto;

use crate::fixture::database;
use crate::*;

#[tokio::test]
async fn all_databases_are_stored_where_the_loader_looks() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    assert_eq!(world.databases().await, "databases: 3 updated, 0 unchanged, 0 failed");
    for edition in EDITIONS {
        assert_eq!(world.stored(edition).await, Some(database(edition, 0)), "{edition}");
    }
    assert_eq!(world.metrics()["GeoipDatabasesUpdated"], 3.0);
    assert_eq!(world.metrics()["GeoipDownloadFailures"], 0.0);
}

#[tokio::test]
async fn only_what_is_new_is_downloaded() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.run().await.unwrap();
    world.maxmind.asked();
    world.run().await.unwrap();
    assert_eq!(world.maxmind.asked(), EDITIONS.map(|edition| format!("{edition} tar.gz.sha256")));
    world.maxmind.release("GeoLite2-ASN");
    assert_eq!(world.databases().await, "databases: 1 updated, 2 unchanged, 0 failed");
    assert_eq!(world.stored("GeoLite2-ASN").await, Some(database("GeoLite2-ASN", 1)));
    assert_eq!(world.stored("GeoLite2-City").await, Some(database("GeoLite2-City", 0)));
}

#[tokio::test]
async fn the_copy_of_v2_10_4_is_replaced() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let put = world.aws.s3().put_object().bucket(&world.bucket).key("GeoLite2/GeoLite2-City.mmdb");
    put.body(b"old".to_vec().into()).send().await.unwrap();
    world.run().await.unwrap();
    assert_eq!(world.stored("GeoLite2-City").await, Some(database("GeoLite2-City", 0)));
}

#[tokio::test]
async fn without_a_license_key_no_database_is_downloaded() {
    let Some(moto) = moto::shared() else { return };
    let world = World::with(moto, |settings| settings.license_secret_arn = None).await;
    let status = world.run().await.unwrap();
    assert!(status["status"].as_str().unwrap().contains("no MaxMind license key"), "{status}");
    assert!(world.maxmind.asked().is_empty());
    assert!(world.metrics()["GeoipDatabasesUpdated"].is_null(), "nothing to count");
    assert_eq!(world.metrics()["TrustedProxyNetworks"], 6.0, "the list does not need it");
}
