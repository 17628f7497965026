//! Synthesis as a program: options in, a cloud assembly out.
//!
//! A library too, so that a company's own program can bundle the functions for a stack
//! that it builds itself, and tests can do what the program does.

pub mod args;
pub mod bundle;
pub mod config;
pub mod diff;
mod placed;
mod stacks;
mod summary;
mod wording;

use anyhow::{Context, Result};
use deployer::DeployerPolicy;
use siem::{Bundles, Siem};
use template::Synthesised;
use template::assembly::{self, Assembly};

use args::Args;
use bundle::{Architecture, Bundling, Progress, Tools};
use diff::Verdict;
use summary::Summary;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for is written or printed.
    Done,
    /// It is compared with what was there.
    Compared(Verdict),
}

/// Does what the command line asks for.
///
/// # Errors
///
/// If the input is wrong, a function does not build, or the folder cannot be written. What
/// was in the folder before is still there.
pub fn run(args: &Args, tools: Tools) -> Result<Outcome> {
    if args.print_schema {
        println!("{:#}", siem::schema());
        return Ok(Outcome::Done);
    }
    let siem = options(args)?;
    if let Some(against) = &args.diff {
        let stacks = unbuilt(args, &siem)?;
        return Ok(Outcome::Compared(diff::run(against, &stacks, args.format, args.quiet)?));
    }
    write(args, &siem, tools)?;
    Ok(Outcome::Done)
}

fn write(args: &Args, siem: &Siem, tools: Tools) -> Result<()> {
    let not_written = || format!("{} was not written", args.output.display());
    assembly::check_place(&args.output).with_context(not_written)?;
    let architecture = architecture(args)?;
    // A mistake in the stack shows before minutes go into building functions.
    let mut stacks = unbuilt(args, siem)?;
    if !args.template_only {
        let bundling =
            Bundling { profile: args.profile.clone(), ..Bundling::new(architecture, tools) };
        let bundling = bundling.with_log_types_of(siem).context("log_types")?;
        let bundles = functions(&bundling, &Progress::new(args.quiet))?;
        stacks = stacks::synthesise(args, siem, &bundles)?;
    }
    let assembly = assembly(stacks);
    assembly.write(&args.output).with_context(not_written)?;
    if !args.quiet {
        Summary::new(args, &assembly).print(args.format);
    }
    Ok(())
}

/// Builds the functions, for a stack that has them.
///
/// # Errors
///
/// If one does not build.
pub fn functions(bundling: &Bundling, progress: &Progress) -> Result<Bundles> {
    let assets = bundle::bundle(bundling, progress)?;
    Ok(Bundles::built(bundling.architecture.for_siem(), assets))
}

/// The stacks as the CDK command line deploys them, with the policy of whoever deploys beside
/// them.
pub fn assembly(stacks: Vec<Synthesised>) -> Assembly {
    let policy = DeployerPolicy::of(&stacks);
    Assembly::new(stacks).with_files(policy.files())
}

fn options(args: &Args) -> Result<Siem> {
    Ok(args.config.as_deref().map(config::read).transpose()?.unwrap_or_default())
}

/// The stacks with their functions named only.
fn unbuilt(args: &Args, siem: &Siem) -> Result<Vec<Synthesised>> {
    let bundles = Bundles::unbuilt(architecture(args)?.for_siem());
    stacks::synthesise(args, siem, &bundles).map_err(|error| match &args.config {
        Some(file) => placed::with_places(error, siem, file),
        None => error,
    })
}

fn architecture(args: &Args) -> Result<Architecture> {
    args.architecture.or_else(Architecture::of_this_machine).with_context(|| {
        format!(
            "this machine is a {}, which Lambda does not have: choose `--architecture arm64` or \
             `--architecture x86_64`",
            std::env::consts::ARCH
        )
    })
}
