//! What changes mean, in words that all forms share.

use changes::{
    AccessChange, AccessKind, Cause, Changes, Danger, Direction, Effect, EntryChange, Fate,
    PropertyChange, Replacement, ResourceChange, Risk, What, spelled,
};
use serde_json::Value as Json;

/// The longest value that is shown whole, in characters.
const LONGEST: usize = 120;

/// So many names are listed in a sentence.
const MOST_NAMES: usize = 6;

/// The kinds of changes to resources, in the order in which they are told.
const KINDS: &[&str] =
    &["refused", "replaced", "may be replaced", "removed", "updated", "added", "other attributes"];

pub(super) fn kind(change: &ResourceChange) -> &'static str {
    match (change.what, change.replacement) {
        (What::Replaced, Replacement::Refused) => "refused",
        (What::Replaced, Replacement::Conditional) => "may be replaced",
        (What::Replaced, _) => "replaced",
        (What::Removed, _) => "removed",
        (What::Updated, _) => "updated",
        (What::Added, _) => "added",
        (What::Attributes, _) => "other attributes",
    }
}

/// The resources, the worst first.
pub(super) fn sorted(changes: &Changes) -> Vec<&ResourceChange> {
    let mut sorted: Vec<_> = changes.resources.iter().collect();
    sorted.sort_by_key(|change| KINDS.iter().position(|known| *known == kind(change)));
    sorted
}

/// `3 replaced, 1 removed, …` of what there is.
pub(super) fn summary(changes: &Changes) -> String {
    let mut parts = vec![];
    for known in KINDS {
        let of_kind = changes.resources.iter().filter(|change| kind(change) == *known);
        parts.push((of_kind.count(), *known));
    }
    let access =
        |direction| changes.access.iter().filter(|access| access.direction == direction).count();
    let widened = access(Direction::Widened);
    parts.push((widened, if widened == 1 { "access widened" } else { "accesses widened" }));
    parts.push((access(Direction::Narrowed), "narrowed"));
    let opened = |opened| changes.exposure.iter().filter(|e| e.opened == opened).count();
    parts.push((opened(true), "opened to the public"));
    parts.push((opened(false), "closed"));
    let entries = changes.entries.len();
    let other = if entries == 1 { "change" } else { "changes" };
    let other = format!("{other} to other sections");
    parts.push((entries, &other));
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if parts.is_empty() { "nothing changes".to_owned() } else { parts.join(", ") }
}

/// What happens to the resource, clause by clause.
pub(super) fn meaning(change: &ResourceChange) -> Vec<String> {
    let mut clauses: Vec<_> = change.causes.iter().map(cause).collect();
    if change.replacement == Replacement::Unknown {
        clauses.push("unknown whether it is replaced: the schema of its type is not known".into());
    }
    match (change.what, change.fate) {
        (What::Removed, Some(Fate::Kept)) => clauses.push("it stays, outside the stack".into()),
        (What::Removed, Some(Fate::Snapshot)) => clauses.push("deleted after a snapshot".into()),
        (What::Removed, _) => clauses.push("deleted".into()),
        (What::Replaced, Some(Fate::Kept)) if change.replacement != Replacement::Refused => {
            clauses.push("the old one stays, outside the stack".into());
        }
        (What::Replaced, _) if change.replacement != Replacement::Refused => {
            clauses.push("the old one is deleted".into());
        }
        _ => {}
    }
    if let Some(condition) = &change.deleted_unless {
        clauses.push(format!("deleted where `{condition}` does not hold"));
    }
    if change.holds_data && change.what != What::Added {
        clauses.push("holds data".into());
    }
    if let Some(name) = &change.name {
        clauses.push(format!("has the fixed name `{}`", spelled(name)));
    }
    if !change.dependents.is_empty() {
        clauses.push(format!("used by {}", some(&change.dependents)));
    }
    clauses
}

/// The first few, and how many there are besides.
fn some(names: &[String]) -> String {
    match names.split_at_checked(MOST_NAMES) {
        Some((first, rest @ [_, ..])) => format!("{} and {} more", first.join(", "), rest.len()),
        _ => names.join(", "),
    }
}

fn cause(cause: &Cause) -> String {
    let property = &cause.property;
    let forces = match cause.replacement {
        Replacement::Refused => "CloudFormation refuses to change",
        Replacement::Conditional => "may be replaced for",
        _ => "replaced for",
    };
    match &cause.because_of {
        Some(other) => format!("{forces} `{property}`, as `{other}` is replaced"),
        None => format!("{forces} `{property}`"),
    }
}

/// Without line ends and what else would move a terminal's cursor or end a table's row.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The properties that change, each once, without what is inside them.
pub(super) fn properties(change: &ResourceChange) -> String {
    let tops = change.properties.iter().chain(&change.attributes);
    let tops: std::collections::BTreeSet<_> =
        tops.filter_map(|property| property.path.split(['.', '[']).next()).collect();
    let tops: Vec<_> = tops.into_iter().map(|top| format!("`{top}`")).collect();
    tops.join(", ")
}

pub(super) fn value(value: Option<&Json>) -> String {
    let Some(value) = value else { return "none".to_owned() };
    let text = one_line(&spelled(value));
    if text.is_empty() {
        return "''".to_owned();
    }
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Both values; of long ones, what is around the first difference.
pub(super) fn values(before: Option<&Json>, after: Option<&Json>) -> (String, String) {
    let whole = |value: Option<&Json>| value.map(|value| one_line(&spelled(value)));
    let (Some(old), Some(new)) = (whole(before), whole(after)) else {
        return (value(before), value(after));
    };
    let shared = old.chars().zip(new.chars()).take_while(|(old, new)| old == new).count();
    if shared < LONGEST / 2 {
        return (value(before), value(after));
    }
    let from = shared - LONGEST / 4;
    let around = |text: &str| {
        let part: String = text.chars().skip(from).take(LONGEST).collect();
        let end = if text.chars().count() > from + LONGEST { "…" } else { "" };
        format!("…{part}{end}")
    };
    (around(&old), around(&new))
}

/// ` (where A and not B)`, or nothing.
pub(super) fn condition(when: &[String]) -> String {
    if when.is_empty() { String::new() } else { format!(" (where {})", when.join(" and ")) }
}

pub(super) fn place(change: &PropertyChange) -> String {
    let path = if change.path.is_empty() { "value" } else { &change.path };
    format!("{path}{}", condition(&change.when))
}

/// `widened`, `narrowed`, and what kind of statement does that.
pub(super) fn direction(access: &AccessChange) -> &'static str {
    match (access.direction, access.effect) {
        (Direction::Widened, Effect::Allow) => "widened",
        (Direction::Widened, Effect::Deny) => "widened: no longer denied",
        (Direction::Narrowed, Effect::Allow) => "narrowed",
        (Direction::Narrowed, Effect::Deny) => "narrowed: denied",
    }
}

/// Whose access it is.
pub(super) fn holder(access: &AccessChange) -> String {
    match access.kind {
        AccessKind::Identity => format!("what `{}` may do", access.holder),
        AccessKind::Trust => format!("who may take on `{}`", access.holder),
        AccessKind::Resource => format!("who may use `{}`", access.holder),
    }
}

/// Who and when, where that is said.
pub(super) fn circumstances(access: &AccessChange) -> Vec<String> {
    let mut parts = vec![];
    if !access.principals.is_empty() {
        parts.push(format!("by {}", access.principals.join(", ")));
    }
    if !access.conditions.is_empty() {
        parts.push(format!("if {}", access.conditions.join(" and ")));
    }
    if !access.when.is_empty() {
        parts.push(format!("where {}", access.when.join(" and ")));
    }
    parts
}

pub(super) fn entry_name(entry: &EntryChange) -> String {
    let section = entry.section.name();
    if entry.name.is_empty() { section.to_owned() } else { format!("{section}.{}", entry.name) }
}

pub(super) fn entry_kind(entry: &EntryChange) -> &'static str {
    match (entry.before, entry.after) {
        (false, _) => "added",
        (_, false) => "removed",
        _ => "changed",
    }
}

/// What may be lost, and why somebody would miss it.
pub(super) fn danger(danger: &Danger, changes: &Changes) -> String {
    let place = &danger.place;
    let change = changes.resources.iter().find(|change| change.id == *place);
    let lost = |how: &str| match change {
        Some(change) => format!("{place}: {how}, and {}", loss(change)),
        None => format!("{place}: {how}"),
    };
    match danger.risk {
        Risk::Replaced => {
            let sure = change.is_some_and(|change| kind(change) == "replaced");
            lost(if sure { "replaced" } else { "may be replaced" })
        }
        Risk::Deleted => match change.and_then(|change| change.deleted_unless.as_ref()) {
            Some(condition) => lost(&format!("deleted where `{condition}` does not hold")),
            None => lost("deleted"),
        },
        Risk::NoLongerKept => format!("{place}: no longer kept when it leaves the stack"),
        Risk::Refused => format!("{place}: CloudFormation refuses the update"),
        Risk::Widened => format!("{place}: access is widened"),
        Risk::Public => format!("{place}: opened to the public"),
    }
}

/// What goes with a resource that is replaced or deleted, or does not.
fn loss(change: &ResourceChange) -> String {
    let replaced = change.what == What::Replaced;
    match (change.holds_data, &change.name, change.fate) {
        (true, _, Some(Fate::Kept)) if replaced => {
            "its data stays in the old one, outside the stack".to_owned()
        }
        (true, _, Some(Fate::Snapshot)) => "its data is left in a snapshot only".to_owned(),
        (true, ..) => "holds data".to_owned(),
        (false, Some(name), _) => format!("has the fixed name `{}`", spelled(name)),
        (false, None, _) => "others may know it".to_owned(),
    }
}

pub(super) fn not_compared(name: &str) -> String {
    format!("stack `{name}` is there and not made by this program; it stays as it is")
}

pub(super) fn code(functions: &[String]) -> Option<String> {
    let names = functions.join(", ");
    let text = format!("the code of {names} is not compared: nothing is built for a comparison");
    (!functions.is_empty()).then_some(text)
}
