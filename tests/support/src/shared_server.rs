//! One server for all test processes, which ends soon after the last of them.
//!
//! Each instance has a folder `run/<name>-<pid>` below `target/test-services`, with its
//! data, its log, and the named pipe by which `supervise.sh` knows that it is still
//! used. Whoever comes first, under a file lock, starts the supervisor; later ones join.
//! What a killed process leaves behind is found and ended by the next start.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::install;
use crate::wait::wait_until;

const SUPERVISOR: &str = include_str!("supervise.sh");

/// How long a server outlives its last user. Long enough for the next test binary of
/// the same `cargo test`, short enough that nobody wonders about it.
pub const LINGER: Duration = Duration::from_secs(8);

/// How long a server may take until it answers. A first start on a busy machine with
/// two cores takes about 15 seconds.
const START: Duration = Duration::from_secs(180);

/// A kind of server: how to start it, and how to find out that it is ready.
pub struct Server<'a> {
    /// Its name, which is also the name of its lock and of its folder.
    pub name: &'a str,
    /// Whatever differs between two builds that must not share an instance.
    pub pins: &'a str,
    /// How long it outlives its last user; [`LINGER`] for most.
    pub linger: Duration,
    /// The command that runs it. It gets the instance's folder, which is also the
    /// working directory, and must stay in the foreground.
    pub command: &'a dyn Fn(&Path) -> Command,
    /// Its URL, once it answers. Gets the instance's folder, with its output in `log`.
    pub ready: &'a dyn Fn(&Path) -> Option<String>,
}

/// An instance that is running and stays so while this is held.
#[derive(Debug)]
pub struct Instance {
    url: String,
    folder: PathBuf,
    /// Our end of the pipe: closed by the kernel when this process ends, however it does.
    _use: File,
}

impl Instance {
    /// Where it answers, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its folder, with its output in `log`.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its process id.
    ///
    /// # Panics
    /// When the instance has ended.
    #[must_use]
    pub fn pid(&self) -> u32 {
        read(&self.folder, "pid").and_then(|pid| pid.parse().ok()).expect("a running server")
    }
}

impl Server<'_> {
    /// Joins the instance that is running, or starts one.
    ///
    /// # Panics
    /// When the server ends at once or does not get ready, with the end of its output.
    #[must_use]
    pub fn shared(&self) -> Instance {
        let run = install::root().join("run");
        let _lock = install::lock(self.name);
        fs::create_dir_all(&run).unwrap_or_else(|e| panic!("cannot make {}: {e}", run.display()));
        self.instances(&run).iter().find_map(|folder| self.join(folder)).unwrap_or_else(|| {
            let folder = run.join(format!("{}-{}", self.name, std::process::id()));
            self.start(&folder)
        })
    }

    /// The folders of all instances; those whose supervisor was killed are cleared away.
    fn instances(&self, run: &Path) -> Vec<PathBuf> {
        let prefix = format!("{}-", self.name);
        let folders = fs::read_dir(run).into_iter().flatten().flatten().map(|entry| entry.path());
        folders
            .filter(|folder| folder.is_dir())
            .filter(|folder| folder.file_name().is_some_and(|n| begins_with(n, &prefix)))
            .filter(|folder| {
                let supervised = use_pipe(folder).is_some();
                if !supervised {
                    clear_away(folder);
                }
                supervised
            })
            .collect()
    }

    /// An instance that was started from the same pins, is open and answers.
    fn join(&self, folder: &Path) -> Option<Instance> {
        let pipe = use_pipe(folder)?;
        let open = folder.join("open").exists();
        if !open || read(folder, "pins").as_deref() != Some(self.pins.trim()) {
            return None;
        }
        let url = self.wait_ready(folder)?;
        Some(Instance { url, folder: folder.to_owned(), _use: pipe })
    }

    fn start(&self, folder: &Path) -> Instance {
        let folder = vacant(folder);
        install::write(&folder.join("pins"), self.pins);
        install::write(&folder.join("supervise.sh"), SUPERVISOR);
        install::run(Command::new("mkfifo").arg(folder.join("users")));
        let command = (self.command)(&folder);
        install::write(&folder.join("command"), &words(&command).join("\0"));
        // Open for reading too, or this would wait for the supervisor; it is replaced by
        // an end that only writes, since a reader of ours would look like a supervisor.
        let both = OpenOptions::new().read(true).write(true).open(folder.join("users"));
        let both = both.unwrap_or_else(|e| panic!("cannot open {}: {e}", folder.display()));
        self.supervise(&folder, &command);
        let pipe =
            wait_until(START, || folder.join("open").exists().then(|| use_pipe(&folder)).flatten());
        drop(both);
        let (Some(pipe), Some(url)) = (pipe, self.wait_ready(&folder)) else {
            panic!("{} did not start:\n{}", self.name, end_of_log(&folder));
        };
        Instance { url, folder, _use: pipe }
    }

    /// Starts the supervisor in a process group of its own, so that Ctrl-C ends the tests
    /// and not, in the same moment, what they share with others.
    #[expect(
        clippy::zombie_processes,
        reason = "it outlives this process, which then waits for it no more"
    )]
    fn supervise(&self, folder: &Path, command: &Command) {
        let mut supervisor = Command::new("sh");
        supervisor
            .arg(folder.join("supervise.sh"))
            .arg(folder)
            .arg(self.linger.as_secs().to_string())
            .args(words(command))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => supervisor.env(name, value),
                None => supervisor.env_remove(name),
            };
        }
        supervisor.spawn().unwrap_or_else(|error| panic!("cannot run {supervisor:?}: {error}"));
    }

    /// The URL, or `None` when the server has ended or the time is up.
    fn wait_ready(&self, folder: &Path) -> Option<String> {
        wait_until(START, || {
            if folder.join("exited").exists() {
                return Some(None);
            }
            (self.ready)(folder).map(Some)
        })
        .flatten()
    }
}

/// Our end of the pipe, unless nobody reads at the other.
fn use_pipe(folder: &Path) -> Option<File> {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(libc::O_NONBLOCK);
    let mut pipe = options.open(folder.join("users")).ok()?;
    writeln!(pipe, "{}", std::process::id()).ok()?;
    Some(pipe)
}

/// Ends the server of a supervisor that was killed, and removes its folder.
fn clear_away(folder: &Path) {
    if let (Some(pid), Some(command)) = (read(folder, "pid"), read(folder, "command")) {
        // The number may belong to another process by now.
        let running = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        if running.trim_end_matches('\0') == command {
            _ = Command::new("kill").args(["-9", &pid]).status();
        }
    }
    // A supervisor that is just ending may be removing it too.
    _ = fs::remove_dir_all(folder);
}

/// `folder`, or the like if this process has started an instance there before.
fn vacant(folder: &Path) -> PathBuf {
    let mut vacant = folder.to_owned();
    while vacant.exists() {
        vacant.as_mut_os_string().push("x");
    }
    vacant
}

fn words(command: &Command) -> Vec<String> {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_str().expect("a command in UTF-8").to_owned())
        .collect()
}

fn read(folder: &Path, name: &str) -> Option<String> {
    let text = fs::read_to_string(folder.join(name)).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn begins_with(name: &std::ffi::OsStr, prefix: &str) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(prefix))
}

fn end_of_log(folder: &Path) -> String {
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    let lines: Vec<&str> = log.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::unique;

    // In each test the name is declared first, so that it is dropped last.

    /// A server that says where it is and then does nothing.
    fn server(name: &str) -> Server<'_> {
        Server {
            name,
            pins: "1",
            linger: Duration::ZERO,
            command: &|_| shell("echo http://127.0.0.1:9; while sleep 1; do :; done"),
            ready: &|folder| read(folder, "log"),
        }
    }

    /// A name of its own for a test's server, of which nothing is left afterwards.
    struct Name(String);

    impl Drop for Name {
        fn drop(&mut self) {
            let run = install::root().join("run");
            _ = wait_until(Duration::from_secs(5), || {
                let folders = fs::read_dir(&run).into_iter().flatten().flatten();
                let mut ours =
                    folders.filter(|f| begins_with(&f.file_name(), &format!("{}-", self.0)));
                ours.next().is_none().then_some(())
            });
            _ = fs::remove_file(run.join(format!("{}.log", self.0)));
            _ = fs::remove_file(install::root().join(format!("{}.lock", self.0)));
        }
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn gone(folder: &Path) -> Option<()> {
        (!folder.exists()).then_some(())
    }

    fn alive(pid: u32) -> bool {
        Command::new("kill")
            .args(["-0", &pid.to_string()])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    }

    #[test]
    fn users_share_a_server_which_ends_with_the_last() {
        let name = Name(unique("shared"));
        let (first, second) = (server(&name.0).shared(), server(&name.0).shared());
        let (folder, pid) = (first.folder().to_owned(), first.pid());
        assert_eq!((second.folder(), second.pid()), (folder.as_path(), pid));
        drop(first);
        assert!(wait_until(Duration::from_millis(300), || gone(&folder)).is_none() && alive(pid));
        drop(second);
        assert!(wait_until(Duration::from_secs(20), || gone(&folder)).is_some() && !alive(pid));
    }

    #[test]
    fn a_server_with_other_pins_is_another_server() {
        let name = Name(unique("pins"));
        let first = server(&name.0).shared();
        let second = Server { pins: "2", ..server(&name.0) }.shared();
        assert_ne!(first.folder(), second.folder());
    }

    #[test]
    fn what_a_killed_supervisor_left_behind_is_ended() {
        let name = Name(unique("killed"));
        let first = server(&name.0).shared();
        let (folder, pid) = (first.folder().to_owned(), first.pid());
        let supervisor = parent_of(pid).and_then(parent_of).expect("a supervisor");
        install::run(Command::new("kill").args(["-9", &supervisor.to_string()]));
        drop(first);
        assert!(alive(pid), "nobody has ended it");
        let reader_gone = || use_pipe(&folder).is_none().then_some(());
        assert!(wait_until(Duration::from_secs(10), reader_gone).is_some());
        let second = server(&name.0).shared();
        assert_ne!(second.pid(), pid);
        assert!(wait_until(Duration::from_secs(10), || (!alive(pid)).then_some(())).is_some());
    }

    fn parent_of(pid: u32) -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        stat.rsplit(')').next()?.split_whitespace().nth(1)?.parse().ok()
    }

    #[test]
    fn a_server_that_ends_at_once_is_reported_with_its_output() {
        let name = Name(unique("broken"));
        let broken = Server {
            command: &|_| shell("echo no licence; exit 3"),
            ready: &|_| None,
            ..server(&name.0)
        };
        let failure = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| broken.shared()));
        let message = failure.unwrap_err().downcast::<String>().unwrap();
        assert!(message.ends_with("did not start:\nno licence"), "{message}");
    }
}
