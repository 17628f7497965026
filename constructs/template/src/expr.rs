//! What a template is made of: JSON in which any node may be an intrinsic function.
//!
//! Untyped on purpose. [`Value`](crate::Value) puts types on top; checks and rendering
//! walk this tree.

mod from_json;

use serde_json::Number;

/// A node of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text, taken literally.
    String(String),
    /// A list.
    List(Vec<Expr>),
    /// An object, in the order in which its entries were set.
    Object(Object),
    /// A function that CloudFormation evaluates.
    Intrinsic(Box<Intrinsic>),
}

/// The functions of CloudFormation.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>
#[derive(Debug, Clone, PartialEq)]
pub enum Intrinsic {
    /// A parameter, a resource's main identifier, or a pseudo parameter.
    Ref(String),
    /// An attribute of a resource.
    GetAtt {
        /// The resource's logical id.
        resource: String,
        /// The attribute, dotted where it is nested.
        attribute: String,
    },
    /// Text with `${…}` replaced.
    Sub {
        /// The text; `${!` stands for a literal `${`.
        text: String,
        /// Names that stand for neither a parameter nor a resource.
        variables: Vec<(String, Expr)>,
    },
    /// A list's items with a separator between them.
    Join {
        /// The separator.
        separator: String,
        /// A list, or a function that gives one.
        list: Expr,
    },
    /// An item of a list, counted from 0.
    Select {
        /// The index.
        index: usize,
        /// A list, or a function that gives one.
        list: Expr,
    },
    /// Text cut at a separator.
    Split {
        /// The separator.
        separator: String,
        /// The text.
        text: Expr,
    },
    /// One of two, by a condition.
    If {
        /// The condition's name.
        condition: String,
        /// If it holds.
        then: Expr,
        /// If it does not.
        otherwise: Expr,
    },
    /// A constant from a mapping.
    FindInMap {
        /// The mapping's name.
        mapping: String,
        /// The first key.
        first: Expr,
        /// The second key.
        second: Expr,
    },
    /// What another stack exports.
    ImportValue(Expr),
    /// Text in Base64.
    Base64(Expr),
    /// The availability zones of a region; of the stack's own where the text is empty.
    GetAZs(Expr),
    /// A network's address range cut into equal ones.
    Cidr {
        /// The range, as `10.0.0.0/16`.
        block: Expr,
        /// How many to cut off.
        count: Expr,
        /// The bits of an address that tell hosts apart: 8 for a `/24`.
        host_bits: Expr,
    },
}

/// An object whose entries keep the order in which they were set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Object(Vec<(String, Expr)>);

impl Object {
    /// An object without entries.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets an entry, in its old place if there was one.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Expr>) {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(existing, _)| *existing == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// [`set`](Self::set), for chains.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.set(key, value);
        self
    }

    /// The value of an entry.
    pub fn get(&self, key: &str) -> Option<&Expr> {
        self.0.iter().find(|(existing, _)| existing == key).map(|(_, value)| value)
    }

    /// The value of an entry, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Expr> {
        self.0.iter_mut().find(|(existing, _)| existing == key).map(|(_, value)| value)
    }

    /// All entries in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Expr)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Into<String>, V: Into<Expr>> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut object = Self::new();
        for (key, value) in entries {
            object.set(key, value);
        }
        object
    }
}

impl Expr {
    /// The text, where this is literal text.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// A reference to a parameter, a resource or a pseudo parameter.
    pub fn reference(name: impl Into<String>) -> Self {
        Intrinsic::Ref(name.into()).into()
    }

    /// `AWS::NoValue`, which removes the property it is given to.
    pub fn no_value() -> Self {
        Self::reference("AWS::NoValue")
    }

    /// Calls `visit` for this node and every node below it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Expr)) {
        visit(self);
        match self {
            Self::Bool(_) | Self::Number(_) | Self::String(_) => {}
            Self::List(items) => items.iter().for_each(|item| item.walk(visit)),
            Self::Object(object) => object.iter().for_each(|(_, value)| value.walk(visit)),
            Self::Intrinsic(intrinsic) => {
                for argument in intrinsic.arguments() {
                    argument.walk(visit);
                }
            }
        }
    }
}

impl Intrinsic {
    /// The arguments that are nodes themselves.
    fn arguments(&self) -> Vec<&Expr> {
        match self {
            Self::Ref(_) | Self::GetAtt { .. } => vec![],
            Self::Sub { variables, .. } => variables.iter().map(|(_, value)| value).collect(),
            Self::Join { list, .. } | Self::Select { list, .. } => vec![list],
            Self::Split { text, .. } => vec![text],
            Self::If { then, otherwise, .. } => vec![then, otherwise],
            Self::FindInMap { first, second, .. } => vec![first, second],
            Self::ImportValue(argument) | Self::Base64(argument) | Self::GetAZs(argument) => {
                vec![argument]
            }
            Self::Cidr { block, count, host_bits } => vec![block, count, host_bits],
        }
    }
}

impl From<Intrinsic> for Expr {
    fn from(intrinsic: Intrinsic) -> Self {
        Self::Intrinsic(Box::new(intrinsic))
    }
}

impl From<Object> for Expr {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl From<&str> for Expr {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Expr {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<i64> for Expr {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl<T: Into<Expr>> From<Vec<T>> for Expr {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}
