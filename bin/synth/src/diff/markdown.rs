//! The report as a comment to a pull request.
//!
//! GitHub takes 65,536 characters in a comment. Where all would be more, the values of
//! properties are left out, then rows at the ends of long tables; the summary, and what to
//! look at first, stay longest.

use std::fmt::Write;

use changes::{AccessChange, Changes, Direction, PropertyChange, What};

use super::{Report, StackReport, words};

/// Fewer than GitHub takes, as it may count bytes.
const LONGEST: usize = 60_000;

/// How much is shown.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Whether values of properties are.
    values: bool,
    /// So many rows of a table, or lines of a list.
    rows: usize,
}

const ALL: Room = Room { values: true, rows: usize::MAX };

/// From all to little: the first that fits is taken.
const ROOMS: [Room; 7] = [
    ALL,
    Room { values: false, ..ALL },
    Room { values: false, rows: 120 },
    Room { values: false, rows: 80 },
    Room { values: false, rows: 40 },
    Room { values: false, rows: 20 },
    Room { values: false, rows: 5 },
];

pub(super) fn render(report: &Report) -> String {
    let comments = ROOMS.iter().map(|room| with(report, *room));
    comments
        .into_iter()
        .find(|comment| comment.len() <= LONGEST)
        .unwrap_or_else(|| with_summaries(report))
}

fn with(report: &Report, room: Room) -> String {
    let mut text = String::new();
    for stack in &report.stacks {
        text += &summary(stack);
        text += &dangers(&stack.changes, room);
        text += &resources(&stack.changes, room);
        text += &access(&stack.changes, room);
        text += &exposure(&stack.changes, room);
        text += &entries(&stack.changes, room);
        text += &warnings(stack, room);
        if !stack.changes.is_empty() && room.values {
            text += &stack_details(&stack.changes);
        }
    }
    if !room.values {
        text += "\n_The values are left out, as this would be too long for a comment: run \
                 `synth --diff` to see them._\n";
    }
    text + &not_compared(report)
}

fn with_summaries(report: &Report) -> String {
    let mut text = String::new();
    let more = "\n_There is more than fits in a comment: run `synth --diff` to see it._\n";
    for (index, stack) in report.stacks.iter().enumerate() {
        let next = summary(stack);
        if text.len() + next.len() + more.len() > LONGEST {
            _ = writeln!(text, "\nand {} more stacks", report.stacks.len() - index);
            break;
        }
        text += &next;
    }
    text + more
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

fn dangers(changes: &Changes, room: Room) -> String {
    if changes.dangers.is_empty() {
        return String::new();
    }
    let line = |danger| format!("> - {}\n", prose(&words::danger(danger, changes)));
    let mut text = "\n> [!CAUTION]\n> Look at these first:\n".to_owned();
    text.extend(changes.dangers.iter().take(room.rows).map(line));
    if let Some(more) = more(changes.dangers.len(), room) {
        text += &format!("> - {more}\n");
    }
    text
}

/// How many rows or lines there are besides those that there is room for, if there are any.
fn more(count: usize, room: Room) -> Option<String> {
    let left = count.saturating_sub(room.rows);
    (left > 0).then(|| format!("… and {left} more, which `synth --diff` shows"))
}

/// A table under a heading, or nothing if it has no rows.
fn table(title: &str, columns: &[&str], rows: &[Vec<String>], room: Room) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("\n#### {title}\n\n");
    lines(&mut text, columns, rows, room);
    text
}

/// A table that is folded, or nothing if it has no rows.
fn folded(title: &str, columns: &[&str], rows: &[Vec<String>], room: Room) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut text = format!("\n<details><summary>{title} ({})</summary>\n\n", rows.len());
    lines(&mut text, columns, rows, room);
    text + "\n</details>\n"
}

fn lines(text: &mut String, columns: &[&str], rows: &[Vec<String>], room: Room) {
    _ = writeln!(text, "| {} |", columns.join(" | "));
    _ = writeln!(text, "|{}", " --- |".repeat(columns.len()));
    for row in rows.iter().take(room.rows) {
        _ = writeln!(text, "| {} |", row.join(" | "));
    }
    if let Some(more) = more(rows.len(), room) {
        _ = writeln!(text, "\n{more}");
    }
}

fn resources(changes: &Changes, room: Room) -> String {
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
    table("Resources", &columns, &loud, room)
        + &folded("Metadata, policies and order only", &columns, &quiet, room)
}

/// What is widened is open to the eye; what is narrowed is folded.
fn access(changes: &Changes, room: Room) -> String {
    let row = |access: &AccessChange| {
        vec![
            words::direction(access).to_owned(),
            prose(&words::holder(access)),
            codes(&access.actions),
            codes(&access.resources),
            prose(&words::circumstances(access).join("; ")),
            code(&access.source),
        ]
    };
    let rows = |direction| {
        let changes = changes.access.iter().filter(|access| access.direction == direction);
        changes.map(row).collect::<Vec<_>>()
    };
    let columns = ["", "Whose", "Actions", "On", "Who and when", "Stands in"];
    table("Access that is widened", &columns, &rows(Direction::Widened), room)
        + &folded("Access that is narrowed", &columns, &rows(Direction::Narrowed), room)
}

fn exposure(changes: &Changes, room: Room) -> String {
    let row = |change: &changes::ExposureChange| {
        let what = if change.opened { "**opened**" } else { "closed" };
        vec![what.to_owned(), code(&change.exposure.resource), prose(&change.exposure.detail)]
    };
    let rows: Vec<_> = changes.exposure.iter().map(row).collect();
    table("Public exposure", &["", "Resource", "How"], &rows, room)
}

fn entries(changes: &Changes, room: Room) -> String {
    let row = |entry: &changes::EntryChange| {
        let what = entry.changes.iter().map(arrow).collect::<Vec<_>>().join("<br>");
        let what = if room.values { what } else { String::new() };
        vec![words::entry_kind(entry).to_owned(), code(&words::entry_name(entry)), what]
    };
    let rows: Vec<_> = changes.entries.iter().map(row).collect();
    folded("Parameters, conditions, outputs", &["", "Entry", "Difference"], &rows, room)
}

fn arrow(change: &PropertyChange) -> String {
    let (before, after) = words::values(change.before.as_ref(), change.after.as_ref());
    format!("{} {} → {}", prose(&words::place(change)), code(&before), code(&after))
}

fn warnings(stack: &StackReport, room: Room) -> String {
    let warnings = &stack.changes.warnings;
    let line = |place: &str, message: &str| format!("- {}: {}\n", code(place), prose(message));
    let shown = warnings.iter().take(room.rows);
    let mut lines: String = shown.map(|w| line(&w.place, &w.message)).collect();
    if let Some(more) = more(warnings.len(), room) {
        lines += &format!("- {more}\n");
    }
    if let Some(text) = words::code(&stack.code_not_compared) {
        lines += &format!("- {}\n", prose(&text));
    }
    if lines.is_empty() { lines } else { format!("\n#### To know\n\n{lines}") }
}

fn stack_details(changes: &Changes) -> String {
    let mut rows = vec![];
    for change in &changes.resources {
        for property in change.properties.iter().chain(&change.attributes) {
            let (before, after) = words::values(property.before.as_ref(), property.after.as_ref());
            let place = prose(&words::place(property));
            rows.push(vec![code(&change.id), place, code(&before), code(&after)]);
        }
    }
    folded("Properties that change", &["Resource", "Property", "Before", "After"], &rows, ALL)
}

fn codes(texts: &[String]) -> String {
    texts.iter().map(|text| code(text)).collect::<Vec<_>>().join(" ")
}

/// Code in a cell of a table, whatever is in it.
///
/// A fence is longer than any row of backticks inside.
/// <https://github.github.com/gfm/#code-spans>
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
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
