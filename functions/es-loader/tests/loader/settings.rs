//! Log types and rules that people set reach the loader without a new function.

use crate::setup::{invocation, setup, small};
use contract::geo_bucket::{EXCLUSION_PATTERNS, LOG_TYPES};
use es_loader::object::ObjectRef;
use kit::aws_json::{Client, Service};
use serde_json::json;
use std::time::Duration;
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
