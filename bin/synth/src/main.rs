//! `cargo run --bin synth`: writes cdk.out.

use std::process::ExitCode;

use clap::Parser;
use synth::args::Args;
use synth::bundle::Tools;

fn main() -> ExitCode {
    let args = Args::parse();
    let tools = Tools::from_environment(|name| std::env::var(name).ok());
    match synth::run(&args, tools) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
