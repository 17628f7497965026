//! One statement, and when it covers a part of another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::set::{Atom, Set, action_covers, principal_covers, resource_covers};
use super::{AccessKind, Effect};
use crate::canonical::{branches, spelled};

/// A condition of the stack, and whether it must hold.
pub(crate) type Guard = (String, bool);

/// A statement with whom it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) holder: String,
    pub(crate) kind: AccessKind,
    pub(crate) source: String,
    pub(crate) effect: Effect,
    pub(crate) principals: Set,
    pub(crate) actions: Set,
    pub(crate) resources: Set,
    /// Values by operator and key.
    pub(crate) conditions: BTreeMap<(String, String), BTreeSet<String>>,
    pub(crate) when: BTreeSet<Guard>,
}

impl Grant {
    /// Whether this one is there, and lets through, wherever the other does.
    pub(crate) fn applies_to(&self, other: &Self) -> bool {
        self.effect == other.effect
            && self.when.is_subset(&other.when)
            && self.conditions.iter().all(|(place, wide)| {
                let narrow = other.conditions.get(place);
                narrow.is_some_and(|narrow| values_cover(&place.0, wide, narrow))
            })
    }

    pub(crate) fn covers(
        &self,
        principal: &Atom<'_>,
        action: &Atom<'_>,
        resource: &Atom<'_>,
    ) -> bool {
        self.principals.covers(*principal, principal_covers)
            && self.actions.covers(*action, action_covers)
            && self.resources.covers(*resource, resource_covers)
    }

    pub(crate) fn conditions_as_text(&self) -> Vec<String> {
        let text = |((operator, key), values): (&(String, String), &BTreeSet<String>)| {
            let values: Vec<_> = values.iter().map(String::as_str).collect();
            format!("{operator} {key} {}", values.join(", "))
        };
        self.conditions.iter().map(text).collect()
    }

    pub(crate) fn when_as_text(&self) -> Vec<String> {
        let text = |(name, holds): &Guard| {
            if *holds { name.clone() } else { format!("not {name}") }
        };
        self.when.iter().map(text).collect()
    }
}

/// Whether a condition with the values `wide` lets through all that one with `narrow` does.
/// Under a negated operator, fewer values let more through.
fn values_cover(operator: &str, wide: &BTreeSet<String>, narrow: &BTreeSet<String>) -> bool {
    let patterns = operator.contains("Like") || operator.contains("Arn");
    let covers = |wide: &String, narrow: &String| {
        if patterns { resource_covers(wide, narrow) } else { wide == narrow }
    };
    if operator.contains("Not") {
        wide.iter().all(|out| narrow.iter().any(|wider| covers(wider, out)))
    } else {
        narrow.iter().all(|value| wide.iter().any(|wide| covers(wide, value)))
    }
}

/// Whose policy it is, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Owner<'a> {
    pub(crate) holder: String,
    pub(crate) kind: AccessKind,
    pub(crate) source: &'a str,
    pub(crate) when: BTreeSet<Guard>,
}

/// The statements of a policy document, with a copy for each branch of `Fn::If`.
pub(crate) fn of_document(owner: &Owner<'_>, document: &Json) -> Vec<Grant> {
    let mut found = vec![];
    for (when, document) in resolved(document) {
        let statements = document.get("Statement").unwrap_or(&Json::Null);
        for (inner, statement) in items(statements) {
            let when = owner.when.iter().chain(&when).chain(&inner).cloned().collect();
            found.extend(of_statement(&Owner { when, ..owner.clone() }, statement));
        }
    }
    found
}

pub(crate) fn of_statement(owner: &Owner<'_>, statement: &Json) -> Vec<Grant> {
    let effect = if statement["Effect"] == "Deny" { Effect::Deny } else { Effect::Allow };
    let mut grants = vec![];
    for (by, conditions) in conditions(statement.get("Condition")) {
        for (to, principals) in principals(statement) {
            for (for_, actions) in set(statement, "Action", "NotAction") {
                for (on, resources) in set(statement, "Resource", "NotResource") {
                    let guards = [&by, &to, &for_, &on].into_iter().flatten();
                    let when: BTreeSet<_> = owner.when.iter().chain(guards).cloned().collect();
                    let contradicts =
                        |(name, holds): &Guard| when.contains(&(name.clone(), !holds));
                    if when.iter().any(contradicts) {
                        continue;
                    }
                    grants.push(Grant {
                        holder: owner.holder.clone(),
                        kind: owner.kind,
                        source: owner.source.to_owned(),
                        effect,
                        principals: principals.clone(),
                        actions: actions.clone(),
                        resources: resources.clone(),
                        conditions: conditions.clone(),
                        when,
                    });
                }
            }
        }
    }
    grants
}

type Guarded<T> = (BTreeSet<Guard>, T);

/// A value by the branches of `Fn::If` around it.
pub(crate) fn resolved(value: &Json) -> Vec<Guarded<&Json>> {
    let Some((condition, then, otherwise)) = branches(value) else {
        return vec![(BTreeSet::new(), value)];
    };
    let mut found = vec![];
    for (holds, branch) in [(true, then), (false, otherwise)] {
        for (mut when, value) in branch.into_iter().flat_map(resolved) {
            when.insert((condition.to_owned(), holds));
            found.push((when, value));
        }
    }
    found
}

/// The items of a list, or a single one, by the branches around them.
pub(crate) fn items(value: &Json) -> Vec<Guarded<&Json>> {
    let mut found = vec![];
    for (outer, value) in resolved(value) {
        let items = match value {
            Json::Null => vec![],
            Json::Array(items) => items.iter().flat_map(resolved).collect(),
            one => vec![(BTreeSet::new(), one)],
        };
        for (mut when, item) in items {
            when.extend(outer.iter().cloned());
            // A branch can be a list in a list.
            match item {
                Json::Array(inner) => {
                    found.extend(inner.iter().map(|item| (when.clone(), item)));
                }
                item => found.push((when, item)),
            }
        }
    }
    found
}

/// Texts with the same conditions of the stack, together.
fn grouped(items: impl Iterator<Item = Guarded<String>>) -> Vec<Guarded<BTreeSet<String>>> {
    let mut groups: BTreeMap<BTreeSet<Guard>, BTreeSet<String>> = BTreeMap::new();
    for (when, text) in items {
        groups.entry(when).or_default().insert(text);
    }
    groups.into_iter().collect()
}

fn set(statement: &Json, these: &str, not_these: &str) -> Vec<Guarded<Set>> {
    let texts = |value: &Json| {
        let texts: Vec<_> =
            items(value).into_iter().map(|(when, item)| (when, neutral(&spelled(item)))).collect();
        texts
    };
    if let Some(value) = statement.get(these) {
        let groups = grouped(texts(value).into_iter());
        return groups.into_iter().map(|(when, set)| (when, Set::Only(set))).collect();
    }
    if let Some(value) = statement.get(not_these) {
        // Under a condition more may be left out; what is left out anyway is what counts.
        let always = texts(value).into_iter().filter(|(when, _)| when.is_empty());
        let left_out = always.map(|(_, text)| text).collect();
        return vec![(BTreeSet::new(), Set::AllBut(left_out))];
    }
    vec![(BTreeSet::new(), Set::everything())]
}

/// `arn:aws:` names the partition that a template without a partition is for.
pub(crate) fn neutral(text: &str) -> String {
    match text.strip_prefix("arn:aws:") {
        Some(rest) => format!("arn:${{AWS::Partition}}:{rest}"),
        None => text.to_owned(),
    }
}

fn principals(statement: &Json) -> Vec<Guarded<Set>> {
    if let Some(value) = statement.get("Principal") {
        let groups = grouped(principal_texts(value).into_iter());
        return groups.into_iter().map(|(when, set)| (when, Set::Only(set))).collect();
    }
    if let Some(value) = statement.get("NotPrincipal") {
        let left_out = principal_texts(value).into_iter().map(|(_, text)| text).collect();
        return vec![(BTreeSet::new(), Set::AllBut(left_out))];
    }
    vec![(BTreeSet::new(), Set::everything())]
}

/// `AWS:…`, `Service:…`; an account by its root; everybody as `*`.
fn principal_texts(value: &Json) -> Vec<Guarded<String>> {
    let mut found = vec![];
    for (outer, value) in resolved(value) {
        let Some(kinds) = value.as_object() else {
            found.push((outer, spelled(value)));
            continue;
        };
        for (kind, value) in kinds {
            for (mut when, item) in items(value) {
                when.extend(outer.iter().cloned());
                found.push((when, principal(kind, &spelled(item))));
            }
        }
    }
    found
}

pub(crate) fn principal(kind: &str, text: &str) -> String {
    let is_account = text == "${AWS::AccountId}"
        || (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()));
    match (kind, text) {
        ("AWS", "*") => "*".to_owned(),
        ("AWS", account) if is_account => {
            format!("AWS:arn:${{AWS::Partition}}:iam::{account}:root")
        }
        (kind, text) => format!("{kind}:{}", neutral(text)),
    }
}

type Conditions = BTreeMap<(String, String), BTreeSet<String>>;

fn conditions(condition: Option<&Json>) -> Vec<Guarded<Conditions>> {
    let Some(condition) = condition else { return vec![(BTreeSet::new(), Conditions::new())] };
    let mut found = vec![];
    for (when, value) in resolved(condition) {
        let mut conditions = Conditions::new();
        for (operator, keys) in value.as_object().into_iter().flatten() {
            for (key, values) in keys.as_object().into_iter().flatten() {
                let values = items(values).into_iter();
                let values = values.map(|(_, value)| neutral(&spelled(value))).collect();
                // Keys are compared without regard to case.
                conditions.insert((operator.clone(), key.to_ascii_lowercase()), values);
            }
        }
        found.push((when, conditions));
    }
    // Without the condition the statement lets everything through, in a branch of its own.
    if let Some((name, then, otherwise)) = branches(condition) {
        for (holds, branch) in [(true, then), (false, otherwise)] {
            if branch.is_none() {
                found.push(([(name.to_owned(), holds)].into(), Conditions::new()));
            }
        }
    }
    found
}
