//! A resource: an id, typed properties, and what CloudFormation lets every resource have.

use crate::condition::ConditionHandle;
use crate::expr::{Expr, Object};
use crate::logical_id::LogicalId;
use crate::stack::{Construct, Scope};
use crate::template::ResourceDefinition;
use crate::value::Value;

/// The properties of one resource type. Implemented by generated code.
pub trait Properties {
    /// For example `AWS::SQS::Queue`.
    const TYPE: &'static str;
    /// What the registry says of the type.
    const SCHEMA: &'static Schema;
    /// What `add` returns.
    type Handle: Handle + From<LogicalId>;

    /// The properties as the template holds them.
    fn into_object(self) -> Object;
}

/// A resource that is in a stack.
pub trait Handle {
    /// Its id in the template.
    fn logical_id(&self) -> &LogicalId;
}

/// A nested property, or an enumeration. Implemented by generated code.
pub trait PropertyType {
    /// The property as the template holds it.
    fn into_expr(self) -> Expr;
}

impl<T: PropertyType> From<T> for Value<T> {
    fn from(property: T) -> Self {
        Self::from_expr(property.into_expr())
    }
}

/// What the CloudFormation registry says of a type, as far as this program uses it.
#[derive(Debug, PartialEq)]
pub struct Schema {
    /// Attributes that `Fn::GetAtt` knows.
    pub attributes: &'static [&'static str],
    /// Properties whose change replaces the resource, as dotted paths; `*` stands for the
    /// items of a list.
    pub create_only: &'static [&'static str],
    /// Properties whose change replaces the resource in some cases, likewise.
    pub conditional_create_only: &'static [&'static str],
    /// How the property `Tags` is written.
    pub tags: TagForm,
    /// Limits on text.
    pub constraints: &'static [Constraint],
    /// IAM actions that CloudFormation needs of whoever deploys.
    pub handlers: Handlers,
}

/// How a type takes tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagForm {
    /// It takes none, or only under another name.
    None,
    /// A list of objects with `Key` and `Value`.
    List,
    /// An object with the tags' names as keys.
    Map,
}

/// A limit on the length of a text property.
#[derive(Debug, PartialEq)]
pub struct Constraint {
    /// The property.
    pub property: &'static str,
    /// Fewest characters.
    pub min_length: usize,
    /// Most characters.
    pub max_length: usize,
}

/// IAM actions for each thing that CloudFormation does to a resource.
#[derive(Debug, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Handlers {
    pub create: &'static [&'static str],
    pub read: &'static [&'static str],
    pub update: &'static [&'static str],
    pub delete: &'static [&'static str],
    pub list: &'static [&'static str],
}

/// What becomes of a resource that leaves its stack.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeletionPolicy {
    /// It is deleted.
    Delete,
    /// It stays.
    Retain,
    /// It stays, unless the stack operation that created it is rolled back: a failed
    /// first deployment leaves nothing behind that blocks the next.
    RetainExceptOnCreate,
    /// It is deleted after a snapshot, where the type has such a thing.
    Snapshot,
}

impl DeletionPolicy {
    /// As CloudFormation spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::RetainExceptOnCreate => "RetainExceptOnCreate",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// What becomes of the old resource when an update replaces it.
///
/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateReplacePolicy {
    /// It is deleted.
    Delete,
    /// It stays.
    Retain,
    /// It is deleted after a snapshot, where the type has such a thing.
    Snapshot,
}

impl UpdateReplacePolicy {
    /// As CloudFormation spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "Delete",
            Self::Retain => "Retain",
            Self::Snapshot => "Snapshot",
        }
    }
}

/// Describes a resource of a generated type; add it to a stack.
///
/// The id becomes the logical id, after those of the scopes around it, unless the stack
/// pins another. Changing it replaces the resource, with all that it holds.
#[derive(Debug, Clone)]
#[must_use = "a Resource is only described; add it to a stack"]
pub struct Resource<P> {
    id: String,
    properties: P,
    common: Common,
}

/// What every resource may have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Common {
    pub(crate) depends_on: Vec<LogicalId>,
    pub(crate) condition: Option<String>,
    pub(crate) deletion_policy: Option<DeletionPolicy>,
    pub(crate) update_replace_policy: Option<UpdateReplacePolicy>,
    pub(crate) metadata: Object,
}

impl<P: Properties> Resource<P> {
    /// A resource with these properties.
    pub fn new(id: impl Into<String>, properties: P) -> Self {
        Self { id: id.into(), properties, common: Common::default() }
    }
}

impl<P> Resource<P> {
    /// Makes CloudFormation finish another resource first. References do so by themselves.
    pub fn depends_on(mut self, other: &impl Handle) -> Self {
        let id = other.logical_id();
        if !self.common.depends_on.contains(id) {
            self.common.depends_on.push(id.clone());
        }
        self
    }

    /// Makes the resource only where the condition holds.
    pub fn condition(mut self, condition: &ConditionHandle) -> Self {
        self.common.condition = Some(condition.name().to_owned());
        self
    }

    /// What becomes of the resource when it leaves the stack. CloudFormation deletes it
    /// if nothing is said.
    pub fn deletion_policy(mut self, policy: DeletionPolicy) -> Self {
        self.common.deletion_policy = Some(policy);
        self
    }

    /// What becomes of the old resource when an update replaces it. CloudFormation deletes
    /// it if nothing is said.
    pub fn update_replace_policy(mut self, policy: UpdateReplacePolicy) -> Self {
        self.common.update_replace_policy = Some(policy);
        self
    }

    /// Keeps what holds data: it stays when the stack goes or replaces it, but does not
    /// outlive a failed creation.
    pub fn retain_data(self) -> Self {
        self.deletion_policy(DeletionPolicy::RetainExceptOnCreate)
            .update_replace_policy(UpdateReplacePolicy::Retain)
    }

    /// Sets an entry of the resource's metadata, which CloudFormation only stores.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.common.metadata.set(key, value);
        self
    }
}

impl<P: Properties> Construct for Resource<P> {
    type Handle = P::Handle;

    fn build(self, scope: &mut Scope<'_>) -> Self::Handle {
        let definition = ResourceDefinition {
            resource_type: P::TYPE.to_owned(),
            schema: Some(P::SCHEMA),
            properties: self.properties.into_object(),
            common: self.common,
        };
        P::Handle::from(scope.define(&self.id, definition))
    }
}

/// Properties of a type that has no generated description.
#[derive(Debug, Clone)]
pub struct RawProperties {
    resource_type: String,
    properties: Object,
}

/// The key in a resource's metadata under which ways around the types leave a trace.
pub(crate) const ESCAPE_HATCH: &str = "aes-siem:escape-hatch";

impl Resource<RawProperties> {
    /// A resource of a type that has no construct here. Nothing about it is checked but
    /// its references; a note in its metadata says so.
    pub fn raw(id: impl Into<String>, resource_type: impl Into<String>) -> Self {
        let properties =
            RawProperties { resource_type: resource_type.into(), properties: Object::new() };
        Self { id: id.into(), properties, common: Common::default() }
            .metadata(ESCAPE_HATCH, Object::new().with("raw", true))
    }

    /// A custom resource: a type of the stack's own, served by one of its functions.
    ///
    /// It has no schema in the registry, so there is nothing that a type could know.
    pub fn custom(id: impl Into<String>, resource_type: impl Into<String>) -> Self {
        let properties =
            RawProperties { resource_type: resource_type.into(), properties: Object::new() };
        Self { id: id.into(), properties, common: Common::default() }
    }

    /// Sets a property.
    pub fn property(mut self, name: impl Into<String>, value: impl Into<Expr>) -> Self {
        self.properties.properties.set(name, value);
        self
    }
}

impl Construct for Resource<RawProperties> {
    type Handle = RawHandle;

    fn build(self, scope: &mut Scope<'_>) -> RawHandle {
        let definition = ResourceDefinition {
            resource_type: self.properties.resource_type,
            schema: None,
            properties: self.properties.properties,
            common: self.common,
        };
        RawHandle(scope.define(&self.id, definition))
    }
}

/// A resource whose type has no construct.
#[derive(Debug, Clone)]
pub struct RawHandle(LogicalId);

impl RawHandle {
    /// What `Ref` gives.
    pub fn reference(&self) -> Value<String> {
        self.0.reference()
    }

    /// An attribute. That it exists is not checked.
    pub fn attribute(&self, name: &str) -> Value<String> {
        self.0.attribute(name)
    }
}

impl From<LogicalId> for RawHandle {
    fn from(id: LogicalId) -> Self {
        Self(id)
    }
}

impl Handle for RawHandle {
    fn logical_id(&self) -> &LogicalId {
        &self.0
    }
}

impl LogicalId {
    /// `Ref` to the resource. Generated handles give it its type.
    pub fn reference<T>(&self) -> Value<T> {
        Value::from_expr(Expr::reference(self.as_str()))
    }

    /// `Fn::GetAtt` of the resource. Generated handles give it its type.
    pub fn attribute<T>(&self, attribute: &str) -> Value<T> {
        Value::from_expr(crate::expr::Intrinsic::GetAtt {
            resource: self.as_str().to_owned(),
            attribute: attribute.to_owned(),
        })
    }
}
