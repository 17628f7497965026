//! Templates as JSON and as YAML.
//!
//! One tree, two notations: JSON spells a function `{"Fn::Sub": …}`, YAML `!Sub …`.
//! YAML forbids a tag directly below a tag, so there the outer function takes its long
//! form, as CloudFormation asks.

use std::cell::Cell;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::condition::Condition;
use crate::expr::{Expr, Intrinsic, Object};
use crate::logical_id::LogicalId;
use crate::template::{Output, ResourceDefinition, Rule, Template};

#[derive(Clone, Copy, PartialEq)]
enum Notation {
    Long,
    Short,
}

thread_local! {
    /// Serde passes no context down, and a template is rendered within one call.
    static NOTATION: Cell<Notation> = const { Cell::new(Notation::Long) };
}

impl Template {
    /// The template as indented JSON, with a line end at its end.
    pub fn to_json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("a template has text keys only");
        json.push('\n');
        json
    }

    /// The template as YAML with functions in short form, for people.
    pub fn to_yaml(&self) -> String {
        NOTATION.set(Notation::Short);
        let yaml = serde_yaml::to_string(self);
        NOTATION.set(Notation::Long);
        yaml.expect("tags are never nested")
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("AWSTemplateFormatVersion", "2010-09-09")?;
        if let Some(description) = &self.description {
            map.serialize_entry("Description", description)?;
        }
        if !self.metadata.is_empty() {
            map.serialize_entry("Metadata", &self.metadata)?;
        }
        if !self.parameters.is_empty() {
            map.serialize_entry("Parameters", &self.parameters)?;
        }
        if !self.rules.is_empty() {
            map.serialize_entry("Rules", &self.rules)?;
        }
        if !self.mappings.is_empty() {
            let mappings: Vec<_> = self.mappings.iter().map(|(name, m)| (name, &m.0)).collect();
            map.serialize_entry("Mappings", &Entries(&mappings))?;
        }
        if !self.conditions.is_empty() {
            map.serialize_entry("Conditions", &self.conditions)?;
        }
        map.serialize_entry("Resources", &self.resources)?;
        if !self.outputs.is_empty() {
            map.serialize_entry("Outputs", &self.outputs)?;
        }
        map.end()
    }
}

impl Serialize for ResourceDefinition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let common = &self.common;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("Type", &self.resource_type)?;
        if let Some(condition) = &common.condition {
            map.serialize_entry("Condition", condition)?;
        }
        if !common.depends_on.is_empty() {
            let ids: Vec<_> = common.depends_on.iter().map(LogicalId::as_str).collect();
            map.serialize_entry("DependsOn", &ids)?;
        }
        if let Some(policy) = common.deletion_policy {
            map.serialize_entry("DeletionPolicy", policy.as_str())?;
        }
        if let Some(policy) = common.update_replace_policy {
            map.serialize_entry("UpdateReplacePolicy", policy.as_str())?;
        }
        if !common.metadata.is_empty() {
            map.serialize_entry("Metadata", &common.metadata)?;
        }
        if !self.properties.is_empty() {
            map.serialize_entry("Properties", &self.properties)?;
        }
        map.end()
    }
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(description) = &self.description {
            map.serialize_entry("Description", description)?;
        }
        if let Some(condition) = &self.condition {
            map.serialize_entry("Condition", condition)?;
        }
        map.serialize_entry("Value", &self.value)?;
        if let Some(export) = &self.export {
            map.serialize_entry("Export", &Object::new().with("Name", export.clone()))?;
        }
        map.end()
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(condition) = &self.when {
            map.serialize_entry("RuleCondition", condition)?;
        }
        let assertions: Vec<Assertion<'_>> =
            self.assertions.iter().map(|(test, text)| Assertion { test, text }).collect();
        map.serialize_entry("Assertions", &assertions)?;
        map.end()
    }
}

struct Assertion<'a> {
    test: &'a Condition,
    text: &'a str,
}

impl Serialize for Assertion<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("Assert", self.test)?;
        map.serialize_entry("AssertDescription", self.text)?;
        map.end()
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Named(name) => call(serializer, "Condition", "Condition", name),
            Self::Equals(left, right) => call(serializer, "Fn::Equals", "Equals", &[left, right]),
            Self::And(inner) => call(serializer, "Fn::And", "And", inner),
            Self::Or(inner) => call(serializer, "Fn::Or", "Or", inner),
            Self::Not(inner) => call(serializer, "Fn::Not", "Not", std::slice::from_ref(&**inner)),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bool(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(object) => object.serialize(serializer),
            Self::Intrinsic(intrinsic) => intrinsic.serialize(serializer),
        }
    }
}

impl Serialize for Intrinsic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Ref(name) => call(serializer, "Ref", "Ref", name),
            Self::GetAtt { resource, attribute } => get_att(serializer, resource, attribute),
            Self::Sub { text, variables } if variables.is_empty() => {
                call(serializer, "Fn::Sub", "Sub", text)
            }
            Self::Sub { text, variables } => {
                let variables: Vec<_> =
                    variables.iter().map(|(name, value)| (name, value)).collect();
                call(serializer, "Fn::Sub", "Sub", &Two(text, Entries(&variables)))
            }
            Self::Join { separator, list } => {
                call(serializer, "Fn::Join", "Join", &Two(separator, list))
            }
            Self::Select { index, list } => {
                call(serializer, "Fn::Select", "Select", &Two(index, list))
            }
            Self::Split { separator, text } => {
                call(serializer, "Fn::Split", "Split", &Two(separator, text))
            }
            Self::If { condition, then, otherwise } => {
                let condition = Expr::String(condition.clone());
                call(serializer, "Fn::If", "If", &[&condition, then, otherwise])
            }
            Self::FindInMap { mapping, first, second } => {
                let mapping = Expr::String(mapping.clone());
                call(serializer, "Fn::FindInMap", "FindInMap", &[&mapping, first, second])
            }
            Self::ImportValue(argument) => {
                call_with(serializer, "Fn::ImportValue", "ImportValue", argument)
            }
            Self::Base64(argument) => call_with(serializer, "Fn::Base64", "Base64", argument),
            Self::GetAZs(argument) => call_with(serializer, "Fn::GetAZs", "GetAZs", argument),
            Self::Cidr { block, count, host_bits } => {
                call(serializer, "Fn::Cidr", "Cidr", &[block, count, host_bits])
            }
        }
    }
}

/// `GetAtt` takes a list in JSON and a dotted name in YAML.
fn get_att<S: Serializer>(
    serializer: S,
    resource: &str,
    attribute: &str,
) -> Result<S::Ok, S::Error> {
    match NOTATION.get() {
        Notation::Long => call(serializer, "Fn::GetAtt", "GetAtt", &[resource, attribute]),
        Notation::Short => {
            call(serializer, "Fn::GetAtt", "GetAtt", &format!("{resource}.{attribute}"))
        }
    }
}

/// A function whose argument is no list, and so may be a tagged node itself.
fn call_with<S: Serializer>(
    serializer: S,
    long: &'static str,
    short: &'static str,
    argument: &Expr,
) -> Result<S::Ok, S::Error> {
    if matches!(argument, Expr::Intrinsic(_)) {
        return serializer.collect_map([(long, argument)]);
    }
    call(serializer, long, short, argument)
}

fn call<S: Serializer, A: Serialize + ?Sized>(
    serializer: S,
    long: &'static str,
    short: &'static str,
    argument: &A,
) -> Result<S::Ok, S::Error> {
    match NOTATION.get() {
        Notation::Long => serializer.collect_map([(long, argument)]),
        Notation::Short => serializer.serialize_newtype_variant("", 0, short, argument),
    }
}

/// A list of two things of different types.
struct Two<A, B>(A, B);

impl<A: Serialize, B: Serialize> Serialize for Two<A, B> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(2))?;
        seq.serialize_element(&self.0)?;
        seq.serialize_element(&self.1)?;
        seq.end()
    }
}

/// An object from pairs.
struct Entries<'a, K, V>(&'a [(K, V)]);

impl<K: Serialize, V: Serialize> Serialize for Entries<'_, K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

#[cfg(test)]
mod tests {
    use crate::value::{Value, pseudo};
    use crate::{Output, Stack, text};

    fn yaml_of(value: Value<String>) -> String {
        let mut stack = Stack::new("test");
        stack.output("It", Output::new(value));
        stack.synthesise().unwrap().template.to_yaml()
    }

    #[test]
    fn yaml_has_functions_in_short_form() {
        let yaml = yaml_of(text!("a-", pseudo::region()));
        assert!(yaml.contains("Value: !Sub a-${AWS::Region}"), "{yaml}");
        let yaml = yaml_of(pseudo::region().split("-").select(0));
        assert!(yaml.contains("!Select"), "{yaml}");
        assert!(yaml.contains("!Split"), "{yaml}");
    }

    #[test]
    fn a_tag_directly_below_a_tag_takes_the_long_form() {
        let yaml = yaml_of(pseudo::region().base64());
        assert!(yaml.contains("Fn::Base64: !Ref AWS::Region"), "{yaml}");
    }

    #[test]
    fn text_that_yaml_would_read_as_something_else_stays_text() {
        for text in ["yes", "null", "0123", "1e3", "!Ref X", "a: b", "# no comment", "2010-09-09"] {
            let yaml = yaml_of(text.into());
            let read: serde_yaml::Value = serde_yaml::from_str(&yaml).unwrap();
            assert_eq!(read["Outputs"]["It"]["Value"].as_str(), Some(text), "{yaml}");
        }
    }
}
