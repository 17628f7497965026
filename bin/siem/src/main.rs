//! `cargo run --bin siem`: what an operator does by hand.

use std::process::ExitCode;

use clap::Parser;
use siem_cli::args::Args;

fn main() -> ExitCode {
    match siem_cli::run(&Args::parse()) {
        Ok(end) => ExitCode::from(end.code()),
        Err(error) if siem_cli::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {error:#}");
            ExitCode::from(siem_cli::code_of(&error))
        }
    }
}
