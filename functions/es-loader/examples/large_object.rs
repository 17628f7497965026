//! Loads a large object, without network: for its peak of memory.
//!
//! `cargo build --release -p es-loader --example large_object`, then
//! `/usr/bin/time -v target/release/examples/large_object waf 2000000000`: the log and how
//! many bytes its object has. The object is made while it is read, and bodies go through
//! the channel that leads to OpenSearch in the function.

#[path = "../benches/parse/cases.rs"]
#[expect(dead_code, reason = "the floor of JSON is of no interest here")]
mod cases;
#[path = "../benches/parse/generate.rs"]
mod generate;

use cases::{CASES, Case};
use es_loader::batches::{Batch, Batches};
use es_loader::bulk::documents::Action;
use es_loader::own::Own;
use es_loader::parse::{Job, parse};
use es_loader::ranges::Ranges;
use log_types::{Aids, Origin, Recognition};
use std::io::Read;
use std::process::ExitCode;
use std::time::{Instant, SystemTime};
use tokio::sync::mpsc;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    let bytes = arguments.next().and_then(|bytes| bytes.parse().ok());
    match (CASES.iter().find(|case| case.name == name), bytes) {
        (Some(case), Some(bytes)) => load(case, bytes),
        _ => {
            let known: Vec<&str> = CASES.iter().map(|case| case.name).collect();
            eprintln!("which log ({}), and how many bytes?", known.join(", "));
            ExitCode::from(2)
        }
    }
}

fn load(case: &Case, bytes: u64) -> ExitCode {
    let Recognition::Type(log_type) = log_types::recognise(case.key) else {
        eprintln!("{} is the key of no log type", case.key);
        return ExitCode::FAILURE;
    };
    let origin = Origin::new("aes-siem-111122223333-log", case.key, SystemTime::now().into());
    let (sender, mut batches) = mpsc::channel::<Batch>(1);
    let started = Instant::now();
    let sums = std::thread::spawn(move || {
        let (mut documents, mut bytes) = (0, 0);
        while let Some(batch) = batches.blocking_recv() {
            documents += batch.documents.count();
            bytes += batch.documents.bytes();
        }
        (documents, bytes)
    });
    let records = Ranges::all();
    let job = Job {
        log_type: &log_type,
        aids: Aids::only(&origin),
        own: &Own::NONE,
        from: None,
        records: &records,
        limits: formats::Limits::default(),
    };
    let mut sink = Batches::new(sender, Action::Index, 5_000_000, 5_000);
    let end = parse(Repeated { part: case.object(5_000), at: 0 }.take(bytes), &job, &mut sink);
    let _ = sink.finish();
    let (documents, written) = sums.join().unwrap_or_default();
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{end:?}: {documents} documents of {bytes} bytes, {written} bytes of bodies, {seconds:.1} s"
    );
    ExitCode::SUCCESS
}

/// The same part again and again.
struct Repeated {
    part: Vec<u8>,
    at: usize,
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut rest = self.part.get(self.at..).unwrap_or_default();
        let read = rest.read(buffer)?;
        self.at = (self.at + read) % self.part.len();
        Ok(read)
    }
}
