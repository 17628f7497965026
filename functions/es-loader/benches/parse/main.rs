//! From the bytes of an object, compressed with gzip, to finished bulk bodies: on one core,
//! without network.
//!
//! `cargo bench -p es-loader --bench parse` prints a table; a name behind it, such as
//! `-- waf`, selects. `--profile bundle` measures what is deployed.
//!
//! - The floor is what no loader of JSON can do without: inflating, parsing once with SIMD,
//!   and writing as many bytes as the loader writes.
//! - Enriched is with GeoIP, indicators of compromise and user agents. `GEOIP_DIR` names a
//!   folder with GeoLite2-City.mmdb and GeoLite2-ASN.mmdb; without it a small database is
//!   asked.
//!
//! Bytes are those of the input, uncompressed. Each figure is that of the fastest of many
//! runs, so that other programs on the machine do little harm.

mod cases;
mod generate;

use cases::{CASES, Case};
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
use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::mpsc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Few, so that a run is over before another program gets the core.
const RECORDS: u64 = 1_000;

/// How long each figure is measured.
const MEASURED: Duration = Duration::from_secs(1);

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    println!(
        "| log | bytes a record | records/s | MB/s | of the floor's time | enriched: records/s | MB/s |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    let is_wanted =
        |case: &&Case| wanted.is_empty() || wanted.iter().any(|name| case.name.contains(name));
    for case in CASES.iter().filter(is_wanted) {
        println!("{}", row(case));
    }
}

/// The figures of a log.
fn row(case: &Case) -> String {
    let object = case.object(RECORDS);
    let gzip = compressed(&object);
    let loaded = fastest(|| load(case, &gzip, &Enricher::NONE));
    let enricher = enricher();
    let enriched = fastest(|| load(case, &gzip, &enricher));
    let times_the_floor = if case.is_json {
        let written = load(case, &object, &Enricher::NONE);
        let floor = fastest(|| floor(&gzip, object.len(), written).len());
        format!("{:.1} ×", loaded.as_secs_f64() / floor.as_secs_f64())
    } else {
        String::new()
    };
    let speed = |time: Duration| {
        let records = RECORDS as f64 / time.as_secs_f64();
        format!("{} | {:.0}", thousands(records), object.len() as f64 / time.as_secs_f64() / 1e6)
    };
    let (name, bytes) = (case.name, object.len() as u64 / RECORDS);
    format!("| {name} | {bytes} | {} | {times_the_floor} | {} |", speed(loaded), speed(enriched))
}

/// The time that the fastest of many runs takes.
fn fastest(run: impl Fn() -> usize) -> Duration {
    let start = Instant::now();
    let mut fastest = Duration::MAX;
    while start.elapsed() < MEASURED {
        let before = Instant::now();
        black_box(run());
        fastest = fastest.min(before.elapsed());
    }
    fastest
}

/// `123,000`: three digits say as much as a measurement does.
fn thousands(number: f64) -> String {
    let number = (number / 1000.0).round();
    if number < 1000.0 {
        return format!("{number},000");
    }
    let (millions, thousands) = ((number / 1000.0).floor(), number % 1000.0);
    format!("{millions},{thousands:03},000")
}

/// Inflates, parses, and writes so many bytes.
fn floor(gzip: &[u8], inflated: usize, written: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(inflated);
    GzDecoder::new(gzip).read_to_end(&mut text).expect("our own gzip");
    let mut out: Vec<u8> = Vec::with_capacity(written);
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let value: sonic_rs::Value = sonic_rs::from_slice(line).expect("our own JSON");
        sonic_rs::to_writer(&mut out, &value).expect("writing to memory");
    }
    while out.len() < written {
        let more = text.len().min(written - out.len());
        out.extend_from_slice(&text[..more]);
    }
    out
}

/// Loads an object. How many bytes the bodies have.
fn load(case: &Case, object: &[u8], enricher: &Enricher) -> usize {
    let Recognition::Type(log_type) = log_types::recognise(case.key) else {
        panic!("{} is the key of no log type", case.key);
    };
    assert_eq!(log_type.name(), case.log_type);
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
