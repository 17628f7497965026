//! `cargo run --bin synth`: writes cdk.out, or says what that would change.

use std::process::ExitCode;

use clap::Parser;
use synth::Outcome;
use synth::args::Args;
use synth::bundle::Tools;
use synth::diff::Verdict;

fn main() -> ExitCode {
    let args = Args::parse();
    if let Err(error) = args.check() {
        _ = error.print();
        return ExitCode::from(2);
    }
    let tools = Tools::from_environment(|name| std::env::var(name).ok());
    match synth::run(&args, tools) {
        Ok(Outcome::Done | Outcome::Compared(Verdict::Same)) => ExitCode::SUCCESS,
        Ok(Outcome::Compared(Verdict::Changed)) => ExitCode::from(3),
        Ok(Outcome::Compared(Verdict::Danger)) => ExitCode::from(4),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
