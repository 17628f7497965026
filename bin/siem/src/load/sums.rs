//! Adds up, shows progress, and tells of what is set aside.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::time::Duration;

use anyhow::Context;
use es_loader::tally::Tally;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use serde_json::json;

use super::one::Put;
use crate::End;
use crate::args::{Form, Load};

/// The sums of all files.
#[derive(Debug)]
pub(super) struct Sums {
    tally: Tally,
    files: u64,
    ignored: u64,
    unknown: u64,
    bytes: u64,
    form: Form,
    quiet: bool,
    aside: Option<File>,
    bar: ProgressBar,
}

impl Sums {
    /// # Errors
    ///
    /// The file for what is set aside cannot be opened.
    pub(super) fn new(args: &Load) -> anyhow::Result<Self> {
        let aside = args.set_aside.as_ref().map(|path| {
            let file = OpenOptions::new().create(true).append(true).open(path);
            file.with_context(|| format!("{} cannot be written", path.display()))
        });
        // Shown on a terminal only; indicatif sees to that.
        let bar = if args.quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
        bar.set_style(ProgressStyle::default_spinner());
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self {
            tally: Tally::default(),
            files: 0,
            ignored: 0,
            unknown: 0,
            bytes: 0,
            form: args.summary,
            quiet: args.quiet,
            aside: aside.transpose()?,
            bar,
        })
    }

    /// Adds a file, and gives why not all of it was loaded.
    ///
    /// # Errors
    ///
    /// What is set aside cannot be written down.
    pub(super) fn add(&mut self, put: Put) -> anyhow::Result<Option<anyhow::Error>> {
        self.tally.add(&put.tally);
        self.files += 1;
        self.bytes += put.item.size;
        self.ignored += u64::from(put.is_ignored);
        self.unknown += u64::from(!put.is_ignored && put.log_type.is_none());
        for (reason, group) in &put.aside {
            let line = json!({
                "bucket": put.item.bucket,
                "key": put.item.key,
                "log_type": put.log_type,
                "records": group.records.to_string(),
                "count": group.count,
                "reason": reason.to_string(),
                "samples": group.samples,
            });
            self.write(&line.to_string())?;
        }
        let (files, records) = (HumanCount(self.files), HumanCount(self.tally.loaded));
        let bytes = HumanBytes(self.bytes);
        let Tally { set_aside, .. } = self.tally;
        self.bar.set_message(format!(
            "{files} files, {bytes}: {records} records loaded, {set_aside} set aside"
        ));
        Ok(put.failed.map(|error| error.context(format!("`{}`", put.item.key))))
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        match &mut self.aside {
            Some(file) => writeln!(file, "{line}"),
            None => self.bar.suspend(|| {
                anstream::eprintln!("{line}");
                Ok(())
            }),
        }
    }

    /// Says the sums.
    pub(super) fn finish(self) -> End {
        self.bar.finish_and_clear();
        if !self.quiet {
            match self.form {
                Form::Text => anstream::eprintln!("{}", self.in_words()),
                Form::Json => anstream::eprintln!("{}", self.in_json()),
            }
        }
        let Tally { set_aside, given_back, .. } = self.tally;
        if set_aside == 0 && given_back == 0 { End::Good } else { End::Bad }
    }

    fn in_words(&self) -> String {
        let Tally { read, loaded, excluded, already_there, set_aside, given_back, .. } = self.tally;
        let files = if self.files == 1 { "file" } else { "files" };
        let mut text = format!(
            "{} {files}: {read} read, {loaded} loaded, {excluded} excluded, {set_aside} set aside",
            self.files
        );
        let files_of = |count| if count == 1 { "file is" } else { "files are" };
        for (count, what) in [
            (already_there, "already there".to_owned()),
            (given_back, "not loaded, load them again".to_owned()),
            (self.ignored, format!("{} no logs", files_of(self.ignored))),
            (self.unknown, format!("{} of no known log type", files_of(self.unknown))),
        ] {
            if count > 0 {
                text += &format!("; {count} {what}");
            }
        }
        text
    }

    fn in_json(&self) -> serde_json::Value {
        let tally = &self.tally;
        json!({
            "files": self.files,
            "files_without_logs": self.ignored,
            "files_of_unknown_log_type": self.unknown,
            "bytes": self.bytes,
            "read": tally.read,
            "loaded": tally.loaded,
            "excluded": tally.excluded,
            "already_there": tally.already_there,
            "set_aside": tally.set_aside,
            "not_loaded": tally.given_back,
        })
    }
}
