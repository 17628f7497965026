use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use aws_sdk_s3::config::Credentials;
use serde_json::json;
use test_support::http::{Reply, Request, Server};

use super::*;
use crate::sigv4::Scope;

fn client(server: &Server, identity: Identity) -> Client {
    let endpoint = Endpoint::new(&server.url(), false, None).unwrap();
    Client::new(crate::http::Client::default(), endpoint, identity).patience(Patience::impatient(3))
}

/// A domain that answers `replies` in turn, the last of them for ever, and counts.
fn domain(replies: Vec<Reply>) -> (Server, Arc<AtomicU32>) {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let server = Server::start(move |_: &Request| {
        let number = count.fetch_add(1, Ordering::SeqCst) as usize;
        replies[number.min(replies.len() - 1)].clone()
    });
    (server, asked)
}

fn role() -> Identity {
    Identity::Role(None)
}

#[tokio::test]
async fn a_domain_that_is_busy_is_asked_again() {
    for status in [429, 500, 502, 503, 504] {
        let (server, asked) =
            domain(vec![Reply::json(status, &json!({})), Reply::json(200, &json!({"a": 1}))]);
        let answer = client(&server, role()).send(Method::POST, "/x", None).await.unwrap();
        assert_eq!((answer.status, answer.body), (200, json!({"a": 1})));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_asked_once() {
    for status in [400, 401, 403, 404, 409] {
        let (server, asked) = domain(vec![Reply::json(status, &json!({}))]);
        let answer = client(&server, role()).send(Method::PUT, "/x", None).await.unwrap();
        assert_eq!((answer.status, asked.load(Ordering::SeqCst)), (status, 1));
    }
}

#[tokio::test]
async fn what_got_no_answer_is_asked_again_unless_it_could_make_two() {
    for (method, times) in [(Method::PUT, 3), (Method::GET, 3), (Method::POST, 1)] {
        let (server, asked) = domain(vec![Reply::HangUp]);
        let error = client(&server, role()).send(method.clone(), "/x", None).await.unwrap_err();
        assert!(error.to_string().starts_with(&format!("{method} /x: ")), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), times);
    }
}

#[tokio::test]
async fn a_user_of_the_domain_gives_its_password_and_nobody_prints_it() {
    let server = Server::start(|request| {
        Reply::json(200, &json!({"sent": request.header("authorization")}))
    });
    let identity = Identity::user("admin", "hunter2");
    assert!(!format!("{identity:?}").contains("hunter2"));
    let answer = client(&server, identity).send(Method::GET, "/", None).await.unwrap();
    assert_eq!(answer.body["sent"], "Basic YWRtaW46aHVudGVyMg==");
}

#[test]
fn a_refusal_is_put_into_words() {
    let words = |body: Value| Answer { status: 400, headers: HeaderMap::new(), body }.words();
    let refusal = json!({"error": {
        "type": "illegal_argument_exception",
        "reason": "cannot be put",
        "caused_by": {"reason": "the pattern\noverlaps"},
    }});
    assert_eq!(words(refusal), "cannot be put: the pattern overlaps");
    assert_eq!(
        words(json!({"error": "no handler found for uri [/x]"})),
        "no handler found for uri [/x]"
    );
    assert_eq!(words(json!({"message": "missing"})), "missing");
    assert_eq!(words(json!({"Message": "User is not authorized"})), "User is not authorized");
    assert_eq!(words(json!("<html>  busy")), "<html> busy");
    assert_eq!(words(Value::Null), "(no words)");
}

#[tokio::test]
async fn a_role_signs_for_the_service_and_the_body() {
    let server = Server::start(|request| {
        let of = |name: &str| request.header(name).unwrap_or_default().to_owned();
        Reply::json(200, &json!([of("authorization"), of("x-amz-content-sha256")]))
    });
    for service in ["es", "aoss"] {
        let signing = Some(Scope { service, region: "eu-west-1".to_owned() });
        let endpoint = Endpoint { url: server.url(), signing };
        let credentials = SharedCredentialsProvider::new(Credentials::for_tests());
        let client = Client::new(
            crate::http::Client::default(),
            endpoint,
            Identity::Role(Some(credentials)),
        );
        let answer = client.send(Method::PUT, "/x", Some(&json!({}))).await.unwrap();
        let scope = format!("/eu-west-1/{service}/aws4_request");
        assert!(answer.body[0].as_str().unwrap().contains(&scope), "{}", answer.body);
        assert_eq!(answer.body[1].as_str().map(str::len), Some(64));
    }
}
