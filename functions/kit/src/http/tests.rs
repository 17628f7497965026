use std::sync::mpsc;

use test_support::http::{Reply, Server};

use super::*;

const SHORT: Timeouts = Timeouts {
    connect: Duration::from_millis(500),
    response: Duration::from_millis(300),
    body: Duration::from_millis(300),
};

fn get(url: &str) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = url.parse().unwrap();
    request
}

fn redirect_to(location: String) -> Reply {
    Reply::Answer { status: 302, headers: vec![("location".to_owned(), location)], body: vec![] }
}

#[tokio::test]
async fn a_request_arrives_as_it_was_made() {
    let server = Server::start(|request| Reply::Answer {
        status: 418,
        headers: vec![("x-method".to_owned(), request.method.clone())],
        body: [request.path.as_bytes(), b" ", &request.body].concat(),
    });
    let mut request = get(&format!("{}/a?b=c", server.url()));
    *request.method_mut() = Method::POST;
    *request.body_mut() = Bytes::from_static(b"body");
    let response = Client::default().send(request).await.unwrap();
    assert_eq!(response.status(), 418);
    assert_eq!(response.header("x-method"), Some("POST"));
    assert_eq!(response.collect(100).await.unwrap(), "/a?b=c body");
}

#[tokio::test]
async fn no_error_tells_the_query() {
    let server = Server::start(|request| match request.path.split('?').next() {
        Some("/cut") => Reply::BreakOff { status: 200, body: vec![b'x'; 100] },
        Some("/loop") => redirect_to("/loop?key=hunter2".to_owned()),
        Some("/odd") => redirect_to("ftp://example.com/?key=hunter2".to_owned()),
        Some("/long") => Reply::Answer { status: 200, headers: vec![], body: vec![b'x'; 100] },
        _ => Reply::HangUp,
    });
    let client = Client::new(SHORT);
    let mut told = Vec::new();
    for path in ["/cut", "/loop", "/odd", "/long", "/hangup"] {
        let uri = url(&format!("{}{path}?key=hunter2", server.url())).unwrap();
        let error = match client.get(uri, 3).await {
            Ok(response) => response.collect(50).await.unwrap_err(),
            Err(error) => error,
        };
        told.push((error.error_type(), format!("{} {error:?}", chain(&error))));
    }
    told.push(("HttpUrlInvalid", url("gopher://x/?key=hunter2").unwrap_err().to_string()));
    told.push(("HttpUrlInvalid", url("http://bad host/?key=hunter2").unwrap_err().to_string()));
    let types: Vec<_> = told.iter().map(|(error_type, _)| *error_type).collect();
    assert_eq!(
        types,
        [
            "HttpBodyCut",
            "HttpRedirectRefused",
            "HttpUrlInvalid",
            "HttpBodyTooLong",
            "HttpNoAnswer",
            "HttpUrlInvalid",
            "HttpUrlInvalid"
        ]
    );
    for (_, words) in told {
        assert!(!words.contains("hunter2"), "{words}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let (_keep, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let server = Server::start(move |_| {
        _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(3));
        Reply::HangUp
    });
    let error = Client::new(SHORT).send(get(&server.url())).await.unwrap_err();
    assert_eq!(error.error_type(), "HttpTimeout");
    assert!(error.is_transient());
}

#[tokio::test]
async fn nobody_at_home_is_transient() {
    let server = Server::start(|_| Reply::HangUp);
    let url = server.url();
    drop(server);
    let error = Client::new(SHORT).send(get(&url)).await.unwrap_err();
    assert!(error.is_transient(), "{error}");
}

#[tokio::test]
async fn redirections_are_followed_with_their_query() {
    let server = Server::start(|request| match request.path.as_str() {
        "/from" => redirect_to("/to?signature=1".to_owned()),
        path => Reply::Answer { status: 200, headers: vec![], body: path.as_bytes().to_vec() },
    });
    let uri = url(&format!("{}/from", server.url())).unwrap();
    let response = Client::default().get(uri, 2).await.unwrap();
    assert_eq!(response.collect(100).await.unwrap(), "/to?signature=1");
}

#[tokio::test]
async fn a_key_in_a_header_does_not_follow_to_another_host() {
    let key = |request: &test_support::http::Request| {
        let key = request.header("x-key").unwrap_or("none");
        let body = format!("{key} {}", request.header("user-agent").unwrap()).into_bytes();
        Reply::Answer { status: 200, headers: vec![], body }
    };
    let other = Server::start(key);
    let elsewhere = other.url();
    let server = Server::start(move |request| match request.path.as_str() {
        "/same" => redirect_to("/here".to_owned()),
        "/other" => redirect_to(format!("{elsewhere}/")),
        _ => key(request),
    });
    for (path, got) in [("/same", "hunter2 me"), ("/other", "none me")] {
        let mut request = get(&format!("{}{path}", server.url()));
        request.headers_mut().insert("x-key", "hunter2".parse().unwrap());
        request.headers_mut().insert("user-agent", "me".parse().unwrap());
        let response = Client::default().follow(request, 1).await.unwrap();
        assert_eq!(response.collect(100).await.unwrap(), got, "{path}");
    }
}

#[tokio::test]
async fn a_mirror_is_asked_in_place_of_every_host_and_errors_name_the_host() {
    let server = Server::start(|request| match request.path.as_str() {
        "/m/example.com/a" => redirect_to("https://example.net:8443/b?c=d".to_owned()),
        "/m/example.com/gone" => Reply::HangUp,
        path => Reply::Answer { status: 200, headers: vec![], body: path.as_bytes().to_vec() },
    });
    let mirror = url(&format!("{}/m/", server.url())).unwrap();
    let client = Client::default().behind(Some(mirror));
    let uri = url("https://example.com/a").unwrap();
    let response = client.get(uri, 1).await.unwrap();
    assert_eq!(response.place(), "https://example.net:8443/b");
    assert_eq!(response.collect(100).await.unwrap(), "/m/example.net:8443/b?c=d");
    let error = client.get(url("https://example.com/gone").unwrap(), 0).await.unwrap_err();
    assert!(error.to_string().contains("https://example.com/gone"), "{error}");
}

#[test]
fn a_redirection_from_https_to_http_is_refused() {
    let from: Uri = "https://example.com/a".parse().unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(LOCATION, "http://example.com/a".parse().unwrap());
    let error = next_hop(&from, &headers).unwrap_err();
    assert!(error.to_string().contains("from https to http"), "{error}");
    headers.insert(LOCATION, "https://elsewhere.example.com/a".parse().unwrap());
    assert_eq!(next_hop(&from, &headers).unwrap(), "https://elsewhere.example.com/a");
}

#[test]
fn a_place_is_printed_without_user_and_query() {
    let uri: Uri = "https://user:secret@example.com:8443/a/b?key=secret".parse().unwrap();
    assert_eq!(place(&uri), "https://example.com:8443/a/b");
}

#[tokio::test]
async fn https_is_spoken_to_an_https_url() {
    let (sender, first_bytes) = mpsc::channel();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut hello = [0; 3];
        std::io::Read::read_exact(&mut listener.accept().unwrap().0, &mut hello).unwrap();
        sender.send(hello).unwrap();
    });
    let error = Client::new(SHORT).send(get(&format!("https://{address}"))).await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    let handshake = [22, 3, 1]; // a TLS record that holds a ClientHello
    assert_eq!(first_bytes.recv().unwrap(), handshake);
}
