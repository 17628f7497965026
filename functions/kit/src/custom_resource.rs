//! The protocol between CloudFormation and a function that serves a custom resource.
//!
//! CloudFormation waits up to an hour for an answer that never comes, and then rolls
//! back with a message that says nothing. So [`serve`] answers whatever happens: an
//! error, a panic, properties that cannot be read, a request of an unknown type, the
//! function's time running out. Only a request that says no address to answer to is an
//! error of the invocation.
//!
//! What a reader would get wrong:
//! - Update and Delete answer with the request's own `PhysicalResourceId`, whatever its
//!   form: a new one makes CloudFormation delete the "old" resource after the update,
//!   which here is the one in use. v2.10.4 chose other forms, and they stay.
//! - A Create that failed is followed by a Delete. Its id is marked
//!   ([`CREATE_FAILED`]), and that Delete always succeeds: what could not be made must
//!   not keep a stack from being removed. It does try to clean up.
//! - A failure that was answered is not a failed invocation: Lambda would repeat it,
//!   and CloudFormation would get a second answer.
//! - Properties may hold secrets (v2.10.4 passed the licence key), so nothing here
//!   prints a property's value.
//!
//! Work that outlasts one invocation is served by [`serve_long`]: see [`LongResource`].
//!
//! Protocol: <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html>

mod deliver;
mod event;
mod long;
#[cfg(test)]
mod long_tests;
mod properties;
mod protocol;
mod response;
mod revisits;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::time::SystemTime;

use lambda_runtime::LambdaEvent;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use tokio::time::{Duration, Instant};
use tracing::{error, info};

use long::Short;
use protocol::Outcome;
use revisits::Visit;

use crate::errors::{Failed, Stable};
pub use deliver::{Delivery, UndeliveredError};
pub use event::{InvalidEvent, Kind, Request};
pub use long::{LongResource, Step};
pub use properties::{Previous, UnreadableProperties};
pub use response::{Response, Status};
pub use revisits::{LONGEST, REVISIT, Revisits};

/// Begins the physical id of a resource whose Create failed.
pub const CREATE_FAILED: &str = "create-failed:";

/// Something that CloudFormation creates, updates and deletes through a function.
///
/// All three must be repeatable: a request can arrive twice. They must not block the
/// thread, or the time cannot be watched; blocking work goes to
/// `tokio::task::spawn_blocking`.
pub trait CustomResource: Send + Sync {
    /// What the template says about the resource. Every scalar arrives as a string;
    /// properties that are not named are ignored (`ServiceToken` always, a later
    /// release's after a roll-back).
    type Properties: DeserializeOwned + Send;

    /// Why it failed, for `Reason`: place, value found, value wanted, way out. Shown to
    /// everybody who can see the stack.
    type Error: Stable;

    /// Attributes that the template reads. A Create or Update that succeeds without
    /// one of them is answered as failed, rather than breaking the next resource.
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
    ) -> impl Future<Output = Result<Success, Self::Error>> + Send;

    /// Brings it from the old properties to the new ones. A roll-back is an Update too,
    /// and either side can be of another release.
    fn update(
        &self,
        properties: Self::Properties,
        previous: Previous<Self::Properties>,
        call: &Call<'_>,
    ) -> impl Future<Output = Result<Success, Self::Error>> + Send;

    /// Removes it. What is already gone is a success.
    fn delete(
        &self,
        properties: Self::Properties,
        call: &Call<'_>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// One request being served.
#[derive(Debug)]
pub struct Call<'a> {
    /// The request.
    pub request: &'a Request,
    /// The resource's id; that of a Create that failed comes without its mark, so that
    /// Create and Delete see the same.
    pub physical_resource_id: &'a str,
    /// Work that is not done by then is given up, and answered as failed; on a later visit of
    /// a [`LongResource`] it goes on at the next one.
    pub deadline: Instant,
    /// When the request came first: by the clock of the machine that it came to.
    pub since: SystemTime,
    /// Whether an earlier visit has waited: only a [`LongResource`] is visited again.
    pub is_revisit: bool,
}

impl Call<'_> {
    /// How much time is left.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether this Delete is of a resource whose Create failed.
    pub fn was_never_created(&self) -> bool {
        self.request.physical_resource_id.as_deref().is_some_and(protocol::was_never_created)
    }
}

/// What a resource answers when all went well.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Success {
    attributes: Map<String, Value>,
    no_echo: bool,
    note: String,
}

impl Success {
    /// No attribute yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// An attribute for `Fn::GetAtt`.
    pub fn attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.insert(name.to_owned(), Value::String(value.into()));
        self
    }

    /// An attribute that is a list, for properties that take one.
    pub fn list<V: Into<String>>(
        mut self,
        name: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let values = values.into_iter().map(|value| Value::String(value.into())).collect();
        self.attributes.insert(name.to_owned(), Value::Array(values));
        self
    }

    /// Keeps the attributes' values out of `DescribeStackEvents` and the like.
    pub fn no_echo(mut self) -> Self {
        self.no_echo = true;
        self
    }

    /// Something to know all the same, such as what a Delete has left: in the log, and in the
    /// answer's reason.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Answered {
    /// `SUCCESS`.
    Success,
    /// `FAILED`.
    Failed,
    /// Nothing yet: the request is visited again.
    Later,
}

/// Whether an event is a custom resource's, for functions that have a schedule too.
pub fn is_request(payload: &Value) -> bool {
    payload.get("RequestType").is_some() && payload.get("ResponseURL").is_some()
}

/// Serves one request and answers it.
///
/// # Errors
///
/// Only where no answer could be given: an event without an address
/// ([`InvalidEvent`]), or an address that does not take it ([`UndeliveredError`]). Lambda
/// then repeats the invocation.
pub async fn serve<R: CustomResource>(
    resource: &R,
    delivery: &Delivery,
    event: LambdaEvent<Value>,
) -> Result<Answered, Failed> {
    let (payload, context) = event.into_parts();
    let end = deliver::end_of_time(context.deadline());
    let request = Request::read(payload)?;
    let log_stream = context.env_config.log_stream.as_str();
    let visit = Visit::first(SystemTime::now());
    match protocol::answer(&Short(resource), &request, &visit, end, log_stream).await {
        Outcome::Answer(response) => respond(delivery, &request, &response, end).await,
        // `Short` has no such step.
        Outcome::Wait { .. } => Ok(Answered::Later),
    }
}

/// Serves one visit of a request: answers it, or has it visited again until it is answered.
///
/// # Errors
///
/// As [`serve`].
pub async fn serve_long<R: LongResource>(
    resource: &R,
    delivery: &Delivery,
    revisits: &Revisits,
    event: LambdaEvent<Value>,
) -> Result<Answered, Failed> {
    let (mut payload, context) = event.into_parts();
    let end = deliver::end_of_time(context.deadline());
    let visit = Visit::take(&mut payload, SystemTime::now());
    let request = Request::read(payload.clone())?;
    let log_stream = context.env_config.log_stream.as_str();
    let end = visit.end(end);
    let outcome = protocol::answer(resource, &request, &visit, end, log_stream).await;
    let response = match outcome {
        Outcome::Wait { wants, .. } if !visit.is_first() => {
            info!(?request, wants, "still waiting");
            return Ok(Answered::Later);
        }
        Outcome::Wait { wants, id } => {
            match revisits.arrange(&request, payload, &visit, &context).await {
                Ok(()) => {
                    info!(?request, wants, "waiting");
                    return Ok(Answered::Later);
                }
                Err(error) => protocol::failed(&request, id, &error.into(), log_stream),
            }
        }
        Outcome::Answer(response) => response,
    };
    // First, so that no visit follows the answer. One that does is harmless but for its
    // noise, and CloudFormation must not wait for it.
    if let Err(error) = revisits.end(&request).await {
        error!(?request, error_type = error.error_type(), reason = %error, "visits go on");
    }
    respond(delivery, &request, &response, end).await
}

async fn respond(
    delivery: &Delivery,
    request: &Request,
    response: &Response,
    end: Instant,
) -> Result<Answered, Failed> {
    delivery.deliver(request, response, end).await?;
    match response.status {
        Status::Success => {
            info!(?request, note = response.reason, "answered with success");
            Ok(Answered::Success)
        }
        Status::Failed => {
            error!(
                ?request,
                error_type = response.error_type,
                reason = response.reason,
                "answered with failure"
            );
            Ok(Answered::Failed)
        }
    }
}
