//! A program of one's own: the SIEM changed in code, with its functions, ready to deploy.
//!
//! What else can be changed, `constructs/siem/examples` shows. This one writes what `synth`
//! writes, `cdk.out` or the folder that is named:
//!
//! `cargo run -p synth --example own_program -- cdk.out`

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use siem::{Siem, Tags};
use synth::bundle::{Architecture, Bundling, Progress, Tools};
use template::{Stack, Synthesised};

fn main() -> Result<()> {
    let folder = env::args().nth(1).map_or_else(|| PathBuf::from("cdk.out"), PathBuf::from);
    let architecture = Architecture::of_this_machine().context("Lambda has no such processor")?;
    let tools = Tools::from_environment(|name| env::var(name).ok());

    let mut siem = Siem::default();
    siem.names.log_bucket = Some("acme-security-logs".parse()?);
    siem.tags = Tags::new([("owner", "security")])?;

    let bundling = Bundling::new(architecture, tools).with_log_types_of(&siem)?;
    let functions = synth::functions(&bundling, &Progress::new(false))?;
    let siem = siem.with_bundles(functions);
    synth::assembly(vec![stack(siem)?]).write(&folder)?;
    Ok(())
}

fn stack(siem: Siem) -> Result<Synthesised> {
    let mut stack = Stack::new("acme-siem");
    let siem = stack.add(siem);
    stack.override_property(&siem.dlq, "MessageRetentionPeriod", 345_600_i64);
    Ok(stack.synthesise()?)
}
