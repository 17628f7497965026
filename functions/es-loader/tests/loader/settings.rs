//! Log types and rules that people set reach the loader without a new function.

use crate::setup::{Setup, aws, invocation, setup, small};
use crate::waf::records;
use contract::geo_bucket::{EXCLUSION_PATTERNS, LOG_TYPES};
use es_loader::config::Limits;
use es_loader::loader::Loader;
use es_loader::object::ObjectRef;
use kit::aws_json::{Client, Service};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use test_support::aws_peer::AwsPeer;
use test_support::wait::wait_until;
use test_support::{moto, names};

#[tokio::test]
async fn a_log_type_of_ones_own_is_loaded_and_its_rules_hold() {
    let Some(setup) = setup(2031, 3).await else { return };
    // Parameter Store is shared by all tests, so the type's name is this test's alone.
    let name = names::unique("app");
    let file = json!({"version": 1, "log_types": {"own": [{
        "name": name,
        "index_name": "log-app",
        "index_naming": {"rotation": "yearly"},
        "key_pattern": "^app/",
        "format": {"type": "text", "pattern": r"(?P<time>\S+) (?P<peer>\S+) (?P<action>\S+)"},
        "timestamp": {"fields": ["time"], "formats": ["iso8601"]},
        "ecs": [{"field": "source.ip", "from": {"first_of": ["peer"]}}],
        "exclude": ["action == 'ping'"],
    }]}});
    setup.put(LOG_TYPES, file.to_string().as_bytes()).await;
    let csv = format!("log_type,field,pattern,pattern_type\n{name},action,health,text\n");
    setup.put(EXCLUSION_PATTERNS, csv.as_bytes()).await;
    let ssm = Client::new(&setup.aws, Service { name: "ssm", target: "AmazonSSM" }, moto::REGION);
    for (rule, action, expression) in
        [("probe", "EXCLUDE", "source.ip == '192.0.2.66'"), ("all", "COUNT", "source.ip")]
    {
        let value = json!({"action": action, "expression": expression}).to_string();
        let name = format!("/siem/exclude-logs/{name}/{rule}");
        let input = json!({"Name": name, "Value": value, "Type": "String"});
        ssm.call("PutParameter", &input).await.unwrap();
    }
    let lines = "2031-01-05T06:00:00Z 192.0.2.1 login\n\
                 2031-01-05T06:00:01Z 192.0.2.2 ping\n\
                 2031-01-05T06:00:02Z 192.0.2.3 health\n\
                 2031-01-05T06:00:03Z 192.0.2.66 login\n\
                 2031-01-05T06:00:04Z 192.0.2.4 logout\n";
    setup.put("app/file", lines.as_bytes()).await;
    setup.node.delete("log-app-2031");

    let loader = setup.loader_with(&setup.aws, setup.node.url(), small());
    let object = ObjectRef::whole(&setup.bucket, "app/file");
    let report = loader.load(&object, &invocation(Duration::from_secs(60))).await;
    report.outcome.unwrap();
    assert_eq!((report.tally.read, report.tally.loaded, report.tally.excluded), (5, 2, 3));
    // As in v2.10.4, what a condition excludes is counted by those that count.
    assert_eq!(report.figures.counted, 4);
    setup.node.refresh("log-app-2031");
    let found = setup.node.count("log-app-2031", &json!({"term": {"source.ip": "192.0.2.4"}}));
    assert_eq!(found, 1);
}

/// Leaves out records whose field says `BLOCK`.
async fn put_rule(setup: &Setup, field: &str) {
    let csv = format!("log_type,field,pattern,pattern_type\nwaf,{field},BLOCK,text\n");
    setup.put(EXCLUSION_PATTERNS, csv.as_bytes()).await;
}

async fn excluded(setup: &Setup, loader: &Loader) -> u64 {
    setup.load(loader, &records(setup.time, 3)).await.tally.excluded
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_rule_holds_for_some_object_after_it_and_none_waits_for_it() {
    let Some(setup) = setup(2031, 4).await else { return };
    let limits = Limits { settings_every: Duration::ZERO, ..small() };
    let loader = setup.loader_with(&setup.aws, setup.node.url(), limits);
    put_rule(&setup, "nothing").await;
    assert_eq!(excluded(&setup, &loader).await, 0);
    put_rule(&setup, "action").await;
    // It is read in the background.
    let mut found = 0;
    for _ in 0..50 {
        found = excluded(&setup, &loader).await;
        if found > 0 {
            break;
        }
    }
    assert_eq!(found, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_object_is_opened_while_the_settings_are_read() {
    let Some(setup) = setup(2031, 5).await else { return };
    let Some(moto) = moto::shared() else { return };
    let (is_open, were_beside) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let (opened, beside) = (Arc::clone(&is_open), Arc::clone(&were_beside));
    let peer = AwsPeer::before(moto, move |call| {
        if call.operation.contains("WAFLogs") {
            opened.store(true, Ordering::SeqCst);
        } else if call.operation == "GetParametersByPath" {
            // Where the object waits for the settings, this waits in vain.
            let is_open = || opened.load(Ordering::SeqCst).then_some(());
            let found = wait_until(Duration::from_secs(8), is_open).is_some();
            beside.store(found, Ordering::SeqCst);
        }
        None
    });
    put_rule(&setup, "action").await;
    setup.put(&setup.key(), &records(setup.time, 3)).await;
    let loader = setup.loader_with(&aws(&peer.url()).await, setup.node.url(), small());
    let object = ObjectRef::whole(&setup.bucket, setup.key());
    let report = setup.load_object(&loader, &object, Duration::from_secs(60)).await;
    assert_eq!(report.outcome, Ok(()));
    assert_eq!(report.tally.excluded, 3, "the rules hold for the first object, too");
    assert!(were_beside.load(Ordering::SeqCst));
    assert_eq!(peer.calls().iter().filter(|call| call.operation.contains("WAFLogs")).count(), 1);
}
