//! Runs in which MaxMind, the secret or the bucket fails.

use maxmind::Fault::{self, *};
use test_support::moto;

use crate::fixture::database;
use crate::*;

const CITY: &str = "GeoLite2-City";

/// A run whose answers with `suffix` fail, after one that went well and a new release.
async fn run_after_a_good_one(
    moto: &Moto,
    suffix: &str,
    faults: &[Fault],
) -> (World, Result<Value, Failed>) {
    let world = World::new(moto).await;
    world.run().await.unwrap();
    world.maxmind.release(CITY);
    world.maxmind.asked();
    world.maxmind.fail(suffix, faults);
    let result = world.run().await;
    (world, result)
}

#[tokio::test]
async fn a_fault_that_passes_is_outlasted() {
    let Some(moto) = moto::shared() else { return };
    for (suffix, fault) in [
        ("tar.gz", Status(500)),
        ("tar.gz", Cut),
        ("tar.gz", Silence),
        ("tar.gz", Status(429)),
        ("tar.gz.sha256", Status(503)),
        ("tar.gz.sha256", WrongChecksum),
    ] {
        let (world, result) = run_after_a_good_one(moto, suffix, &[fault]).await;
        let status = result.unwrap_or_else(|failed| panic!("{suffix} {fault:?}: {failed:?}"));
        let status = status["status"].as_str().unwrap();
        assert!(status.starts_with("databases: 1 updated, 2 unchanged, 0 failed;"), "{fault:?}");
        assert_eq!(world.stored(CITY).await, Some(database(CITY, 1)));
    }
}

#[tokio::test]
async fn a_fault_that_stays_has_a_name_and_leaves_the_last_good_copy() {
    let Some(moto) = moto::shared() else { return };
    for (suffix, fault, error_type) in [
        ("tar.gz", Status(500), "GeoipStatusUnexpected"),
        ("tar.gz", Status(404), "GeoipStatusUnexpected"),
        ("tar.gz", Cut, "GeoipNoAnswer"),
        ("tar.gz", Silence, "GeoipNoAnswer"),
        ("tar.gz", NoArchive, "GeoipChecksumWrong"),
        ("tar.gz", Status(429), "GeoipThrottled"),
        ("tar.gz", Status(401), "GeoipLicenseRefused"),
        ("tar.gz.sha256", Status(401), "GeoipLicenseRefused"),
        ("tar.gz.sha256", NoArchive, "GeoipDatabaseUnusable"),
    ] {
        let (world, result) = run_after_a_good_one(moto, suffix, &[fault; 9]).await;
        let failed = result.unwrap_err();
        assert_eq!(failed.error_type, error_type, "{suffix} {fault:?}: {failed:?}");
        assert!(!failed.message.contains(KEY), "{failed:?}");
        assert_eq!(world.stored(CITY).await, Some(database(CITY, 0)));
        let metrics = world.metrics();
        assert_ne!(metrics["GeoipDownloadFailures"], 0.0, "{metrics}");
        let refused = f64::from(u8::from(error_type == "GeoipLicenseRefused"));
        assert_eq!(metrics["GeoipLicenseRefused"], refused, "{metrics}");
    }
}

#[tokio::test]
async fn a_refused_key_is_not_asked_with_again() {
    let Some(moto) = moto::shared() else { return };
    let (world, _) = run_after_a_good_one(moto, "tar.gz.sha256", &[Status(401); 9]).await;
    assert_eq!(world.maxmind.asked(), ["GeoLite2-City tar.gz.sha256"]);
}

#[tokio::test]
async fn one_database_that_fails_does_not_stop_the_others() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.fail("tar.gz", &[Status(404)]);
    assert_eq!(world.run().await.unwrap_err().error_type, "GeoipStatusUnexpected");
    assert_eq!(world.metrics()["GeoipDatabasesUpdated"], 2.0);
}

#[tokio::test]
async fn several_faults_are_all_told() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.fail("tar.gz", &[Status(404), Status(410)]);
    let failed = world.run().await.unwrap_err();
    assert!(failed.message.contains("404") && failed.message.contains("410"), "{failed:?}");
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_told() {
    let Some(moto) = moto::shared() else { return };
    let arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:gone-AbCdEf";
    let world =
        World::with(moto, |settings| settings.license_secret_arn = Some(arn.to_owned())).await;
    let failed = world.run().await.unwrap_err();
    assert_eq!(failed.error_type, "GeoipSecretUnreadable");
    assert!(failed.message.contains(arn), "{failed:?}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told() {
    let Some(moto) = moto::shared() else { return };
    let gone = names::unique("gone");
    let world = World::with(moto, |settings| settings.geo_bucket.clone_from(&gone)).await;
    let failed = world.run().await.unwrap_err();
    assert_eq!(failed.error_type, "GeoipStoreFailed");
    assert!(failed.message.contains(&gone), "{failed:?}");
}

#[tokio::test]
async fn a_run_whose_time_runs_out_is_an_error_of_its_own() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.fail("tar.gz", &[Silence; 9]);
    let event = LambdaEvent::new(json!({}), context(5));
    let failed = world.downloader.handle(event).await.unwrap_err();
    assert_eq!(failed.error_type, "GeoipOutOfTime");
    assert_eq!(world.metrics()["GeoipDownloadFailures"], 1.0);
}

#[test]
fn the_license_key_is_in_no_log_line() {
    let Some(moto) = moto::shared() else { return };
    let logged = Kept::default();
    let crates = ["geoip_downloader"];
    let subscriber = kit::logging::subscriber(Some("trace"), &crates, logged.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        for fault in [Status(401), Status(500), Cut, Silence] {
            let (world, _) = run_after_a_good_one(moto, "tar.gz", &[fault; 9]).await;
            assert!(!world.written.text().contains(KEY));
        }
    });
    let logged = logged.text();
    assert!(logged.contains("trying again") && logged.contains("GeoipLicenseRefused"), "{logged}");
    assert!(!logged.contains(KEY), "{logged}");
}
