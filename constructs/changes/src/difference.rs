//! Where two values differ.

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::canonical::{branches, function};

/// One place where a value is not the same before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PropertyChange {
    /// The place, such as `Tags[0].Value`.
    pub path: String,
    /// Conditions under which it differs: `IsInVpc`, `not IsInVpc`; always if there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<String>,
    /// The value before; none if there was none.
    pub before: Option<Json>,
    /// The value after; none if there is none.
    pub after: Option<Json>,
    /// The place without positions in lists, as schemas name it.
    #[serde(skip)]
    pub(crate) keys: Vec<String>,
}

/// Where two values, both in their one spelling, differ.
pub(crate) fn differences(before: Option<&Json>, after: Option<&Json>) -> Vec<PropertyChange> {
    let mut found = Found { changes: vec![], when: vec![] };
    found.compare(&Place::default(), before, after);
    found.changes
}

#[derive(Debug, Clone, Default)]
struct Place {
    path: String,
    keys: Vec<String>,
}

impl Place {
    fn key(&self, key: &str) -> Self {
        let mut place = self.clone();
        if !place.path.is_empty() {
            place.path.push('.');
        }
        place.path.push_str(key);
        place.keys.push(key.to_owned());
        place
    }

    fn index(&self, index: usize) -> Self {
        Self { path: format!("{}[{index}]", self.path), keys: self.keys.clone() }
    }
}

struct Found {
    changes: Vec<PropertyChange>,
    when: Vec<(String, bool)>,
}

impl Found {
    fn compare(&mut self, place: &Place, before: Option<&Json>, after: Option<&Json>) {
        if before == after {
            return;
        }
        if let Some((condition, then, otherwise)) = before.and_then(branches) {
            return self.under(condition, |found, holds| {
                found.compare(place, if holds { then } else { otherwise }, after);
            });
        }
        if let Some((condition, then, otherwise)) = after.and_then(branches) {
            return self.under(condition, |found, holds| {
                found.compare(place, before, if holds { then } else { otherwise });
            });
        }
        match (before, after) {
            (Some(Json::Object(old)), Some(Json::Object(new)))
                if ![before, after].into_iter().flatten().any(|v| function(v).is_some()) =>
            {
                self.objects(place, old, new);
            }
            (Some(Json::Array(old)), Some(Json::Array(new))) => self.lists(place, old, new),
            _ => self.note(place, before, after),
        }
    }

    /// Both branches of a condition, unless one of them is known to be taken.
    fn under(&mut self, condition: &str, mut compare: impl FnMut(&mut Self, bool)) {
        let known = self.when.iter().find(|(name, _)| name == condition).map(|(_, holds)| *holds);
        if let Some(holds) = known {
            return compare(self, holds);
        }
        for holds in [true, false] {
            self.when.push((condition.to_owned(), holds));
            compare(self, holds);
            self.when.pop();
        }
    }

    fn objects(&mut self, place: &Place, old: &Map<String, Json>, new: &Map<String, Json>) {
        let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
        for name in names {
            self.compare(&place.key(name), old.get(name), new.get(name));
        }
    }

    /// Items that are on both sides, wherever, are the same. What is left is compared in
    /// pairs if there is as much of it on both sides.
    fn lists(&mut self, place: &Place, old: &[Json], new: &[Json]) {
        let (gone, come) = (without(old, new), without(new, old));
        if gone.is_empty() && come.is_empty() {
            let whole = |items: &[Json]| Some(Json::Array(items.to_vec()));
            return self.note(place, whole(old).as_ref(), whole(new).as_ref());
        }
        if gone.len() == come.len() {
            for ((_, before), (index, after)) in gone.into_iter().zip(come) {
                self.compare(&place.index(index), Some(before), Some(after));
            }
            return;
        }
        for (index, item) in gone {
            self.compare(&place.index(index), Some(item), None);
        }
        for (index, item) in come {
            self.compare(&place.index(index), None, Some(item));
        }
    }

    fn note(&mut self, place: &Place, before: Option<&Json>, after: Option<&Json>) {
        let condition = |(name, holds): &(String, bool)| {
            if *holds { name.clone() } else { format!("not {name}") }
        };
        self.changes.push(PropertyChange {
            path: place.path.clone(),
            when: self.when.iter().map(condition).collect(),
            before: before.cloned(),
            after: after.cloned(),
            keys: place.keys.clone(),
        });
    }
}

/// The items of `list` that `other` has no counterpart for, with their positions.
fn without<'a>(list: &'a [Json], other: &[Json]) -> Vec<(usize, &'a Json)> {
    let mut other: Vec<&Json> = other.iter().collect();
    let mut left = vec![];
    for (index, item) in list.iter().enumerate() {
        match other.iter().position(|candidate| *candidate == item) {
            Some(position) => _ = other.swap_remove(position),
            None => left.push((index, item)),
        }
    }
    left
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test gives what it has just built")]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(before: Json, after: Json) -> Vec<(String, String, Option<Json>, Option<Json>)> {
        let changes = differences(Some(&before), Some(&after)).into_iter();
        changes.map(|c| (c.path, c.when.join(" and "), c.before, c.after)).collect()
    }

    #[test]
    fn the_innermost_place_that_differs_is_named() {
        let found = found(json!({"A": {"B": "1", "C": "2"}}), json!({"A": {"B": "1", "C": "3"}}));
        assert_eq!(found, [("A.C".into(), String::new(), Some(json!("2")), Some(json!("3")))]);
    }

    #[test]
    fn an_item_more_is_the_only_difference() {
        let found = found(json!(["a", "b"]), json!(["x", "a", "b"]));
        assert_eq!(found, [("[0]".into(), String::new(), None, Some(json!("x")))]);
    }

    #[test]
    fn another_order_is_a_difference() {
        assert_eq!(found(json!(["a", "b"]), json!(["b", "a"])).len(), 1);
        assert_eq!(found(json!(["a", "b"]), json!(["a", "b"])).len(), 0);
    }

    #[test]
    fn branches_are_compared_with_branches() {
        let before = json!({"Fn::If": ["C", "a", "b"]});
        let after = json!({"Fn::If": ["C", "a", "c"]});
        let expected = ("".into(), "not C".into(), Some(json!("b")), Some(json!("c")));
        assert_eq!(found(before, after), [expected]);
    }

    #[test]
    fn a_value_that_becomes_conditional_changes_in_one_branch_only() {
        let after = json!({"Fn::If": ["C", "a", {"Ref": "AWS::NoValue"}]});
        assert_eq!(
            found(json!({"P": "a"}), json!({"P": after})),
            [("P".into(), "not C".into(), Some(json!("a")), None)]
        );
    }

    #[test]
    fn functions_are_compared_whole() {
        let found = found(json!({"Ref": "A"}), json!({"Ref": "B"}));
        assert_eq!(found[0].0, "");
        assert_eq!(found[0].3, Some(json!({"Ref": "B"})));
    }
}
