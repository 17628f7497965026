//! The function's own program, as Lambda runs it: killed, and short of time.

use crate::setup::{Setup, queue_event, s3_event, setup};
use crate::waf::records;
use es_loader::key;
use serde_json::{Value, json};
use std::time::Duration;
use test_support::lambda_runtime_api::{ExecutionEnvironment, Function};
use test_support::moto;
use test_support::opensearch_proxy::{Fault, Proxy};

const RECORDS: u64 = 12_000;

fn program(setup: &Setup, endpoint: &str, timeout: Duration) -> ExecutionEnvironment {
    let moto = moto::shared().expect("the bucket of the test is in it");
    Function::new(env!("CARGO_BIN_EXE_es-loader"), contract::handlers::ES_LOADER)
        .memory(2_048)
        .timeout(timeout)
        .environment(moto.environment())
        .environment([
            ("ENDPOINT", endpoint),
            ("SQS_SPLITTED_LOGS_URL", &setup.split_queue),
            ("DLQ_URL", &setup.dead_letters),
            ("GEOIP_BUCKET", "aes-siem-111122223333-geo"),
        ])
        .start()
}

/// A node that takes its time, so that what is to happen in the middle does.
fn slow(setup: &Setup, time: Duration) -> Proxy {
    let proxy = Proxy::start(setup.node.url());
    proxy.always(Fault::Delay(time));
    proxy
}

async fn put(setup: &Setup) -> Value {
    setup.put(&setup.key(), &records(setup.time, RECORDS)).await;
    s3_event(&setup.bucket, &key::encode(&setup.key()))
}

/// The sums of a metric over all that the program has written.
fn metric(program: &ExecutionEnvironment, name: &str) -> f64 {
    program.json_logs().iter().filter_map(|line| line[name].as_f64()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_at_any_moment_loads_all_once_at_the_next_delivery() {
    let Some(setup) = setup(2019, 3).await else {
        return;
    };
    let event = put(&setup).await;
    let proxy = slow(&setup, Duration::from_millis(300));
    let mut program = program(&setup, &proxy.url(), Duration::from_secs(120));
    for after in [30, 300, 700, 1_200] {
        let outcome = program.invoke_and_kill(&event, Duration::from_millis(after));
        assert_eq!(outcome, None, "it was faster than the kill after {after} ms");
    }
    assert_eq!(program.invoke(&event).response(), Value::Null);
    assert_eq!(setup.count(), RECORDS);
    assert!(setup.set_aside().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_short_of_time_hands_the_rest_on_before_it_is_killed() {
    let Some(setup) = setup(2019, 4).await else {
        return;
    };
    let mut events = vec![put(&setup).await];
    let proxy = slow(&setup, Duration::from_millis(900));
    let mut program = program(&setup, &proxy.url(), Duration::from_secs(4));
    let mut hops = 0;
    while let Some(event) = events.pop() {
        let response = program.invoke(&event).response();
        assert!(response.is_null() || response == json!({ "batchItemFailures": [] }));
        let handed_on = setup.messages(&setup.split_queue.clone()).await;
        hops += handed_on.len();
        assert!(hops < 30, "does not come to an end");
        let bodies = handed_on.into_iter().map(|message| message.body.unwrap());
        events.extend(bodies.map(|body| queue_event(&[body])));
    }
    assert!(hops > 0, "time sufficed, so the test shows nothing");
    assert_eq!(setup.count(), RECORDS);
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let loaded = RECORDS as f64;
    assert_eq!(metric(&program, "SuccessLogLoadCount"), loaded, "each by one invocation");
    assert_eq!(metric(&program, "UnbalancedTallyCount"), 0.0);
}
