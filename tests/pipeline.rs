//! A WAF log dropped in the log bucket ends as searchable documents.
//!
//! The stack is created and updated from its own template in moto's CloudFormation, as far
//! as moto knows the types; the functions are the bundled programs, run against a Lambda
//! Runtime API with the environment that the stack gave them; OpenSearch is a real node.

mod aws;
mod waf;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value as Json, json};
use test_support::http::{Reply, Request, Server};
use test_support::internet::Internet;
use test_support::lambda_runtime_api::{ExecutionEnvironment, Function};
use test_support::opensearch::OpenSearch;
use test_support::opensearch_proxy::{Fault, Proxy};
use test_support::{moto, opensearch};

use crate::bundled::assembly;
use crate::decided::Answers;
use aws::{Account, ENDPOINT, LOADER, LOG_BUCKET};
use waf::Month;

/// Records of one object; more than one bulk request holds when it is halved.
const RECORDS: u64 = 1_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_waf_log_in_the_log_bucket_ends_as_searchable_documents() {
    let (Some(moto), Some(node)) = (moto::shared(), opensearch::shared()) else { return };
    let _alone = node.alone();
    install_templates(node);

    let Some(account) = Account::new(moto).await else { return };
    account.upload_bundles(&assembly().bundles()).await;
    account.create_stack().await;
    let programs = tempfile::tempdir().unwrap();
    let control = assembly().bootstrap("control", programs.path());
    let answers = Answers::from([(
        "AesSiemDomainDeployedR2".to_owned(),
        json!({"endpoint": ENDPOINT, "aoss_type": ""}),
    )]);
    account.update_stack(&answers, &[]).await;
    notifications_are_set(&account, control.clone()).await;
    licence_is_optional(&account, control).await;

    let bootstrap = assembly().bootstrap("es-loader", programs.path());
    everything_is_loaded_once(&account, node, bootstrap.clone()).await;
    account.update_stack(&answers, &[("SnsEmail", "security@example.com")]).await;
    refusals_cost_nothing(&account, node, bootstrap).await;
}

/// What configure-aes will do.
fn install_templates(node: &OpenSearch) {
    for template in index_templates::index_templates(index_templates::Engine::new(2, 19)) {
        node.ok("PUT", &template.path(), Some(&template.body));
    }
}

/// The bundled custom resource, with the event that CloudFormation would send.
async fn notifications_are_set(account: &Account, control: PathBuf) {
    let somebody_else = account.notify_somebody_else().await;
    let loader = account.function_arn(LOADER).await;
    let properties = json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:handler",
        "BucketName": LOG_BUCKET,
        "NotificationConfiguration": {"LambdaFunctionConfigurations": [
            {"Events": ["s3:ObjectCreated:*"], "LambdaFunctionArn": loader},
        ]},
        "Managed": "false",
        "ConfigVersion": "0.1.0",
    });
    let function = Function::new(control, contract::handlers::BUCKET_NOTIFICATIONS_HANDLER)
        .environment(account.moto.environment());
    let answer = custom_resource(function, "Custom::S3BucketNotifications", &properties);
    assert_eq!(answer["Status"], "SUCCESS", "{answer:#}");
    assert_eq!(account.notified().await, (vec![loader], vec![somebody_else]));
}

/// Without a licence key there is no database to download, and nothing to fail for.
async fn licence_is_optional(account: &Account, control: PathBuf) {
    let internet = Internet::default();
    internet.put("www.cloudflare.com/ips-v4", "203.0.113.0/24\n");
    internet.put("www.cloudflare.com/ips-v6", "2001:db8::/32\n");
    let ranges = json!({
        "prefixes": [{"ip_prefix": "198.51.100.0/24", "service": "CLOUDFRONT"}],
        "ipv6_prefixes": [],
    });
    internet.put("ip-ranges.amazonaws.com/ip-ranges.json", ranges.to_string());
    let environment = account.function_environment("aes-siem-geoip-downloader").await;
    let function = Function::new(control, contract::handlers::GEOIP_DOWNLOADER)
        .environment(account.moto.environment())
        .environment(environment)
        .environment([("SIEM_MIRROR_URL", internet.url())]);
    let properties = json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:geoip",
        "LicenseSecretArn": "",
        "TrustedProxies": "10.0.0.0/8",
        "ConfigVersion": "0.1.0",
    });
    let kind = "AWS::CloudFormation::CustomResource";
    let answer = custom_resource(function, kind, &properties);
    assert_eq!(answer["Status"], "SUCCESS", "{answer:#}");
}

/// Sends a Create event; gives what the function puts at the response URL.
fn custom_resource(function: Function, kind: &str, properties: &Json) -> Json {
    let (sender, answers) = std::sync::mpsc::channel();
    let responses = Server::start(move |request: &Request| {
        sender.send(request.json()).unwrap();
        Reply::empty(200)
    });
    let event = json!({
        "RequestType": "Create",
        "ResponseURL": format!("{}/response?signature=secret", responses.url()),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "7b1f2c3d",
        "ResourceType": kind,
        "LogicalResourceId": "Resource",
        "ResourceProperties": properties,
    });
    let mut running = function.timeout(Duration::from_secs(30)).start();
    let outcome = running.invoke(&event);
    answers.try_recv().unwrap_or_else(|_| panic!("no answer: {outcome:?} {:#?}", running.logs()))
}

async fn loader(account: &Account, bootstrap: PathBuf, endpoint: &str) -> ExecutionEnvironment {
    let environment = account.function_environment(LOADER).await;
    assert!(environment.iter().any(|(name, value)| name == "ENDPOINT" && value == ENDPOINT));
    Function::new(bootstrap, contract::handlers::ES_LOADER)
        .memory(2048)
        .timeout(Duration::from_secs(120))
        .environment(environment)
        .environment(account.moto.environment())
        .environment([("ENDPOINT", endpoint)])
        .start()
}

async fn everything_is_loaded_once(account: &Account, node: &OpenSearch, bootstrap: PathBuf) {
    let month = Month::new(2019, 3);
    node.delete(&month.index());
    let mut loader = loader(account, bootstrap, node.url()).await;
    let event = account.put_log("web acl+100%", &month.gzip(RECORDS)).await;
    assert_eq!(loader.invoke(&event).response(), Json::Null);

    node.refresh(&month.index());
    assert_eq!(node.count(&month.index(), &json!({"match_all": {}})), RECORDS);
    let decided = json!({"term": {"rule.id": "ManagedRule-7"}});
    let found = node.search(&month.index(), &decided);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["_source"]["source"]["ip"], "192.0.2.7");
    assert_balance(&loader, 1_000.0, 0.0);

    assert_eq!(loader.invoke(&event).response(), Json::Null);
    node.refresh(&month.index());
    let again = node.count(&month.index(), &json!({"match_all": {}}));
    assert_eq!(again, RECORDS, "a second delivery overwrites");
}

async fn refusals_cost_nothing(account: &Account, node: &OpenSearch, bootstrap: PathBuf) {
    let month = Month::new(2019, 4);
    node.delete(&month.index());
    // An index in which one record cannot be stored: its request id is no number.
    let strict = json!({
        "settings": {"index.mapping.ignore_malformed": false},
        "mappings": {"properties": {"httpRequest": {"properties": {"requestId": {"type": "long"}}}}},
    });
    node.ok("PUT", &format!("/{}", month.index()), Some(&strict));
    let proxy = Proxy::start(node.url());
    proxy.next([Fault::RefuseEverySecondItem { status: 429 }]);

    let mut loader = loader(account, bootstrap, &proxy.url()).await;
    let event = account.put_log("refused", &month.gzip_with_one_odd(RECORDS)).await;
    assert_eq!(loader.invoke(&event).response(), Json::Null);

    node.refresh(&month.index());
    assert_eq!(node.count(&month.index(), &json!({"match_all": {}})), RECORDS - 1);
    assert!(proxy.counts().items_refused > 0, "{:?}", proxy.counts());
    assert_balance(&loader, 999.0, 1.0);
    let set_aside = account.dead_letters().await;
    assert_eq!(set_aside.len(), 1, "{set_aside:#?}");
    assert!(set_aside[0].contains(LOG_BUCKET), "{set_aside:#?}");
}

/// The counts of the last object add up, and are these.
#[track_caller]
fn assert_balance(loader: &ExecutionEnvironment, loaded: f64, set_aside: f64) {
    let metrics = loader.json_logs();
    let object = metrics.iter().rev().find(|line| line.get("TotalLogCount").is_some());
    let object = object.unwrap_or_else(|| panic!("no metrics in {:#?}", loader.logs()));
    let count = |name: &str| object[name].as_f64().unwrap_or_else(|| panic!("{name}: {object:#}"));
    assert_eq!(count("SuccessLogLoadCount"), loaded, "{object:#}");
    assert_eq!(count("SetAsideLogCount"), set_aside, "{object:#}");
    let ends =
        ["SuccessLogLoadCount", "ExcludedLogCount", "AlreadyThereLogCount", "SetAsideLogCount"];
    let ended: f64 = ends.iter().map(|name| count(name)).sum();
    assert_eq!(count("TotalLogCount"), ended, "{object:#}");
}
