//! Look-ups: `cargo bench -p enrichment`.
//!
//! `geo` asks a small database, so that it shows what remembering costs; with `GEOIP_DIR`,
//! a folder with GeoLite2-City.mmdb and GeoLite2-ASN.mmdb, it asks those.

use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::PathBuf;
use std::sync::Arc;

use contract::log_spec::Enrichment;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box_drop};
use ecs::Document;
use enrichment::indicators::Builder;
use enrichment::{Asn, City, Enricher, Indicator, Indicators};

fn main() {
    divan::main();
}

const LOOK_UPS: usize = 10_000;

fn database(name: &str, instead: &[u8]) -> Vec<u8> {
    std::env::var_os("GEOIP_DIR")
        .and_then(|folder| std::fs::read(PathBuf::from(folder).join(name)).ok())
        .unwrap_or_else(|| instead.to_vec())
}

fn enricher() -> Enricher {
    let city = database("GeoLite2-City.mmdb", include_bytes!("../fixtures/GeoLite2-City.mmdb"));
    let asn = database("GeoLite2-ASN.mmdb", include_bytes!("../fixtures/GeoLite2-ASN.mmdb"));
    Enricher {
        city: City::from_bytes(city).ok().map(Arc::new),
        asn: Asn::from_bytes(asn).ok().map(Arc::new),
        ..Enricher::NONE
    }
}

/// Place and network of `source.ip`, from text to fields, of this many addresses again
/// and again.
#[divan::bench(args = [1_000, 30_000, 1_000_000])]
fn geo(bencher: Bencher<'_, '_>, addresses: usize) {
    let enricher = enricher();
    let wanted = Enrichment::NOTHING.geo(&["source"]);
    let mut random = fastrand::Rng::with_seed(1);
    let addresses: Vec<String> = (0..addresses)
        .map(|_| if random.bool() { random.u32(..) } else { 0xcb00_7100 + random.u32(..256) })
        .map(|address| Ipv4Addr::from(address).to_string())
        .collect();
    bencher
        .counter(ItemsCount::new(LOOK_UPS))
        .with_inputs(|| {
            (0..LOOK_UPS)
                .map(|_| {
                    let mut document = Document::new();
                    document
                        .set(ecs::SOURCE_IP, addresses[random.usize(..addresses.len())].as_str());
                    document
                })
                .collect::<Vec<_>>()
        })
        .bench_local_refs(|documents| {
            for document in documents {
                enricher.enrich(&wanted, document);
            }
        });
}

fn says(feed: &str) -> Indicator<'_> {
    let description = Some("Seen as a command and control server of a botnet");
    Indicator { provider: "feed", name: Some(feed), description, ..Indicator::default() }
}

/// 400,000 IPv4, 100,000 IPv6 addresses and 500,000 domains, of 5,000 feeds.
fn million() -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(2);
    let mut builder = Builder::default();
    for n in 0..500_000 {
        let feed = format!("feed {}", n % 5_000);
        let address: IpAddr = match n % 5 {
            0 => Ipv6Addr::from(random.u128(..)).into(),
            _ => Ipv4Addr::from(random.u32(..)).into(),
        };
        let network = enrichment::Network::single(address);
        builder.network(network, &says(&feed)).expect("small");
        builder.domain(&format!("host-{n}.bad.example.com"), &says(&feed)).expect("small");
    }
    builder.build()
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn build_a_million_indicators() {
    black_box_drop(million());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn open_a_million_indicators(bencher: Bencher<'_, '_>) {
    let bytes = million();
    bencher.with_inputs(|| bytes.clone()).bench_values(Indicators::from_bytes);
}

#[divan::bench]
fn ipv4_among_a_million_indicators(bencher: Bencher<'_, '_>) {
    let indicators = Indicators::from_bytes(million()).expect("whole");
    let mut random = fastrand::Rng::with_seed(3);
    bencher.counter(ItemsCount::new(LOOK_UPS)).bench_local(|| {
        for _ in 0..LOOK_UPS {
            let address = Ipv4Addr::from(random.u32(..)).into();
            black_box(indicators.of_address(address).next());
        }
    });
}

#[divan::bench]
fn domain_among_a_million_indicators(bencher: Bencher<'_, '_>) {
    let indicators = Indicators::from_bytes(million()).expect("whole");
    let mut random = fastrand::Rng::with_seed(4);
    let names: Vec<String> = (0..LOOK_UPS)
        .map(|_| format!("host-{}.bad.example.com", random.u32(..1_000_000)))
        .collect();
    bencher.counter(ItemsCount::new(LOOK_UPS)).bench_local(|| {
        for name in &names {
            black_box(indicators.of_domain(name).next());
        }
    });
}
