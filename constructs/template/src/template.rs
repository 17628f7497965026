//! A CloudFormation template, section by section.

use std::collections::BTreeMap;

use crate::condition::Condition;
use crate::expr::{Expr, Object};
use crate::resource::{Common, Schema};

/// A template. [`to_json`](Self::to_json) and [`to_yaml`](Self::to_yaml) render it.
#[derive(Debug, Clone, Default)]
pub struct Template {
    pub(crate) description: Option<String>,
    pub(crate) metadata: Object,
    pub(crate) parameters: BTreeMap<String, Object>,
    pub(crate) mappings: BTreeMap<String, Mapping>,
    pub(crate) conditions: BTreeMap<String, Condition>,
    pub(crate) rules: BTreeMap<String, Rule>,
    pub(crate) resources: BTreeMap<String, ResourceDefinition>,
    pub(crate) outputs: BTreeMap<String, Output>,
}

impl Template {
    /// The number of resources.
    pub fn resource_count(&self) -> usize {
        self.resources.len()
    }

    /// The names of all parameters, and whether each has a default.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, bool)> {
        self.parameters.iter().map(|(name, p)| (name.as_str(), p.get("Default").is_some()))
    }

    /// Logical id and definition of each resource.
    pub fn resources(&self) -> impl Iterator<Item = (&str, &ResourceDefinition)> {
        self.resources.iter().map(|(id, resource)| (id.as_str(), resource))
    }
}

/// A resource as the template holds it.
#[derive(Debug, Clone)]
pub struct ResourceDefinition {
    pub(crate) resource_type: String,
    pub(crate) schema: Option<&'static Schema>,
    pub(crate) properties: Object,
    pub(crate) common: Common,
}

impl ResourceDefinition {
    /// For example `AWS::SQS::Queue`.
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// The properties.
    pub fn properties(&self) -> &Object {
        &self.properties
    }

    /// What the registry says of the type, where it is generated.
    pub fn schema(&self) -> Option<&'static Schema> {
        self.schema
    }
}

/// Constants by two keys, such as region and name.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/mappings-section-structure.html>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use = "a Mapping is only described; add it to a stack"]
pub struct Mapping(pub(crate) BTreeMap<String, BTreeMap<String, String>>);

impl Mapping {
    /// A mapping without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the constant under two keys.
    pub fn entry(
        mut self,
        first: impl Into<String>,
        second: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        self.0.entry(first.into()).or_default().insert(second.into(), value.into());
        self
    }
}

/// What the values of parameters must satisfy together before anything is created.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html>
#[derive(Debug, Clone)]
#[must_use = "a Rule is only described; add it to a stack"]
pub struct Rule {
    pub(crate) when: Option<Condition>,
    pub(crate) assertions: Vec<(Condition, String)>,
}

impl Rule {
    /// A rule that always applies.
    pub fn always() -> Self {
        Self { when: None, assertions: vec![] }
    }

    /// A rule that applies where the condition holds. A rule knows parameters only: named
    /// conditions of the stack cannot be used.
    pub fn when(condition: Condition) -> Self {
        Self { when: Some(condition), assertions: vec![] }
    }

    /// Stops the deployment with this text where the condition does not hold.
    pub fn assert(mut self, condition: Condition, otherwise: impl Into<String>) -> Self {
        self.assertions.push((condition, otherwise.into()));
        self
    }
}

/// A value that a stack shows when it is deployed.
#[derive(Debug, Clone)]
#[must_use = "an Output is only described; add it to a stack"]
pub struct Output {
    pub(crate) value: Expr,
    pub(crate) description: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) export: Option<Expr>,
}

impl Output {
    /// An output with this value. Never give it a secret: anyone who may describe the
    /// stack can read it.
    pub fn new(value: impl Into<crate::Value<String>>) -> Self {
        Self { value: value.into().into_expr(), description: None, condition: None, export: None }
    }

    /// What the value is.
    pub fn description(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// Shows it only where the condition holds.
    pub fn condition(mut self, condition: &crate::ConditionHandle) -> Self {
        self.condition = Some(condition.name().to_owned());
        self
    }

    /// Exports it. A name can be exported once in an account and region.
    pub fn export(mut self, name: impl Into<crate::Value<String>>) -> Self {
        self.export = Some(name.into().into_expr());
        self
    }
}
