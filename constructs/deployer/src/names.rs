//! What is known of a resource's name before it is there.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// A name as a pattern: what only deployment knows is a `*`.
pub(crate) fn pattern(name: &Json) -> String {
    let raw = match name {
        Json::String(text) => text.clone(),
        Json::Object(call) if call.len() == 1 => call_pattern(call),
        _ => "*".to_owned(),
    };
    let mut pattern = String::new();
    for character in raw.chars() {
        if character != '*' || !pattern.ends_with('*') {
            pattern.push(character);
        }
    }
    pattern
}

fn call_pattern(call: &serde_json::Map<String, Json>) -> String {
    if let Some(sub) = call.get("Fn::Sub") {
        return substituted(sub.as_str().or(sub[0].as_str()).unwrap_or("${}"));
    }
    let join = call.get("Fn::Join").and_then(Json::as_array);
    if let Some([Json::String(separator), Json::Array(items)]) = join.map(Vec::as_slice) {
        return items.iter().map(pattern).collect::<Vec<_>>().join(separator);
    }
    "*".to_owned()
}

/// `${…}` as `*`.
fn substituted(text: &str) -> String {
    let mut pieces = text.split("${");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |before, piece| {
        let after = piece.split_once('}').map_or("", |(_, after)| after);
        format!("{before}*{after}")
    })
}

/// The patterns of the names that CloudFormation gives to a resource without one.
///
/// `<stack>-<logical id>-<random>` for most, `<logical id>-<random>` for some and
/// `CFN-<logical id>-<random>` for parameters; long parts are cut.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html>
pub(crate) fn generated(stack: &str, logical_id: &str, form: Generated) -> String {
    let cut = |text: &str| text.chars().take(KEPT).collect::<String>();
    match form {
        Generated::Stack => format!("{}*", cut(stack)),
        Generated::LowerCaseStack => format!("{}*", cut(&stack.to_lowercase())),
        Generated::LogicalId => format!("{}*", cut(logical_id)),
        Generated::Parameter => format!("CFN-{}*", cut(logical_id)),
    }
}

/// What a name that CloudFormation makes up begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generated {
    Stack,
    LowerCaseStack,
    LogicalId,
    Parameter,
}

/// How much of a long stack name or logical id is relied upon.
const KEPT: usize = 24;

/// The logical id of the resource that a value is taken from, if it is one of `known`.
pub(crate) fn referred<'a>(value: &Json, known: &BTreeSet<&'a str>) -> Option<&'a str> {
    let id = match value.get("Ref").or_else(|| value.get("Fn::GetAtt")) {
        Some(Json::String(id)) => id,
        Some(Json::Array(parts)) => parts.first()?.as_str()?,
        _ => return None,
    };
    known.get(id).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_deployment_fills_in_is_a_star() {
        assert_eq!(pattern(&json!("aes-siem-dlq")), "aes-siem-dlq");
        assert_eq!(pattern(&json!({"Fn::Sub": "acme-${AWS::AccountId}-log"})), "acme-*-log");
        assert_eq!(pattern(&json!({"Fn::Sub": "${A}${B}"})), "*");
        let joined = json!({"Fn::Join": ["-", ["acme", {"Ref": "Name"}]]});
        assert_eq!(pattern(&joined), "acme-*");
        assert_eq!(pattern(&json!({"Ref": "Name"})), "*");
    }
}
