//! Sends one bulk request, compressed and signed, and says what came of it.

use super::documents::Documents;
use super::endpoint::Endpoint;
use super::response::{self, Answer};
use crate::reason::Reason;
use aws_credential_types::provider::SharedCredentialsProvider;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, StatusCode};
use kit::sigv4::sign;
use serde::Deserialize;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// An answer holds under 400 bytes an item, so this is more than any has.
const LONGEST_ANSWER: u64 = 64 << 20;
/// How much of the words of an error is kept.
const WORDS: usize = 300;

/// What came of a request.
#[derive(Debug)]
pub enum Reply {
    /// Answered, item by item.
    Answered(Answer, Duration),
    /// Not taken now, or nothing is known about it: try again.
    Refused {
        /// What was refused, in short.
        why: String,
        /// Whether some of it may have been stored all the same.
        perhaps_stored: bool,
    },
    /// Larger than the endpoint takes.
    TooLarge,
    /// Refused for good as a whole, so that it is not known which document is to blame.
    Rejected(Reason),
    /// The function's role may not write there, or the signature is not accepted.
    Forbidden(String),
    /// Nothing that OpenSearch answers to a bulk request.
    Unexpected(String),
}

/// Sends bulk requests to one endpoint.
#[derive(Debug)]
pub struct Client {
    http: kit::http::Client,
    endpoint: Endpoint,
    credentials: Option<SharedCredentialsProvider>,
    /// In place of a signature.
    authorization: Option<HeaderValue>,
    /// Set once a compressed request was forbidden and the same without compression was
    /// not: something on the way changes bodies, which breaks their signature.
    uncompressed: AtomicBool,
}

impl Client {
    /// A client for `endpoint`. Without credentials an endpoint that wants signatures
    /// refuses everything.
    pub fn new(
        http: kit::http::Client,
        endpoint: Endpoint,
        credentials: Option<SharedCredentialsProvider>,
    ) -> Self {
        let uncompressed = AtomicBool::new(false);
        Self { http, endpoint, credentials, authorization: None, uncompressed }
    }

    /// Sends this `Authorization` in place of a signature: for a user of OpenSearch's own.
    #[must_use]
    pub fn authorized_by(mut self, mut authorization: HeaderValue) -> Self {
        authorization.set_sensitive(true);
        self.authorization = Some(authorization);
        self
    }

    /// Sends the documents, once; a second time, without compression, if the first is
    /// forbidden.
    pub async fn send(&self, documents: &Arc<Documents>) -> Reply {
        if self.uncompressed.load(Ordering::Relaxed) {
            return self.send_as(documents, false).await;
        }
        let reply = self.send_as(documents, true).await;
        if !matches!(reply, Reply::Forbidden(_)) {
            return reply;
        }
        let plain = self.send_as(documents, false).await;
        if !matches!(plain, Reply::Forbidden(_)) {
            tracing::warn!(
                "OpenSearch forbids compressed requests; compression is off from now on"
            );
            self.uncompressed.store(true, Ordering::Relaxed);
        }
        plain
    }

    async fn send_as(&self, documents: &Arc<Documents>, compressed: bool) -> Reply {
        let body = if compressed {
            let documents = Arc::clone(documents);
            match tokio::task::spawn_blocking(move || gzip(documents.body())).await {
                Ok(Ok(body)) => body,
                Ok(Err(error)) => return Reply::Unexpected(format!("gzip failed: {error}")),
                Err(error) => return Reply::Unexpected(format!("gzip failed: {error}")),
            }
        } else {
            Bytes::copy_from_slice(documents.body())
        };
        let request = match self.request(body, compressed).await {
            Ok(request) => request,
            Err(why) => return Reply::Forbidden(why),
        };
        let started = Instant::now();
        let (status, body) = match self.exchange(request).await {
            Ok(answer) => answer,
            Err(error @ kit::http::Error::Url { .. }) => {
                return Reply::Unexpected(error.to_string());
            }
            Err(error) => {
                return Reply::Refused { why: error.to_string(), perhaps_stored: true };
            }
        };
        reply(status, &body, documents.len(), started.elapsed())
    }

    async fn exchange(
        &self,
        request: Request<Bytes>,
    ) -> Result<(StatusCode, Bytes), kit::http::Error> {
        let response = self.http.send(request).await?;
        let status = response.status();
        Ok((status, response.collect(LONGEST_ANSWER).await?))
    }

    async fn request(&self, body: Bytes, compressed: bool) -> Result<Request<Bytes>, String> {
        let filter = response::FILTER_PATH.replace(',', "%2C").replace('*', "%2A");
        let url = format!("{}/_bulk?filter_path={filter}", self.endpoint.url);
        let mut request = Request::post(url).header("content-type", "application/x-ndjson");
        if compressed {
            request = request.header("content-encoding", "gzip");
        }
        let mut request = request.body(body).map_err(|error| error.to_string())?;
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(AUTHORIZATION, authorization.clone());
        } else if let Some(signing) = &self.endpoint.signing {
            sign(&mut request, signing, self.credentials.as_ref()).await?;
        }
        Ok(request)
    }
}

/// Level 1: the bytes of a log shrink to about a tenth already, and a higher level costs
/// more time than it saves on the way.
fn gzip(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 6), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish().map(Bytes::from)
}

fn reply(status: StatusCode, body: &[u8], sent: usize, took: Duration) -> Reply {
    let refused = |why: String| Reply::Refused { why, perhaps_stored: true };
    let unexpected = || Reply::Unexpected(format!("{status}: {}", words(body)));
    match status.as_u16() {
        200..=299 => match response::read(body, sent) {
            Ok(answer) => Reply::Answered(answer, took),
            Err(error) => refused(error.to_string()),
        },
        413 => Reply::TooLarge,
        401 | 403 => Reply::Forbidden(format!("{status}: {}", words(body))),
        429 => Reply::Refused { why: status.to_string(), perhaps_stored: false },
        408 | 500..=599 => refused(status.to_string()),
        // One that is not OpenSearch's says nothing about a document: something between it
        // and the loader is wrong, and setting records aside would not mend it.
        400 => reason(body).map_or_else(unexpected, Reply::Rejected),
        _ => unexpected(),
    }
}

#[derive(Deserialize)]
struct ErrorBody {
    #[serde(alias = "Message")]
    message: Option<String>,
    error: Option<ErrorOf>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum ErrorOf {
    Typed {
        #[serde(rename = "type")]
        kind: String,
        #[serde(default)]
        reason: String,
    },
    Text(String),
}

/// What an answer that is an error says, as far as it is fit for a log: the first line
/// only, since a wrong signature is answered with the whole signed request, session
/// token included.
fn words(body: &[u8]) -> String {
    let text = match serde_json::from_slice::<ErrorBody>(body) {
        Ok(ErrorBody { message: Some(message), .. }) => message,
        Ok(ErrorBody { error: Some(ErrorOf::Typed { kind, reason }), .. }) => {
            Reason::of_open_search(403, &kind, &reason).to_string()
        }
        Ok(ErrorBody { error: Some(ErrorOf::Text(text)), .. }) => text,
        _ => "(no JSON)".to_owned(),
    };
    text.lines().next().unwrap_or_default().chars().take(WORDS).collect()
}

/// Why OpenSearch refuses a request as a whole, if it is OpenSearch that does.
fn reason(body: &[u8]) -> Option<Reason> {
    match serde_json::from_slice::<ErrorBody>(body).ok()?.error? {
        ErrorOf::Typed { kind, reason } => Some(Reason::of_open_search(400, &kind, &reason)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_400_that_is_not_open_searchs_blames_no_document() {
        assert!(matches!(reply_to(400, "<html>Bad Request</html>"), Reply::Unexpected(_)));
        let typed =
            r#"{"error": {"type": "illegal_argument_exception", "reason": "x"}, "status": 400}"#;
        assert!(matches!(reply_to(400, typed), Reply::Rejected(_)));
    }

    fn reply_to(status: u16, body: &str) -> Reply {
        reply(StatusCode::from_u16(status).unwrap(), body.as_bytes(), 1, Duration::ZERO)
    }

    #[test]
    fn a_signature_error_does_not_show_the_session_token() {
        let body = r#"{"message":"The request signature we calculated does not match.\n\nThe Canonical String was\n'x-amz-security-token:hunter2'"}"#;
        let Reply::Forbidden(why) = reply_to(403, body) else { panic!() };
        assert_eq!(why, "403 Forbidden: The request signature we calculated does not match.");
    }

    #[test]
    fn overload_is_tried_again() {
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(matches!(reply_to(status, "<html>"), Reply::Refused { .. }), "{status}");
        }
    }

    #[test]
    fn an_answer_that_cannot_be_read_is_tried_again() {
        assert!(matches!(
            reply_to(200, "{\"items\":["),
            Reply::Refused { perhaps_stored: true, .. }
        ));
    }

    #[test]
    fn a_redirect_or_a_missing_path_is_no_answer_of_open_search() {
        assert!(matches!(reply_to(301, ""), Reply::Unexpected(_)));
        assert!(matches!(reply_to(404, ""), Reply::Unexpected(_)));
    }
}
