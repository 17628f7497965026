//! What was written, and what to type next.

use std::path::PathBuf;

use serde::Serialize;
use template::assembly::Assembly;
use template::{AssetStore, Synthesised};

use crate::args::{Args, Format};

/// The closing summary.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    output: PathBuf,
    stacks: Vec<StackSummary>,
    bundles: Vec<BundleSummary>,
    /// Commands to type next, in order.
    next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct StackSummary {
    name: String,
    resources: usize,
    template: PathBuf,
}

#[derive(Debug, PartialEq, Serialize)]
struct BundleSummary {
    name: String,
    bytes: Option<usize>,
    file: Option<PathBuf>,
}

impl Summary {
    pub(crate) fn new(args: &Args, assembly: &Assembly) -> Self {
        let stacks = assembly.stacks();
        Self {
            output: args.output.clone(),
            stacks: stacks
                .iter()
                .map(|stack| StackSummary {
                    name: stack.name.clone(),
                    resources: stack.template.resource_count(),
                    template: args.output.join(format!("{}.template.json", stack.name)),
                })
                .collect(),
            bundles: once(stacks.iter().flat_map(|stack| bundles(args, stack))),
            next: once(stacks.iter().flat_map(|stack| next(args, stack, stacks.len()))),
        }
    }

    pub(crate) fn print(&self, format: Format) {
        match format {
            Format::Json => println!("{:#}", serde_json::json!(self)),
            Format::Text | Format::Markdown => print!("{}", self.text()),
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for stack in &self.stacks {
            let StackSummary { name, resources, template } = stack;
            text += &format!("stack   {name}: {resources} resources, {}\n", template.display());
        }
        for bundle in &self.bundles {
            text += &match (bundle.bytes, &bundle.file) {
                (Some(bytes), Some(file)) => {
                    format!("bundle  {}: {}, {}\n", bundle.name, megabytes(bytes), file.display())
                }
                _ => format!("bundle  {}: not built\n", bundle.name),
            };
        }
        text += "\nnext:\n";
        for command in &self.next {
            text += &format!("  {command}\n");
        }
        text
    }
}

/// Each item where it comes first: stacks may share a bundle, or a command.
fn once<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.fold(vec![], |mut all, item| {
        if !all.contains(&item) {
            all.push(item);
        }
        all
    })
}

fn bundles(args: &Args, stack: &Synthesised) -> Vec<BundleSummary> {
    let summary = |asset: &template::Asset| BundleSummary {
        name: asset.name().to_owned(),
        bytes: asset.bytes().map(<[u8]>::len),
        file: asset.bytes().map(|_| args.output.join("assets").join(asset.file_name())),
    };
    stack.assets.iter().map(summary).collect()
}

fn megabytes(bytes: usize) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

fn next(args: &Args, stack: &Synthesised, stacks: usize) -> Vec<String> {
    let (output, name) = (args.output.display(), &stack.name);
    if args.template_only {
        return vec![
            "cargo run --bin synth    # builds the functions too, for deploying".to_owned(),
        ];
    }
    let parameters = parameters(stack);
    match &stack.store {
        AssetStore::Bootstrap { .. } => {
            let options = parameters.iter().map(|parameter| format!(" --parameters {parameter}"));
            // With one stack in the assembly, the command line needs no name.
            let name = if stacks > 1 { format!(" {name}") } else { String::new() };
            vec![format!("npx cdk deploy{name} -a {output}{}", options.collect::<String>())]
        }
        AssetStore::Bucket { name: bucket, prefix } => vec![
            format!("aws s3 cp {output}/assets/ s3://{bucket}/{prefix} --recursive"),
            format!(
                "aws cloudformation deploy --stack-name {name} --template-file \
                 {output}/{name}.template.json --s3-bucket {bucket} --s3-prefix '{prefix}templates' \
                 --capabilities CAPABILITY_NAMED_IAM{}",
                overrides(&parameters)
            ),
        ],
    }
}

fn overrides(parameters: &[String]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    format!(" --parameter-overrides {}", parameters.join(" "))
}

/// Parameters that must be given, and the name of a domain that is there, for which the default
/// need not be right.
fn parameters(stack: &Synthesised) -> Vec<String> {
    let makes_domain = stack.template.resources().any(|(id, _)| id == siem::DOMAIN_ID);
    let parameters = stack.template.parameters();
    let given = parameters.filter_map(|(name, has_default)| match name {
        siem::DOMAIN_NAME_PARAMETER if !makes_domain => Some(format!("{name}=YOUR-DOMAIN")),
        _ if has_default => None,
        _ => Some(format!("{name}=YOUR-VALUE")),
    });
    given.collect()
}
