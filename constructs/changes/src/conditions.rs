//! What conditions mean.
//!
//! Two conditions are compared by trying all values that matter: those that a parameter is
//! compared with, and one that is none of them. So another way to write the same condition is
//! no change, and a condition that holds more often than before deletes nothing.
//!
//! <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html>

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::canonical::{entries, function, spelled};

/// More combinations of values than this are not tried.
const MOST: usize = 100_000;

/// Stands for any value that no condition asks for.
const OTHER: &str = "\u{0}another value";

/// Values of parameters and the like, by how the template refers to them.
type Values<'a> = BTreeMap<&'a str, &'a str>;

/// Whether there are values with which a resource is there by the condition `old` of the
/// template before, and not by `new` of the template after. No condition always holds.
pub(crate) fn can_delete(
    before: &Json,
    after: &Json,
    old: Option<&str>,
    new: Option<&str>,
) -> bool {
    let Some(new) = new else { return false };
    let (old, new) =
        (Condition { template: before, name: old }, Condition { template: after, name: Some(new) });
    if old.name == new.name && old.definition() == new.definition() && old.definition().is_none() {
        return false;
    }
    let mut domains = BTreeMap::new();
    let complete = old.domains(&mut domains) & new.domains(&mut domains);
    let combinations = domains.values().map(BTreeSet::len).try_fold(1, usize::checked_mul);
    if !complete || combinations.is_none_or(|count| count > MOST) {
        // Not to be decided: what is not written the same is another condition.
        return old.name != new.name || old.definition() != new.definition();
    }
    let mut values: Values<'_> = BTreeMap::new();
    let domains: Vec<_> = domains.iter().collect();
    any(&domains, &mut values, &|values| old.holds(values) && !new.holds(values))
}

/// Tries every combination of values.
fn any<'a>(
    domains: &[(&'a String, &'a BTreeSet<String>)],
    values: &mut Values<'a>,
    found: &impl Fn(&Values<'a>) -> bool,
) -> bool {
    let [(name, domain), rest @ ..] = domains else { return found(values) };
    domain.iter().any(|value| {
        values.insert(name, value);
        any(rest, values, found)
    })
}

struct Condition<'a> {
    template: &'a Json,
    name: Option<&'a str>,
}

impl<'a> Condition<'a> {
    fn definition(&self) -> Option<&'a Json> {
        entries(self.template, "Conditions").get(self.name?).copied()
    }

    /// Adds the values that matter of all that the condition compares; `false` if the
    /// condition is not defined, or made of something else than the functions for that.
    fn domains(&self, into: &mut BTreeMap<String, BTreeSet<String>>) -> bool {
        match (self.name, self.definition()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(definition)) => self.collect(definition, into, 0),
        }
    }

    fn collect(
        &self,
        expression: &Json,
        into: &mut BTreeMap<String, BTreeSet<String>>,
        depth: usize,
    ) -> bool {
        // A condition that is made of itself is refused by CloudFormation.
        if depth > 50 {
            return false;
        }
        let Some((name, argument)) = call(expression) else { return false };
        let arguments = argument.as_array().map_or(&[][..], Vec::as_slice);
        match (name, arguments) {
            ("Condition", _) => {
                let named = argument.as_str().and_then(|name| self.named(name));
                named.is_some_and(|inner| self.collect(inner, into, depth + 1))
            }
            ("Fn::And" | "Fn::Or" | "Fn::Not", items) => {
                let mut complete = true;
                for item in items {
                    complete &= self.collect(item, into, depth + 1);
                }
                complete
            }
            ("Fn::Equals", [one, other]) => {
                let (open, literal) = match (one, other) {
                    (Json::String(_), Json::String(_)) => return true,
                    (open, Json::String(literal)) | (Json::String(literal), open) => {
                        (open, literal)
                    }
                    // Which values of both matter depends on all that each is compared with.
                    _ => return false,
                };
                let domain = into.entry(spelled(open)).or_default();
                match self.allowed(open) {
                    Some(allowed) => domain.extend(allowed),
                    None => domain.extend([OTHER.to_owned(), literal.clone()]),
                }
                true
            }
            _ => false,
        }
    }

    fn named(&self, name: &str) -> Option<&'a Json> {
        entries(self.template, "Conditions").get(name).copied()
    }

    /// The only values that a parameter takes, if it is one with such a list.
    fn allowed(&self, side: &Json) -> Option<Vec<String>> {
        let ("Ref", Json::String(name)) = function(side)? else { return None };
        let parameter = *entries(self.template, "Parameters").get(name.as_str())?;
        let allowed = parameter.get("AllowedValues")?.as_array()?;
        Some(allowed.iter().map(spelled).collect())
    }

    fn holds(&self, values: &Values<'_>) -> bool {
        self.name.is_none() || self.definition().is_some_and(|it| self.evaluate(it, values))
    }

    fn evaluate(&self, expression: &Json, values: &Values<'_>) -> bool {
        let Some((name, argument)) = call(expression) else { return false };
        let arguments = argument.as_array().map_or(&[][..], Vec::as_slice);
        let evaluate = |item| self.evaluate(item, values);
        match (name, arguments) {
            ("Condition", _) => {
                argument.as_str().and_then(|name| self.named(name)).is_some_and(evaluate)
            }
            ("Fn::And", items) => items.iter().all(evaluate),
            ("Fn::Or", items) => items.iter().any(evaluate),
            ("Fn::Not", [item]) => !evaluate(item),
            ("Fn::Equals", [one, other]) => value(one, values) == value(other, values),
            _ => false,
        }
    }
}

fn value(side: &Json, values: &Values<'_>) -> String {
    let text = spelled(side);
    match values.get(text.as_str()) {
        Some(value) if !side.is_string() => (*value).to_owned(),
        _ => text,
    }
}

/// Name and argument of a function for conditions.
fn call(expression: &Json) -> Option<(&str, &Json)> {
    let members = expression.as_object().filter(|members| members.len() == 1)?;
    members.iter().next().map(|(name, argument)| (name.as_str(), argument))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::template;
    use serde_json::json;

    /// Whether a resource under `C` can be deleted by another definition of that.
    fn deletes(old: &Json, new: &Json) -> bool {
        let with = |condition: &Json| {
            let allowed = json!({"Type": "String", "AllowedValues": ["a", "b"]});
            template(&json!({
                "Parameters": {"P": {"Type": "String"}, "Two": allowed},
                "Conditions": {"C": condition, "Other": {"Fn::Equals": [{"Ref": "P"}, ""]}},
            }))
        };
        can_delete(&with(old), &with(new), Some("C"), Some("C"))
    }

    fn equals(name: &str, value: &str) -> Json {
        json!({"Fn::Equals": [{"Ref": name}, value]})
    }

    fn not(condition: &Json) -> Json {
        json!({"Fn::Not": [condition]})
    }

    #[test]
    fn another_way_to_write_it_is_the_same_condition() {
        assert!(!deletes(&equals("P", "x"), &not(&not(&equals("P", "x")))));
        assert!(!deletes(&equals("P", ""), &json!({"Condition": "Other"})));
        assert!(!deletes(&json!({"Fn::Equals": ["x", {"Ref": "P"}]}), &equals("P", "x")));
        assert!(
            !deletes(&equals("Two", "a"), &not(&equals("Two", "b"))),
            "it takes only two values"
        );
        assert!(deletes(&not(&equals("P", "b")), &equals("P", "a")), "it takes any value");
    }

    #[test]
    fn only_a_condition_that_holds_less_often_deletes() {
        let (one, other) = (equals("P", "x"), equals("Two", "a"));
        let either = json!({"Fn::Or": [one, other]});
        let both = json!({"Fn::And": [one, other]});
        assert!(!deletes(&one, &either));
        assert!(deletes(&either, &one));
        assert!(deletes(&one, &both));
        assert!(!deletes(&both, &one));
    }

    #[test]
    fn no_condition_always_holds() {
        let template = template(&json!({"Conditions": {"C": equals("P", "x")}}));
        assert!(can_delete(&template, &template, None, Some("C")));
        assert!(!can_delete(&template, &template, Some("C"), None));
        assert!(!can_delete(&template, &template, Some("C"), Some("C")));
    }

    #[test]
    fn what_is_not_understood_is_compared_as_it_is_written() {
        let odd = |name: &str| json!({"Fn::Contains": [["a"], {"Ref": name}]});
        let two = |name: &str| json!({"Fn::Equals": [{"Ref": "P"}, {"Ref": name}]});
        assert!(!deletes(&odd("P"), &odd("P")) && !deletes(&two("Two"), &two("Two")));
        assert!(deletes(&odd("P"), &odd("Two")) && deletes(&two("P"), &two("Two")));
    }
}
