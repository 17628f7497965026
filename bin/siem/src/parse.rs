//! `siem parse`: the loader's own code on a local file.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use es_loader::own::Own;
use es_loader::parse::{End as Parsed, Job, Outcome, Sink, parse};
use es_loader::reason::Reason;
use log_types::{Aids, LogType, Matched, Origin, Recognition};

use crate::args::Parse;
use crate::knowledge::Knowledge;
use crate::summary::Summary;
use crate::{End, Usage, input};

/// Parses a file and prints its documents.
///
/// # Errors
///
/// The file cannot be read, its log type is not known, or standard output is closed.
pub fn run(args: &Parse) -> anyhow::Result<End> {
    let key = key_of(args);
    let knowledge = Knowledge::open(&args.making)?;
    if !args.quiet {
        knowledge.say();
    }
    let log_type = log_type_of(args, &knowledge, &key)?;
    let source = input::open(args.file.as_deref())?;
    let origin = Origin::new(&args.making.bucket, &key, knowledge.ingested);
    let aids = Aids {
        origin: &origin,
        enricher: &knowledge.enricher,
        rules: knowledge.exclusions.of(log_type.name()),
    };
    let limits = formats::Limits::default();
    let job = Job {
        log_type: &log_type,
        aids,
        own: &Own::NONE,
        from: None,
        records: &args.records,
        limits,
    };
    let out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut printer = Printer::new(out, log_type.name(), args.quiet);
    let ended = parse(source, &job, &mut printer);
    finish(args, printer, ended)
}

fn finish<W: Write>(args: &Parse, printer: Printer<W>, ended: Parsed) -> anyhow::Result<End> {
    let mut summary = printer.finish()?;
    match ended {
        Parsed::Complete | Parsed::Stopped => {}
        Parsed::Unread(error) => return Err(error).context("the file cannot be read"),
        Parsed::Damaged { from, reason } => {
            summary.tally.read += 1;
            summary.tally.set_aside += 1;
            *summary.reasons.entry(format!("from record {from} on: {reason}")).or_default() += 1;
        }
    }
    if !args.quiet {
        anstream::eprintln!("{}", summary.in_form(args.summary));
    }
    Ok(if summary.tally.set_aside == 0 { End::Good } else { End::Bad })
}

/// The key, or the path of the file as one.
fn key_of(args: &Parse) -> String {
    let path = || args.file.as_deref().unwrap_or(Path::new("-")).display().to_string();
    args.key.clone().unwrap_or_else(path)
}

fn log_type_of(args: &Parse, known: &Knowledge, key: &str) -> anyhow::Result<Arc<LogType>> {
    let instead = "; `--key` gives the key that the file has in S3, `--log-type` the type itself";
    let instead = if args.key.is_some() { "" } else { instead };
    match known.recognise(key) {
        Recognition::Type(log_type) => Ok(log_type),
        Recognition::Ignored(why) => {
            Err(Usage(format!("the key `{key}` holds no log ({why}){instead}")).into())
        }
        Recognition::Unknown(why) => Err(Usage(format!("{why}{instead}")).into()),
    }
}

/// Prints documents and counts everything.
struct Printer<W: Write> {
    out: W,
    quiet: bool,
    summary: Summary,
    failed: Option<io::Error>,
}

impl<W: Write> Printer<W> {
    fn new(out: W, log_type: &str, quiet: bool) -> Self {
        let summary = Summary { log_type: log_type.to_owned(), ..Summary::default() };
        Self { out, quiet, summary, failed: None }
    }

    fn finish(mut self) -> io::Result<Summary> {
        self.failed.map_or(Ok(()), Err)?;
        self.out.flush()?;
        Ok(self.summary)
    }

    fn document(&mut self, index: &str, id: &str, json: &[u8]) -> io::Result<()> {
        self.out.write_all(b"{\"_index\":")?;
        serde_json::to_writer(&mut self.out, index)?;
        self.out.write_all(b",\"_id\":")?;
        serde_json::to_writer(&mut self.out, id)?;
        self.out.write_all(b",\"_source\":")?;
        self.out.write_all(json)?;
        self.out.write_all(b"}\n")
    }

    fn set_aside(&mut self, reason: &Reason, place: &str) {
        self.summary.tally.set_aside += 1;
        *self.summary.reasons.entry(reason.to_string()).or_default() += 1;
        // One line each as long as they are few: the summary has them all.
        if !self.quiet && self.summary.tally.set_aside <= 10 {
            anstream::eprintln!("{place}: {reason}");
        }
    }
}

impl<W: Write> Sink for Printer<W> {
    fn take(&mut self, outcome: Outcome<'_>) -> ControlFlow<()> {
        self.summary.tally.read += 1;
        match outcome {
            Outcome::Document { normalised, json, .. } => {
                self.summary.tally.loaded += 1;
                self.summary.in_part += u64::from(normalised.problem.is_some());
                if let Err(error) = self.document(&normalised.index, &normalised.id, json) {
                    self.failed = Some(error);
                    return ControlFlow::Break(());
                }
            }
            Outcome::Excluded { .. } => self.summary.tally.excluded += 1,
            Outcome::Bad { reason, place, .. } => self.set_aside(&reason, &place),
        }
        ControlFlow::Continue(())
    }

    fn matched(&mut self, matched: &Matched<'_>) {
        for rule in matched.counted_by.iter().chain(&matched.excluded_by) {
            *self.summary.rules.entry((*rule).to_owned()).or_default() += 1;
        }
    }
}
