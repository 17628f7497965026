//! From the bytes of an object to finished bulk bodies, on one core, without network.
//!
//! `cargo bench -p es-loader`; `--profile bundle` measures what is deployed. A name given
//! behind it, such as `waf`, selects.
//!
//! - `plain`, `gzip`: the loader.
//! - `enriched`: with GeoIP, indicators of compromise and user agents. `GEOIP_DIR` names a folder with
//!   GeoLite2-City.mmdb and GeoLite2-ASN.mmdb; without it a small database is asked.
//! - `floor`: what no loader of JSON can do without: inflating, parsing once with SIMD,
//!   and writing as many bytes as the loader writes.
//!
//! Bytes are those of the input, uncompressed.

mod cases;
mod generate;

use cases::{CASES, Case};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use enrichment::indicators::Builder;
use enrichment::{Asn, City, Enricher, Indicator, Indicators, Network};
use es_loader::batches::Batches;
use es_loader::bulk::documents::Action;
use es_loader::own::Own;
use es_loader::parse::{End, Job, parse};
use es_loader::ranges::Ranges;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use log_types::{Aids, Origin, Recognition};
use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;
use tokio::sync::mpsc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RECORDS: u64 = 20_000;

fn main() {
    divan::main();
}

#[divan::bench(args = CASES, sample_count = 20, sample_size = 1)]
fn plain(bencher: Bencher<'_, '_>, case: &Case) {
    let object = case.object(RECORDS);
    measure(bencher, case, &object, object.len(), &Enricher::NONE);
}

#[divan::bench(args = CASES, sample_count = 20, sample_size = 1)]
fn gzip(bencher: Bencher<'_, '_>, case: &Case) {
    let object = case.object(RECORDS);
    measure(bencher, case, &compressed(&object), object.len(), &Enricher::NONE);
}

#[divan::bench(args = CASES, sample_count = 20, sample_size = 1)]
fn enriched(bencher: Bencher<'_, '_>, case: &Case) {
    let object = case.object(RECORDS);
    measure(bencher, case, &compressed(&object), object.len(), &enricher());
}

#[divan::bench(args = CASES.iter().filter(|case| case.is_json), sample_count = 20, sample_size = 1)]
fn floor(bencher: Bencher<'_, '_>, case: &Case) {
    let object = case.object(RECORDS);
    let written = load(case, &object, &Enricher::NONE);
    let gzip = compressed(&object);
    let counter = BytesCount::from(object.len());
    bencher.counter(counter).counter(ItemsCount::new(RECORDS)).bench_local(|| {
        let mut inflated = Vec::with_capacity(object.len());
        GzDecoder::new(gzip.as_slice()).read_to_end(&mut inflated).expect("our own gzip");
        let mut out: Vec<u8> = Vec::with_capacity(written);
        for line in inflated.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let value: sonic_rs::Value = sonic_rs::from_slice(line).expect("our own JSON");
            sonic_rs::to_writer(&mut out, &value).expect("writing to memory");
        }
        while out.len() < written {
            let more = inflated.len().min(written - out.len());
            out.extend_from_slice(&inflated[..more]);
        }
        out
    });
}

fn measure(bencher: Bencher<'_, '_>, case: &Case, object: &[u8], bytes: usize, aid: &Enricher) {
    let counter = BytesCount::from(bytes);
    bencher
        .counter(counter)
        .counter(ItemsCount::new(RECORDS))
        .bench_local(|| load(case, object, aid));
}

/// Loads an object. How many bytes the bodies have.
fn load(case: &Case, object: &[u8], enricher: &Enricher) -> usize {
    let Recognition::Type(log_type) = log_types::recognise(case.key) else {
        panic!("{} is the key of no log type", case.key);
    };
    assert_eq!(log_type.name(), case.name);
    let origin = Origin::new("aes-siem-111122223333-log", case.key, SystemTime::now().into());
    let aids = Aids { enricher, ..Aids::only(&origin) };
    let records = Ranges::all();
    let job = Job {
        log_type: &log_type,
        aids,
        own: &Own::NONE,
        from: None,
        records: &records,
        limits: formats::Limits::default(),
    };
    let (sender, mut receiver) = mpsc::channel(256);
    let mut sink = Batches::new(sender, Action::Index, 5_000_000, 5_000);
    let end = parse(object, &job, &mut sink);
    assert!(matches!(end, End::Complete) && sink.finish().is_continue());
    let (mut loaded, mut in_part, mut bytes) = (0, 0, 0);
    while let Ok(batch) = receiver.try_recv() {
        loaded += batch.documents.count();
        in_part += batch.in_part;
        bytes += batch.documents.bytes();
    }
    assert_eq!((loaded, in_part), (RECORDS, 0), "all records are read in full");
    bytes
}

fn compressed(object: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(object).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn enricher() -> Enricher {
    let city = include_bytes!("../../../enrichment/fixtures/GeoLite2-City.mmdb");
    let asn = include_bytes!("../../../enrichment/fixtures/GeoLite2-ASN.mmdb");
    let database = |name: &str, instead: &[u8]| {
        let folder = std::env::var_os("GEOIP_DIR").map(PathBuf::from);
        let read = folder.and_then(|folder| std::fs::read(folder.join(name)).ok());
        read.unwrap_or_else(|| instead.to_vec())
    };
    let mut builder = Builder::default();
    let indicator = Indicator { provider: "feed", name: Some("a feed"), ..Indicator::default() };
    let mut seeded = generate::Seeded::new(3);
    for _ in 0..100_000 {
        let address = u32::try_from(seeded.below(1 << 32)).unwrap_or_default();
        let network = Network::single(Ipv4Addr::from(address).into());
        builder.network(network, &indicator).expect("few");
    }
    Enricher {
        city: City::from_bytes(database("GeoLite2-City.mmdb", city)).ok().map(Arc::new),
        asn: Asn::from_bytes(database("GeoLite2-ASN.mmdb", asn)).ok().map(Arc::new),
        indicators: Indicators::from_bytes(builder.build()).ok().map(Arc::new),
        proxies: None,
        user_agents: Some(Arc::default()),
    }
}
