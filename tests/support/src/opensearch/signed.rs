//! The entrance to a node that AWS's domains have: only signed requests come in.
//!
//! Behind it is a node that knows nothing of AWS's signatures. The signature itself is
//! checked where it is made; here only that there is one, for the service `es`, so that a
//! function that forgets to sign fails as it would at AWS.

use serde_json::json;

use super::OpenSearch;
use crate::http::{Client, Reply, Request, Server};

/// An entrance on loopback, open until it is dropped.
#[derive(Debug)]
pub struct Entrance {
    server: Server,
}

impl Entrance {
    /// Opens one to a node.
    #[must_use]
    pub fn to(node: &OpenSearch) -> Self {
        let client = Client::new(node.url());
        Self { server: Server::start(move |request| handle(request, &client)) }
    }

    /// Where it is: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }
}

fn handle(request: &Request, node: &Client) -> Reply {
    let authorization = request.header("authorization").unwrap_or_default();
    let signed = authorization.starts_with("AWS4-HMAC-SHA256 ")
        && authorization.contains("/es/aws4_request");
    if !signed {
        let message = "User: anonymous is not authorized to perform: es:ESHttp*";
        return Reply::json(403, &json!({"Message": message}));
    }
    let headers: Vec<(&str, &str)> = ["content-type", "content-encoding"]
        .into_iter()
        .filter_map(|name| Some((name, request.header(name)?)))
        .collect();
    let answer = node.try_send(&request.method, &request.path, &headers, request.body.clone());
    let Some(answer) = answer else {
        return Reply::HangUp;
    };
    let kind = answer.header("content-type").unwrap_or("application/json").to_owned();
    Reply::Answer {
        status: answer.status,
        headers: vec![("content-type".into(), kind)],
        body: answer.body,
    }
}
