//! Speed from options to the bytes of the templates, JSON and YAML, on one core.
//!
//! `cargo bench -p siem`. Reading the file with options counts too where there is one; what
//! the program does besides is to write the files.

use std::hint::black_box;

use divan::Bencher;
use siem::sources::Sources;
use siem::{ExistingDomain, Siem};
use template::{Construct, Stack};

/// Has an example of every option and of every source.
const EVERY_OPTION: &str = include_str!("../siem.example.yaml");

fn main() {
    divan::main();
}

/// Length of both forms of a stack's template.
fn write(name: &str, construct: impl Construct, options: &Siem) -> usize {
    let mut stack = Stack::new(name);
    let _ = stack.add(construct);
    options.tag_and_limit(&mut stack.scope_at(""));
    match stack.synthesise() {
        Ok(written) => written.template.to_json().len() + written.template.to_yaml().len(),
        Err(problems) => panic!("{problems}"),
    }
}

/// The file: the most that a stack may hold.
fn every_option() -> Siem {
    let mut options: Siem =
        serde_yaml::from_str(EVERY_OPTION).unwrap_or_else(|error| panic!("{error}"));
    // Of the two ways to have a domain, the one with more options.
    options.existing_domain = ExistingDomain::default();
    options
}

/// What people get without options.
#[divan::bench]
fn default(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| write("aes-siem", Siem::default(), &Siem::default()));
}

/// Reading the options alone.
#[divan::bench]
fn options_from_file(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| black_box(every_option()));
}

/// With every option but sources of logs.
#[divan::bench]
fn every_option_without_sources(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let mut options = every_option();
        options.sources = Sources::default();
        write("aes-siem", options.clone(), &options)
    });
}

/// With every option and a source of every kind: the largest stack.
#[divan::bench]
fn every_option_and_source(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let options = every_option();
        write("aes-siem", options.clone(), &options)
    });
}

/// All stacks of the file: the largest, that of Control Tower's log archive, and one with
/// sources for another region.
#[divan::bench]
fn all_stacks(bencher: Bencher<'_, '_>) {
    bencher.bench_local(|| {
        let options = every_option();
        let mut length = write("aes-siem", options.clone(), &options);
        if let Some(archive) = &options.control_tower_log_archive {
            length += write(archive.name.as_str(), archive.clone(), &options);
        }
        for sources in &options.source_stacks {
            let name = sources.name.as_str();
            length += write(name, sources.clone(), &options);
        }
        length
    });
}
