//! JSON that CloudFormation hands on as text: access policies, dashboards, state machines.

use crate::expr::{Expr, Object};
use crate::value::Value;

/// JSON as one text, in which CloudFormation puts what it only knows at deployment.
///
/// A function within it stands for text that needs no escape in JSON, such as an ARN or a
/// name; it gets its quotes here.
pub fn json_text(json: &Expr) -> Value<String> {
    let mut parts = vec![];
    write(json, &mut parts);
    Value::concat(parts)
}

fn write(json: &Expr, parts: &mut Vec<Value<String>>) {
    match json {
        Expr::Bool(flag) => parts.push(flag.to_string().into()),
        Expr::Number(number) => parts.push(number.to_string().into()),
        Expr::String(text) => parts.push(quoted(text)),
        Expr::List(items) => {
            write_all(items, ("[", "]"), parts, |item, parts| write(item, parts));
        }
        Expr::Object(object) => write_object(object, parts),
        Expr::Intrinsic(_) => {
            parts.extend(["\"".into(), Value::from_expr(json.clone()), "\"".into()]);
        }
    }
}

fn write_object(object: &Object, parts: &mut Vec<Value<String>>) {
    let entries: Vec<_> = object.iter().collect();
    write_all(&entries, ("{", "}"), parts, |(key, value), parts| {
        parts.extend([quoted(key), ":".into()]);
        write(value, parts);
    });
}

fn write_all<T>(
    items: &[T],
    (open, close): (&str, &str),
    parts: &mut Vec<Value<String>>,
    write: impl Fn(&T, &mut Vec<Value<String>>),
) {
    parts.push(open.into());
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            parts.push(",".into());
        }
        write(item, parts);
    }
    parts.push(close.into());
}

fn quoted(text: &str) -> Value<String> {
    serde_json::Value::from(text).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::pseudo;
    use serde_json::json;

    #[test]
    fn what_is_known_is_plain_json() {
        let json = json!({"a": [1, true, "x\"y"], "b": {}});
        let text = json_text(&Expr::from(json.clone()));
        let read: serde_json::Value = serde_json::from_str(text.known().unwrap()).unwrap();
        assert_eq!(read, json);
    }

    #[test]
    fn what_cloudformation_knows_goes_between_quotes() {
        let object = Object::new().with("region", pseudo::region().into_expr());
        let text = json_text(&object.into());
        assert_eq!(
            serde_json::to_value(text.as_expr()).unwrap(),
            json!({"Fn::Sub": "{\"region\":\"${AWS::Region}\"}"})
        );
    }
}
