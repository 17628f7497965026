//! Bringing an answer to its presigned URL.

use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode};
use tokio::time::{Duration, Instant, sleep, timeout_at};
use tracing::warn;

use super::event::Request;
use super::response::Response;
use crate::errors::{Stable, chain};
use crate::http::{Client, Timeouts, place};
use crate::patience::Patience;

const PATIENCE: Patience = Patience {
    attempts: 8,
    first_wait: Duration::from_millis(200),
    longest_wait: Duration::from_secs(10),
};

const TIMEOUTS: Timeouts = Timeouts {
    connect: Duration::from_secs(3),
    response: Duration::from_secs(10),
    body: Duration::from_secs(10),
};

const ONE_TRY: Duration = Duration::from_secs(2);

/// An answer that nobody took.
#[derive(Debug, thiserror::Error)]
#[error(
    "{place}: the answer was not accepted after {attempts} tries: {reason}; the function needs a \
     way to the S3 endpoint of CloudFormation, through a NAT or an S3 gateway endpoint where it \
     runs in a VPC"
)]
pub struct UndeliveredError {
    place: String,
    attempts: u32,
    reason: String,
}

impl Stable for UndeliveredError {
    fn error_type(&self) -> &'static str {
        "CustomResourceUndelivered"
    }
}

/// How answers are delivered.
#[derive(Debug)]
pub struct Delivery {
    http: Client,
    patience: Patience,
}

impl Default for Delivery {
    fn default() -> Self {
        Self::new(PATIENCE)
    }
}

impl Delivery {
    /// Delivery with another patience, for tests.
    pub fn new(patience: Patience) -> Self {
        Self { http: Client::new(TIMEOUTS), patience }
    }

    /// Puts the answer, again and again until it is taken, `end` is reached or a status
    /// says that it never will be.
    pub(super) async fn deliver(
        &self,
        request: &Request,
        response: &Response,
        end: Instant,
    ) -> Result<(), UndeliveredError> {
        let body = Bytes::from(response.clone().body());
        // With no time left one try is still better than none.
        let end = end.max(Instant::now() + ONE_TRY);
        let mut attempt = 1;
        loop {
            let reason = match timeout_at(end, self.put(request, body.clone())).await {
                Ok(Put::Taken) => return Ok(()),
                Ok(Put::TryAgain(reason)) => reason,
                Ok(Put::Refused(reason)) => return Err(undelivered(request, attempt, reason)),
                Err(_) => return Err(undelivered(request, attempt, OUT_OF_TIME.to_owned())),
            };
            warn!(?request, attempt, reason, "answer not taken");
            match self.patience.wait_after(attempt) {
                Some(wait) if Instant::now() + wait < end => sleep(wait).await,
                _ => return Err(undelivered(request, attempt, reason)),
            }
            attempt += 1;
        }
    }

    async fn put(&self, request: &Request, body: Bytes) -> Put {
        let mut put = http::Request::new(body);
        *put.method_mut() = Method::PUT;
        *put.uri_mut() = request.response_url.clone();
        // The URL is signed for a content type of nothing; any other is refused.
        put.headers_mut().insert("content-type", HeaderValue::from_static(""));
        match self.http.send(put).await {
            Err(error) => Put::TryAgain(chain(&error)),
            Ok(answer) if answer.status().is_success() => Put::Taken,
            Ok(answer) if may_change(answer.status()) => {
                Put::TryAgain(format!("status {}", answer.status()))
            }
            Ok(answer) => Put::Refused(format!("status {}", answer.status())),
        }
    }
}

const OUT_OF_TIME: &str = "the function's time ran out";

enum Put {
    Taken,
    TryAgain(String),
    Refused(String),
}

fn may_change(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429)
}

fn undelivered(request: &Request, attempts: u32, reason: String) -> UndeliveredError {
    UndeliveredError { place: place(&request.response_url), attempts, reason }
}

/// The Lambda context's deadline as an instant of the runtime's clock.
pub(super) fn end_of_time(deadline: SystemTime) -> Instant {
    Instant::now() + deadline.duration_since(SystemTime::now()).unwrap_or_default()
}
