//! Requests to an OpenSearch domain or collection, with JSON both ways.
//!
//! Any status is an answer; what it means, only the caller knows. Tried again is what the
//! domain did not take up (429, 502, 503, 504), what failed inside it (500), and, unless it
//! is a `POST`, what got no answer: a `POST` may have made something that a second one would
//! make again.
//!
//! Bulk requests are not made here: es-loader reads their answers as they come.

mod endpoint;
#[cfg(test)]
mod tests;

use std::time::Duration;

use aws_sdk_s3::config::SharedCredentialsProvider;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use serde_json::Value;
use tokio::time::sleep;
use tracing::warn;

use crate::errors::Stable;
use crate::patience::Patience;
use crate::sigv4::sign;
pub use endpoint::{Endpoint, WrongEndpoint};

/// The longest answer that is read; lists of all templates have a few megabytes.
const LONGEST_ANSWER: u64 = 32 << 20;

/// How often a domain that is busy is asked again.
pub const PATIENCE: Patience = Patience {
    attempts: 7,
    first_wait: Duration::from_millis(500),
    longest_wait: Duration::from_secs(15),
};

/// A request that has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not be made.
    #[error("{method} {path}: the request cannot be made: {reason}")]
    Unmade {
        /// The method.
        method: Method,
        /// The path and query.
        path: String,
        /// Why.
        reason: String,
    },
    /// It could not be signed.
    #[error("{method} {path}: the request cannot be signed: {reason}")]
    Unsigned {
        /// The method.
        method: Method,
        /// The path and query.
        path: String,
        /// Why.
        reason: String,
    },
    /// It was sent.
    #[error("{method} {path}: {source}")]
    Http {
        /// The method.
        method: Method,
        /// The path and query.
        path: String,
        /// What came of it.
        #[source]
        source: Box<crate::http::Error>,
    },
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Unmade { .. } => "OpenSearchRequestInvalid",
            Self::Unsigned { .. } => "OpenSearchRequestUnsigned",
            Self::Http { source, .. } => source.error_type(),
        }
    }
}

/// An answer, of whatever status.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body; text that is no JSON is a string.
    pub body: Value,
}

impl Answer {
    /// Whether it was done.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The words of a refusal, in one line and cut.
    pub fn words(&self) -> String {
        let error = self.body.get("error").unwrap_or(&Value::Null);
        let cause = error.pointer("/root_cause/0/reason").and_then(Value::as_str);
        let reason = error.get("reason").and_then(Value::as_str);
        let deeper = error.pointer("/caused_by/reason").and_then(Value::as_str);
        let of = |name: &str| self.body.get(name).and_then(Value::as_str);
        let first = reason.or(cause).or_else(|| error.as_str());
        let first = first.or_else(|| of("message")).or_else(|| of("Message"));
        let text = match (first, deeper) {
            (Some(first), Some(deeper)) if !first.contains(deeper) => format!("{first}: {deeper}"),
            (Some(first), _) => first.to_owned(),
            (None, _) => match &self.body {
                Value::String(text) => text.clone(),
                Value::Null => "(no words)".to_owned(),
                body => body.to_string(),
            },
        };
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(WORDS).collect()
    }
}

/// How much of the words of an error is kept.
const WORDS: usize = 400;

/// As whom requests are made.
#[derive(Clone)]
pub enum Identity {
    /// The function's role; a node on this machine is asked unsigned.
    Role(Option<SharedCredentialsProvider>),
    /// A user of the domain's own.
    User(HeaderValue),
}

impl Identity {
    /// A user with its password.
    pub fn user(name: &str, password: &str) -> Self {
        let encoded = aws_smithy_types::base64::encode(format!("{name}:{password}"));
        let value = format!("Basic {encoded}");
        // Base64 holds nothing that a header may not.
        let mut value = HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static(""));
        value.set_sensitive(true);
        Self::User(value)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Role(_) => "the function's role",
            Self::User(_) => "a user of the domain",
        })
    }
}

/// Makes requests to one endpoint.
#[derive(Debug)]
pub struct Client {
    http: crate::http::Client,
    endpoint: Endpoint,
    identity: Identity,
    patience: Patience,
}

impl Client {
    /// A client for an endpoint.
    pub fn new(http: crate::http::Client, endpoint: Endpoint, identity: Identity) -> Self {
        Self { http, endpoint, identity, patience: PATIENCE }
    }

    /// Asks again otherwise, for tests.
    #[must_use]
    pub fn patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The endpoint.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends JSON, or nothing, to a path of the domain.
    ///
    /// # Errors
    ///
    /// [`Error`], where there is no answer.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, Error> {
        let content = body.map(|_| (CONTENT_TYPE, HeaderValue::from_static("application/json")));
        let body = body.map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
        self.send_bytes(method, path, content.as_slice(), body).await
    }

    /// Sends bytes to a path of the domain, with headers of one's own.
    ///
    /// # Errors
    ///
    /// [`Error`], where there is no answer.
    pub async fn send_bytes(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: Bytes,
    ) -> Result<Answer, Error> {
        let mut attempt = 1;
        loop {
            let outcome = self.send_once(&method, path, headers, body.clone()).await;
            let again = match &outcome {
                Ok(answer) => is_passing(answer.status),
                Err(Error::Http { source, .. }) => source.is_transient() && method != Method::POST,
                Err(_) => false,
            };
            match self.patience.wait_after(attempt).filter(|_| again) {
                None => return outcome,
                Some(wait) => {
                    let said = match &outcome {
                        Ok(answer) => format!("status {}: {}", answer.status, answer.words()),
                        Err(error) => error.to_string(),
                    };
                    warn!(%method, path, attempt, said, "trying again");
                    sleep(wait).await;
                }
            }
            attempt += 1;
        }
    }

    async fn send_once(
        &self,
        method: &Method,
        path: &str,
        headers: &[(HeaderName, HeaderValue)],
        body: Bytes,
    ) -> Result<Answer, Error> {
        let unmade =
            |reason| Error::Unmade { method: method.clone(), path: path.to_owned(), reason };
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint.url))
            .body(body)
            .map_err(|error| unmade(error.to_string()))?;
        request.headers_mut().extend(headers.iter().cloned());
        self.authorize(&mut request).await.map_err(|reason| Error::Unsigned {
            method: method.clone(),
            path: path.to_owned(),
            reason,
        })?;
        let failed = |source| Error::Http {
            method: method.clone(),
            path: path.to_owned(),
            source: Box::new(source),
        };
        let response = self.http.send(request).await.map_err(failed)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.collect(LONGEST_ANSWER).await.map_err(failed)?;
        let body = if body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&body)
                .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()))
        };
        Ok(Answer { status, headers, body })
    }

    async fn authorize(&self, request: &mut Request<Bytes>) -> Result<(), String> {
        match (&self.identity, &self.endpoint.signing) {
            (Identity::User(authorization), _) => {
                request.headers_mut().insert(AUTHORIZATION, authorization.clone());
                Ok(())
            }
            (Identity::Role(_), None) => Ok(()),
            (Identity::Role(credentials), Some(scope)) => {
                sign(request, scope, credentials.as_ref()).await
            }
        }
    }
}

/// Whether a status says that another try may end better.
fn is_passing(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}
