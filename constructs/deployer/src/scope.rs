//! On which resources an action is allowed: as few as can be named before they are there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::kinds::{KINDS, Kind, TAKE_NO_RESOURCE, UNNAMED, Unnamed};
use crate::names::{Generated, generated, pattern, referred};
use crate::resource::Resource;

/// The resources of a statement, and what they are called together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scope {
    pub(crate) sid: &'static str,
    pub(crate) arns: BTreeSet<String>,
}

/// The action takes no resource.
pub(crate) const NO_RESOURCE: &str = "TakesNoResource";

/// The table of kinds does not know the action.
pub(crate) const NO_NAME: &str = "NoNameIsKnown";

impl Scope {
    pub(crate) fn new(sid: &'static str, arns: impl IntoIterator<Item = String>) -> Self {
        Self { sid, arns: arns.into_iter().collect() }
    }

    fn everything(sid: &'static str) -> Self {
        Self::new(sid, ["*".to_owned()])
    }
}

/// The ARNs in some stacks, by kind: worked out once, as each action asks for them.
pub(crate) struct Names(BTreeMap<&'static str, BTreeSet<String>>);

impl Names {
    pub(crate) fn of(resources: &[Resource]) -> Self {
        let mut names = BTreeMap::<_, BTreeSet<_>>::new();
        let known: BTreeSet<&str> = resources.iter().map(|resource| &*resource.id).collect();
        for resource in resources {
            for kind in KINDS {
                let found = own_name(kind, resource, resources).into_iter();
                names.entry(kind.sid).or_default().extend(found);
                let found = names_of_others(kind, resource, &known);
                names.entry(kind.sid).or_default().extend(found);
            }
        }
        Self(names.into_iter().map(|(sid, names)| (sid, arns_of(sid, names))).collect())
    }

    /// The ARNs of a kind's resources; of any of the kind where the stack names none.
    pub(crate) fn arns(&self, sid: &str) -> BTreeSet<String> {
        self.0.get(sid).cloned().unwrap_or_else(|| arns_of(sid, BTreeSet::new()))
    }

    /// The resources that a resource's handlers use an action on.
    pub(crate) fn scope(&self, action: &str, resource_type: &str) -> Scope {
        if TAKE_NO_RESOURCE.contains(&action) {
            return Scope::everything(NO_RESOURCE);
        }
        let tags = action.to_lowercase().contains("tag");
        let own_kind = KINDS.iter().find(|kind| has_type(kind, resource_type));
        let own_unnamed = UNNAMED.iter().find(|kind| kind.types.contains(&resource_type));
        match (tags, own_kind, own_unnamed) {
            (true, Some(kind), _) => return self.named(kind),
            (true, _, Some(kind)) => return unnamed(kind),
            _ => {}
        }
        let kind = KINDS.iter().max_by_key(|kind| fit(kind.actions, action));
        let other = UNNAMED.iter().max_by_key(|kind| fit(kind.actions, action));
        let fit_named = kind.map_or(0, |kind| fit(kind.actions, action));
        let fit_unnamed = other.map_or(0, |kind| fit(kind.actions, action));
        match (kind, other) {
            (Some(kind), _) if fit_named > fit_unnamed => self.named(kind),
            (_, Some(kind)) if fit_unnamed > 0 => unnamed(kind),
            _ => Scope::everything(NO_NAME),
        }
    }

    fn named(&self, kind: &Kind) -> Scope {
        Scope { sid: kind.sid, arns: self.arns(kind.sid) }
    }
}

/// The ARNs of a kind with these names, or with any where there is none.
fn arns_of(sid: &str, mut names: BTreeSet<String>) -> BTreeSet<String> {
    if names.is_empty() {
        names.insert("*".to_owned());
    }
    let arns = KINDS.iter().filter(|kind| kind.sid == sid).flat_map(|kind| kind.arns);
    let named = arns.flat_map(|arn| names.iter().map(|name| arn.replace("{}", name)));
    widest(&named.collect())
}

/// The ARNs that a resource with a name can have.
pub(crate) fn own_arns(resource: &Resource, all: &[Resource]) -> BTreeSet<String> {
    let arns = KINDS.iter().filter_map(|kind| Some((kind.arns, own_name(kind, resource, all)?)));
    arns.flat_map(|(arns, name)| arns.iter().map(move |arn| arn.replace("{}", &name))).collect()
}

fn unnamed(kind: &Unnamed) -> Scope {
    Scope::new(kind.sid, kind.arns.iter().map(|arn| (*arn).to_owned()))
}

fn has_type(kind: &Kind, resource_type: &str) -> bool {
    kind.types.iter().any(|(known, _)| *known == resource_type)
}

/// The length of the longest of these starts that an action has; 0 if it has none.
fn fit(starts: &[&str], action: &str) -> usize {
    let fitting = starts.iter().filter(|start| action.starts_with(**start));
    fitting.map(|start| start.len()).max().unwrap_or(0)
}

fn own_name(kind: &Kind, resource: &Resource, all: &[Resource]) -> Option<String> {
    let (_, property) = kind.types.iter().find(|(known, _)| *known == resource.resource_type)?;
    Some(match &resource.properties[*property] {
        Json::Null => generated(&resource.stack, &resource.id, kind.generated),
        // Named as another resource is.
        Json::Object(call) if call.contains_key("Ref") => {
            let other = call["Ref"].as_str().and_then(|id| resource.neighbour(all, id));
            let name = |other| KINDS.iter().find_map(|kind| own_name(kind, other, all));
            other.and_then(name).unwrap_or_else(|| "*".to_owned())
        }
        // The name of a parameter may begin with the slash that its ARN has anyway.
        name if kind.generated == Generated::Parameter => {
            pattern(name).trim_start_matches('/').to_owned()
        }
        name => pattern(name),
    })
}

/// What a policy, a permission or a subscription says it is about, if that is not in the
/// stack itself.
fn names_of_others(kind: &Kind, resource: &Resource, known: &BTreeSet<&str>) -> Vec<String> {
    let about = kind.about.iter().filter(|(known, _)| *known == resource.resource_type);
    let values = about.flat_map(|(_, property)| match &resource.properties[*property] {
        Json::Null => vec![],
        Json::Array(items) => items.iter().collect(),
        one => vec![one],
    });
    values
        .filter(|value| referred(value, known).is_none())
        .map(|value| last_part(&pattern(value)))
        .collect()
}

/// The name at the end of an ARN or of a URL.
fn last_part(text: &str) -> String {
    text.rsplit([':', '/']).next().unwrap_or(text).to_owned()
}

/// Without those that another of them covers.
pub(crate) fn widest(arns: &BTreeSet<String>) -> BTreeSet<String> {
    let covered = |arn: &String| arns.iter().any(|other| other != arn && covers(other, arn));
    arns.iter().filter(|arn| !covered(arn)).cloned().collect()
}

/// Whether a pattern fits a text, which may be a pattern itself.
pub(crate) fn covers(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.any(|at| covers(rest, &text[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_fits_any_text_and_none() {
        assert!(covers("arn:*:s3:::acme-*", "arn:aws:s3:::acme-"));
        assert!(covers("a*c*", "abbc"));
        assert!(!covers("arn:*:s3:::acme-*", "arn:aws:s3:::other"));
        assert!(!covers("abc", "abcd"));
    }

    #[test]
    fn a_pattern_that_another_covers_is_left_out() {
        let arns = ["acme-*", "acme-log", "other"].map(str::to_owned).into();
        assert_eq!(widest(&arns), ["acme-*", "other"].map(str::to_owned).into());
    }
}
