//! The list of trusted proxies.

use std::sync::atomic::{AtomicUsize, Ordering};

use enrichment::TrustedProxies;
use test_support::aws_peer::AwsPeer;
use test_support::http::Reply;
use test_support::internet::{Fault, Internet};
use test_support::moto;

use crate::cloudformation::ask;
use crate::*;

const KEY: &str = "TrustedProxy/trusted_proxies.txt";
const AWS: &str = "ip-ranges.amazonaws.com/ip-ranges.json";
const CLOUDFLARE_V4: &str = "www.cloudflare.com/ips-v4";
const CLOUDFLARE_V6: &str = "www.cloudflare.com/ips-v6";

/// Puts the lists of all sources at their addresses: four networks.
pub(crate) fn publish(internet: &Internet) {
    internet.put(AWS, ranges("198.51.100.0/25"));
    internet.put(CLOUDFLARE_V4, "203.0.113.0/25\n");
    internet.put(CLOUDFLARE_V6, "2001:db8:2::/48\n");
}

fn ranges(cloudfront: &str) -> String {
    json!({
        "prefixes": [
            { "ip_prefix": cloudfront, "service": "CLOUDFRONT" },
            { "ip_prefix": "192.0.2.0/24", "service": "EC2" },
        ],
        "ipv6_prefixes": [{ "ipv6_prefix": "2001:db8:1::/48", "service": "GLOBALACCELERATOR" }],
    })
    .to_string()
}

/// A world without a license key: the list alone.
async fn world(moto: &Moto) -> World {
    World::with(moto, |settings| settings.license_secret_arn = None).await
}

async fn list(world: &World) -> Option<String> {
    let object = world.aws.s3().get_object().bucket(&world.bucket).key(KEY).send().await.ok()?;
    Some(String::from_utf8(object.body.collect().await.unwrap().to_vec()).unwrap())
}

async fn trusted(world: &World) -> Vec<&'static str> {
    let proxies = TrustedProxies::from_text(&list(world).await.unwrap()).unwrap();
    let all = [
        "10.0.0.1",
        "198.51.100.1",
        "198.51.100.200",
        "2001:db8:1::1",
        "203.0.113.1",
        "2001:db8:2::1",
        "192.0.2.1",
    ];
    all.into_iter().filter(|address| proxies.trusts(address.parse().unwrap())).collect()
}

const FROM_ALL: [&str; 5] =
    ["10.0.0.1", "198.51.100.1", "2001:db8:1::1", "203.0.113.1", "2001:db8:2::1"];

#[tokio::test]
async fn own_networks_and_those_of_all_sources_are_on_the_list() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    let status = world.run().await.unwrap();
    let words = "no MaxMind license key is set, so no database is downloaded; trusted proxies: 6 \
                 networks, updated";
    assert_eq!(status["status"], words);
    assert_eq!(trusted(&world).await, FROM_ALL);
    assert_eq!(world.metrics()["TrustedProxyNetworks"], 6.0);
    assert_eq!(world.metrics()["TrustedProxyFailures"], 0.0);
}

#[tokio::test]
async fn a_list_that_has_not_changed_is_neither_fetched_nor_written() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    world.run().await.unwrap();
    let before = list(&world).await;
    world.maxmind.internet.requests();
    let status = world.run().await.unwrap();
    assert!(status["status"].as_str().unwrap().ends_with("6 networks, unchanged"), "{status}");
    assert_eq!(list(&world).await, before);
    let asked = world.maxmind.internet.requests();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|request| request.header("if-none-match").is_some()));
    world.maxmind.internet.put(AWS, ranges("198.51.100.128/25"));
    world.run().await.unwrap();
    let now = trusted(&world).await;
    assert!(now.contains(&"198.51.100.200") && !now.contains(&"198.51.100.1"), "{now:?}");
}

#[tokio::test]
async fn a_list_that_was_written_by_hand_is_put_aside() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    let by_hand = "# ours\n192.0.2.0/24\n";
    let put = world.aws.s3().put_object().bucket(&world.bucket).key(KEY);
    put.body(by_hand.as_bytes().to_vec().into()).send().await.unwrap();
    for _ in 0..2 {
        world.run().await.unwrap();
        assert_eq!(trusted(&world).await, FROM_ALL);
        let key = format!("{KEY}.by-hand");
        let kept = world.aws.s3().get_object().bucket(&world.bucket).key(key).send().await.unwrap();
        assert_eq!(kept.body.collect().await.unwrap().to_vec(), by_hand.as_bytes());
    }
}

#[tokio::test]
async fn a_fault_that_passes_is_outlasted() {
    let Some(moto) = moto::shared() else { return };
    for fault in [Fault::Status(503), Fault::Busy(0), Fault::Cut, Fault::HangUp] {
        let world = world(moto).await;
        for address in [AWS, CLOUDFLARE_V4, CLOUDFLARE_V6] {
            world.maxmind.internet.fail(address, &[fault.clone(), fault.clone()]);
        }
        world.run().await.unwrap();
        assert_eq!(trusted(&world).await, FROM_ALL, "{fault:?}");
    }
}

#[tokio::test]
async fn of_a_source_that_fails_what_it_said_last_stays() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    world.run().await.unwrap();
    for address in [AWS, CLOUDFLARE_V4, CLOUDFLARE_V6] {
        for (fault, error_type) in [
            (Fault::Status(500), "FetchStatusUnexpected"),
            (Fault::Status(404), "FetchStatusUnexpected"),
            (Fault::HangUp, "HttpNoAnswer"),
            (Fault::Other("<html>"), "TrustedProxiesUnusable"),
            (Fault::Other(""), "TrustedProxiesUnusable"),
            (Fault::Other("0.0.0.0/0\n"), "TrustedProxiesUnusable"),
        ] {
            world.maxmind.internet.break_down(address, fault.clone());
            let failed = world.run().await.unwrap_err();
            assert_eq!(failed.error_type, error_type, "{address} {fault:?}: {failed:?}");
            assert_eq!(trusted(&world).await, FROM_ALL, "{address} {fault:?}");
            assert_eq!(world.metrics()["TrustedProxyFailures"], 1.0);
        }
        world.maxmind.internet.heal();
        world.run().await.unwrap();
    }
}

#[tokio::test]
async fn a_source_that_has_never_answered_costs_no_other() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    world.maxmind.internet.break_down(AWS, Fault::Status(500));
    world.run().await.unwrap_err();
    assert_eq!(trusted(&world).await, ["10.0.0.1", "203.0.113.1", "2001:db8:2::1"]);
}

#[tokio::test]
async fn the_list_and_the_databases_fail_apart() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.maxmind.internet.break_down(AWS, Fault::Status(500));
    assert_eq!(world.run().await.unwrap_err().error_type, "FetchStatusUnexpected");
    let metrics = world.metrics();
    assert_eq!(metrics["GeoipDatabasesUpdated"], 3.0);
    assert_eq!(
        (&metrics["GeoipDownloadFailures"], &metrics["TrustedProxyFailures"]),
        (&json!(0.0), &json!(1.0))
    );
    world.maxmind.internet.heal();
    world.maxmind.release("GeoLite2-ASN");
    world.maxmind.fail("tar.gz.sha256", &[maxmind::Fault::Status(401)]);
    assert_eq!(world.run().await.unwrap_err().error_type, "GeoipLicenseRefused");
    assert_eq!(trusted(&world).await, FROM_ALL);
}

fn template(license: &str, proxies: &str) -> Value {
    json!({ "ServiceToken": "arn", "LicenseSecretArn": license, "TrustedProxies": proxies })
}

#[tokio::test]
async fn an_entry_that_is_no_network_fails_the_operation_that_brings_it() {
    let Some(moto) = moto::shared() else { return };
    let wrong = "10.0.0.0/8 10.0.0.0/33,1:2";
    let original = json!({ "ServiceToken": "arn", "License": "" });
    for (kind, old, status) in [
        ("Create", json!(null), "FAILED"),
        ("Update", template("", "10.0.0.0/8"), "FAILED"),
        ("Update", template("", wrong), "SUCCESS"), // something else changed
        ("Update", original, "SUCCESS"),            // moved over with what it had
    ] {
        let world = World::with(moto, |settings| {
            settings.license_secret_arn = None;
            settings.trusted_proxies = Some(wrong.to_owned());
        })
        .await;
        let answer = ask(&world, kind, template("", wrong), old).await;
        assert_eq!(answer["Status"], status, "{answer}");
        if status == "FAILED" {
            let reason = answer["Reason"].as_str().unwrap();
            assert!(reason.contains("TrustedProxyIpList"), "{reason}");
            assert!(reason.contains("`10.0.0.0/33`, `1:2`"), "{reason}");
        }
        assert_eq!(trusted(&world).await, FROM_ALL, "the others are on the list");
        let failed = world.run().await.unwrap_err();
        assert_eq!(failed.error_type, "TrustedProxiesMalformed", "the schedule tells it");
    }
}

#[tokio::test]
async fn a_source_that_is_down_fails_no_operation() {
    let Some(moto) = moto::shared() else { return };
    for kind in ["Create", "Update"] {
        let world = world(moto).await;
        for address in [AWS, CLOUDFLARE_V4, CLOUDFLARE_V6] {
            world.maxmind.internet.break_down(address, Fault::HangUp);
        }
        let new = template("", "10.0.0.0/8");
        let answer = ask(&world, kind, new, template("", "")).await;
        assert_eq!(answer["Status"], "SUCCESS", "{answer}");
        let status = answer["Data"]["status"].as_str().unwrap();
        assert!(status.ends_with("2 networks, updated, 3 failed"), "{status}");
    }
}

/// The work is cut at each call of S3, and done again.
#[tokio::test]
async fn a_run_that_is_refused_at_any_call_loses_nothing_and_the_next_finishes() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.run().await.unwrap();
    for number in 0..12 {
        for edition in geoip_downloader::EDITIONS {
            world.maxmind.release(edition);
        }
        let last = 200 + number;
        let published = format!("203.0.113.0/25\n203.0.113.{last}/32\n");
        world.maxmind.internet.put(CLOUDFLARE_V4, published);
        let calls = AtomicUsize::new(0);
        let peer = AwsPeer::before(moto, move |_| {
            (calls.fetch_add(1, Ordering::SeqCst) >= number).then(|| Reply::Answer {
                status: 403,
                headers: vec![],
                body: b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec(),
            })
        });
        let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
        let settings = world.settings.clone();
        let cut = GeoipDownloader::new(settings, &aws, Metrics::to_writer(std::io::sink()));
        _ = cut.handle(LambdaEvent::new(json!({}), context(60))).await;
        assert_eq!(trusted(&world).await, FROM_ALL, "{number}");
        world.run().await.unwrap();
        assert!(list(&world).await.unwrap().contains(&format!("\n203.0.113.{last}\n")));
        let status = world.run().await.unwrap();
        assert!(status["status"].as_str().unwrap().contains("3 unchanged"), "{status}");
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_not_replaced() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto).await;
    world.run().await.unwrap();
    let before = list(&world).await;
    world.maxmind.internet.break_down(AWS, Fault::Status(500));
    let peer = AwsPeer::before(moto, |call| {
        (call.operation.starts_with("GET ")).then(|| Reply::Answer {
            status: 403,
            headers: vec![],
            body: b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec(),
        })
    });
    let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
    let settings = world.settings.clone();
    let blind = GeoipDownloader::new(settings, &aws, Metrics::to_writer(std::io::sink()));
    let failed = blind.handle(LambdaEvent::new(json!({}), context(60))).await.unwrap_err();
    assert_eq!(failed.error_type, "GeoipReadFailed");
    assert!(failed.message.contains("s3:GetObject"), "{failed:?}");
    assert_eq!(list(&world).await, before);
}
