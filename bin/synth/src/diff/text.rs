//! The report for a terminal.
//!
//! Colours are always in it; what prints takes them out where there is no terminal.

use std::fmt::Display;

use changes::{AccessChange, ResourceChange, What};

use super::{Report, StackReport, words};

const RED: u8 = 31;
const GREEN: u8 = 32;
const YELLOW: u8 = 33;
const BOLD: u8 = 1;

pub(super) fn render(report: &Report) -> String {
    let mut text: String = report.stacks.iter().map(stack).collect();
    for name in &report.not_compared {
        text += &format!("{}\n", words::not_compared(name));
    }
    text
}

fn paint(code: u8, text: impl Display) -> String {
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// A line of what may come from somebody else's template.
fn line(indent: usize, text: &str) -> String {
    format!("{:indent$}{}\n", "", words::one_line(text))
}

fn heading(title: &str) -> String {
    format!("\n{}\n", paint(BOLD, title))
}

fn stack(report: &StackReport) -> String {
    let changes = &report.changes;
    let against = match &report.compared_with {
        Some(place) => format!("compared with {place}"),
        None => "a new stack".to_owned(),
    };
    let mut text = format!("stack   {}, {against}\n", paint(BOLD, &report.name));
    text += &format!("        {}\n", words::summary(changes));
    if !changes.dangers.is_empty() {
        text += &heading("look at these first");
        let lines = changes.dangers.iter().map(|danger| words::danger(danger, changes));
        text += &lines.map(|line| format!("  {}\n", paint(RED, line))).collect::<String>();
    }
    if !changes.resources.is_empty() {
        text += &heading("resources");
        text += &words::sorted(changes).into_iter().map(resource).collect::<String>();
    }
    if !changes.access.is_empty() {
        text += &heading("access");
        text += &changes.access.iter().map(access).collect::<String>();
    }
    if !changes.exposure.is_empty() {
        text += &heading("public exposure");
        for change in &changes.exposure {
            let (code, what) = if change.opened { (RED, "opened") } else { (GREEN, "closed") };
            let exposure = &change.exposure;
            text +=
                &format!("  {} {}: {}\n", paint(code, what), exposure.resource, exposure.detail);
        }
    }
    text + &entries(report) + &warnings(report) + "\n"
}

fn resource(change: &ResourceChange) -> String {
    let (code, sign) = match change.what {
        What::Replaced => (RED, "±"),
        What::Removed => (RED, "-"),
        What::Updated => (YELLOW, "~"),
        What::Added => (GREEN, "+"),
        What::Attributes => (0, "·"),
    };
    let title = format!("{sign} {}", words::kind(change));
    let mut text = format!("  {} {}  {}\n", paint(code, title), change.id, change.resource_type);
    for clause in words::meaning(change) {
        text += &line(6, &clause);
    }
    for property in change.properties.iter().chain(&change.attributes) {
        text += &difference(property);
    }
    text
}

fn difference(change: &changes::PropertyChange) -> String {
    let (before, after) = words::values(change.before.as_ref(), change.after.as_ref());
    format!("      {}: {} → {}\n", words::place(change), paint(RED, before), paint(GREEN, after))
}

fn access(change: &AccessChange) -> String {
    let widened = change.direction == changes::Direction::Widened;
    let direction = paint(if widened { RED } else { GREEN }, words::direction(change));
    let mut text = format!("  {direction} {} ({})\n", words::holder(change), change.source);
    text += &line(6, &change.actions.join(", "));
    text += &line(6, &format!("on {}", change.resources.join(", ")));
    for part in words::circumstances(change) {
        text += &line(6, &part);
    }
    text
}

fn entries(report: &StackReport) -> String {
    if report.changes.entries.is_empty() {
        return String::new();
    }
    let mut text = heading("other sections");
    for entry in &report.changes.entries {
        text += &format!("  {} {}\n", words::entry_kind(entry), words::entry_name(entry));
        text += &entry.changes.iter().map(difference).collect::<String>();
    }
    text
}

fn warnings(report: &StackReport) -> String {
    let code = words::code(&report.code_not_compared);
    if report.changes.warnings.is_empty() && code.is_none() {
        return String::new();
    }
    let mut text = heading("to know");
    for warning in &report.changes.warnings {
        text += &format!("  {}: {}\n", paint(YELLOW, &warning.place), warning.message);
    }
    text + &code.map(|line| format!("  {line}\n")).unwrap_or_default()
}
