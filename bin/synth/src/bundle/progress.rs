//! What people see while functions are built: one line on a terminal, plain lines in a
//! log, nothing when asked to be quiet.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line that says what is going on.
pub struct Progress {
    bar: Option<ProgressBar>,
    plain: bool,
}

impl Progress {
    /// Progress on standard error.
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bar = (!quiet && terminal).then(|| {
            let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {wide_msg}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner());
            let bar = ProgressBar::new_spinner().with_style(style);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { bar, plain: !quiet && !terminal }
    }

    /// A step worth a line in a log.
    pub fn step(&self, message: &str) {
        self.detail(message);
        if self.plain {
            eprintln!("{message}");
        }
    }

    /// What people must see on a terminal, too.
    pub fn note(&self, message: &str) {
        if let Some(bar) = &self.bar {
            bar.println(message);
        }
        if self.plain {
            eprintln!("{message}");
        }
    }

    /// What changes too often for a log.
    pub fn detail(&self, message: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(message.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
