//! A run that is cut anywhere is finished by the next.

use crate::peer::Peer;
use crate::{all_options, run};

/// Runs that are cut at their second change, until one is not.
async fn runs_until_done(peer: &Peer, cut_after: bool) -> usize {
    for runs in 1..2_000 {
        {
            let mut state = peer.state();
            state.changes_left = Some(1);
            state.cut_after = cut_after;
        }
        match run(&peer.url(), &all_options()).await {
            Ok(_) => return runs,
            Err(error) => assert!(error.to_string().contains("does not answer"), "{error}"),
        }
    }
    panic!("it does not end");
}

#[tokio::test]
async fn a_second_run_changes_nothing() {
    let peer = Peer::start();
    peer.state().indices.insert("log-aws-waf-2026-11".to_owned(), None);
    let first = run(&peer.url(), &all_options()).await.unwrap();
    assert!(first.written > 100, "{first}");
    assert_eq!(first.kept, Vec::<String>::new());
    peer.take_changes();
    let second = run(&peer.url(), &all_options()).await.unwrap();
    assert_eq!(peer.take_changes(), Vec::<String>::new());
    assert_eq!((second.written, second.removed), (0, 0), "{second}");
    assert_eq!(second.unchanged, first.written + first.unchanged);
}

#[tokio::test]
async fn a_run_that_is_cut_before_any_change_is_finished_by_others() {
    let whole = Peer::start();
    let report = run(&whole.url(), &all_options()).await.unwrap();
    let cut = Peer::start();
    let runs = runs_until_done(&cut, false).await;
    assert!(runs as u32 >= report.written, "{runs} {report}");
    assert_eq!(cut.holds(), whole.holds());
}

/// The change is made, and the answer does not come back.
#[tokio::test]
async fn a_run_that_is_cut_after_any_change_is_finished_by_others() {
    let whole = Peer::start();
    run(&whole.url(), &all_options()).await.unwrap();
    let cut = Peer::start();
    runs_until_done(&cut, true).await;
    assert_eq!(cut.holds(), whole.holds());
}
