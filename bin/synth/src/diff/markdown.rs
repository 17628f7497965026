//! The report as a comment to a pull request.
//!
//! GitHub takes 65,536 characters in a comment; where all would be more, the values of
//! properties are left out.

use std::fmt::Write;

use changes::{Changes, PropertyChange, What};

use super::{Report, StackReport, words};

/// Fewer than GitHub takes, as it may count bytes.
const LONGEST: usize = 60_000;

pub(super) fn render(report: &Report) -> String {
    let whole = with(report, stack_details);
    if whole.len() <= LONGEST {
        return whole;
    }
    let short = with(report, |_| {
        "\n_The values are left out, as this would be too long for a comment._\n".to_owned()
    });
    if short.len() <= LONGEST { short } else { with_summaries(report) }
}

fn with(report: &Report, details: impl Fn(&Changes) -> String) -> String {
    let mut text = String::new();
    for stack in &report.stacks {
        text += &summary(stack);
        text += &dangers(&stack.changes);
        text += &resources(&stack.changes);
        text += &access(&stack.changes);
        text += &exposure(&stack.changes);
        text += &entries(&stack.changes);
        text += &warnings(stack);
        if !stack.changes.is_empty() {
            text += &details(&stack.changes);
        }
    }
    text + &not_compared(report)
}

fn with_summaries(report: &Report) -> String {
    let mut text: String = report.stacks.iter().map(summary).collect();
    text += "\n_There is more than fits in a comment: run `synth --diff` to see it._\n";
    text + &not_compared(report)
}

fn not_compared(report: &Report) -> String {
    let lines = report.not_compared.iter().map(|name| words::not_compared(name));
    lines.map(|line| format!("\n{}\n", prose(&line))).collect()
}

fn summary(stack: &StackReport) -> String {
    let against = match &stack.compared_with {
        Some(place) => format!("compared with {}", code(place)),
        None => "is a new stack".to_owned(),
    };
    let sign = match (&stack.changes.dangers[..], stack.changes.is_empty()) {
        ([], true) => "✅",
        ([], false) => "🔷",
        _ => "⚠️",
    };
    let summary = words::summary(&stack.changes);
    format!("### {sign} {} {against}\n\n**{summary}**\n", code(&stack.name))
}

fn dangers(changes: &Changes) -> String {
    if changes.dangers.is_empty() {
        return String::new();
    }
    let lines =
        changes.dangers.iter().map(|danger| format!("> - {}\n", prose(&words::danger(danger))));
    format!("\n> [!CAUTION]\n> Look at these first:\n{}", lines.collect::<String>())
}

/// A table under a heading, or nothing if it has no rows.
fn table(title: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("\n#### {title}\n\n");
    lines(&mut text, columns, rows);
    text
}

/// A table that is folded, or nothing if it has no rows.
fn folded(title: &str, columns: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("\n<details><summary>{title} ({})</summary>\n\n", rows.len());
    lines(&mut text, columns, rows);
    text + "\n</details>\n"
}

fn lines(text: &mut String, columns: &[&str], rows: &[Vec<String>]) {
    _ = writeln!(text, "| {} |", columns.join(" | "));
    _ = writeln!(text, "|{}", " --- |".repeat(columns.len()));
    for row in rows {
        _ = writeln!(text, "| {} |", row.join(" | "));
    }
}

fn resources(changes: &Changes) -> String {
    let columns = ["", "Logical id", "Type", "What changes", "What it means"];
    let row = |change: &changes::ResourceChange| {
        let meaning = words::meaning(change).join("; ");
        vec![
            words::kind(change).to_owned(),
            code(&change.id),
            code(&change.resource_type),
            prose(&words::properties(change)),
            prose(&meaning),
        ]
    };
    let (quiet, loud): (Vec<_>, Vec<_>) =
        words::sorted(changes).into_iter().partition(|change| change.what == What::Attributes);
    let quiet: Vec<_> = quiet.into_iter().map(row).collect();
    let loud: Vec<_> = loud.into_iter().map(row).collect();
    table("Resources", &columns, &loud)
        + &folded("Metadata, policies and order only", &columns, &quiet)
}

fn access(changes: &Changes) -> String {
    let row = |access: &changes::AccessChange| {
        vec![
            words::direction(access).to_owned(),
            prose(&words::holder(access)),
            codes(&access.actions),
            codes(&access.resources),
            prose(&words::circumstances(access).join("; ")),
            code(&access.source),
        ]
    };
    let rows: Vec<_> = changes.access.iter().map(row).collect();
    table("Access", &["", "Whose", "Actions", "On", "Who and when", "Stands in"], &rows)
}

fn exposure(changes: &Changes) -> String {
    let row = |change: &changes::ExposureChange| {
        let what = if change.opened { "**opened**" } else { "closed" };
        vec![what.to_owned(), code(&change.exposure.resource), prose(&change.exposure.detail)]
    };
    let rows: Vec<_> = changes.exposure.iter().map(row).collect();
    table("Public exposure", &["", "Resource", "How"], &rows)
}

fn entries(changes: &Changes) -> String {
    let row = |entry: &changes::EntryChange| {
        let what = entry.changes.iter().map(arrow).collect::<Vec<_>>().join("<br>");
        vec![words::entry_kind(entry).to_owned(), code(&words::entry_name(entry)), what]
    };
    let rows: Vec<_> = changes.entries.iter().map(row).collect();
    folded("Parameters, conditions, outputs", &["", "Entry", "Difference"], &rows)
}

fn arrow(change: &PropertyChange) -> String {
    let value = |value| code(&words::value(value));
    let (before, after) = (value(change.before.as_ref()), value(change.after.as_ref()));
    format!("{} {before} → {after}", prose(&words::place(change)))
}

fn warnings(stack: &StackReport) -> String {
    let warnings = stack.changes.warnings.iter();
    let line = |place: &str, message: &str| format!("- {}: {}\n", code(place), prose(message));
    let mut lines: String = warnings.map(|w| line(&w.place, &w.message)).collect();
    if let Some(text) = words::code(&stack.code_not_compared) {
        lines += &format!("- {}\n", prose(&text));
    }
    if lines.is_empty() { lines } else { format!("\n#### To know\n\n{lines}") }
}

fn stack_details(changes: &Changes) -> String {
    let mut rows = vec![];
    for change in &changes.resources {
        for property in change.properties.iter().chain(&change.attributes) {
            rows.push(vec![
                code(&change.id),
                prose(&words::place(property)),
                code(&words::value(property.before.as_ref())),
                code(&words::value(property.after.as_ref())),
            ]);
        }
    }
    folded("Properties that change", &["Resource", "Property", "Before", "After"], &rows)
}

fn codes(texts: &[String]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(" ")
}

/// Code in a cell of a table, whatever is in it.
fn code(text: &str) -> String {
    let fence = if text.contains('`') { "``" } else { "`" };
    let text = words::one_line(text);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", text.replace('|', "\\|"))
}

/// Text in a cell of a table, in which nothing but code between backticks is markup.
fn prose(text: &str) -> String {
    let text = words::one_line(text);
    let pieces = text.split('`').enumerate().map(|(index, piece)| {
        if index % 2 == 1 { format!("`{}`", piece.replace('|', "\\|")) } else { plain(piece) }
    });
    pieces.collect()
}

fn plain(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped += "&lt;",
            '@' => escaped += "&#64;",
            '|' | '*' | '_' | '[' | '\\' => escaped.extend(['\\', character]),
            other => escaped.push(other),
        }
    }
    escaped
}
