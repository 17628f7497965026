//! Files of the internet: asked for conditionally, tried again while that may help, and never
//! longer than is taken.
//!
//! What a source says of its file ([`Validators`]) is kept beside the copy; a source that
//! understands them answers "not modified" in place of the whole. One that does not costs a
//! download, and nothing else.
//!
//! Conditional requests: <https://www.rfc-editor.org/rfc/rfc9110#name-conditional-requests>

use std::fs::File;
use std::io::{self, Seek, Write};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER, USER_AGENT,
};
use http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::warn;

use crate::errors::Stable;
use crate::http::{self as client, Client, Response};
use crate::patience::{Patience, Tries};

const REDIRECTIONS: u32 = 5;

/// Who asks. Some sources refuse whoever does not say.
const AGENT: HeaderValue =
    HeaderValue::from_static(concat!("aes-siem/", env!("CARGO_PKG_VERSION")));

/// What a source says of the version of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub e_tag: Option<String>,
    /// `Last-Modified`, as it came.
    pub last_modified: Option<String>,
}

/// How much and how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A file with more bytes is refused.
    pub largest: u64,
    /// How often it is tried.
    pub patience: Patience,
    /// When it is given up.
    pub until: Instant,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No answer, or half of one.
    #[error(transparent)]
    Http(client::Error),
    /// Another answer.
    #[error("{place} answers with status {status}")]
    Status {
        /// The URL without its query.
        place: String,
        /// The status.
        status: u16,
        /// How long the source wants to be left alone.
        wait: Option<Duration>,
    },
    /// More than is taken.
    #[error("{place}: the file is larger than {largest} bytes")]
    TooLarge {
        /// The URL without its query.
        place: String,
        /// The most that is taken.
        largest: u64,
    },
    /// No room for it.
    #[error("{place}: the file cannot be written to the function's temporary folder: {source}")]
    Spool {
        /// The URL without its query.
        place: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Not done in time.
    #[error("{place}: not fetched when the time ran out")]
    OutOfTime {
        /// The URL without its query.
        place: String,
    },
}

impl Error {
    /// The status of the answer, where that is what is wrong.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether another try may end better.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Http(source) => source.is_transient(),
            Self::Status { status, .. } => *status >= 500 || matches!(status, 408 | 425 | 429),
            Self::TooLarge { .. } | Self::Spool { .. } | Self::OutOfTime { .. } => false,
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Http(source) => source.error_type(),
            Self::Status { .. } => "FetchStatusUnexpected",
            Self::TooLarge { .. } => "FetchTooLarge",
            Self::Spool { .. } => "FetchSpoolFailed",
            Self::OutOfTime { .. } => "FetchOutOfTime",
        }
    }
}

/// Where a file goes.
pub trait Sink: Write {
    /// Forgets what was written.
    ///
    /// # Errors
    ///
    /// Where the file cannot be changed.
    fn start_over(&mut self) -> io::Result<()>;
}

impl Sink for Vec<u8> {
    fn start_over(&mut self) -> io::Result<()> {
        self.clear();
        Ok(())
    }
}

impl Sink for File {
    fn start_over(&mut self) -> io::Result<()> {
        self.set_len(0)?;
        self.rewind()
    }
}

/// Fetches what `request` asks for, if it is another than that of `known`: `None` where it is
/// not. Only a GET follows redirections.
///
/// # Errors
///
/// That of the last try; what is in `into` then is not to be used.
pub async fn fetch(
    client: &Client,
    request: &Request<Bytes>,
    known: &Validators,
    into: &mut impl Sink,
    limits: &Limits,
) -> Result<Option<Validators>, Error> {
    let request = conditional(request.clone(), known);
    let place = client::place(request.uri());
    let mut tries = Tries::until(limits.patience, limits.until);
    loop {
        let once = fetch_once(client, &request, into, limits.largest);
        let error = match timeout_at(limits.until, once).await {
            Ok(Ok(fetched)) => return Ok(fetched),
            Ok(Err(error)) => error,
            Err(_) => return Err(Error::OutOfTime { place }),
        };
        let asked = if let Error::Status { wait, .. } = &error { *wait } else { None };
        if !error.is_transient() || !tries.wait(asked).await {
            return Err(error);
        }
        warn!(attempt = tries.failed(), %error, "trying again");
    }
}

fn conditional(mut request: Request<Bytes>, known: &Validators) -> Request<Bytes> {
    request.headers_mut().entry(USER_AGENT).or_insert(AGENT);
    let headers = [(IF_NONE_MATCH, &known.e_tag), (IF_MODIFIED_SINCE, &known.last_modified)];
    for (name, value) in headers {
        let value = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok());
        if let Some(value) = value {
            request.headers_mut().insert(name, value);
        }
    }
    request
}

async fn fetch_once(
    client: &Client,
    request: &Request<Bytes>,
    into: &mut impl Sink,
    largest: u64,
) -> Result<Option<Validators>, Error> {
    let answer = if request.method() == Method::GET {
        client.follow(request.clone(), REDIRECTIONS).await
    } else {
        client.send(request.clone()).await
    };
    let mut response = answer.map_err(Error::Http)?;
    let place = response.place().to_owned();
    let (status, wait) = (response.status(), wait_of(&response));
    match status {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED => return Ok(None),
        _ => return Err(Error::Status { place, status: status.as_u16(), wait }),
    }
    let spool_failed = |source| Error::Spool { place: place.clone(), source };
    into.start_over().map_err(spool_failed)?;
    let mut length = 0_u64;
    while let Some(chunk) = response.chunk().await.map_err(Error::Http)? {
        length = length.saturating_add(chunk.len() as u64);
        if length > largest {
            return Err(Error::TooLarge { place, largest });
        }
        into.write_all(&chunk).map_err(spool_failed)?;
    }
    let header = |name: HeaderName| response.header(name.as_str()).map(str::to_owned);
    Ok(Some(Validators { e_tag: header(ETAG), last_modified: header(LAST_MODIFIED) }))
}

/// `Retry-After` in seconds; its other form, a date, is not heeded.
fn wait_of(response: &Response) -> Option<Duration> {
    response.header(RETRY_AFTER.as_str())?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests;
