//! Whether a domain or collection has documents. Indices whose names begin with a dot are the
//! service's own and its plugins'.

use bytes::Bytes;
use http::Request;
use kit::errors::chain;
use kit::http::place;
use kit::sigv4::{Scope, sign};
use serde_json::Value;

use crate::api::Api;
use crate::error::Error;

/// Room for a line on each of many thousands of indices.
const LONGEST_ANSWER: u64 = 16 << 20;

const INDICES: &str = "/_cat/indices?format=json&h=index,docs.count&expand_wildcards=all";

impl Api {
    /// How many documents there are at `url`, which has no slash at its end.
    pub(crate) async fn documents(
        &self,
        url: &str,
        service: &'static str,
        region: &str,
    ) -> Result<u64, Error> {
        let uri = format!("{url}{INDICES}");
        let silent = |reason: String| Error::Contents {
            place: url.to_owned(),
            reason: format!("whether it is empty cannot be seen: {reason}"),
        };
        let mut request =
            Request::get(&uri).body(Bytes::new()).map_err(|error| silent(error.to_string()))?;
        let scope = Scope { service, region: region.to_owned() };
        let credentials = self.aws.config().credentials_provider();
        sign(&mut request, &scope, credentials.as_ref()).await.map_err(&silent)?;
        let place = place(request.uri());
        let answer = self.web.send(request).await.map_err(|error| silent(chain(&error)))?;
        let status = answer.status();
        if !status.is_success() {
            return Err(silent(format!("{place} answers with status {status}")));
        }
        let body = answer.collect(LONGEST_ANSWER).await.map_err(|error| silent(chain(&error)))?;
        let rows: Value =
            serde_json::from_slice(&body).map_err(|error| silent(error.to_string()))?;
        documents(&rows).ok_or_else(|| silent("its answer is no list of indices".to_owned()))
    }
}

fn documents(rows: &Value) -> Option<u64> {
    let mut documents = 0;
    for row in rows.as_array()? {
        if row.get("index")?.as_str()?.starts_with('.') {
            continue;
        }
        // A closed index says nothing, and may hold everything.
        let count = row.get("docs.count").and_then(Value::as_str);
        documents += count.and_then(|count| count.parse().ok()).unwrap_or(1_u64);
    }
    Some(documents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn own_indices_do_not_count_and_closed_ones_do() {
        let row = |index: &str, count: Value| json!({ "index": index, "docs.count": count });
        let empty = json!([row(".opendistro_security", json!("9")), row("log-a", json!("0"))]);
        assert_eq!(documents(&empty), Some(0));
        assert_eq!(documents(&json!([row("log-a", json!(null))])), Some(1));
        assert_eq!(documents(&json!([row("log-a", json!("7"))])), Some(7));
        assert_eq!(documents(&json!({ "error": "x" })), None);
    }
}
