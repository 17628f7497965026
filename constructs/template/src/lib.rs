//! CloudFormation without any service.
//!
//! A [`Stack`] collects constructs. Each one describes resources whose properties are
//! [`Value`]s: known now, or known to CloudFormation when it deploys. Synthesis turns
//! the stack into a [`Template`], or says everything that is wrong with it, at once.
//!
//! This crate knows no AWS service, reads no clock, environment or network, and writes
//! files in [`assembly`] only.

pub mod assembly;
pub mod asset;
mod check;
mod condition;
mod every;
mod expr;
mod json_text;
mod logical_id;
mod parameter;
mod problem;
mod render;
mod resource;
mod stack;
mod suppression;
mod template;
mod value;

pub use asset::{Asset, AssetLocation, AssetStore};
pub use condition::{Condition, ConditionHandle};
pub use every::Placed;
pub use expr::{Expr, Intrinsic, Object};
pub use logical_id::LogicalId;
pub use parameter::{Parameter, ParameterItem, ParameterType};
pub use problem::{Problem, Problems};
pub use resource::{
    Constraint, DeletionPolicy, Handle, Handlers, Properties, PropertyType, RawHandle,
    RawProperties, Resource, Schema, TagForm, UpdateReplacePolicy,
};
pub use stack::{Construct, Scope, Stack, Synthesised};
pub use suppression::{Check, SUPPRESSIONS};
pub use template::{Mapping, Output, ResourceDefinition, Rule, Template};
pub use value::{Arn, Json, Text, Value, pseudo};
