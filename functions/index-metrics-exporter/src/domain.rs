//! The domain or collection, which is asked by GET alone: the function's role may do no more.

use aws_sdk_s3::config::SharedCredentialsProvider;
use bytes::Bytes;
use http::{Request, StatusCode};
use kit::open_search::Endpoint;
use kit::patience::Patience;
use kit::sigv4::sign;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout_at};
use tracing::warn;

use crate::error::Error;

/// An answer is held in memory. Of shards, it has some 200 bytes each.
const LONGEST_ANSWER: u64 = 48 << 20;

/// How much of the domain's words is kept, in characters.
const WORDS: usize = 300;

/// Where to ask, and until when.
#[derive(Debug)]
pub(crate) struct Domain<'a> {
    pub(crate) http: &'a kit::http::Client,
    pub(crate) endpoint: &'a Endpoint,
    pub(crate) credentials: Option<SharedCredentialsProvider>,
    pub(crate) patience: Patience,
    pub(crate) end: Instant,
}

impl Domain<'_> {
    /// Gets a path with its query, again where that may help.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        self.get_with(path, None).await
    }

    /// As [`get`](Self::get), with a body, where OpenSearch takes one with a GET.
    pub(crate) async fn get_with<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Error> {
        let out_of_time = || Error::OutOfTime { path: path.to_owned() };
        let body = body.map(Value::to_string).map(Bytes::from).unwrap_or_default();
        let mut attempt = 1;
        let answer = loop {
            let error = match timeout_at(self.end, self.get_once(path, body.clone())).await {
                Ok(Ok(answer)) => break answer,
                Ok(Err(error)) => error,
                Err(_) => return Err(out_of_time()),
            };
            match self.patience.wait_after(attempt) {
                Some(wait) if error.is_transient() && Instant::now() + wait < self.end => {
                    warn!(attempt, %error, "trying again");
                    sleep(wait).await;
                }
                _ => return Err(error),
            }
            attempt += 1;
        };
        serde_json::from_slice(&answer)
            .map_err(|error| Error::Unreadable { path: path.to_owned(), reason: error.to_string() })
    }

    async fn get_once(&self, path: &str, body: Bytes) -> Result<Bytes, Error> {
        let unsigned = |reason: String| Error::Unsigned { path: path.to_owned(), reason };
        let mut request = Request::get(format!("{}{path}", self.endpoint.url));
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let mut request = request.body(body).map_err(|error| unsigned(error.to_string()))?;
        if let Some(scope) = &self.endpoint.signing {
            sign(&mut request, scope, self.credentials.as_ref()).await.map_err(unsigned)?;
        }
        let response = self.http.send(request).await.map_err(Error::Http)?;
        let status = response.status();
        let body = response.collect(LONGEST_ANSWER).await.map_err(Error::Http)?;
        if status.is_success() { Ok(body) } else { Err(refused(path, status, &body)) }
    }
}

fn refused(path: &str, status: StatusCode, body: &[u8]) -> Error {
    let (path, status, said) = (path.to_owned(), status.as_u16(), words(body));
    match status {
        401 | 403 => Error::Denied { path, status, said },
        _ => Error::Refused { path, status, said },
    }
}

/// The first line of what an error says: a wrong signature is answered with the whole signed
/// request, session token included.
fn words(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = ["/error/reason", "/error", "/message", "/Message"]
        .iter()
        .find_map(|place| body.pointer(place)?.as_str())
        .unwrap_or("(no words)");
    text.lines().next().unwrap_or_default().chars().take(WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_error_does_not_show_the_session_token() {
        let body = r#"{"message":"The signature does not match.\n'x-amz-security-token:hunter2'"}"#;
        assert_eq!(words(body.as_bytes()), "The signature does not match.");
        let of_open_search = r#"{"error":{"type":"x","reason":"no permissions"},"status":403}"#;
        assert_eq!(words(of_open_search.as_bytes()), "no permissions");
        assert_eq!(words(b"<html>"), "(no words)");
    }
}
