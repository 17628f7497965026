//! Downloads against moto's S3 and Secrets Manager and an internet on loopback.

mod cut;
mod feeds;
mod pulses;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use contract::indicators::{Download, Provider};
use ioc_download::{IocDownload, Settings};
use kit::aws::{self, Aws};
use kit::errors::Failed;
use kit::http::{Timeouts, url};
use kit::metrics::Metrics;
use kit::patience::Patience;
use lambda_runtime::{Context, LambdaEvent};
use serde_json::{Value, json};
use test_support::internet::{Fault, Internet};
use test_support::kept::Kept;
use test_support::moto::{self, Moto};
use test_support::names;

const KEY: &str = "hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2hunter2a";

const TOR: &str = "check.torproject.org/exit-addresses";
const FEODO: &str = "feodotracker.abuse.ch/downloads/ipblocklist.json";
const URLHAUS: &str = "urlhaus-api.abuse.ch/v1/urls/recent/";
const THREATFOX: &str = "threatfox-api.abuse.ch/api/v1/";

/// The sources that are one file: their address, and two versions of the file.
const FEEDS: [(Provider, &str, [&str; 2]); 4] = [
    (
        Provider::Tor,
        TOR,
        ["ExitAddress 100.64.0.7 2026-11-24 05:08:45\n", "ExitAddress 100.64.0.8\n"],
    ),
    (Provider::AbuseCh, FEODO, ["[]", "[{}]"]),
    (
        Provider::Urlhaus,
        URLHAUS,
        [r#"{"query_status": "ok", "urls": []}"#, r#"{"query_status": "no_results"}"#],
    ),
    (
        Provider::Threatfox,
        THREATFOX,
        [r#"{"query_status": "ok", "data": []}"#, r#"{"query_status": "ok", "data": [{}]}"#],
    ),
];

/// A function, its bucket and what it asks.
struct World {
    internet: Internet,
    /// For the test itself.
    aws: Aws,
    /// For the function, where that is to be another.
    endpoint: Option<Aws>,
    settings: Settings,
    metrics: Kept,
}

impl World {
    async fn new(moto: &Moto) -> Self {
        Self::with_key(moto, KEY).await
    }

    /// All sources are there, and want [`KEY`].
    async fn with_key(moto: &Moto, key: &str) -> Self {
        kit::logging::discard(&["ioc_download"]);
        let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
        let bucket = names::unique("geo");
        aws.s3().create_bucket().bucket(&bucket).send().await.unwrap();
        let internet = Internet::default();
        internet.need("otx.alienvault.com", "x-otx-api-key", KEY);
        internet.need("urlhaus-api.abuse.ch", "auth-key", KEY);
        internet.need("threatfox-api.abuse.ch", "auth-key", KEY);
        for (_, address, [file, _]) in FEEDS {
            internet.put(address, file);
        }
        let arn = secret(&aws, key).await;
        let second = Duration::from_millis(700);
        let settings = Settings {
            geo_bucket: bucket,
            otx_secret_arn: Some(arn.clone()),
            abuse_ch_secret_arn: Some(arn),
            mirror: Some(url(&internet.url()).unwrap()),
            spool: std::env::temp_dir(),
            patience: Patience::impatient(3),
            timeouts: Timeouts { connect: second, response: second, body: second },
            renew_after: Duration::from_secs(3600),
        };
        Self { internet, aws, endpoint: None, settings, metrics: Kept::default() }
    }

    async fn call(&self, event: Value, seconds: u64) -> Result<Value, Failed> {
        let metrics = Metrics::to_writer(self.metrics.clone());
        let aws = self.endpoint.as_ref().unwrap_or(&self.aws).clone();
        let function = IocDownload::new(self.settings.clone(), aws, metrics);
        let answer = function.handle(LambdaEvent::new(event, context(seconds))).await?;
        Ok(json!(answer))
    }

    /// Downloads as the state machine has it done.
    async fn download(&self, download: &Download) -> Result<Value, Failed> {
        self.call(json!({ "mapped": download }), 60).await
    }

    async fn feed(&self, provider: Provider) -> Result<Value, Failed> {
        self.download(&Download::of(provider, now())).await
    }

    async fn put(&self, key: &str, content: &str) {
        let put = self.aws.s3().put_object().bucket(&self.settings.geo_bucket).key(key);
        put.body(content.as_bytes().to_vec().into()).send().await.unwrap();
    }

    async fn stored(&self, key: &str) -> Option<String> {
        let get = self.aws.s3().get_object().bucket(&self.settings.geo_bucket).key(key);
        let body = get.send().await.ok()?.body.collect().await.unwrap();
        Some(String::from_utf8(body.to_vec()).unwrap())
    }

    async fn head(&self, key: &str) -> HeadObjectOutput {
        let head = self.aws.s3().head_object().bucket(&self.settings.geo_bucket).key(key);
        head.send().await.unwrap()
    }

    /// The metrics written last.
    fn measured(&self) -> Value {
        serde_json::from_str(&self.metrics.last_line()).unwrap()
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The context of an invocation with so many seconds left.
fn context(seconds: u64) -> Context {
    let end = SystemTime::now() + Duration::from_secs(seconds);
    let since_epoch = end.duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut context = Context::default();
    context.deadline = u64::try_from(since_epoch.as_millis()).unwrap();
    context
}

async fn secret(aws: &Aws, text: &str) -> String {
    let client = kit::aws_json::Client::new(aws, kit::secret::SECRETS_MANAGER, "us-east-1");
    let name = names::unique("key");
    let token = format!("{name}{}", "0".repeat(32));
    let input = json!({ "Name": name, "SecretString": text, "ClientRequestToken": token });
    let made = client.call("CreateSecret", &input).await.unwrap();
    made.body["ARN"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_event_that_is_no_download_is_refused() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for event in [
        json!(null),
        json!({}),
        json!({ "mapped": {} }),
        json!({ "mapped": { "ioc": "unheard of" } }),
        json!({ "mapped": { "ioc": "otx", "ids": "a" } }),
        json!({ "mapped": { "ioc": "otx", "ids": ["../../x"] } }),
        json!({ "ioc": "tor" }),
    ] {
        let failed = world.call(event.clone(), 60).await.unwrap_err();
        assert_eq!(failed.error_type, "IocEventInvalid", "{event}");
        assert!(failed.message.contains("state machine"), "{failed:?}");
    }
    assert!(world.internet.asked().is_empty());
}

#[tokio::test]
async fn lists_of_ones_own_need_no_download() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let answer = world.feed(Provider::Custom).await.unwrap();
    assert_eq!(answer["ioc"], "custom");
    assert!(world.internet.asked().is_empty());
}

#[tokio::test]
async fn what_could_not_be_planned_fails_for_the_reason_in_the_plan() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.renew_after = Duration::ZERO;
    world.put("IOC/tmp/OTX/a1.json", "{}").await;
    let before = world.head("IOC/tmp/OTX/a1.json").await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let unplanned = Some("OTX refuses the key".to_owned());
    let download = Download { unplanned, ..Download::of(Provider::Otx, now()) };
    let failed = world.download(&download).await.unwrap_err();
    assert_eq!(failed.error_type, "IocUnplanned");
    assert!(failed.message.contains("OTX refuses the key"), "{failed:?}");
    let after = world.head("IOC/tmp/OTX/a1.json").await;
    assert!(after.last_modified() > before.last_modified(), "its copies do not expire");
}
