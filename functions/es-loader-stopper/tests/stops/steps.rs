//! Cut off at every step, and called again.

use test_support::http::Client as Http;

use crate::*;

/// More than the calls of any invocation.
const MOST_CALLS: usize = 12;

/// Sends a call to moto all the same, for an answer that gets lost.
fn perform(moto: &Moto, call: &Call) {
    let skipped = ["host", "connection", "content-length"];
    let headers: Vec<_> = call.request.headers.iter().collect();
    let headers: Vec<_> = headers
        .into_iter()
        .filter(|(name, _)| !skipped.contains(&name.as_str()))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let request = &call.request;
    let sent = Http::new(moto.url()).try_send(
        &request.method,
        &request.path,
        &headers,
        request.body.clone(),
    );
    assert!(sent.is_some(), "moto takes {}", call.operation);
}

/// One invocation in which all calls from the `n`th on are lost, that one perhaps after it has
/// been done. Notices that arrived; `None` where there was no such call.
async fn cut(stack: &Stack, state: &str, n: usize, done: bool) -> Option<usize> {
    let moto = stack.moto;
    let seen = AtomicUsize::new(0);
    let peer = stack.peer(move |call| {
        let number = seen.fetch_add(1, Ordering::SeqCst);
        if number == n && done {
            perform(moto, call);
        }
        (number >= n).then_some(Reply::HangUp)
    });
    let result = run(&peer, stack.settings(), stack.event(state)).await;
    let calls = peer.calls();
    if calls.len() <= n {
        result.unwrap();
        return None;
    }
    let arrived = calls.iter().take(n + usize::from(done));
    Some(arrived.filter(|call| operation(call) == "Publish").count())
}

/// From `Before` by an alarm, or by its end, cut at each call.
async fn cut_everywhere(before: Before, state: &str, lost_after: bool) -> usize {
    for n in 0..MOST_CALLS {
        let Some(stack) = Stack::new(before).await else { return n };
        if state == "OK" {
            stack.run("ALARM").await.0.unwrap();
        }
        let Some(arrived) = cut(&stack, state, n, lost_after).await else { return n };
        let (again, told) = stack.run(state).await;
        again.unwrap();
        assert!(arrived + told.len() > 0, "{state}, cut at {n}: nobody is told");
        let (loader, remembered) = match state {
            "ALARM" => (Before::Reserved(0), before.to_string()),
            _ => (before, "running".to_owned()),
        };
        assert_eq!(stack.loader().await, loader, "{state}, cut at {n}");
        assert_eq!(stack.remembered().await, remembered, "{state}, cut at {n}");
        // And from there on as always.
        stack.run("ALARM").await.0.unwrap();
        stack.run("OK").await.0.unwrap();
        assert_eq!(stack.loader().await, before, "{state}, cut at {n}");
    }
    panic!("{state} has more than {MOST_CALLS} calls");
}

#[tokio::test]
async fn whatever_call_is_refused_the_next_invocation_finishes() {
    for before in [Before::Unreserved, Before::Reserved(10)] {
        for state in ["ALARM", "OK"] {
            // The alarm, how it runs, what is remembered, two changes, the notice. The alarm need
            // not be asked.
            let cuts = cut_everywhere(before, state, false).await;
            assert!(cuts == 6 || moto::shared().is_none(), "{state}: {cuts} calls");
        }
    }
}

#[tokio::test]
async fn whatever_answer_is_lost_the_next_invocation_finishes() {
    for before in [Before::Unreserved, Before::Reserved(10)] {
        for state in ["ALARM", "OK"] {
            let cuts = cut_everywhere(before, state, true).await;
            assert!(cuts == 6 || moto::shared().is_none(), "{state}: {cuts} calls");
        }
    }
}
