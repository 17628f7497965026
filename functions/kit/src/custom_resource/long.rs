//! Resources whose work outlasts an invocation.

use std::future::Future;

use serde::de::DeserializeOwned;

use super::{Call, CustomResource, Previous, Request, Success};
use crate::errors::Stable;

/// How far a visit has come.
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub enum Step {
    /// All is done.
    Done(Success),
    /// Something has to happen elsewhere first: what, in words that follow "waiting:". The
    /// request is visited again in a minute.
    Wait(String),
}

/// Something that CloudFormation creates, updates and deletes through a function, and that
/// takes longer than an invocation.
///
/// Each method is called once a minute until it is done or fails, or CloudFormation would not
/// wait any longer. It looks at what is there, does the next step that can be done, and does
/// not sleep: nothing but the world outside remembers how far it has come, so that work that
/// is cut off anywhere goes on at the next visit. As for
/// [`CustomResource`](super::CustomResource) in all else.
pub trait LongResource: Send + Sync {
    /// See [`CustomResource::Properties`](super::CustomResource::Properties).
    type Properties: DeserializeOwned + Send;

    /// See [`CustomResource::Error`](super::CustomResource::Error).
    type Error: Stable;

    /// See [`CustomResource::ATTRIBUTES`](super::CustomResource::ATTRIBUTES).
    const ATTRIBUTES: &'static [&'static str] = &[];

    /// The id of a new resource: the same each time the same request arrives.
    fn physical_id(&self, request: &Request) -> String {
        request.logical_resource_id.clone()
    }

    /// Makes it, or takes over what is there.
    fn create(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> impl Future<Output = Result<Step, Self::Error>> + Send;

    /// Brings it from the old properties to the new ones.
    fn update(
        &self,
        properties: Self::Properties,
        previous: Previous<Self::Properties>,
        call: &Call<'_>,
    ) -> impl Future<Output = Result<Step, Self::Error>> + Send;

    /// Removes it. What is already gone is a success.
    fn delete(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> impl Future<Output = Result<Step, Self::Error>> + Send;
}

/// A resource that is done in one visit.
pub(super) struct Short<'a, R>(pub(super) &'a R);

impl<R: CustomResource> LongResource for Short<'_, R> {
    type Properties = R::Properties;
    type Error = R::Error;
    const ATTRIBUTES: &'static [&'static str] = R::ATTRIBUTES;

    fn physical_id(&self, request: &Request) -> String {
        self.0.physical_id(request)
    }

    async fn create(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> Result<Step, Self::Error> {
        self.0.create(properties, call).await.map(Step::Done)
    }

    async fn update(
        &self,
        properties: Self::Properties,
        previous: Previous<Self::Properties>,
        call: &Call<'_>,
    ) -> Result<Step, Self::Error> {
        self.0.update(properties, previous, call).await.map(Step::Done)
    }

    async fn delete(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> Result<Step, Self::Error> {
        self.0.delete(properties, call).await.map(|()| Step::Done(Success::new()))
    }
}
