//! Typed values: known now, or known to CloudFormation when it deploys.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use crate::condition::ConditionHandle;
use crate::expr::{Expr, Intrinsic};

/// A value of type `T`, which may become known only at deployment.
///
/// `T` tells values apart that are all text to CloudFormation: a `Value<Arn<Key>>`
/// cannot go where a `Value<Arn<Topic>>` is wanted. Every kind of text may go where
/// `Value<String>` is wanted.
pub struct Value<T> {
    expr: Expr,
    marker: PhantomData<fn() -> T>,
}

/// Kinds of text: a value of such a kind can stand for plain text.
///
/// `String` itself is not one, since it needs no conversion.
pub trait Text {}

/// The ARN of a resource of type `R`.
pub struct Arn<R>(PhantomData<fn() -> R>);

impl<R> Text for Arn<R> {}

/// JSON of any shape: policy documents, event patterns.
pub struct Json;

impl<T> Value<T> {
    /// A value from its untyped form. The caller vouches for the type.
    pub fn from_expr(expr: impl Into<Expr>) -> Self {
        Self { expr: expr.into(), marker: PhantomData }
    }

    /// The untyped form.
    pub fn as_expr(&self) -> &Expr {
        &self.expr
    }

    /// The untyped form.
    pub fn into_expr(self) -> Expr {
        self.expr
    }

    /// Takes the property it is given to out of the template (`AWS::NoValue`).
    pub fn no_value() -> Self {
        Self::from_expr(Expr::no_value())
    }

    /// `then` where the condition holds, `otherwise` where it does not (`Fn::If`).
    pub fn if_else(
        condition: &ConditionHandle,
        then: impl Into<Value<T>>,
        otherwise: impl Into<Value<T>>,
    ) -> Self {
        Self::from_expr(Intrinsic::If {
            condition: condition.name().to_owned(),
            then: then.into().expr,
            otherwise: otherwise.into().expr,
        })
    }

    /// `self` where the condition holds; nothing where it does not.
    #[must_use]
    pub fn only_if(self, condition: &ConditionHandle) -> Self {
        Self::if_else(condition, self, Self::no_value())
    }

    /// A constant from a mapping of the stack (`Fn::FindInMap`).
    pub fn find_in_map(
        mapping: impl Into<String>,
        first: impl Into<Value<String>>,
        second: impl Into<Value<String>>,
    ) -> Self {
        Self::from_expr(Intrinsic::FindInMap {
            mapping: mapping.into(),
            first: first.into().expr,
            second: second.into().expr,
        })
    }

    /// What another stack of the account and region exports (`Fn::ImportValue`).
    pub fn import(export: impl Into<Value<String>>) -> Self {
        Self::from_expr(Intrinsic::ImportValue(export.into().expr))
    }

    /// The same value under another type, where CloudFormation's types are too coarse.
    pub fn cast<U>(self) -> Value<U> {
        Value::from_expr(self.expr)
    }
}

impl Value<String> {
    /// The text, where it is known now.
    pub fn known(&self) -> Option<&str> {
        self.expr.as_str()
    }

    /// Text with `${Name}` and `${Name.Attribute}` replaced (`Fn::Sub`).
    ///
    /// Prefer [`text!`](crate::text), which takes the things themselves: a name in here
    /// is checked at synthesis only.
    pub fn sub(text: impl Into<String>) -> Self {
        Self::from_expr(Intrinsic::Sub { text: text.into(), variables: vec![] })
    }

    /// One text of several parts, some known only to CloudFormation.
    ///
    /// Literal parts are literal: `${` needs no escape. Gives plain text if every part
    /// is, `Fn::Sub` otherwise.
    pub fn concat(parts: impl IntoIterator<Item = Value<String>>) -> Self {
        let parts: Vec<Expr> = parts.into_iter().map(Value::into_expr).collect();
        if parts.iter().all(|part| part.as_str().is_some()) {
            let literal: String = parts.iter().filter_map(Expr::as_str).collect();
            return literal.into();
        }
        let mut text = String::new();
        let mut variables = vec![];
        for part in merge_literals(parts) {
            append(part, &mut text, &mut variables);
        }
        Self::from_expr(Intrinsic::Sub { text, variables })
    }

    /// The text cut at each separator (`Fn::Split`).
    pub fn split(self, separator: impl Into<String>) -> Value<Vec<String>> {
        Value::from_expr(Intrinsic::Split { separator: separator.into(), text: self.expr })
    }

    /// The availability zones of the stack's region that the account can use, in the
    /// alphabet's order (`Fn::GetAZs`).
    pub fn availability_zones() -> Value<Vec<String>> {
        Value::from_expr(Intrinsic::GetAZs("".into()))
    }

    /// So many equal address ranges from the start of this one, each with so many bits to
    /// tell hosts apart (`Fn::Cidr`): 8 bits make ranges such as `10.0.3.0/24`.
    pub fn cidr(self, count: u8, host_bits: u8) -> Value<Vec<String>> {
        Value::from_expr(Intrinsic::Cidr {
            block: self.expr,
            count: i64::from(count).into(),
            host_bits: i64::from(host_bits).into(),
        })
    }

    /// The text in Base64 (`Fn::Base64`).
    #[must_use]
    pub fn base64(self) -> Self {
        Self::from_expr(Intrinsic::Base64(self.expr))
    }
}

impl<T> Value<Vec<T>> {
    /// The item at `index`, counted from 0 (`Fn::Select`).
    pub fn select(self, index: usize) -> Value<T> {
        Value::from_expr(Intrinsic::Select { index, list: self.expr })
    }
}

impl Value<Vec<String>> {
    /// All items with a separator between them (`Fn::Join`).
    pub fn join(self, separator: impl Into<String>) -> Value<String> {
        Value::from_expr(Intrinsic::Join { separator: separator.into(), list: self.expr })
    }
}

/// Literal parts that follow each other, as one: `$` and `{x}` are `${x}` together.
fn merge_literals(parts: Vec<Expr>) -> Vec<Expr> {
    parts.into_iter().fold(vec![], |mut merged, part| {
        match (merged.last_mut(), part) {
            (Some(Expr::String(before)), Expr::String(literal)) => before.push_str(&literal),
            (_, part) => merged.push(part),
        }
        merged
    })
}

/// Whether `Fn::Sub` would read on for a `}` beyond the end of the text.
fn is_open(literal: &str) -> bool {
    literal.ends_with('$')
        || literal.rsplit_once("${").is_some_and(|(_, after)| !after.contains('}'))
}

/// Adds a part to the text of a `Fn::Sub`.
fn append(part: Expr, text: &mut String, variables: &mut Vec<(String, Expr)>) {
    match part {
        Expr::String(literal) if is_open(&literal) => {
            append_variable(literal.into(), text, variables);
        }
        Expr::String(literal) => text.push_str(&literal.replace("${", "${!")),
        Expr::Intrinsic(intrinsic) => match *intrinsic {
            Intrinsic::Ref(name) => text.push_str(&format!("${{{name}}}")),
            Intrinsic::GetAtt { resource, attribute } => {
                text.push_str(&format!("${{{resource}.{attribute}}}"));
            }
            Intrinsic::Sub { text: inner, variables: inner_variables }
                if inner_variables.is_empty() =>
            {
                text.push_str(&inner);
            }
            other => append_variable(other.into(), text, variables),
        },
        other => append_variable(other, text, variables),
    }
}

fn append_variable(part: Expr, text: &mut String, variables: &mut Vec<(String, Expr)>) {
    let known = variables.iter().find(|(_, value)| *value == part).map(|(name, _)| name.clone());
    let name = known.unwrap_or_else(|| {
        let name = format!("Part{}", variables.len() + 1);
        variables.push((name.clone(), part));
        name
    });
    text.push_str(&format!("${{{name}}}"));
}

/// One text of several parts, some known only to CloudFormation.
///
/// ```
/// use template::{Value, pseudo, text};
/// let bucket: Value<String> = text!("aes-siem-", pseudo::account_id(), "-log");
/// ```
#[macro_export]
macro_rules! text {
    ($($part:expr),+ $(,)?) => {
        $crate::Value::<String>::concat([$($crate::Value::<String>::from($part)),+])
    };
}

/// Values that every stack has.
pub mod pseudo {
    use super::Value;
    use crate::expr::Expr;

    macro_rules! pseudo_parameters {
        ($($(#[$doc:meta])* $function:ident = $name:literal;)*) => {
            $(
                $(#[$doc])*
                pub fn $function() -> Value<String> {
                    Value::from_expr(Expr::reference($name))
                }
            )*

            /// The names that `Ref` and `Fn::Sub` know in every stack.
            pub(crate) const NAMES: &[&str] = &[$($name,)* "AWS::NoValue", "AWS::NotificationARNs"];
        };
    }

    pseudo_parameters! {
        /// The account's id, twelve digits.
        account_id = "AWS::AccountId";
        /// `aws`, `aws-cn` or `aws-us-gov`.
        partition = "AWS::Partition";
        /// For example `eu-central-1`.
        region = "AWS::Region";
        /// The stack's ARN.
        stack_id = "AWS::StackId";
        /// The stack's name.
        stack_name = "AWS::StackName";
        /// `amazonaws.com`, or `amazonaws.com.cn` in China.
        url_suffix = "AWS::URLSuffix";
    }
}

impl<T> Clone for Value<T> {
    fn clone(&self) -> Self {
        Self::from_expr(self.expr.clone())
    }
}

impl<T> PartialEq for Value<T> {
    fn eq(&self, other: &Self) -> bool {
        self.expr == other.expr
    }
}

impl<T> fmt::Debug for Value<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

/// Past the types: for resources without a construct, and for properties set by their path.
impl<T> From<Value<T>> for Expr {
    fn from(value: Value<T>) -> Self {
        value.into_expr()
    }
}

impl<T> From<&Value<T>> for Value<T> {
    fn from(value: &Value<T>) -> Self {
        value.clone()
    }
}

impl<T: Text> From<Value<T>> for Value<String> {
    fn from(value: Value<T>) -> Self {
        value.cast()
    }
}

macro_rules! from_literal {
    ($($literal:ty => $kind:ty: |$value:ident| $expr:expr;)*) => {
        $(
            impl From<$literal> for Value<$kind> {
                fn from($value: $literal) -> Self {
                    Self::from_expr($expr)
                }
            }
        )*
    };
}

from_literal! {
    &str => String: |text| text;
    String => String: |text| text;
    bool => bool: |flag| flag;
    i32 => i64: |number| i64::from(number);
    u32 => i64: |number| i64::from(number);
    u16 => i64: |number| i64::from(number);
    i64 => i64: |number| number;
    i32 => f64: |number| i64::from(number);
    f64 => f64: |number| serde_json::Number::from_f64(number).map_or_else(Expr::no_value, Expr::Number);
    serde_json::Value => Json: |json| json;
    crate::expr::Object => Json: |object| object;
}

impl<T, I: Into<Value<T>>> From<Vec<I>> for Value<Vec<T>> {
    fn from(items: Vec<I>) -> Self {
        items.into_iter().collect()
    }
}

impl<T, I: Into<Value<T>>, const N: usize> From<[I; N]> for Value<Vec<T>> {
    fn from(items: [I; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T, I: Into<Value<T>>> FromIterator<I> for Value<Vec<T>> {
    fn from_iter<It: IntoIterator<Item = I>>(items: It) -> Self {
        Self::from_expr(Expr::List(items.into_iter().map(|item| item.into().expr).collect()))
    }
}

impl<K: Into<String>, T, V: Into<Value<T>>> FromIterator<(K, V)> for Value<BTreeMap<String, T>> {
    fn from_iter<It: IntoIterator<Item = (K, V)>>(entries: It) -> Self {
        Self::from_expr(Expr::Object(
            entries.into_iter().map(|(key, value)| (key.into(), value.into().expr)).collect(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn json(value: &Value<String>) -> serde_json::Value {
        serde_json::to_value(value.as_expr()).unwrap()
    }

    #[test]
    fn literal_parts_make_literal_text() {
        assert_eq!(text!("a", "b").known(), Some("ab"));
    }

    #[test]
    fn parts_known_later_make_a_sub() {
        let arn = Value::<String>::from_expr(Intrinsic::GetAtt {
            resource: "Log".into(),
            attribute: "Arn".into(),
        });
        assert_eq!(json(&text!(arn, "/*")), json!({"Fn::Sub": "${Log.Arn}/*"}));
    }

    #[test]
    fn zones_and_address_ranges_are_lists() {
        let zones = Value::<String>::availability_zones();
        assert_eq!(json(&zones.select(1)), json!({"Fn::Select": [1, {"Fn::GetAZs": ""}]}));
        let ranges = Value::<String>::from("10.0.0.0/16").cidr(3, 8);
        assert_eq!(
            json(&ranges.select(0)),
            json!({"Fn::Select": [0, {"Fn::Cidr": ["10.0.0.0/16", 3, 8]}]})
        );
    }

    #[test]
    fn a_literal_dollar_brace_is_not_a_reference() {
        assert_eq!(
            json(&text!("${user}@", pseudo::region())),
            json!({"Fn::Sub": "${!user}@${AWS::Region}"})
        );
    }

    #[test]
    fn a_literal_that_leaves_a_brace_open_swallows_nothing() {
        let open = text!("a$", "{b-", pseudo::region());
        assert_eq!(json(&open), json!({"Fn::Sub": ["${Part1}${AWS::Region}", {"Part1": "a${b-"}]}));
    }

    #[test]
    fn a_part_that_sub_cannot_name_becomes_a_variable() {
        let first = Value::<String>::sub("${A},${B}").split(",").select(0);
        assert_eq!(
            json(&text!("<", first.clone(), "|", first, ">")),
            json!({"Fn::Sub": ["<${Part1}|${Part1}>", {
                "Part1": {"Fn::Select": [0, {"Fn::Split": [",", {"Fn::Sub": "${A},${B}"}]}]}
            }]})
        );
    }
}
