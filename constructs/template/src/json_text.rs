//! A JSON document as text, for properties that take one as a string: the bodies of
//! dashboards, the definitions of state machines.

use serde_json::Value as Literal;

use crate::expr::{Expr, Intrinsic, Object};
use crate::value::{Json, Value};

impl Value<Json> {
    /// The document as text, with what is known only at deployment in its place.
    ///
    /// Such a value stands in quotes, and CloudFormation puts it in as it is: it must hold
    /// nothing that JSON escapes. Names, ARNs and regions do not.
    pub fn into_text(self) -> Value<String> {
        let mut text = Text::default();
        text.write(self.as_expr());
        text.finish()
    }
}

/// The text so far: parts that are done, and the literal one that still grows.
#[derive(Default)]
struct Text {
    parts: Vec<Value<String>>,
    literal: String,
}

impl Text {
    fn write(&mut self, expr: &Expr) {
        match expr {
            Expr::Bool(flag) => self.literal.push_str(if *flag { "true" } else { "false" }),
            Expr::Number(number) => self.literal.push_str(&number.to_string()),
            Expr::String(text) => self.literal.push_str(&quoted(text)),
            Expr::List(items) => {
                let items = items.iter().map(|item| (None, item));
                self.write_all('[', items, ']');
            }
            Expr::Object(object) => {
                let entries = object.iter().map(|(key, value)| (Some(key), value));
                self.write_all('{', entries, '}');
            }
            Expr::Intrinsic(_) => {
                self.literal.push('"');
                self.parts.push(std::mem::take(&mut self.literal).into());
                self.parts.push(Value::from_expr(escaped(expr)));
                self.literal.push('"');
            }
        }
    }

    fn write_all<'a>(
        &mut self,
        open: char,
        items: impl Iterator<Item = (Option<&'a str>, &'a Expr)>,
        close: char,
    ) {
        self.literal.push(open);
        for (n, (key, value)) in items.enumerate() {
            if n > 0 {
                self.literal.push(',');
            }
            if let Some(key) = key {
                self.literal.push_str(&quoted(key));
                self.literal.push(':');
            }
            self.write(value);
        }
        self.literal.push(close);
    }

    fn finish(mut self) -> Value<String> {
        self.parts.push(self.literal.into());
        Value::concat(self.parts)
    }
}

fn quoted(text: &str) -> String {
    Literal::from(text).to_string()
}

/// The function with its literal text as it stands within a JSON string.
fn escaped(expr: &Expr) -> Expr {
    match expr {
        Expr::String(text) => within_quotes(text).into(),
        Expr::List(items) => Expr::List(items.iter().map(escaped).collect()),
        Expr::Intrinsic(intrinsic) => match intrinsic.as_ref() {
            Intrinsic::Sub { text, variables } => Intrinsic::Sub {
                text: within_quotes(text),
                variables: variables
                    .iter()
                    .map(|(name, value)| (name.clone(), escaped(value)))
                    .collect(),
            }
            .into(),
            Intrinsic::Join { separator, list } => {
                Intrinsic::Join { separator: within_quotes(separator), list: escaped(list) }.into()
            }
            Intrinsic::If { condition, then, otherwise } => Intrinsic::If {
                condition: condition.clone(),
                then: escaped(then),
                otherwise: escaped(otherwise),
            }
            .into(),
            _ => expr.clone(),
        },
        _ => expr.clone(),
    }
}

fn within_quotes(text: &str) -> String {
    let quoted = quoted(text);
    quoted[1..quoted.len() - 1].to_owned()
}

/// The entries of an object that are set, for builders of such documents.
impl Object {
    /// [`with`](Self::with), where there is a value.
    #[must_use]
    pub fn with_some(self, key: &str, value: Option<impl Into<Expr>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pseudo;
    use crate::text;

    fn json(value: &Value<String>) -> Literal {
        serde_json::to_value(value.as_expr()).unwrap()
    }

    fn document(expr: impl Into<Expr>) -> Value<Json> {
        Value::from_expr(expr)
    }

    #[test]
    fn what_is_known_is_plain_text() {
        let object = Object::new().with("a", vec![1_i64, 2]).with("b", true).with("c", "x\"y\n");
        let text = document(object).into_text();
        let read: Literal = serde_json::from_str(text.known().unwrap()).unwrap();
        assert_eq!(read, json!({"a": [1, 2], "b": true, "c": "x\"y\n"}));
    }

    #[test]
    fn what_is_not_known_stands_in_quotes() {
        let object = Object::new().with("region", pseudo::region().into_expr());
        assert_eq!(
            json(&document(object).into_text()),
            json!({"Fn::Sub": "{\"region\":\"${AWS::Region}\"}"})
        );
    }

    #[test]
    fn text_around_what_is_not_known_is_escaped() {
        let query = text!("a \"b\"\n", pseudo::region());
        let text = document(Object::new().with("query", query.into_expr())).into_text();
        assert_eq!(json(&text), json!({"Fn::Sub": "{\"query\":\"a \\\"b\\\"\\n${AWS::Region}\"}"}));
    }

    #[test]
    fn a_part_of_a_text_becomes_a_variable() {
        let first = pseudo::stack_name().split("-").select(0);
        let text = document(Object::new().with("id", first.clone().into_expr())).into_text();
        assert_eq!(
            json(&text),
            json!({"Fn::Sub": ["{\"id\":\"${Part1}\"}", {"Part1": json(&first)}]})
        );
    }
}
