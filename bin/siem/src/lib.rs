//! The operator's program.
//!
//! | command | file | does |
//! | --- | --- | --- |
//! | `parse` | [`parse`] | runs the loader's own code on a file and prints the documents |
//! | `explain` | [`explain`] | says which log type a key or a line is of, and why not another |
//! | `load` | [`load`] | sends documents to any OpenSearch with the loader's own delivery |
//! | `replay` | [`replay`] | has the deployed loader load again, through its split queue |
//! | `convert` | [`convert`] | prints the `user.ini` of v2.10.4 as log types of `siem.yaml` |

use std::io;

pub mod args;
mod aws;
pub mod convert;
pub mod explain;
pub mod input;
mod knowledge;
pub mod load;
pub mod parse;
pub mod replay;
mod s3;
mod state;
pub mod summary;

use args::{Args, Command};

/// How a command that ran to its end ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Every record is loaded or excluded; the key or line is known.
    Good,
    /// Some records were set aside; nothing knows the key or line.
    Bad,
}

impl End {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Good => 0,
            Self::Bad => 1,
        }
    }
}

/// The command line asks for something that cannot be done: exit code 2.
#[derive(Debug)]
pub struct Usage(pub String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Runs the command that is asked for.
///
/// # Errors
///
/// What kept it from running to its end.
pub fn run(args: &Args) -> anyhow::Result<End> {
    match &args.command {
        Command::Parse(args) => parse::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Load(args) => runtime()?.block_on(load::run(args)),
        Command::Replay(args) => runtime()?.block_on(replay::run(args)),
        Command::Convert(args) => convert::run(args),
    }
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// The exit code of a command that failed.
pub fn code_of(error: &anyhow::Error) -> u8 {
    if error.downcast_ref::<Usage>().is_some() { 2 } else { 1 }
}

/// Whether whoever read our output wanted no more of it, as `head` does.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let of = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.downcast_ref::<io::Error>().is_some_and(of)
}
