//! Runs the program.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::io::Write;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use test_support::snapshots;

pub(crate) mod signature;

/// What a run came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl Ran {
    /// Standard output as JSON lines.
    #[track_caller]
    pub(crate) fn documents(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The program with these arguments, not yet started.
pub(crate) fn siem(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_siem"));
    command.args(args);
    command
}

/// Runs it with nothing on standard input.
pub(crate) fn run(args: &[&str]) -> Ran {
    run_with(args, b"")
}

/// Runs it with this on standard input.
pub(crate) fn run_with(args: &[&str], input: &[u8]) -> Ran {
    finish(siem(args), input)
}

/// Runs a command that is made ready.
pub(crate) fn finish(mut command: Command, input: &[u8]) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that ends before it has read all is not this writer's business.
    let writer = std::thread::spawn(move || _ = stdin.write_all(&input));
    let ended = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran {
        out: String::from_utf8(ended.stdout).unwrap(),
        err: String::from_utf8(ended.stderr).unwrap(),
        code: ended.status.code().unwrap(),
    }
}

/// Starts it with nothing on standard input, to be killed.
pub(crate) fn start(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills it, as the system does: without a chance to put anything in order.
pub(crate) fn kill(mut child: Child) {
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), None, "it had ended before");
}

/// A path in the repository.
pub(crate) fn repository(path: &str) -> String {
    snapshots::repository_root().join(path).to_str().unwrap().to_owned()
}

/// A fixture of a log type.
pub(crate) fn fixture(log_type: &str, name: &str) -> String {
    repository(&format!("functions/log-types/fixtures/{log_type}/{name}"))
}
