//! A blocking client that treats every status as an answer.

use std::time::Duration;

use serde_json::Value;
use ureq::Agent;
use ureq::http::{Request, Response};

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(60);

/// The largest answer that is read.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Sends requests to one server.
#[derive(Debug, Clone)]
pub struct Client {
    url: String,
    agent: Agent,
}

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header, named in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; text that is not JSON becomes a JSON string.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| Value::String(self.text()))
    }
}

impl Client {
    /// For the server at `url`, such as `http://127.0.0.1:9200`.
    #[must_use]
    pub fn new(url: &str) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(LIMIT))
            .proxy(None) // a proxy of this machine does not lead to loopback
            .build()
            .into();
        Self { url: url.trim_end_matches('/').to_owned(), agent }
    }

    /// Sends a request with a JSON body or none.
    ///
    /// # Panics
    /// When there is no answer.
    #[must_use]
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.try_request(method, path, body)
            .unwrap_or_else(|| panic!("no answer from {}{path}", self.url))
    }

    /// As [`Client::request`], with `None` when there is no answer.
    #[must_use]
    pub fn try_request(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let body = body.map(Value::to_string).unwrap_or_default().into_bytes();
        self.try_send(method, path, &[("content-type", "application/json")], body)
    }

    /// Sends any request; `None` when there is no answer, or it breaks off.
    ///
    /// # Panics
    /// When method, path or a header cannot be sent.
    #[must_use]
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Option<Answer> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = if body.is_empty() {
            let request = request.body(()).expect("a request that can be sent");
            self.agent.run(request)
        } else {
            self.agent.run(request.body(body).expect("a request that can be sent"))
        };
        read(answer.ok()?)
    }
}

fn read(mut answer: Response<ureq::Body>) -> Option<Answer> {
    let status = answer.status().as_u16();
    let headers = answer.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec().ok()?;
    Some(Answer { status, headers, body })
}
