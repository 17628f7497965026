//! Generates `constructs/resources` from the CloudFormation registry schemas.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use codegen::source::CfnLint;
use codegen::tree::{Difference, Tree};
use codegen::{Error, Inputs};

/// Generates constructs/resources from the CloudFormation registry schemas.
///
/// Which types it generates is in constructs/resources/schemas/types.toml, one line each;
/// corrections of wrong schemas are in patches.toml beside it. To add a type, add its line
/// and run this once more.
///
/// Schemas are pruned and kept in the same folder, so that as a rule nothing else is
/// needed. One that is missing is taken from an installed cfn-lint (a Python package):
/// that of --schemas, else one in a virtual environment below target/, else the one that
/// python3 imports. Nothing is downloaded.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 90)]
struct Arguments {
    /// Change nothing; list what differs from what would be generated, and fail if
    /// anything does.
    #[arg(long, conflicts_with_all = ["refresh", "schemas"])]
    check: bool,

    /// Take the schemas of all types from cfn-lint again, not only missing ones.
    #[arg(long)]
    refresh: bool,

    /// The folder of cfn-lint: a virtual environment, the package, or its data/schemas.
    #[arg(long, value_name = "DIR")]
    schemas: Option<PathBuf>,

    /// The repository's root.
    #[arg(long, value_name = "DIR", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."), hide_default_value = true)]
    root: PathBuf,

    /// Say nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let tree = Tree::new(&arguments.root);
    let run = if arguments.check { check } else { generate };
    run(&arguments, &tree).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn check(arguments: &Arguments, tree: &Tree) -> anyhow::Result<ExitCode> {
    let inputs = Inputs::read(&tree.schemas()).context("cannot generate")?;
    let files = codegen::generate(&inputs).context("cannot generate")?;
    let differences = tree.compare(&files).context("cannot compare")?;
    if differences.is_empty() {
        report(arguments, &format!("{} types, all files up to date", inputs.schemas.len()));
        return Ok(ExitCode::SUCCESS);
    }
    for difference in &differences {
        eprintln!("{difference}");
    }
    eprintln!(
        "not what the schemas give; run `cargo run --bin codegen` and commit what it changes"
    );
    Ok(ExitCode::FAILURE)
}

fn generate(arguments: &Arguments, tree: &Tree) -> anyhow::Result<ExitCode> {
    take_schemas(arguments, tree).context("cannot take schemas")?;
    let removed = tree.remove_unlisted_schemas().context("cannot remove schemas")?;
    removed.iter().for_each(|file| report(arguments, &format!("removed schemas/{file}")));
    let inputs = Inputs::read(&tree.schemas()).context("cannot generate")?;
    let files = codegen::generate(&inputs).context("cannot generate")?;
    let differences = tree.update(&files).context("cannot update")?;
    for line in differences.iter().map(Difference::remedy) {
        report(arguments, &line);
    }
    let counts = format!("{} types, {} files", inputs.schemas.len(), files.len());
    let changed = match differences.len() {
        0 => "nothing to change".to_owned(),
        changed => format!("{changed} changed"),
    };
    report(arguments, &format!("{counts}: {changed}"));
    Ok(ExitCode::SUCCESS)
}

/// Takes what is missing, or everything, from cfn-lint.
fn take_schemas(arguments: &Arguments, tree: &Tree) -> Result<(), Error> {
    let mut wanted = tree.missing_schemas()?;
    if arguments.refresh {
        wanted = codegen::Table::read(&tree.schemas())?.types.into_keys().collect();
    }
    let Some(first) = wanted.first() else {
        if arguments.schemas.is_some() {
            report(arguments, "no schema was missing; --refresh takes all of them again");
        }
        return Ok(());
    };
    let source = match &arguments.schemas {
        Some(folder) => CfnLint::open(folder)?,
        None => CfnLint::find(&arguments.root.join("target")).ok_or_else(|| Error::NoSource {
            type_name: first.clone(),
            file: codegen::schema_file(&tree.schemas(), first),
        })?,
    };
    tree.take_schemas(&wanted, &source)?;
    report(arguments, &format!("{} schemas from {}", wanted.len(), source.folder().display()));
    Ok(())
}

fn report(arguments: &Arguments, line: &str) {
    if !arguments.quiet {
        println!("{line}");
    }
}
