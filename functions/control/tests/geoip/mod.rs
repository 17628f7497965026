//! geoip-downloader: a schedule without a licence key and with one, and its memory.

#[path = "../../../geoip-downloader/tests/downloads/fixture.rs"]
mod fixture;

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use test_support::internet::Internet;
use test_support::lambda_runtime_api::Function;
use test_support::{moto, names};

use crate::{GEOIP_DOWNLOADER, PROGRAM};

/// What a function may use, in bytes.
const MEMORY: u64 = 128 << 20;

#[test]
fn the_geoip_downloader_makes_the_list_of_proxies_without_a_license_key() {
    let Some(moto) = moto::shared() else { return };
    let bucket = names::unique("geo");
    assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
    let internet = Internet::default();
    internet.put("www.cloudflare.com/ips-v4", "203.0.113.0/24\n");
    internet.put("www.cloudflare.com/ips-v6", "2001:db8::/32\n");
    internet.put("ip-ranges.amazonaws.com/ip-ranges.json", ranges().to_string());
    let mut environment = Function::new(PROGRAM, GEOIP_DOWNLOADER)
        .environment(moto.environment())
        .environment([
            ("GEOIP_BUCKET", bucket.as_str()),
            ("GEOLITE2_LICENSE_SECRET_ARN", ""),
            ("TRUSTED_PROXY_LIST", "10.0.0.0/8"),
            ("SIEM_MIRROR_URL", internet.url().as_str()),
        ])
        .timeout(Duration::from_secs(60))
        .start();
    let status = environment.invoke(&json!({ "source": "aws.events" })).response();
    let words = status["status"].as_str().unwrap();
    assert!(words.contains("no MaxMind license key"), "{words}");
    assert!(words.contains("trusted proxies: 203 networks, updated"), "{words}");
    let path = format!("/{bucket}/TrustedProxy/trusted_proxies.txt");
    let list = String::from_utf8(moto.request("s3", "GET", &path, b"").body).unwrap();
    assert!(list.contains("\n10.0.0.0/8\n") && list.contains("\n2001:db8::/32\n"), "{list}");
    if let Some(peak) = environment.peak_memory() {
        assert!(peak < MEMORY, "{peak} bytes");
    }
}

/// What MaxMind's largest database has.
const LARGE: usize = 65 << 20;

const KEY: &str = "hunter2HUNTER2_x";

#[test]
fn databases_as_large_as_maxminds_need_no_more_memory_than_there_is() {
    let Some(moto) = moto::shared() else { return };
    let bucket = names::unique("geo");
    assert_eq!(moto.request("s3", "PUT", &format!("/{bucket}"), b"").status, 200);
    let internet = Internet::default();
    internet.put("www.cloudflare.com/ips-v4", "203.0.113.0/24\n");
    internet.put("www.cloudflare.com/ips-v6", "2001:db8::/32\n");
    internet.put("ip-ranges.amazonaws.com/ip-ranges.json", ranges().to_string());
    for edition in ["GeoLite2-City", "GeoLite2-ASN", "GeoLite2-Country"] {
        let database = large_database(edition);
        let archive = fixture::archive(&[(&format!("x/{edition}.mmdb"), &database)]);
        let digits: String = Sha256::digest(&archive).iter().map(|b| format!("{b:02x}")).collect();
        let address = |suffix: &str| {
            let question = format!("edition_id={edition}&license_key={KEY}&suffix={suffix}");
            format!("download.maxmind.com/app/geoip_download?{question}")
        };
        internet.put(&address("tar.gz.sha256"), digits);
        internet.put(&address("tar.gz"), archive);
    }
    let mut environment = Function::new(PROGRAM, GEOIP_DOWNLOADER)
        .environment(moto.environment())
        .environment([
            ("GEOIP_BUCKET", bucket.as_str()),
            ("GEOLITE2_LICENSE_SECRET_ARN", crate::indicators::secret(moto, KEY).as_str()),
            ("TRUSTED_PROXY_LIST", "10.0.0.0/8"),
            ("SIEM_MIRROR_URL", internet.url().as_str()),
        ])
        .timeout(Duration::from_secs(300))
        .start();
    let status = environment.invoke(&json!({ "source": "aws.events" })).response();
    let words = status["status"].as_str().unwrap();
    assert!(words.starts_with("databases: 3 updated, 0 unchanged, 0 failed;"), "{words}");
    assert!(environment.logs().iter().all(|line| !line.contains(KEY)));
    if let Some(peak) = environment.peak_memory() {
        assert!(peak < MEMORY, "{peak} bytes");
    }
}

/// A database of some networks, with bytes in it that nothing leads to, and that do not
/// compress.
fn large_database(edition: &str) -> Vec<u8> {
    const METADATA: &[u8] = b"\xab\xcd\xefMaxMind.com";
    let small = fixture::database(edition, 1);
    let at = small.windows(METADATA.len()).position(|bytes| bytes == METADATA).unwrap();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut large = small[..at].to_vec();
    while large.len() < LARGE {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        large.extend_from_slice(&random.to_le_bytes());
    }
    large.extend_from_slice(&small[at..]);
    large
}

/// As many entries as AWS's, of which two hundred are of CloudFront.
fn ranges() -> Value {
    let prefixes = (0..15_000_u32).map(|n| {
        let [_, a, b, c] = n.to_be_bytes();
        let service = if n < 200 { "CLOUDFRONT" } else { "EC2" };
        let region = "us-east-1 and some more letters, so that it is as long as AWS's own file is";
        json!({ "ip_prefix": format!("10.{a}.{b}.{c}/32"), "region": region, "service": service })
    });
    json!({ "prefixes": prefixes.collect::<Vec<_>>(), "ipv6_prefixes": [] })
}

#[test]
fn a_mirror_that_is_no_url_is_an_init_error() {
    let mut environment = Function::new(PROGRAM, GEOIP_DOWNLOADER)
        .environment(crate::NOWHERE)
        .environment([("GEOIP_BUCKET", "geo"), ("SIEM_MIRROR_URL", "nowhere")])
        .start();
    assert_eq!(crate::error_type(&mut environment).0, "HttpUrlInvalid");
}
