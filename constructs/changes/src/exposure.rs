//! What is open to everybody.
//!
//! A template has findings; an update opens those that only the template after it has, and
//! closes those that only the one before has.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use crate::access::{AccessKind, Effect, Grant, grants};
use crate::canonical::{entries, spelled};

mod narrowing;
mod network;

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Exposure {
    /// Its logical id, or how the template names it.
    pub resource: String,
    /// In which way.
    pub kind: ExposureKind,
    /// What exactly, for people.
    pub detail: String,
}

/// Ways to be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExposureKind {
    /// A policy lets everybody in, without a condition that says who.
    Policy,
    /// A service may call a function on behalf of any account.
    AnySource,
    /// A bucket does not block public access, or has a public access list.
    Bucket,
    /// A security group lets the whole internet in.
    Ingress,
    /// A database, collection or function has a public address without a check.
    Network,
}

/// Something that is opened or closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExposureChange {
    /// Opened if true, closed if not.
    pub opened: bool,
    /// What.
    #[serde(flatten)]
    pub exposure: Exposure,
}

/// What an update opens and closes.
pub(crate) fn compare(before: &Json, after: &Json) -> Vec<ExposureChange> {
    let (old, mut new) = (findings(before), findings(after));
    new.extend(network::blocks_that_go(before, after));
    let gone = old.iter().filter(|finding| !new.contains(finding)).cloned();
    let closed = gone.map(|exposure| ExposureChange { opened: false, exposure });
    let come = new.iter().filter(|finding| !old.contains(finding)).cloned();
    let opened = come.map(|exposure| ExposureChange { opened: true, exposure });
    opened.chain(closed).collect()
}

fn findings(template: &Json) -> Vec<Exposure> {
    let resources = entries(template, "Resources");
    // What may pass through an endpoint is open to nobody by that alone.
    let endpoint = |grant: &&Grant| {
        let kind = resources.get(grant.source.as_str()).map(|resource| &resource["Type"]);
        kind.is_some_and(|kind| kind == "AWS::EC2::VPCEndpoint")
    };
    let grants = grants(template);
    let mut found: Vec<_> =
        grants.iter().filter(|grant| !endpoint(grant)).filter_map(of_grant).collect();
    for (id, resource) in resources {
        found.extend(network::of_resource(id, resource));
    }
    found.sort();
    found.dedup();
    found
}

fn of_grant(grant: &Grant) -> Option<Exposure> {
    if grant.kind == AccessKind::Identity || grant.effect == Effect::Deny {
        return None;
    }
    let narrowed = grant
        .conditions
        .iter()
        .any(|((operator, key), values)| narrowing::narrows(operator, key, values));
    if narrowed {
        return None;
    }
    let principals: Vec<_> = grant.principals.atoms().iter().map(ToString::to_string).collect();
    let actions: Vec<_> = grant.actions.atoms().iter().map(ToString::to_string).collect();
    let everybody = principals.iter().any(|who| who == "*" || who.starts_with("not "));
    let service = principals.iter().find_map(|who| who.strip_prefix("Service:"));
    let invokes = actions.iter().any(|action| action.eq_ignore_ascii_case("lambda:InvokeFunction"));
    let (kind, who) = match service {
        _ if everybody => (ExposureKind::Policy, "everybody"),
        Some(service) if invokes => (ExposureKind::AnySource, service),
        _ => return None,
    };
    let detail = match kind {
        ExposureKind::AnySource => format!("{who} may call it for any account: no source is set"),
        _ => format!("{who} may: {}", actions.join(", ")),
    };
    Some(Exposure { resource: grant.holder.clone(), kind, detail })
}

/// Members of an object by name, none if it is something else.
fn members(value: Option<&Json>) -> BTreeMap<&str, String> {
    let members = value.and_then(Json::as_object).into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), spelled(value))).collect()
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests;
