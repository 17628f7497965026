//! AWS's JSON 1.1 protocol, for services of which a function needs an operation or two.
//!
//! A crate of the SDK for each of them would cost more in build time and bundle than the
//! functions that use it. What the SDK would do is done here: the request is signed with
//! SigV4, and tried again where the service throttles, fails or does not answer. So an
//! operation may happen twice; use it for what may.
//!
//! Services that speak JSON over paths and methods, and those that take forms and answer XML,
//! are called the same way: [`Client::rest`], [`Client::query`].
//!
//! Protocol: <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>

mod others;

use std::time::Duration;

use aws_sdk_s3::config::SharedCredentialsProvider;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;
use tokio::time::sleep;
use tracing::warn;

use crate::aws::Aws;
use crate::errors::Stable;
use crate::http as client;
use crate::patience::Patience;
use crate::sigv4::{Scope, sign};
pub use others::{element, encoded};

/// More than the largest answer of the services in use; an answer is held in memory.
const LONGEST_ANSWER: u64 = 32 << 20;
/// How much of a service's words is kept, in characters.
const WORDS: usize = 300;

/// Up to about a minute for one call.
pub const STANDARD: Patience = Patience {
    attempts: 8,
    first_wait: Duration::from_millis(500),
    longest_wait: Duration::from_secs(20),
};

/// A service that speaks the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The first label of its host name, which is also what requests are signed for.
    pub name: &'static str,
    /// What stands before the operation in `X-Amz-Target`.
    pub target: &'static str,
}

/// What a service said to a call that went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The request's id; empty where the service gives none.
    pub request_id: String,
    /// The output.
    pub body: Value,
}

/// Why a call has no output.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing to sign with.
    #[error("{service}:{operation}: the request cannot be signed: {reason}")]
    Unsigned {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
        /// Why.
        reason: String,
    },
    /// No answer, or half of one.
    #[error("{service}:{operation}: {source}")]
    Http {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
        /// Why.
        #[source]
        source: client::Error,
    },
    /// The service refuses.
    #[error("{service}:{operation}: {code} (status {status}): {message}")]
    Refused {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
        /// The status.
        status: u16,
        /// The error's name, without namespace.
        code: String,
        /// The first line of the service's words.
        message: String,
    },
    /// The answer is no JSON.
    #[error("{service}:{operation}: the answer is not the JSON that was wanted: {reason}")]
    Unreadable {
        /// The service.
        service: &'static str,
        /// The operation.
        operation: &'static str,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// The name under which the service refuses, where it does.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether another try may end better.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Http { source, .. } => source.is_transient(),
            Self::Refused { status, code, .. } => {
                *status >= 500 || matches!(status, 408 | 429) || is_overload(code)
            }
            Self::Unsigned { .. } | Self::Unreadable { .. } => false,
        }
    }
}

/// Services name it differently, and some send it with status 400.
fn is_overload(code: &str) -> bool {
    code.contains("Throttl")
        || matches!(
            code,
            "TooManyRequestsException"
                | "RequestLimitExceeded"
                | "LimitExceededException"
                | "ServiceUnavailableException"
                | "InternalServerError"
                | "InternalFailure"
        )
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Unsigned { .. } => "AwsRequestUnsigned",
            Self::Http { .. } => "AwsNoAnswer",
            Self::Refused { .. } if self.is_transient() => "AwsUnavailable",
            Self::Refused { .. } => "AwsRefused",
            Self::Unreadable { .. } => "AwsAnswerUnreadable",
        }
    }
}

/// Calls one service in one region.
#[derive(Debug)]
pub struct Client {
    http: client::Client,
    service: Service,
    scope: Scope,
    url: String,
    content_type: &'static str,
    credentials: Option<SharedCredentialsProvider>,
    patience: Patience,
}

/// Makes one request of an operation; it is made anew for each try.
type Make<'a> = &'a (dyn Fn() -> Result<Request<Bytes>, http::Error> + Sync);

impl Client {
    /// A client for `service` in `region`, with the credentials of `aws`, and at its
    /// endpoint where it has one.
    pub fn new(aws: &Aws, service: Service, region: &str) -> Self {
        let url = aws.config().endpoint_url().map_or_else(
            || format!("https://{}.{region}.{}/", service.name, dns_suffix(region)),
            |url| format!("{}/", url.trim_end_matches('/')),
        );
        Self {
            http: client::Client::default(),
            service,
            scope: Scope { service: service.name, region: region.to_owned() },
            url,
            content_type: "application/x-amz-json-1.1",
            credentials: aws.config().credentials_provider(),
            patience: STANDARD,
        }
    }

    /// How often a call is tried; [`STANDARD`] without this.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Version 1.0 of the protocol, which differs by its content type only.
    #[must_use]
    pub fn json_1_0(mut self) -> Self {
        self.content_type = "application/x-amz-json-1.0";
        self
    }

    /// Calls an operation, again where that may help.
    ///
    /// # Errors
    ///
    /// That of the last try.
    pub async fn call(&self, operation: &'static str, input: &Value) -> Result<Answer, Error> {
        let body = Bytes::from(input.to_string());
        let make = || {
            Request::post(&self.url)
                .header("content-type", self.content_type)
                .header("x-amz-target", format!("{}.{operation}", self.service.target))
                .body(body.clone())
        };
        let (headers, body) = self.again(operation, &make).await?;
        self.json(operation, &headers, &body)
    }

    /// Sends what `make` makes, again where that may help.
    async fn again(
        &self,
        operation: &'static str,
        make: Make<'_>,
    ) -> Result<(HeaderMap, Bytes), Error> {
        let mut attempt = 1;
        loop {
            let error = match self.once(operation, make).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match self.patience.wait_after(attempt) {
                Some(wait) if error.is_transient() => {
                    warn!(attempt, %error, wait = wait.as_secs_f64(), "trying again");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        }
    }

    async fn once(
        &self,
        operation: &'static str,
        make: Make<'_>,
    ) -> Result<(HeaderMap, Bytes), Error> {
        let service = self.service.name;
        let failed = |source| Error::Http { service, operation, source };
        let mut request = make().map_err(|error| self.unsigned(operation, error.to_string()))?;
        sign(&mut request, &self.scope, self.credentials.as_ref())
            .await
            .map_err(|reason| self.unsigned(operation, reason))?;
        let response = self.http.send(request).await.map_err(failed)?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.collect(LONGEST_ANSWER).await.map_err(failed)?;
        if !status.is_success() {
            return Err(self.refused(operation, status, &headers, &body));
        }
        Ok((headers, body))
    }

    fn json(
        &self,
        operation: &'static str,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Answer, Error> {
        // An operation without an output has no body in some services, CloudWatch Logs for one.
        let body = if body.is_empty() { b"{}" } else { body };
        let body = serde_json::from_slice(body).map_err(|error| Error::Unreadable {
            service: self.service.name,
            operation,
            reason: error.to_string(),
        })?;
        let request_id = text(headers, "x-amzn-requestid").unwrap_or_default().to_owned();
        Ok(Answer { request_id, body })
    }

    fn unsigned(&self, operation: &'static str, reason: String) -> Error {
        Error::Unsigned { service: self.service.name, operation, reason }
    }

    fn refused(
        &self,
        operation: &'static str,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Error {
        let xml = String::from_utf8_lossy(body);
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let of = |name: &str| body.get(name).and_then(Value::as_str);
        let code = text(headers, "x-amzn-errortype")
            .or_else(|| of("__type"))
            .or_else(|| of("code"))
            .or_else(|| element(&xml, "Code"));
        // A wrong signature is answered with the whole request, session token included.
        let words = of("message").or_else(|| of("Message")).or_else(|| element(&xml, "Message"));
        let words = words.unwrap_or("(no words)");
        let first = words.lines().next().unwrap_or_default();
        Error::Refused {
            service: self.service.name,
            operation,
            status: status.as_u16(),
            code: code.map_or("(no code)", bare).to_owned(),
            message: first.chars().take(WORDS).collect(),
        }
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// `com.amazonaws.x#Code:http://…` without what stands around the code.
fn bare(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default()
}

/// The domain of a region's endpoints.
///
/// <https://docs.aws.amazon.com/general/latest/gr/rande.html>
fn dns_suffix(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

#[cfg(test)]
mod tests;
