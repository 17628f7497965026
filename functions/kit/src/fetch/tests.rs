use std::sync::{Arc, Mutex};

use test_support::http::{Reply, Request as Received, Server};

use super::*;

/// A server with these answers in turn, the last one for ever, and what it was asked.
fn peer(replies: Vec<Reply>) -> (Server, Arc<Mutex<Vec<Received>>>) {
    let asked: Arc<Mutex<Vec<Received>>> = Arc::default();
    let record = Arc::clone(&asked);
    let server = Server::start(move |request| {
        let mut asked = record.lock().unwrap();
        asked.push(request.clone());
        replies.get(asked.len() - 1).or(replies.last()).unwrap().clone()
    });
    (server, asked)
}

fn file(headers: &[(&str, &str)]) -> Reply {
    let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    Reply::Answer { status: 200, headers, body: b"whole".to_vec() }
}

fn limits() -> Limits {
    let until = Instant::now() + Duration::from_secs(5);
    Limits { largest: 100, patience: Patience::impatient(3), until }
}

async fn ask(
    server: &Server,
    known: &Validators,
    into: &mut Vec<u8>,
    limits: &Limits,
) -> Result<Option<Validators>, Error> {
    let request = Request::get(format!("{}/file?key=hunter2", server.url()));
    let request = request.header("x-key", "hunter2").body(Bytes::new()).unwrap();
    fetch(&Client::default(), &request, known, into, limits).await
}

#[tokio::test]
async fn a_file_comes_with_what_its_source_says_of_it() {
    let (server, asked) = peer(vec![file(&[("etag", "\"1\""), ("last-modified", "then")])]);
    let mut into = b"older".to_vec();
    let said = ask(&server, &Validators::default(), &mut into, &limits()).await.unwrap().unwrap();
    assert_eq!(into, b"whole");
    let (e_tag, last_modified) = (Some("\"1\"".to_owned()), Some("then".to_owned()));
    assert_eq!(said, Validators { e_tag, last_modified });
    let request = asked.lock().unwrap()[0].clone();
    assert_eq!(request.header("x-key"), Some("hunter2"));
    assert_eq!(request.header("if-none-match"), None);
    assert!(request.header("user-agent").unwrap().starts_with("aes-siem/"));
}

#[tokio::test]
async fn a_file_that_has_not_changed_does_not_come_again() {
    let (server, asked) = peer(vec![Reply::empty(304)]);
    let known = Validators { e_tag: Some("\"1\"".into()), last_modified: Some("then".into()) };
    let mut into = vec![];
    assert_eq!(ask(&server, &known, &mut into, &limits()).await.unwrap(), None);
    let request = asked.lock().unwrap()[0].clone();
    assert_eq!(request.header("if-none-match"), Some("\"1\""));
    assert_eq!(request.header("if-modified-since"), Some("then"));
}

#[tokio::test]
async fn what_may_pass_is_outlasted_and_leaves_nothing_behind() {
    let cut = Reply::BreakOff { status: 200, body: b"half of it".to_vec() };
    for fault in [Reply::empty(500), Reply::empty(429), cut, Reply::HangUp] {
        let (server, asked) = peer(vec![fault.clone(), fault.clone(), file(&[])]);
        let mut into = vec![];
        ask(&server, &Validators::default(), &mut into, &limits()).await.unwrap();
        assert_eq!((into.as_slice(), asked.lock().unwrap().len()), (&b"whole"[..], 3), "{fault:?}");
    }
}

#[tokio::test]
async fn what_stays_is_given_up_and_what_is_refused_is_not_repeated() {
    for (status, times) in [(503, 3), (429, 3), (403, 1), (404, 1), (204, 1)] {
        let (server, asked) = peer(vec![Reply::empty(status)]);
        let error = ask(&server, &Validators::default(), &mut vec![], &limits()).await.unwrap_err();
        assert_eq!((error.status(), asked.lock().unwrap().len()), (Some(status), times));
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test]
async fn a_source_that_asks_for_more_time_than_there_is_is_left_alone() {
    let headers = vec![("retry-after".to_owned(), "3600".to_owned())];
    let (server, asked) = peer(vec![Reply::Answer { status: 429, headers, body: vec![] }]);
    let start = Instant::now();
    let error = ask(&server, &Validators::default(), &mut vec![], &limits()).await.unwrap_err();
    assert_eq!((error.error_type(), asked.lock().unwrap().len()), ("FetchStatusUnexpected", 1));
    assert!(start.elapsed() < Duration::from_secs(4), "it did not wait");
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused() {
    let (server, asked) = peer(vec![file(&[])]);
    let limits = Limits { largest: 4, ..limits() };
    let error = ask(&server, &Validators::default(), &mut vec![], &limits).await.unwrap_err();
    assert_eq!((error.error_type(), asked.lock().unwrap().len()), ("FetchTooLarge", 1));
}

#[tokio::test]
async fn a_fetch_ends_with_the_time() {
    let (_never, silence) = std::sync::mpsc::channel::<()>();
    let silence = Mutex::new(silence);
    let server = Server::start(move |_| {
        _ = silence.lock().unwrap().recv_timeout(Duration::from_secs(2));
        Reply::HangUp
    });
    let until = Instant::now() + Duration::from_millis(100);
    let limits = Limits { until, ..limits() };
    let error = ask(&server, &Validators::default(), &mut vec![], &limits).await.unwrap_err();
    assert_eq!(error.error_type(), "FetchOutOfTime");
}
