//! The function's program: starting, watching and ending it.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::Function;

/// A program that was started.
#[derive(Debug)]
pub(super) struct Process {
    /// Behind a lock, as asking whether it has ended changes it.
    child: Mutex<Child>,
    peak: Option<u64>,
}

impl Process {
    /// Starts the program in the folder it lies in, with its output appended to `log`.
    ///
    /// A file rather than a pipe: what the program has written is there at once.
    #[track_caller]
    pub(super) fn start(function: &Function, api: &str, log: &Path) -> Self {
        let program = fs::canonicalize(&function.bootstrap).unwrap_or_else(|error| {
            panic!("no bootstrap at {}: {error}", function.bootstrap.display())
        });
        let root = program.parent().expect("a file lies in a folder");
        let output = || {
            let file = OpenOptions::new().append(true).open(log);
            file.unwrap_or_else(|error| panic!("cannot open {}: {error}", log.display()))
        };
        let child = Command::new(&program)
            .current_dir(root)
            .env_clear()
            .envs(function.variables(api, root))
            .stdin(Stdio::null())
            .stdout(output())
            .stderr(output())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        Self { child: Mutex::new(child), peak: None }
    }

    /// How the program has ended, if it has.
    pub(super) fn ended(&self) -> Option<String> {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let status = child.try_wait().expect("the state of a child process")?;
        Some(status.to_string())
    }

    /// Ends it at once, as Lambda does.
    pub(super) fn kill(&mut self) {
        self.measure();
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by itself.
        _ = child.kill();
        _ = child.wait();
    }

    /// Notes the memory it has used so far; the system forgets it with the process.
    pub(super) fn measure(&mut self) {
        let child = self.child.get_mut().unwrap_or_else(PoisonError::into_inner);
        let status = fs::read_to_string(format!("/proc/{}/status", child.id()));
        if let Some(used) = status.ok().as_deref().and_then(peak_in) {
            self.peak = self.peak.max(Some(used));
        }
    }

    pub(super) fn peak_memory(&self) -> Option<u64> {
        self.peak
    }
}

/// The peak of the resident memory in `/proc/PID/status`, in bytes.
fn peak_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_given_in_bytes() {
        assert_eq!(peak_in("VmPeak:\t  9 kB\nVmHWM:\t  353264 kB\n"), Some(353_264 * 1024));
        assert_eq!(peak_in("State:\tZ (zombie)\n"), None);
    }
}
