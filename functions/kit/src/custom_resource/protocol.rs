//! From a request to its answer, whatever happens in between.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use tokio::time::{Duration, Instant, timeout_at};
use tracing::warn;

use super::event::{Kind, Request};
use super::properties::{Previous, UnreadableProperties, read};
use super::response::Response;
use super::revisits::Visit;
use super::{CREATE_FAILED, Call, LongResource, Step, Success};
use crate::errors::{Failed, Stable};

/// Kept back from the function's time to deliver the answer, retries included. With
/// less than four times this left, a quarter is kept.
const TO_ANSWER: Duration = Duration::from_secs(15);

/// What ends a request other than the resource's own error.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("request type `{0}` is not known; CloudFormation sends Create, Update and Delete")]
    UnknownType(String),
    #[error(
        "not done after {0} seconds, when the function's time ran out; it goes on where it is \
         repeatable: try the stack operation again, and if it ends here again raise the \
         function's timeout"
    )]
    OutOfTime(u64),
    #[error(
        "not done after {minutes} minutes, and CloudFormation waits no longer: {wants}. It goes on \
         where it is repeatable: try the stack operation again once that is over"
    )]
    WaitedTooLong { minutes: u64, wants: String },
    #[error("the function panicked, which is a defect of it; the log says where")]
    Panicked,
    #[error(
        "the answer lacks the attribute `{0}` that the template reads, a defect of the function"
    )]
    AttributeMissing(&'static str),
    #[error(
        "the attributes are longer than CloudFormation takes (4,096 bytes in all), a defect of the function"
    )]
    AttributesTooLong,
}

impl Stable for Ended {
    fn error_type(&self) -> &'static str {
        match self {
            Self::UnknownType(_) => "CustomResourceTypeUnknown",
            Self::OutOfTime(_) => "CustomResourceOutOfTime",
            Self::WaitedTooLong { .. } => "CustomResourceWaitedTooLong",
            Self::Panicked => "CustomResourcePanicked",
            Self::AttributeMissing(_) => "CustomResourceAttributeMissing",
            Self::AttributesTooLong => "CustomResourceAttributesTooLong",
        }
    }
}

/// How a visit of a request ends.
pub(super) enum Outcome {
    Answer(Response),
    /// The resource is at work, and wants something; `id` is its physical id.
    Wait {
        wants: String,
        id: String,
    },
}

/// Serves `request` and says what to answer. `end` is when the function is stopped.
pub(super) async fn answer<R: LongResource>(
    resource: &R,
    request: &Request,
    visit: &Visit,
    end: Instant,
    log_stream: &str,
) -> Outcome {
    let id = request.physical_resource_id.clone().unwrap_or_else(|| resource.physical_id(request));
    let start = Instant::now();
    let left = end.saturating_duration_since(start);
    let deadline = end.checked_sub(TO_ANSWER.min(left / 4)).unwrap_or(start);
    let physical_resource_id = id.strip_prefix(CREATE_FAILED).unwrap_or(&id);
    let (since, is_revisit) = (visit.since(), !visit.is_first());
    let call = Call { request, physical_resource_id, deadline, since, is_revisit };
    // Boxed: resources are deep, and the compiler gives up on the layout of the whole.
    let work = AssertUnwindSafe(dispatch(resource, &call).boxed()).catch_unwind();
    let outcome = match timeout_at(deadline, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Err(panicked(panic)),
        Err(_) if is_revisit => {
            Ok(Step::Wait(format!("no step was done within {} seconds", start.elapsed().as_secs())))
        }
        Err(_) => Err(Ended::OutOfTime(start.elapsed().as_secs()).into()),
    };
    let outcome = outcome.and_then(|step| match step {
        Step::Wait(wants) => match visit.minutes_over() {
            Some(minutes) => Err(Ended::WaitedTooLong { minutes, wants }.into()),
            None => Ok(Outcome::Wait { wants, id: id.clone() }),
        },
        Step::Done(success) => fitting(request, &id, success).map(Outcome::Answer),
    });
    outcome.unwrap_or_else(|error| Outcome::Answer(failed(request, id, &error, log_stream)))
}

/// The answer for a failure.
pub(super) fn failed(request: &Request, id: String, failed: &Failed, log_stream: &str) -> Response {
    if was_never_created(&id) && request.kind == Kind::Delete {
        warn!(?request, reason = failed.message, "leftover of a failed Create not removed");
        return Response::success(request, id, Success::new());
    }
    let id = if request.kind == Kind::Create { format!("{CREATE_FAILED}{id}") } else { id };
    Response::failed(request, id, failed, log_stream)
}

pub(super) fn was_never_created(physical_id: &str) -> bool {
    physical_id.starts_with(CREATE_FAILED)
}

fn fitting(request: &Request, id: &str, success: Success) -> Result<Response, Failed> {
    let response = Response::success(request, id.to_owned(), success);
    if response.fits() { Ok(response) } else { Err(Ended::AttributesTooLong.into()) }
}

async fn dispatch<R: LongResource>(resource: &R, call: &Call<'_>) -> Result<Step, Failed> {
    let request = call.request;
    match &request.kind {
        Kind::Create => complete::<R>(resource.create(new::<R::Properties>(request)?, call).await?),
        Kind::Update => {
            let previous = Previous::new(request.old_properties.clone());
            complete::<R>(resource.update(new::<R::Properties>(request)?, previous, call).await?)
        }
        Kind::Delete => Ok(resource.delete(new::<R::Properties>(request)?, call).await?),
        Kind::Unknown(found) => Err(Ended::UnknownType(found.chars().take(40).collect()).into()),
    }
}

fn new<P: DeserializeOwned>(request: &Request) -> Result<P, UnreadableProperties> {
    read("ResourceProperties", request.properties.clone())
}

/// Every attribute that the template reads is there.
fn complete<R: LongResource>(step: Step) -> Result<Step, Failed> {
    let Step::Done(success) = &step else {
        return Ok(step);
    };
    match R::ATTRIBUTES.iter().find(|name| !success.attributes.contains_key(**name)) {
        None => Ok(step),
        Some(name) => Err(Ended::AttributeMissing(name).into()),
    }
}

/// The panic's message stays out: it may hold what the function was working on.
fn panicked(_: Box<dyn Any + Send>) -> Failed {
    Ended::Panicked.into()
}
