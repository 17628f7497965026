//! An OpenSearch that goes wrong.

use crate::setup::{Setup, setup, small};
use crate::waf::{record, records};
use es_loader::config::Limits;
use es_loader::error::LoadError;
use es_loader::report::Report;
use es_loader::tally::Tally;
use flate2::read::GzDecoder;
use serde_json::json;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use test_support::http::{Client, Reply, Request, Server};
use test_support::opensearch_proxy::{Fault, Proxy};

/// A server before the node that refuses the bulk requests that a test names. For what
/// depends on nothing in the request there is [`Proxy`].
fn picky(node: &str, status: u16, refuses: fn(&Bulk) -> bool) -> Server {
    let node = Client::new(node);
    Server::start(move |request| {
        let bulk = Bulk::read(request);
        if refuses(&bulk) {
            return Reply::json(status, &json!({ "message": "refused" }));
        }
        let headers = [("content-type", "application/x-ndjson")];
        let answer = node.try_send(&request.method, &request.path, &headers, bulk.body);
        let Some(answer) = answer else {
            return Reply::HangUp;
        };
        Reply::Answer { status: answer.status, headers: vec![], body: answer.body }
    })
}

/// A bulk request, decompressed.
pub(crate) struct Bulk {
    pub(crate) body: Vec<u8>,
    is_compressed: bool,
}

impl Bulk {
    pub(crate) fn read(request: &Request) -> Self {
        let is_compressed = request.header("content-encoding") == Some("gzip");
        if !is_compressed {
            return Self { body: request.body.clone(), is_compressed };
        }
        let mut body = vec![];
        GzDecoder::new(request.body.as_slice()).read_to_end(&mut body).unwrap();
        Self { body, is_compressed }
    }

    pub(crate) fn items(&self) -> usize {
        self.body.iter().filter(|byte| **byte == b'\n').count() / 2
    }
}

/// Loads 25 records through what stands at `url`, and looks that all arrive once.
async fn survives(setup: &Setup, url: &str) -> Report {
    let report = setup.load(&setup.loader(url), &records(setup.time, 25)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 25, loaded: 25, ..Tally::default() });
    assert_eq!(setup.count(), 25);
    assert!(setup.set_aside().await.is_empty());
    report
}

#[tokio::test(flavor = "multi_thread")]
async fn just_the_refused_half_of_a_bulk_is_sent_again() {
    let Some(setup) = setup(2023, 3).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.next([Fault::RefuseEverySecondItem { status: 429 }; 3]);
    let report = survives(&setup, &proxy.url()).await;
    let counts = proxy.counts();
    assert_eq!(counts.items_passed, 25, "nothing that was stored is sent again");
    assert_eq!(counts.items_refused, report.figures.sent_again);
    assert!(report.figures.sent_again >= 10, "{:?}", report.figures);
}

#[tokio::test(flavor = "multi_thread")]
async fn storms_of_429_and_503_pass() {
    let Some(setup) = setup(2023, 4).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    for status in [429, 503] {
        proxy.next([Fault::Refuse { status }; 6]);
        let report = survives(&setup, &proxy.url()).await;
        assert_eq!(report.figures.refused_requests, 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_cut_in_the_middle_loses_and_doubles_nothing() {
    let Some(setup) = setup(2023, 5).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.next([Fault::BreakOffAnswer, Fault::HangUp, Fault::BreakOffAnswer]);
    survives(&setup, &proxy.url()).await;
    let passed = proxy.counts().items_passed;
    assert!(passed > 25, "stored, and sent again for want of an answer: {passed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_too_large_is_halved() {
    let Some(setup) = setup(2023, 7).await else {
        return;
    };
    let server = picky(setup.node.url(), 413, |bulk| bulk.items() > 3);
    survives(&setup, &server.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_compressed_requests_are_forbidden_they_are_sent_without() {
    let Some(setup) = setup(2023, 8).await else {
        return;
    };
    let server = picky(setup.node.url(), 403, |bulk| bulk.is_compressed);
    survives(&setup, &server.url()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_too_large_alone_is_set_aside() {
    let Some(setup) = setup(2023, 9).await else {
        return;
    };
    let mut lines: Vec<_> = (1..=9).map(|number| record(setup.time, number, "JP")).collect();
    lines.insert(4, record(setup.time, 10, &"x".repeat(50_000)));
    let server = picky(setup.node.url(), 413, |bulk| bulk.body.len() > 40_000);
    let loader = setup.loader(&server.url());
    let report = setup.load(&loader, lines.join("\n").as_bytes()).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally, Tally { read: 10, loaded: 9, set_aside: 1, ..Tally::default() });
    let letters = setup.set_aside().await;
    assert_eq!(letters[0].0, "5");
    assert!(letters[0].1.starts_with("too_large"), "{letters:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_without_permission_fails_the_object() {
    let Some(setup) = setup(2023, 10).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Refuse { status: 403 });
    let report = setup.load(&setup.loader(&proxy.url()), &records(setup.time, 25)).await;
    assert!(matches!(report.outcome, Err(LoadError::Forbidden(_))), "{:?}", report.outcome);
    assert!(report.tally.read > 0);
    assert_eq!(report.tally.given_back, report.tally.read);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_open_search_fails_the_object() {
    let Some(setup) = setup(2023, 11).await else {
        return;
    };
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Refuse { status: 404 });
    let report = setup.load(&setup.loader(&proxy.url()), &records(setup.time, 25)).await;
    assert!(matches!(report.outcome, Err(LoadError::Unexpected(_))), "{:?}", report.outcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_requests_are_on_their_way_than_allowed() {
    let Some(setup) = setup(2023, 12).await else {
        return;
    };
    let most = Arc::new(AtomicUsize::new(0));
    let (seen, now) = (Arc::clone(&most), AtomicUsize::new(0));
    let server = Server::start(move |request| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        test_support::wait::pause(Duration::from_millis(30));
        let items = vec![json!({ "index": { "status": 201 } }); Bulk::read(request).items()];
        now.fetch_sub(1, Ordering::SeqCst);
        Reply::json(200, &json!({ "took": 1, "errors": false, "items": items }))
    });
    let limits = Limits { concurrency: 3, batch_documents: 2, ..small() };
    let loader = setup.loader_with(&setup.aws, &server.url(), limits);
    let report = setup.load(&loader, &records(setup.time, 60)).await;
    assert_eq!(report.tally.loaded, 60);
    let most = most.load(Ordering::SeqCst);
    assert!((2..=3).contains(&most), "{most} at once");
}
