//! What is to be written, free of JSON schema and of Rust's syntax.

use std::fmt;

/// A resource type.
#[derive(Debug)]
pub(crate) struct Resource {
    /// For example `AWS::SQS::Queue`.
    pub(crate) type_name: String,
    /// Its place below the crate: `sqs::Queue`.
    pub(crate) path: Path,
    /// What `Ref` gives.
    pub(crate) reference: Type,
    /// The kind of text that it brings along.
    pub(crate) kind: Option<TextKind>,
    /// What can be set.
    pub(crate) properties: Vec<Property>,
    /// Types of parts of properties, by name.
    pub(crate) nested: Vec<Nested>,
    /// What `Fn::GetAtt` gives.
    pub(crate) attributes: Vec<Attribute>,
    /// Properties whose change replaces the resource, as dotted paths.
    pub(crate) create_only: Vec<String>,
    /// Properties whose change can replace it, likewise.
    pub(crate) conditional_create_only: Vec<String>,
    /// How it takes tags: the variant of `TagForm`.
    pub(crate) tags: &'static str,
    /// Limits on text.
    pub(crate) limits: Vec<Limit>,
    /// IAM actions by operation.
    pub(crate) handlers: Vec<(&'static str, Vec<String>)>,
}

/// Service and name of a generated type: `sqs::Queue`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    /// The module of the service.
    pub(crate) service: String,
    /// The type within it.
    pub(crate) name: String,
}

/// A kind of text that a resource's `Ref` gives.
#[derive(Debug)]
pub(crate) struct TextKind {
    /// Its name.
    pub(crate) name: String,
    /// Whether it is written by hand, in the module `grammar`.
    pub(crate) by_hand: bool,
}

/// A property that can be set.
#[derive(Debug)]
pub(crate) struct Property {
    /// As CloudFormation spells it.
    pub(crate) name: String,
    /// Its type.
    pub(crate) ty: Type,
    /// Whether the resource or part cannot do without.
    pub(crate) required: bool,
    /// What it may hold, in words.
    pub(crate) about: String,
}

/// A type of parts of properties.
#[derive(Debug)]
pub(crate) enum Nested {
    /// Has properties of its own.
    Part {
        /// Its name.
        name: String,
        /// What it is part of, or how it is listed.
        properties: Vec<Property>,
    },
    /// One of several texts.
    Choice {
        /// Its name.
        name: String,
        /// Variant and text of each.
        values: Vec<(String, String)>,
    },
}

/// What `Fn::GetAtt` gives for one name.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// The name, dotted where nested.
    pub(crate) name: String,
    /// Its type.
    pub(crate) ty: Type,
}

/// A limit on the length of text.
#[derive(Debug)]
pub(crate) struct Limit {
    /// The property.
    pub(crate) property: String,
    /// Fewest characters.
    pub(crate) min: u64,
    /// Most characters; none if there is no limit.
    pub(crate) max: Option<u64>,
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    /// Text of no particular kind.
    Text,
    /// `i64`.
    Integer,
    /// `f64`.
    Number,
    /// `bool`.
    Boolean,
    /// JSON of any shape.
    Json,
    /// A list.
    List(Box<Type>),
    /// An object with any keys.
    Map(Box<Type>),
    /// A type of the same file.
    Nested(String),
    /// A kind of text.
    Kind(Path),
    /// The ARN of a resource type.
    Arn(Path),
    /// A text that may be of several kinds.
    Alternative(Path),
}

impl Nested {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Part { name, .. } | Self::Choice { name, .. } => name,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.service, self.name)
    }
}

impl Path {
    /// `AWS::SQS::Queue` gives `sqs::Queue`.
    pub(crate) fn of_type(type_name: &str) -> Self {
        let mut parts = type_name.split("::").skip(1);
        let service = parts.next().unwrap_or_default().to_ascii_lowercase();
        Self { service, name: parts.collect() }
    }
}
