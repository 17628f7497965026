//! Parameters: what is asked of the person who deploys.

use std::marker::PhantomData;

use crate::expr::{Expr, Object};

/// Types that a parameter can have.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html>
pub trait ParameterType {
    /// As CloudFormation spells it.
    const NAME: &'static str;
}

impl ParameterType for String {
    const NAME: &'static str = "String";
}

impl ParameterType for i64 {
    const NAME: &'static str = "Number";
}

/// Types that a parameter can have a list of.
pub trait ParameterItem {
    /// As CloudFormation spells the list.
    const LIST: &'static str;
}

impl ParameterItem for String {
    const LIST: &'static str = "CommaDelimitedList";
}

impl<T: ParameterItem> ParameterType for Vec<T> {
    const NAME: &'static str = T::LIST;
}

/// Describes a parameter; give it to [`Stack::parameter`](crate::Stack::parameter).
#[derive(Debug, Clone)]
#[must_use = "a Parameter is only described; add it to a stack"]
pub struct Parameter<T> {
    pub(crate) name: String,
    pub(crate) definition: Object,
    pub(crate) group: Option<String>,
    pub(crate) label: Option<String>,
    marker: PhantomData<fn() -> T>,
}

impl<T: ParameterType> Parameter<T> {
    /// A parameter that must be given, unless it gets a default.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            definition: Object::new().with("Type", T::NAME),
            group: None,
            label: None,
            marker: PhantomData,
        }
    }

    /// What it is for; the console shows it below the field. Up to 4,000 characters.
    pub fn description(self, description: &str) -> Self {
        self.set("Description", description)
    }

    /// The value if none is given.
    pub fn default_value(self, default: impl Into<Expr>) -> Self {
        self.set("Default", default)
    }

    /// The only values that it takes.
    pub fn allowed_values(self, values: impl IntoIterator<Item = impl Into<Expr>>) -> Self {
        let values: Vec<Expr> = values.into_iter().map(Into::into).collect();
        self.set("AllowedValues", values)
    }

    /// Shown in place of CloudFormation's own words when a value is not allowed.
    pub fn constraint_description(self, description: &str) -> Self {
        self.set("ConstraintDescription", description)
    }

    /// The heading under which the console shows it. Groups appear in the order in which
    /// they are first named.
    pub fn group(mut self, group: &str) -> Self {
        self.group = Some(group.to_owned());
        self
    }

    /// What the console calls it in place of its name.
    pub fn label(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }

    /// Keeps the value out of the console and of every API answer. It still must not be
    /// used in an output, metadata or an environment variable.
    pub fn no_echo(self) -> Self {
        self.set("NoEcho", true)
    }

    fn set(mut self, key: &str, value: impl Into<Expr>) -> Self {
        self.definition.set(key, value);
        self
    }
}

impl Parameter<String> {
    /// A regular expression that the whole value must match.
    pub fn allowed_pattern(self, pattern: &str) -> Self {
        self.set("AllowedPattern", pattern)
    }

    /// Most characters.
    pub fn max_length(self, length: u16) -> Self {
        self.set("MaxLength", i64::from(length))
    }
}

impl Parameter<i64> {
    /// The least and the largest value.
    pub fn range(self, least: i64, largest: i64) -> Self {
        self.set("MinValue", least).set("MaxValue", largest)
    }

    /// The least value.
    pub fn min_value(self, least: i64) -> Self {
        self.set("MinValue", least)
    }
}
