//! Who may do more or less than before.
//!
//! The statements of all policies are gathered by whom they are for: a role, whatever policy
//! gives it something, or a bucket, a key, a queue. Moving a statement from one policy of a
//! role to another changes nothing then. A statement after the update is split into what it
//! allows to whom on what, and each piece that no statement before covers is more than before.
//!
//! Patterns count: `s3:*` covers `s3:GetObject`. What a condition lets through is compared by
//! its keys and values, and the conditions of the stack (`Fn::If`, `Condition`) likewise.
//! Denials work the other way round.
//!
//! Not computed: what a denial takes from a permission; what one managed policy of AWS's has
//! that another has not; that an ARN written out is the one of a resource of the template,
//! which shows as one access that is widened and one that is narrowed.
//!
//! Evaluation: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod collect;
mod pattern;
mod set;
mod statement;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value as Json;

use crate::canonical::entries;
pub(crate) use collect::{from_text, grants};
pub(crate) use statement::Grant;

/// More or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Somebody may do more.
    Widened,
    /// Somebody may do less.
    Narrowed,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "the names are IAM's")]
pub enum Effect {
    Allow,
    Deny,
}

/// Whom a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccessKind {
    /// What a role, user or group may do.
    Identity,
    /// Who may take on a role.
    Trust,
    /// Who may use a resource.
    Resource,
}

/// A part of a statement that is not covered on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccessChange {
    /// More or less.
    pub direction: Direction,
    /// The role, the bucket and so on: its logical id, or how the template names it.
    pub holder: String,
    /// Whom the policy is for.
    pub kind: AccessKind,
    /// Whether the statement allows or denies. More access can be a denial that goes.
    pub effect: Effect,
    /// Logical id of the resource that has the statement.
    pub source: String,
    /// Who; `*` is everybody. Empty in the policy of a role itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub principals: Vec<String>,
    /// What; one that starts with `not ` means all but these.
    pub actions: Vec<String>,
    /// On what.
    pub resources: Vec<String>,
    /// When: operator, key and values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// Conditions of the stack under which the statement is there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
}

/// What is wider and what is narrower after an update.
pub(crate) fn compare(before: &Json, after: &Json) -> Vec<AccessChange> {
    let (old, new) = (grants(before), grants(after));
    let mut changes = vec![];
    for (mine, others, allowed, denied) in [
        (&new, &old, Direction::Widened, Direction::Narrowed),
        (&old, &new, Direction::Narrowed, Direction::Widened),
    ] {
        let others_of = by_holder(others);
        for grant in mine {
            let direction = if grant.effect == Effect::Allow { allowed } else { denied };
            let same = others_of.get(&(grant.kind, grant.holder.as_str()));
            changes.extend(uncovered(grant, same.map_or(&[], Vec::as_slice), direction));
        }
    }
    let gone = |change: &AccessChange| {
        let there = |template| entries(template, "Resources").contains_key(change.holder.as_str());
        change.effect == Effect::Deny && there(before) && !there(after)
    };
    // A denial that goes together with what it protects opens nothing.
    changes.retain(|change| !gone(change));
    changes.sort_by(|a, b| order(a).cmp(&order(b)));
    changes.dedup();
    changes
}

fn order(change: &AccessChange) -> (bool, &str, AccessKind, Effect, &[String], &[String]) {
    let narrowed = change.direction == Direction::Narrowed;
    let AccessChange { holder, kind, effect, resources, actions, .. } = change;
    (narrowed, holder, *kind, *effect, resources, actions)
}

fn by_holder(grants: &[Grant]) -> BTreeMap<(AccessKind, &str), Vec<&Grant>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for grant in grants {
        found.entry((grant.kind, grant.holder.as_str())).or_default().push(grant);
    }
    found
}

/// The pieces of a statement that none of the others covers, put together again.
fn uncovered(grant: &Grant, others: &[&Grant], direction: Direction) -> Vec<AccessChange> {
    let others: Vec<_> = others.iter().filter(|other| other.applies_to(grant)).collect();
    // Actions by who and on what, then who and on what by the same actions.
    let mut rest: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for principal in grant.principals.atoms() {
        for resource in grant.resources.atoms() {
            for action in grant.actions.atoms() {
                let covered =
                    others.iter().any(|other| other.covers(&principal, &action, &resource));
                if !covered {
                    let place = (principal.to_string(), resource.to_string());
                    rest.entry(place).or_default().insert(action.to_string());
                }
            }
        }
    }
    let mut merged: BTreeMap<Vec<String>, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for ((principal, resource), actions) in rest {
        let (principals, resources) = merged.entry(actions.into_iter().collect()).or_default();
        principals.insert(principal);
        resources.insert(resource);
    }
    let change = |(actions, (principals, resources)): (_, (BTreeSet<_>, BTreeSet<_>))| {
        let identity = grant.kind == AccessKind::Identity;
        AccessChange {
            direction,
            holder: grant.holder.clone(),
            kind: grant.kind,
            effect: grant.effect,
            source: grant.source.clone(),
            principals: if identity { vec![] } else { principals.into_iter().collect() },
            actions,
            resources: resources.into_iter().collect(),
            conditions: grant.conditions_as_text(),
            when: grant.when_as_text(),
        }
    };
    merged.into_iter().map(change).collect()
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests;
