//! Requests to everything that has no client of the SDK: OpenSearch, MaxMind,
//! CloudFormation's response URL, and the AWS APIs of [`aws_json`](crate::aws_json).
//!
//! The connector is the SDK's own (hyper over rustls with ring), so a function carries
//! one HTTP and one TLS stack. Nothing is retried here: only the caller knows what a
//! second request would do.
//!
//! Query strings hold secrets (a licence key, the signature of a presigned URL), so no
//! error and no log line shows one: [`place`] is how a URL is printed.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use http::header::{HeaderMap, LOCATION, USER_AGENT};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::BodyExt;

use crate::aws::TLS;
use crate::errors::{Stable, chain};

/// How long to wait for an unresponsive server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until connected, TLS included.
    pub connect: Duration,
    /// From then on until the headers of the answer.
    pub response: Duration,
    /// Between two pieces of the answer's body.
    pub body: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            response: Duration::from_secs(60),
            body: Duration::from_secs(30),
        }
    }
}

/// Why a request has no answer, or an answer no end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL cannot be requested.
    #[error("`{place}` is no URL to request: {reason}; it must be http:// or https:// with a host")]
    Url {
        /// The URL without its query.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No connection, or it broke before the headers of the answer.
    #[error("{method} {place}: no answer: {reason}")]
    NoAnswer {
        /// The method.
        method: Method,
        /// The URL without its query.
        place: String,
        /// The connector's words.
        reason: String,
        /// Whether the wait was given up, which says that the request may have arrived.
        timed_out: bool,
    },
    /// The body ended too early or stood still.
    #[error("{place}: the answer's body broke off after {received} bytes: {reason}")]
    Body {
        /// The URL without its query.
        place: String,
        /// How much had come.
        received: u64,
        /// The connector's words.
        reason: String,
    },
    /// The body is longer than the caller takes.
    #[error("{place}: the answer's body is longer than the {limit} bytes that are accepted")]
    TooLong {
        /// The URL without its query.
        place: String,
        /// The most that is accepted.
        limit: u64,
    },
    /// A redirection that is not followed.
    #[error("{place}: redirected {reason}")]
    Redirect {
        /// The URL without its query.
        place: String,
        /// Why it is not followed.
        reason: String,
    },
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Url { .. } => "HttpUrlInvalid",
            Self::NoAnswer { timed_out: true, .. } => "HttpTimeout",
            Self::NoAnswer { .. } => "HttpNoAnswer",
            Self::Body { .. } => "HttpBodyCut",
            Self::TooLong { .. } => "HttpBodyTooLong",
            Self::Redirect { .. } => "HttpRedirectRefused",
        }
    }
}

impl Error {
    /// Whether another try may end better.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::Body { .. })
    }
}

/// A URL without query, fragment and user, to be printed.
pub fn place(uri: &Uri) -> String {
    let host = uri.host().unwrap_or_default();
    let port = uri.port().map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}://{host}{port}{}", uri.scheme_str().unwrap_or("http"), uri.path())
}

/// Reads a URL without telling it when it is wrong.
///
/// # Errors
///
/// [`Error::Url`] where it is not absolute, or neither http nor https.
pub fn url(text: &str) -> Result<Uri, Error> {
    let printable = || text.split(['?', '#']).next().unwrap_or_default().to_owned();
    let uri: Uri = text.parse().map_err(|error: http::uri::InvalidUri| Error::Url {
        place: printable(),
        reason: error.to_string(),
    })?;
    match uri.scheme_str() {
        Some("http" | "https") if uri.host().is_some_and(|host| !host.is_empty()) => Ok(uri),
        scheme => Err(Error::Url {
            place: printable(),
            reason: format!("its scheme is `{}`", scheme.unwrap_or_default()),
        }),
    }
}

/// Names the place that all requests of a [`Client`] go to in place of the internet; the stack
/// does not set it. For networks without a way out that have a mirror, and for tests: what is
/// at `https://example.com/a` is asked for at `<mirror>/example.com/a`.
pub const MIRROR_VARIABLE: &str = "SIEM_MIRROR_URL";

/// A client with its own connections. Make one and share it.
#[derive(Debug)]
pub struct Client {
    connector: Connector,
    timeouts: Timeouts,
    mirror: Option<Uri>,
}

impl Default for Client {
    fn default() -> Self {
        Self::new(Timeouts::default())
    }
}

impl Client {
    /// A client for http and https; the system's certificates are trusted.
    pub fn new(timeouts: Timeouts) -> Self {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(timeouts.connect)
            .read_timeout(timeouts.response)
            .build();
        let connector = Connector::builder().connector_settings(settings).tls_provider(TLS).build();
        Self { connector, timeouts, mirror: None }
    }

    /// Asks a mirror in place of each host, where there is one; see [`MIRROR_VARIABLE`].
    #[must_use]
    pub fn behind(mut self, mirror: Option<Uri>) -> Self {
        self.mirror = mirror;
        self
    }

    /// Sends a request as it is; `Host` and `Content-Length` are added. Any status is an
    /// answer; redirections are not followed.
    ///
    /// # Errors
    ///
    /// [`Error::Url`], [`Error::NoAnswer`].
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response, Error> {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let place = place(&uri);
        let failed = |reason: String, timed_out: bool| Error::NoAnswer {
            method: method.clone(),
            place: place.clone(),
            reason,
            timed_out,
        };
        if uri.host().is_none() {
            return Err(Error::Url { place, reason: "it has no host".to_owned() });
        }
        let mut request = request;
        if let Some(mirror) = &self.mirror {
            *request.uri_mut() = mirrored(mirror, &uri)?;
        }
        let request = HttpRequest::try_from(request.map(SdkBody::from))
            .map_err(|error| failed(chain(&error), false))?;
        let response = self
            .connector
            .call(request)
            .await
            .map_err(|error| failed(reason(&error), error.is_timeout()))?
            .try_into_http1x()
            .map_err(|error| failed(chain(&error), false))?;
        let (parts, body) = response.into_parts();
        Ok(Response {
            status: parts.status,
            headers: parts.headers,
            body,
            place,
            received: 0,
            idle: self.timeouts.body,
        })
    }

    /// Gets `uri`, following up to `redirects` redirections. One from https to http is
    /// refused, because what it brings could come from anybody.
    ///
    /// # Errors
    ///
    /// Those of [`send`](Self::send), and [`Error::Redirect`].
    pub async fn get(&self, uri: Uri, redirects: u32) -> Result<Response, Error> {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = uri;
        self.follow(request, redirects).await
    }

    /// Sends a GET as [`get`](Self::get) does, with headers. They may hold a key, so another
    /// host that it is redirected to does not get them.
    ///
    /// # Errors
    ///
    /// As for [`get`](Self::get).
    pub async fn follow(&self, request: Request<Bytes>, redirects: u32) -> Result<Response, Error> {
        let mut request = request;
        for _ in 0..=redirects {
            let response = self.send(request.clone()).await?;
            if !is_redirection(response.status) {
                return Ok(response);
            }
            let to = next_hop(request.uri(), &response.headers)?;
            if to.authority() != request.uri().authority() {
                let agent = request.headers_mut().remove(USER_AGENT);
                request.headers_mut().clear();
                request.headers_mut().extend(agent.map(|agent| (USER_AGENT, agent)));
            }
            *request.uri_mut() = to;
        }
        let reason = format!("more than {redirects} times");
        Err(Error::Redirect { place: place(request.uri()), reason })
    }
}

/// Where a mirror has what is at `uri`.
fn mirrored(mirror: &Uri, uri: &Uri) -> Result<Uri, Error> {
    let mirror = mirror.to_string();
    let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    let host = uri.authority().map_or("", http::uri::Authority::as_str);
    url(&format!("{}/{host}{path}", mirror.trim_end_matches('/')))
}

fn is_redirection(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn next_hop(from: &Uri, headers: &HeaderMap) -> Result<Uri, Error> {
    let refused = |reason: &str| Error::Redirect { place: place(from), reason: reason.to_owned() };
    let location = headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .ok_or_else(|| refused("without a readable `Location`"))?;
    if location.starts_with('/') && !location.starts_with("//") {
        let mut parts = from.clone().into_parts();
        parts.path_and_query =
            Some(location.parse().map_err(|_| refused("to a path that is no path"))?);
        return Uri::from_parts(parts).map_err(|_| refused("to a path that is no path"));
    }
    let to = url(location)?;
    if from.scheme_str() == Some("https") && to.scheme_str() != Some("https") {
        return Err(refused("from https to http, which is not followed"));
    }
    Ok(to)
}

/// The connector's error, which does not know the URL.
fn reason(error: &ConnectorError) -> String {
    chain(error)
}

/// An answer whose body is still on its way.
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: SdkBody,
    place: String,
    received: u64,
    idle: Duration,
}

impl Response {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header's value, where there is one and it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The URL without its query, to be printed.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// The next piece of the body, `None` at its end.
    ///
    /// # Errors
    ///
    /// [`Error::Body`] when it breaks off or stands still.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Error> {
        loop {
            let frame = match tokio::time::timeout(self.idle, self.body.frame()).await {
                Ok(None) => return Ok(None),
                Ok(Some(Ok(frame))) => frame,
                Ok(Some(Err(error))) => return Err(self.broken(chain(&*error))),
                Err(_) => {
                    let seconds = self.idle.as_secs_f32();
                    return Err(self.broken(format!("nothing came for {seconds} s")));
                }
            };
            if let Ok(data) = frame.into_data() {
                self.received = self.received.saturating_add(data.len() as u64);
                return Ok(Some(data));
            }
        }
    }

    /// The whole body, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Body`], [`Error::TooLong`].
    pub async fn collect(mut self, limit: u64) -> Result<Bytes, Error> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if self.received > limit {
                return Err(Error::TooLong { place: self.place, limit });
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    fn broken(&self, reason: String) -> Error {
        Error::Body { place: self.place.clone(), received: self.received, reason }
    }
}

#[cfg(test)]
mod tests;
