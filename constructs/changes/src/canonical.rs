//! One spelling for what means the same.
//!
//! CloudFormation has several: `Fn::GetAtt` takes a list or a dotted text, a text can be put
//! together by `Fn::Join` and by `Fn::Sub`, numbers and flags are also taken as text, and
//! `AWS::NoValue` means that nothing is there. Here each has one, so that comparing two
//! values compares what they mean.
//!
//! Functions: <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

const NO_VALUE: &str = "AWS::NoValue";

/// A piece of a text.
enum Part {
    Text(String),
    Value(Json),
}

/// The value in its one spelling: scalars as text, `Fn::GetAtt` as a list, texts as `Fn::Sub`
/// where that can say them. `None` for `AWS::NoValue` and `null`.
pub fn canonical(value: &Json) -> Option<Json> {
    match value {
        Json::Null => None,
        Json::Bool(flag) => Some(flag.to_string().into()),
        Json::Number(number) => Some(scalar(number).into()),
        Json::String(text) => Some(text.as_str().into()),
        Json::Array(items) => Some(items.iter().filter_map(canonical).collect()),
        Json::Object(entries) => match function(value) {
            Some(("Ref", Json::String(name))) if name == NO_VALUE => None,
            Some((name, argument)) => call(name, argument),
            None => Some(object(entries)),
        },
    }
}

/// A whole template; a section that is missing is an empty one.
pub(crate) fn template(template: &Json) -> Json {
    let mut template = canonical(template).unwrap_or_default();
    if !template.is_object() {
        template = json!({});
    }
    for resource in entries_mut(&mut template, "Resources") {
        if let Some(Json::String(one)) = resource.get("DependsOn").cloned() {
            resource["DependsOn"] = json!([one]);
        }
        if let Some(Json::Array(ids)) = resource.get_mut("DependsOn") {
            ids.sort_by_key(|id| id.as_str().unwrap_or_default().to_owned());
        }
    }
    template
}

fn entries_mut<'a>(
    template: &'a mut Json,
    section: &str,
) -> impl Iterator<Item = &'a mut Json> + use<'a> {
    let entries = template.get_mut(section).and_then(Json::as_object_mut);
    entries.into_iter().flat_map(Map::values_mut).filter(|entry| entry.is_object())
}

/// The entries of a section, by name.
pub(crate) fn entries<'a>(template: &'a Json, section: &str) -> BTreeMap<&'a str, &'a Json> {
    let entries = template.get(section).and_then(Json::as_object);
    entries.into_iter().flatten().map(|(name, entry)| (name.as_str(), entry)).collect()
}

/// Name and argument of a function call.
pub(crate) fn function(value: &Json) -> Option<(&str, &Json)> {
    let entries = value.as_object().filter(|entries| entries.len() == 1)?;
    let (name, argument) = entries.iter().next()?;
    (name == "Ref" || name.starts_with("Fn::")).then_some((name.as_str(), argument))
}

/// Condition, value if it holds, value if not; `None` where that is `AWS::NoValue`.
pub(crate) fn branches(value: &Json) -> Option<(&str, Option<&Json>, Option<&Json>)> {
    let ("Fn::If", argument) = function(value)? else { return None };
    let [condition, then, otherwise] = argument.as_array()?.as_slice() else { return None };
    let there = |branch| Some(branch).filter(|branch: &&Json| **branch != no_value());
    Some((condition.as_str()?, there(then), there(otherwise)))
}

fn no_value() -> Json {
    json!({"Ref": NO_VALUE})
}

/// `1.0` is `1`, as JSON and YAML both write.
fn scalar(number: &serde_json::Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{float:.0}"),
        _ => number.to_string(),
    }
}

fn object(entries: &Map<String, Json>) -> Json {
    let sorted: BTreeMap<_, _> =
        entries.iter().filter_map(|(name, value)| Some((name, canonical(value)?))).collect();
    Json::Object(sorted.into_iter().map(|(name, value)| (name.clone(), value)).collect())
}

fn call(name: &str, argument: &Json) -> Option<Json> {
    match (name, argument) {
        ("Fn::GetAtt", Json::String(dotted)) => Some(get_att(dotted)),
        ("Fn::Sub", _) => Some(text(sub(argument)?)),
        ("Fn::Join", _) => Some(joined(argument)),
        ("Fn::If", Json::Array(parts)) => match parts.as_slice() {
            [condition, then, otherwise] => if_(condition, then, otherwise),
            _ => Some(json!({name: argument})),
        },
        _ => Some(json!({name: canonical(argument).unwrap_or_default()})),
    }
}

fn get_att(dotted: &str) -> Json {
    match dotted.split_once('.') {
        Some((id, attribute)) => json!({"Fn::GetAtt": [id, attribute]}),
        None => json!({"Fn::GetAtt": [dotted]}),
    }
}

/// Two branches that are the same need no condition.
fn if_(condition: &Json, then: &Json, otherwise: &Json) -> Option<Json> {
    let (then, otherwise) = (canonical(then), canonical(otherwise));
    if then == otherwise {
        return then;
    }
    let branch = |value: Option<Json>| value.unwrap_or_else(no_value);
    Some(json!({"Fn::If": [condition, branch(then), branch(otherwise)]}))
}

fn joined(argument: &Json) -> Json {
    let as_it_is = || json!({"Fn::Join": canonical(argument)});
    let Some([Json::String(separator), Json::Array(items)]) =
        argument.as_array().map(Vec::as_slice)
    else {
        return as_it_is();
    };
    let mut parts = vec![];
    for (index, item) in items.iter().enumerate() {
        let Some(item) = canonical(item) else { continue };
        // A branch that may be nothing takes its separator with it.
        if !separator.is_empty() && branches(&item).is_some() {
            return as_it_is();
        }
        if index > 0 {
            parts.push(Part::Text(separator.clone()));
        }
        parts.extend(parts_of(item));
    }
    text(parts)
}

/// The pieces of a text that is in its one spelling already.
fn parts_of(value: Json) -> Vec<Part> {
    match function(&value) {
        Some(("Fn::Sub", Json::String(text))) => split(text, &Map::new()),
        Some(("Fn::Join", Json::Array(join))) if join.first() == Some(&json!("")) => {
            let items = join.get(1).and_then(Json::as_array).cloned().unwrap_or_default();
            items.into_iter().flat_map(parts_of).collect()
        }
        _ => match value {
            Json::String(text) => vec![Part::Text(text)],
            value => vec![Part::Value(value)],
        },
    }
}

fn sub(argument: &Json) -> Option<Vec<Part>> {
    match argument {
        Json::String(text) => Some(split(text, &Map::new())),
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(text)] => Some(split(text, &Map::new())),
            [Json::String(text), Json::Object(variables)] => Some(split(text, variables)),
            _ => Some(vec![Part::Value(json!({"Fn::Sub": canonical(argument)?}))]),
        },
        _ => Some(vec![Part::Value(json!({"Fn::Sub": canonical(argument)?}))]),
    }
}

/// `${Name}`, `${Id.Attribute}`, a variable, or `${!literal}`.
fn split(text: &str, variables: &Map<String, Json>) -> Vec<Part> {
    let (mut parts, mut rest) = (vec![], text);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, after)) = after.split_once('}') else { break };
        parts.push(Part::Text(before.to_owned()));
        rest = after;
        if let Some(literal) = name.strip_prefix('!') {
            parts.push(Part::Text(format!("${{{literal}}}")));
        } else if let Some(value) = variables.get(name) {
            parts.extend(canonical(value).into_iter().flat_map(parts_of));
        } else if name.contains('.') {
            parts.push(Part::Value(get_att(name)));
        } else {
            parts.push(Part::Value(json!({"Ref": name})));
        }
    }
    parts.push(Part::Text(rest.to_owned()));
    parts
}

/// A text from its pieces: plain, one reference, `Fn::Sub`, or `Fn::Join` where that cannot
/// say it.
fn text(parts: Vec<Part>) -> Json {
    let mut merged: Vec<Part> = vec![];
    for part in parts {
        match (merged.last_mut(), part) {
            (_, Part::Text(text)) if text.is_empty() => {}
            (Some(Part::Text(last)), Part::Text(text)) => last.push_str(&text),
            (_, part) => merged.push(part),
        }
    }
    match merged.as_slice() {
        [] => return "".into(),
        [Part::Text(text)] => return text.as_str().into(),
        [Part::Value(value)] => return value.clone(),
        _ => {}
    }
    let spelled: Option<String> = merged
        .iter()
        .map(|part| match part {
            Part::Text(text) => Some(text.replace("${", "${!")),
            Part::Value(value) => reference(value),
        })
        .collect();
    match spelled {
        Some(text) => json!({"Fn::Sub": text}),
        None => {
            let items = merged.into_iter().map(|part| match part {
                Part::Text(text) => text.into(),
                Part::Value(value) => value,
            });
            json!({"Fn::Join": ["", items.collect::<Vec<_>>()]})
        }
    }
}

/// `${…}` for what `Fn::Sub` can name.
fn reference(value: &Json) -> Option<String> {
    match function(value)? {
        ("Ref", Json::String(name)) => Some(format!("${{{name}}}")),
        ("Fn::GetAtt", Json::Array(parts)) => {
            let parts: Option<Vec<_>> = parts.iter().map(Json::as_str).collect();
            Some(format!("${{{}}}", parts?.join(".")))
        }
        _ => None,
    }
}

/// A value in one line for people and for patterns: text as it is, references as `${…}`,
/// everything else as JSON.
pub fn spelled(value: &Json) -> String {
    match (value, function(value)) {
        (Json::String(text), _) | (_, Some(("Fn::Sub", Json::String(text)))) => text.clone(),
        _ => reference(value).unwrap_or_else(|| value.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_same(one: &Json, other: &Json) {
        assert_eq!(canonical(one), canonical(other));
    }

    #[test]
    fn an_attribute_is_the_same_dotted_and_as_a_list() {
        assert_same(&json!({"Fn::GetAtt": "A.B.C"}), &json!({"Fn::GetAtt": ["A", "B.C"]}));
    }

    #[test]
    fn a_text_is_the_same_joined_and_substituted() {
        let joined =
            json!({"Fn::Join": ["", ["a-", {"Ref": "X"}, ":", {"Fn::GetAtt": ["Y", "Arn"]}]]});
        assert_same(&joined, &json!({"Fn::Sub": "a-${X}:${Y.Arn}"}));
        assert_same(&joined, &json!({"Fn::Sub": ["a-${v}:${Y.Arn}", {"v": {"Ref": "X"}}]}));
        assert_same(
            &json!({"Fn::Join": ["/", ["a", {"Ref": "X"}]]}),
            &json!({"Fn::Sub": "a/${X}"}),
        );
        assert_same(&json!({"Fn::Sub": "${X}"}), &json!({"Ref": "X"}));
        assert_same(&json!({"Fn::Sub": "${!X}"}), &json!("${X}"));
    }

    #[test]
    fn a_literal_that_looks_like_a_reference_stays_a_literal() {
        let text = canonical(&json!({"Fn::Sub": "${!A}-${B}"}));
        assert_eq!(text, Some(json!({"Fn::Sub": "${!A}-${B}"})));
    }

    #[test]
    fn scalars_are_texts() {
        assert_same(&json!([600, true, 1.0]), &json!(["600", "true", "1"]));
        assert_ne!(canonical(&json!(1.5)), canonical(&json!(1)));
    }

    #[test]
    fn no_value_is_nothing() {
        assert_eq!(canonical(&json!({"A": {"Ref": "AWS::NoValue"}})), Some(json!({})));
        let both = json!({"Fn::If": ["C", {"Ref": "AWS::NoValue"}, null]});
        assert_eq!(canonical(&both), None);
        assert_eq!(canonical(&json!({"Fn::If": ["C", "x", "x"]})), Some(json!("x")));
    }

    #[test]
    fn what_is_waited_for_is_a_set() {
        let one = json!({"Resources": {"A": {"Type": "T", "DependsOn": "B"}}});
        let list = json!({"Resources": {"A": {"Type": "T", "DependsOn": ["B"]}}});
        assert_eq!(template(&one), template(&list));
    }
}
