//! Custom resources: parts of a stack that one of its own functions looks after.
//!
//! CloudFormation: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html>

use serde::Serialize;
use template::{
    ConditionHandle, Construct, DeletionPolicy, Expr, Handle, RawHandle, Resource, Scope,
    UpdateReplacePolicy,
};

use crate::lambda::FunctionHandle;

/// Describes a custom resource.
///
/// The function that serves it cannot change: CloudFormation refuses another one in an
/// update.
#[derive(Debug, Clone)]
#[must_use = "a CustomResource is only described; add it to a stack"]
pub struct CustomResource {
    resource: Resource<template::RawProperties>,
}

impl CustomResource {
    /// A custom resource of a type such as `Custom::S3BucketNotifications` or the general
    /// `AWS::CloudFormation::CustomResource`, served by a function.
    pub fn new(
        id: impl Into<String>,
        resource_type: impl Into<String>,
        served_by: &FunctionHandle,
    ) -> Self {
        let resource = Resource::custom(id, resource_type)
            .property("ServiceToken", served_by.arn().into_expr());
        Self { resource }
    }

    /// Sets a property, which the function gets. Every scalar arrives there as text.
    pub fn property(mut self, name: &str, value: impl Into<Expr>) -> Self {
        self.resource = self.resource.property(name, value);
        self
    }

    /// Sets the properties that stack and function agree on.
    ///
    /// # Panics
    ///
    /// If they are no object with text keys.
    pub fn properties<P: Serialize>(self, properties: &P) -> Self {
        let json = serde_json::to_value(properties).expect("properties have text keys");
        let Expr::Object(properties) = Expr::from(json) else {
            panic!("properties are an object");
        };
        properties.iter().fold(self, |this, (name, value)| this.property(name, value.clone()))
    }

    /// Makes the resource only where the condition holds.
    pub fn only_where(mut self, condition: &ConditionHandle) -> Self {
        self.resource = self.resource.condition(condition);
        self
    }

    /// Makes CloudFormation finish another resource first.
    pub fn depends_on(mut self, other: &impl Handle) -> Self {
        self.resource = self.resource.depends_on(other);
        self
    }

    /// Leaves what the function has made in place when the stack goes: the function is not
    /// called for it.
    pub fn retain(mut self) -> Self {
        self.resource = self
            .resource
            .deletion_policy(DeletionPolicy::Retain)
            .update_replace_policy(UpdateReplacePolicy::Retain);
        self
    }
}

impl Construct for CustomResource {
    type Handle = RawHandle;

    fn build(self, scope: &mut Scope<'_>) -> RawHandle {
        scope.add(self.resource)
    }
}
