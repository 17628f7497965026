//! JSON as people write it in templates: functions in it are functions, so that what they
//! refer to is checked like everything else.

use serde_json::{Map, Value as Json};

use super::{Expr, Intrinsic};

/// `null` has no place in a template and becomes `AWS::NoValue`.
impl From<Json> for Expr {
    fn from(json: Json) -> Self {
        match json {
            Json::Null => Self::no_value(),
            Json::Bool(flag) => Self::Bool(flag),
            Json::Number(number) => Self::Number(number),
            Json::String(text) => Self::String(text),
            Json::Array(items) => items.into(),
            Json::Object(entries) => object(entries),
        }
    }
}

fn object(entries: Map<String, Json>) -> Expr {
    if entries.len() == 1
        && let Some((name, argument)) = entries.iter().next()
        && let Some(intrinsic) = function(name, argument)
    {
        return intrinsic.into();
    }
    Expr::Object(entries.into_iter().collect())
}

/// A function call, if that is what it is.
fn function(name: &str, argument: &Json) -> Option<Intrinsic> {
    let text = || argument.as_str().map(str::to_owned);
    let expr = |json: &Json| Expr::from(json.clone());
    let list = argument.as_array().map_or(&[][..], Vec::as_slice);
    match (name, list) {
        ("Ref", _) => Some(Intrinsic::Ref(text()?)),
        ("Fn::ImportValue", _) => Some(Intrinsic::ImportValue(expr(argument))),
        ("Fn::Base64", _) => Some(Intrinsic::Base64(expr(argument))),
        ("Fn::GetAZs", _) => Some(Intrinsic::GetAZs(expr(argument))),
        ("Fn::Cidr", [block, count, host_bits]) => Some(Intrinsic::Cidr {
            block: expr(block),
            count: expr(count),
            host_bits: expr(host_bits),
        }),
        ("Fn::GetAtt", _) => get_att(argument),
        ("Fn::Sub", []) => Some(Intrinsic::Sub { text: text()?, variables: vec![] }),
        ("Fn::Sub", [text, variables]) => Some(Intrinsic::Sub {
            text: text.as_str()?.to_owned(),
            variables: variables
                .as_object()?
                .iter()
                .map(|(name, value)| (name.clone(), expr(value)))
                .collect(),
        }),
        ("Fn::Join", [separator, list]) => {
            Some(Intrinsic::Join { separator: separator.as_str()?.to_owned(), list: expr(list) })
        }
        ("Fn::Split", [separator, text]) => {
            Some(Intrinsic::Split { separator: separator.as_str()?.to_owned(), text: expr(text) })
        }
        ("Fn::Select", [index, list]) => Some(Intrinsic::Select {
            index: index.as_u64().or_else(|| index.as_str()?.parse().ok())?.try_into().ok()?,
            list: expr(list),
        }),
        ("Fn::If", [condition, then, otherwise]) => Some(Intrinsic::If {
            condition: condition.as_str()?.to_owned(),
            then: expr(then),
            otherwise: expr(otherwise),
        }),
        ("Fn::FindInMap", [mapping, first, second]) => Some(Intrinsic::FindInMap {
            mapping: mapping.as_str()?.to_owned(),
            first: expr(first),
            second: expr(second),
        }),
        _ => None,
    }
}

/// `["Id", "Attribute"]` or `"Id.Attribute"`.
fn get_att(argument: &Json) -> Option<Intrinsic> {
    let (resource, attribute) = match argument {
        Json::String(dotted) => dotted.split_once('.')?,
        Json::Array(parts) => match parts.as_slice() {
            [Json::String(resource), Json::String(attribute)] => {
                (resource.as_str(), attribute.as_str())
            }
            _ => return None,
        },
        _ => return None,
    };
    Some(Intrinsic::GetAtt { resource: resource.to_owned(), attribute: attribute.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn functions_in_json_are_functions_and_give_the_same_json_back() {
        let written = json!({
            "List": [{"Ref": "A"}, {"Fn::GetAtt": ["A", "Arn"]}, {"Fn::Sub": "${A}"}],
            "Sub": {"Fn::Sub": ["${A}-${x}", {"x": {"Ref": "B"}}]},
            "If": {"Fn::If": ["C", {"Ref": "A"}, {"Ref": "AWS::NoValue"}]},
            "Select": {"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]},
            "Join": {"Fn::Join": ["-", ["a", {"Ref": "A"}]]},
            "Map": {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "k"]},
            "Import": {"Fn::ImportValue": "x"},
            "Base64": {"Fn::Base64": "x"},
        });
        let expr = Expr::from(written.clone());
        let mut functions = 0;
        expr.walk(&mut |node| functions += usize::from(matches!(node, Expr::Intrinsic(_))));
        assert_eq!(functions, 16);
        assert_eq!(serde_json::to_value(&expr).unwrap(), written);
    }

    #[test]
    fn an_object_that_only_looks_like_a_function_stays_an_object() {
        for json in [json!({"Ref": 1}), json!({"Ref": "A", "More": 1}), json!({"Fn::Sub": []})] {
            assert!(matches!(Expr::from(json.clone()), Expr::Object(_)), "{json}");
        }
    }
}
