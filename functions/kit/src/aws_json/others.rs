//! The two other protocols of AWS's APIs.
//!
//! REST with JSON: <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>, forms and
//! XML: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>. Only what the functions
//! use is here: of an answer in XML, the text of an element.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::Value;

use super::{Answer, Client, Error};

impl Client {
    /// Calls an operation of a service that speaks JSON over paths; `path` begins with a slash
    /// and is encoded already.
    ///
    /// # Errors
    ///
    /// That of the last try.
    pub async fn rest(
        &self,
        operation: &'static str,
        method: Method,
        path: &str,
        input: Option<&Value>,
    ) -> Result<Answer, Error> {
        let url = format!("{}{path}", self.url.trim_end_matches('/'));
        let body = input.map(|input| Bytes::from(input.to_string())).unwrap_or_default();
        let make = || {
            Request::builder()
                .method(method.clone())
                .uri(&url)
                .header("content-type", "application/json")
                .body(body.clone())
        };
        let (headers, body) = self.again(operation, &make).await?;
        self.json(operation, &headers, &body)
    }

    /// Calls an operation of a service that takes a form, of a version of its API; gives the
    /// XML that it answers.
    ///
    /// # Errors
    ///
    /// That of the last try.
    pub async fn query(
        &self,
        operation: &'static str,
        version: &str,
        input: &[(&str, &str)],
    ) -> Result<String, Error> {
        let mut form = format!("Action={operation}&Version={version}");
        for (name, value) in input {
            form.push_str(&format!("&{name}={}", encoded(value)));
        }
        let form = Bytes::from(form);
        let make = || {
            Request::post(&self.url)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.clone())
        };
        let (_, body) = self.again(operation, &make).await?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }

    /// Another host than that of the region, for a service that has one for all. An endpoint
    /// that was given goes before.
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        if self.url.starts_with(&format!("https://{}.", self.service.name)) {
            self.url = format!("https://{host}/");
        }
        self
    }
}

/// A text for a query or a form: everything but letters, digits and `-._~` is encoded.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte));
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// The text of the first element of that name, as it is written.
pub fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}
