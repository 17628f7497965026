//! The stacks of an assembly: the SIEM's own, that of Control Tower's log archive, and those
//! with log sources of other accounts and regions.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use siem::{Bundles, Siem};
use template::{AssetStore, Construct, Stack, Synthesised};

use crate::args::Args;

/// The names of all stacks, the SIEM's own first.
fn names<'a>(args: &'a Args, siem: &'a Siem) -> Vec<&'a str> {
    let archive = siem.control_tower_log_archive.iter().map(|stack| stack.name.as_str());
    let sources = siem.source_stacks.iter().map(|stack| stack.name.as_str());
    std::iter::once(args.stack_name.as_str()).chain(archive).chain(sources).collect()
}

/// Whether each stack that is asked for is there, and no two have one name.
fn check(args: &Args, siem: &Siem) -> Result<()> {
    let names = names(args, siem);
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(**name)) {
        bail!("two stacks are called `{twice}`; give one of them another name");
    }
    if let Some(unknown) = args.stacks.iter().find(|name| !names.contains(&name.as_str())) {
        bail!("stack `{unknown}` not found (known stacks: {})", names.join(", "));
    }
    Ok(())
}

/// Every stack that is asked for.
///
/// # Errors
///
/// If there is none of a name, two have one, or something in them is wrong.
pub(crate) fn synthesise(args: &Args, siem: &Siem, bundles: &Bundles) -> Result<Vec<Synthesised>> {
    check(args, siem)?;
    let wanted = |name: &str| args.stacks.is_empty() || args.stacks.iter().any(|one| one == name);
    let mut stacks = vec![];
    if wanted(&args.stack_name) {
        let construct = siem.clone().with_bundles(bundles.clone());
        stacks.push(one(args, siem, &args.stack_name, construct)?);
    }
    let archive = siem.control_tower_log_archive.iter();
    for archive in archive.filter(|stack| wanted(stack.name.as_str())) {
        stacks.push(one(args, siem, archive.name.as_str(), archive.clone())?);
    }
    for sources in siem.source_stacks.iter().filter(|stack| wanted(stack.name.as_str())) {
        let construct = sources.clone().with_bundles(bundles.clone());
        stacks.push(one(args, siem, sources.name.as_str(), construct)?);
    }
    Ok(stacks)
}

fn one(args: &Args, siem: &Siem, name: &str, construct: impl Construct) -> Result<Synthesised> {
    let mut stack = Stack::new(name);
    stack.store_assets_in(store(args));
    let _ = stack.add(construct);
    siem.tag_and_limit(&mut stack.scope_at(""));
    Ok(stack.synthesise()?)
}

fn store(args: &Args) -> AssetStore {
    match &args.asset_bucket {
        Some(name) => AssetStore::Bucket { name: name.clone(), prefix: args.asset_prefix.clone() },
        None => AssetStore::Bootstrap { qualifier: args.qualifier.clone() },
    }
}
