//! Further visits of a request, by a schedule of EventBridge Scheduler.
//!
//! A function that waits by sleeping is paid for sleeping and stopped after 15 minutes; one
//! that calls itself is stopped by Lambda's loop detection. A schedule is neither: it calls
//! the function each minute with the request and the time at which it came first. It ends by
//! itself shortly after CloudFormation has given up, whatever becomes of the function, so
//! that nothing can go on for ever; and a visit that dies is followed by the next.
//!
//! A visit ends within the minute, so that there are no two at a time. The request, with the
//! URL that it is answered through, lies in the schedule's input meanwhile, encrypted by
//! Scheduler.
//!
//! API: <https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html>

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Method;
use lambda_runtime::Context;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};
use tracing::warn;

use super::event::Request;
use crate::aws::Aws;
use crate::aws_json::{Client, Error, Service};
use crate::patience::Patience;

const SCHEDULER: Service = Service { name: "scheduler", target: "" };

/// The field of an event that makes it a later visit: when the request came first, in seconds
/// since 1970.
pub const REVISIT: &str = "RevisitSince";

/// How long a request is visited. CloudFormation waits for an hour.
pub const LONGEST: Duration = Duration::from_secs(55 * 60);

/// How long the schedule is there at most: for one visit after [`LONGEST`], which answers.
const SCHEDULED: Duration = Duration::from_secs(59 * 60);

/// How long a later visit may take, its answer included, so that the next finds it gone.
const VISIT: Duration = Duration::from_secs(55);

/// Scheduler does not know at once that it may use a role that is new.
const ROLE_IS_NEW: Patience = Patience {
    attempts: 8,
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_secs(15),
};

/// The longest name of a schedule.
const LONGEST_NAME: usize = 64;

/// Has requests visited again.
#[derive(Debug)]
pub struct Revisits {
    scheduler: Client,
    role_arn: String,
    prefix: &'static str,
    patience: Patience,
}

impl Revisits {
    /// Schedules whose names begin with `prefix`, which call the function as `role_arn`.
    pub fn new(aws: &Aws, prefix: &'static str, role_arn: impl Into<String>) -> Self {
        let region = aws.config().region().map(ToString::to_string).unwrap_or_default();
        Self {
            scheduler: Client::new(aws, SCHEDULER, &region),
            role_arn: role_arn.into(),
            prefix,
            patience: ROLE_IS_NEW,
        }
    }

    /// How often Scheduler is asked again, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.scheduler = self.scheduler.patience(patience);
        self.patience = patience;
        self
    }

    /// Has the function called each minute with this event. It may be arranged already, by an
    /// invocation that Lambda repeats.
    pub(super) async fn arrange(
        &self,
        request: &Request,
        mut event: Value,
        visit: &Visit,
        context: &Context,
    ) -> Result<(), Error> {
        if let Some(event) = event.as_object_mut() {
            event.insert(REVISIT.to_owned(), json!(seconds(visit.since)));
        }
        let input = json!({
            "ScheduleExpression": "rate(1 minute)",
            "EndDate": seconds(visit.since + SCHEDULED),
            "ActionAfterCompletion": "DELETE",
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Description": format!("Visits {request:?} until it is answered"),
            "Target": {
                "Arn": context.invoked_function_arn,
                "RoleArn": self.role_arn,
                "Input": event.to_string(),
                "RetryPolicy": { "MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60 },
            },
        });
        let path = self.path(request);
        let mut attempt = 1;
        loop {
            let error = match self.schedule(&path, &input).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if error.code() == Some("ConflictException") && self.is_arranged(&path).await? {
                return Ok(());
            }
            match self.patience.wait_after(attempt) {
                Some(wait) if may_pass(&error) => {
                    warn!(attempt, %error, "the role may be new: trying again");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        }
    }

    /// Nothing but a schedule's ARN is a schedule: without one CloudFormation would wait for
    /// nothing.
    async fn schedule(&self, path: &str, input: &Value) -> Result<(), Error> {
        let operation = "CreateSchedule";
        let answer = self.scheduler.rest(operation, Method::POST, path, Some(input)).await?;
        match answer.body.get("ScheduleArn") {
            Some(_) => Ok(()),
            None => Err(Error::Unreadable {
                service: SCHEDULER.name,
                operation,
                reason: "it has no ScheduleArn".to_owned(),
            }),
        }
    }

    async fn is_arranged(&self, path: &str) -> Result<bool, Error> {
        match self.scheduler.rest("GetSchedule", Method::GET, path, None).await {
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(false),
            other => other.map(|_| true),
        }
    }

    /// Ends the visits of a request, if there are any.
    pub(super) async fn end(&self, request: &Request) -> Result<(), Error> {
        let path = self.path(request);
        match self.scheduler.rest("DeleteSchedule", Method::DELETE, &path, None).await {
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(()),
            other => other.map(drop),
        }
    }

    fn path(&self, request: &Request) -> String {
        let id = request.request_id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-');
        let name: String = self.prefix.chars().chain(id).take(LONGEST_NAME).collect();
        format!("/schedules/{name}")
    }
}

/// A role that is new, a permission that is, or another change of the same schedule.
fn may_pass(error: &Error) -> bool {
    match error.code() {
        Some("ValidationException") => error.to_string().contains("role"),
        Some("AccessDeniedException" | "ConflictException") => true,
        _ => false,
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// One look at a request.
#[derive(Debug)]
pub(super) struct Visit {
    since: SystemTime,
    now: SystemTime,
    is_first: bool,
}

impl Visit {
    pub(super) fn first(now: SystemTime) -> Self {
        Self { since: now, now, is_first: true }
    }

    /// Takes from an event what makes it a later visit, so that the request is as it came.
    pub(super) fn take(event: &mut Value, now: SystemTime) -> Self {
        let since = event.as_object_mut().and_then(|event| event.remove(REVISIT));
        match since.as_ref().and_then(Value::as_u64) {
            Some(since) => {
                let since = UNIX_EPOCH.checked_add(Duration::from_secs(since)).unwrap_or(now);
                Self { since, now, is_first: false }
            }
            None => Self::first(now),
        }
    }

    pub(super) fn since(&self) -> SystemTime {
        self.since
    }

    pub(super) fn is_first(&self) -> bool {
        self.is_first
    }

    /// When the visit has to be over, where the function is stopped at `end`.
    pub(super) fn end(&self, end: Instant) -> Instant {
        if self.is_first { end } else { end.min(Instant::now() + VISIT) }
    }

    /// For how many minutes the request has been visited, where that is too long.
    pub(super) fn minutes_over(&self) -> Option<u64> {
        let waited = self.now.duration_since(self.since).unwrap_or_default();
        (waited >= LONGEST).then_some(waited.as_secs() / 60)
    }
}
