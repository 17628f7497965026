//! Invocations that die in the middle: before a call, and after it with its answer lost.

use serde_json::{Value, json};
use test_support::http::Reply;

use crate::peer::Fault;
use crate::world::{Ask, World, succeeded};
use crate::{collection, everything, properties};

/// What is there in the end, but for times.
fn state(world: &World) -> Value {
    let peer = world.peer();
    let mut domain = peer.domain.clone().unwrap_or_default();
    if let Some(domain) = domain.as_object_mut() {
        for varies in ["ChangeProgressDetails", "Endpoint"] {
            domain.remove(varies);
        }
    }
    let mut collection = peer.collection.clone().unwrap_or_default();
    if let Some(collection) = collection.as_object_mut() {
        collection.remove("collectionEndpoint");
    }
    let stages: Vec<_> =
        peer.versions.values().map(|(text, stages)| json!([text, stages])).collect();
    json!({
        "domain": domain, "tags": peer.tags, "password": peer.master_password,
        "collection": collection, "policies": peer.policies.values().collect::<Vec<_>>(),
        "groups": peer.log_groups, "log_policies": peer.log_policies, "versions": stages,
    })
}

/// Cuts a request at its call number `after`, and lets Lambda and the schedule go on as they
/// do. Gives the state, or nothing where the request has fewer calls.
async fn cut(world: World, ask: &Ask, after: usize, takes_effect: bool) -> Option<Value> {
    let event = world.event(ask);
    let reply = Reply::HangUp;
    world.peer().faults.push(Fault { operation: None, after, times: 1, takes_effect, reply });
    world.peer().answers.clear();
    let mut next = Some(event);
    for _ in 0..30 {
        let Some(event) = next.take() else { break };
        let met = world.peer().met.clone();
        let died = tokio::select! {
            biased;
            () = met.notified() => true,
            done = world.invoke(event.clone()) => { done.unwrap(); false }
        };
        // Lambda repeats an invocation that dies; a schedule would come anyway.
        let again = died && world.peer().answers.is_empty();
        let visit = world.peer().visit();
        next = if again { Some(event) } else { visit };
    }
    let was_cut = world.peer().faults.iter().all(|fault| fault.times == 0);
    let answered = world.peer().answers.clone();
    assert!(!answered.is_empty(), "not answered when cut at {after}");
    assert!(answered.iter().all(|answer| answer["Status"] == "SUCCESS"), "{after}: {answered:?}");
    assert!(world.peer().schedules.is_empty(), "visits go on when cut at {after}");
    was_cut.then(|| state(&world))
}

/// Runs a request cut at each of its calls, and compares with one that is not.
async fn cut_everywhere<W: Future<Output = World>>(
    start: impl Fn() -> W,
    ask: impl Fn(&World) -> Ask,
) {
    let world = start().await;
    let whole_ask = ask(&world);
    succeeded(&world.ask(&whole_ask).await);
    let whole = state(&world);
    for takes_effect in [false, true] {
        let mut after = 0;
        loop {
            let world = start().await;
            let ask = ask(&world);
            let Some(found) = cut(world, &ask, after, takes_effect).await else { break };
            assert_eq!(found, whole, "cut at {after}, {takes_effect}");
            after += 1;
        }
        assert!(after >= 3, "only {after} calls");
    }
}

#[tokio::test]
async fn a_creation_goes_on_from_wherever_it_was_cut() {
    cut_everywhere(World::new, |_| Ask::create(properties(everything()))).await;
}

#[tokio::test]
async fn an_update_goes_on_from_wherever_it_was_cut() {
    let id = "aes-siem-domain-2.10.4-ABCDEFGH";
    let mut new = everything();
    new["EngineVersion"] = json!("OpenSearch_2.19");
    let ask = move |_: &World| Ask::update(id, crate::original(), properties(new.clone()));
    cut_everywhere(World::with_original, ask).await;
}

#[tokio::test]
async fn a_roll_back_of_a_creation_goes_on_from_wherever_it_was_cut() {
    let start = || async {
        let world = World::new().await;
        succeeded(&world.ask(&Ask::create(properties(json!({})))).await);
        world.peer().stack_status = "ROLLBACK_IN_PROGRESS";
        world
    };
    let ask = |_: &World| {
        let id = "aes-siem-domain-0f0f0f0f-0000-4000-8000-000000000000";
        Ask::delete(id, properties(json!({})))
    };
    cut_everywhere(start, ask).await;
}

#[tokio::test]
async fn a_collection_goes_on_from_wherever_it_was_cut() {
    cut_everywhere(World::new, |_| Ask::create(collection("vpce-1"))).await;
}
