//! `synth --diff`: what deploying would change, against what is there.
//!
//! Only templates are compared, so nothing is built and nothing is written. Synthesis stays
//! pure: what is there is read here, and only `stack:NAME` calls AWS.

mod deployed;
mod markdown;
mod source;
mod text;
mod words;
mod yaml;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context, Result};
use changes::Changes;
use serde::Serialize;
use serde_json::Value as Json;
use template::Synthesised;

use crate::args::Format;
use source::Before;

/// What to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Against {
    /// A template, or a folder with a cloud assembly.
    Path(PathBuf),
    /// A deployed stack.
    Stack(String),
}

impl FromStr for Against {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.strip_prefix("stack:") {
            Some("") => {
                Err("`stack:` is followed by a stack's name, such as stack:aes-siem".into())
            }
            Some(name) if is_stack(name) => Ok(Self::Stack(name.to_owned())),
            Some(name) => Err(format!(
                "`{name}` is no stack's name; wanted are letters, digits and hyphens, or the ARN \
                 of a stack"
            )),
            None => Ok(Self::Path(text.into())),
        }
    }
}

/// Whether `GetTemplate` takes it: a name or an ARN.
fn is_stack(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    name.starts_with("arn:") || name.bytes().all(allowed)
}

/// How much there is to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Both templates mean the same.
    Same,
    /// Something changes.
    Changed,
    /// What holds data or has a fixed name is replaced or deleted, the update is refused, or
    /// somebody may do more than before.
    Danger,
}

/// What changes in all stacks.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
struct Report {
    stacks: Vec<StackReport>,
    /// Stacks that are in the folder and not made by this program; they stay as they are.
    not_compared: Vec<String>,
}

/// What changes in one stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct StackReport {
    name: String,
    /// Where the template before is from; none for a new stack.
    compared_with: Option<String>,
    /// Functions whose code is left out, because nothing is built for a comparison.
    code_not_compared: Vec<String>,
    #[serde(flatten)]
    changes: Changes,
}

impl Report {
    fn verdict(&self) -> Verdict {
        let of = |stack: &StackReport| match &stack.changes {
            changes if !changes.dangers.is_empty() => Verdict::Danger,
            changes if !changes.is_empty() => Verdict::Changed,
            _ => Verdict::Same,
        };
        let missing = if self.not_compared.is_empty() { Verdict::Same } else { Verdict::Changed };
        self.stacks.iter().map(of).fold(missing, Verdict::max)
    }
}

/// Compares the stacks with what is there, and prints what that means.
///
/// # Errors
///
/// If what is there cannot be read, or is not what these stacks can be compared with.
pub fn run(
    against: &Against,
    stacks: &[Synthesised],
    format: Format,
    quiet: bool,
) -> Result<Verdict> {
    let report = compare(source::read(against)?, stacks)?;
    if !quiet {
        match format {
            Format::Json => println!("{:#}", serde_json::json!(report)),
            Format::Text => anstream::print!("{}", text::render(&report)),
            Format::Markdown => print!("{}", markdown::render(&report)),
        }
    }
    Ok(report.verdict())
}

fn compare(before: Before, stacks: &[Synthesised]) -> Result<Report> {
    match before {
        Before::One { place, template } => {
            let stack = counterpart(&place, stacks)?;
            let stacks = vec![of_stack(stack, Some((place, template)))?];
            Ok(Report { stacks, not_compared: vec![] })
        }
        Before::Folder { place, mut templates } => {
            let mut report = Report::default();
            for stack in stacks {
                let before = templates.remove(&stack.name);
                let before = before.map(|template| (place.clone(), template));
                report.stacks.push(of_stack(stack, before)?);
            }
            report.not_compared = templates.into_keys().collect();
            Ok(report)
        }
    }
}

/// The stack that a single template is compared with: the only one, or that of its name.
fn counterpart<'a>(place: &str, stacks: &'a [Synthesised]) -> Result<&'a Synthesised> {
    if let [stack] = stacks {
        return Ok(stack);
    }
    let named = place.strip_prefix("stack:");
    let found = stacks.iter().find(|stack| Some(stack.name.as_str()) == named);
    found.with_context(|| {
        let names: Vec<_> = stacks.iter().map(|stack| stack.name.as_str()).collect();
        format!("{place} is one template: name the stack to compare it with ({})", names.join(", "))
    })
}

fn of_stack(stack: &Synthesised, before: Option<(String, Json)>) -> Result<StackReport> {
    let mut after: Json = serde_json::from_str(&stack.template.to_json())?;
    let (compared_with, before) = before.unzip();
    let before = before.unwrap_or_default();
    let code_not_compared = leave_out_code(stack, &before, &mut after);
    Ok(StackReport {
        name: stack.name.clone(),
        compared_with,
        code_not_compared,
        changes: changes::compare(&before, &after),
    })
}

/// Gives each function whose code is not built the code that it has before.
fn leave_out_code(stack: &Synthesised, before: &Json, after: &mut Json) -> Vec<String> {
    let unbuilt = stack.assets.iter().filter(|asset| asset.bytes().is_none());
    let unbuilt: BTreeSet<_> = unbuilt.map(|asset| stack.store.key(&asset.file_name())).collect();
    let mut left_out = vec![];
    for (id, resource) in after["Resources"].as_object_mut().into_iter().flatten() {
        let Some(code) = resource.pointer_mut("/Properties/Code") else { continue };
        let old = &before["Resources"][id]["Properties"]["Code"];
        let not_built = code["S3Key"].as_str().is_some_and(|key| unbuilt.contains(key));
        if not_built && !old.is_null() {
            *code = old.clone();
            left_out.push(id.clone());
        }
    }
    left_out.sort();
    left_out
}

#[cfg(test)]
mod tests;
